"""How the lists of calls are narrowed."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models import Call
from lianxiao.calls.queries.call_turns import call_turns, narrowed_calls
from lianxiao.calls.states import CallState

ALL = pgettext_lazy("filter", "All")


def by_text(rows: "QuerySet[Call]", name: str, text: str) -> "QuerySet[Call]":
    return rows.filter(Q(title__icontains=text) | Q(title_en__icontains=text) | Q(document_number__icontains=text))


class DeskCallFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Title or document number"), method=by_text)
    state = filters.ChoiceFilter(label=_("State"), choices=CallState.choices, empty_label=ALL)
    year = filters.NumberFilter(label=_("Year"))
    waiting = filters.ChoiceFilter(label=_("Waiting for me"), choices=(), empty_label=ALL, method="by_waiting")

    class Meta:
        model = Call
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        turns = call_turns(self.request.actor)
        self.filters["waiting"].extra["choices"] = [(turn.kind, turn.label) for turn in turns]

    def by_waiting(self, rows: "QuerySet[Call]", name: str, kind: str) -> "QuerySet[Call]":
        return narrowed_calls(rows, self.request.actor, kind)


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
