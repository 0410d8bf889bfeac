"""How the lists of calls are narrowed."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models import Call
from lianxiao.calls.states import CallState

ALL = pgettext_lazy("filter", "All")


def by_text(rows: "QuerySet[Call]", name: str, text: str) -> "QuerySet[Call]":
    return rows.filter(Q(title__icontains=text) | Q(title_en__icontains=text) | Q(document_number__icontains=text))


class DeskCallFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Title or document number"), method=by_text)
    state = filters.ChoiceFilter(label=_("State"), choices=CallState.choices, empty_label=ALL)
    year = filters.NumberFilter(label=_("Year"))

    class Meta:
        model = Call
        fields: tuple[str, ...] = ()


class PublicCallFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Title or document number"), method=by_text)
    phase = filters.ChoiceFilter(
        label=_("State"),
        choices=[("open", _("Open now")), ("soon", _("Opens later")), ("over", _("Over"))],
        empty_label=ALL,
        method="by_phase",
    )

    class Meta:
        model = Call
        fields: tuple[str, ...] = ()

    def by_phase(self, rows: "QuerySet[Call]", name: str, phase: str) -> "QuerySet[Call]":
        return rows.filter(Q(**{name: phase}))
