"""How lists of rounds and returns are narrowed; each filter stands in the address."""

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.clock import database_now
from lianxiao.core.lists import SpokenFilters
from lianxiao.filing.models import Return, Round
from lianxiao.filing.queries import turns
from lianxiao.filing.states import ReturnState, RoundState
from lianxiao.organisations.roles import INSTITUTIONS, Kind

ALL = pgettext_lazy("filter", "All")
KINDS = [(kind.value, kind.label) for kind in Kind if kind in INSTITUTIONS]


class RoundFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Title"), method="by_text")
    state = filters.ChoiceFilter(label=_("State"), choices=RoundState.choices, empty_label=ALL)
    waiting = filters.CharFilter(method="by_turn", widget=forms.HiddenInput)

    class Meta:
        model = Round
        fields: tuple[str, ...] = ()

    def by_text(self, rows: "QuerySet[Round]", name: str, text: str) -> "QuerySet[Round]":
        return rows.filter(Q(title__icontains=text) | Q(title_en__icontains=text))

    def by_turn(self, rows: "QuerySet[Round]", name: str, kind: str) -> "QuerySet[Round]":
        return turns.narrowed_rounds(rows, self.request.actor, kind)


class OwnReturnFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=ReturnState.choices, empty_label=ALL)
    waiting = filters.CharFilter(method="by_turn", widget=forms.HiddenInput)

    class Meta:
        model = Return
        fields: tuple[str, ...] = ()

    def by_turn(self, rows: "QuerySet[Return]", name: str, kind: str) -> "QuerySet[Return]":
        return turns.narrowed_returns(rows, self.request.actor, kind)


class ReturnFilter(SpokenFilters):
    q = filters.CharFilter(label=_("Institution"), method="by_text")
    kind = filters.ChoiceFilter(label=_("Kind"), field_name="institution__kind", choices=KINDS, empty_label=ALL)
    state = filters.ChoiceFilter(label=_("State"), choices=ReturnState.choices, empty_label=ALL)
    late = filters.BooleanFilter(label=_("Late"), method="by_late", widget=forms.CheckboxInput)

    class Meta:
        model = Return
        fields: tuple[str, ...] = ()

    def by_text(self, rows: "QuerySet[Return]", name: str, text: str) -> "QuerySet[Return]":
        named = Q(institution__name__icontains=text) | Q(institution__name_en__icontains=text)
        return rows.filter(named | Q(institution__initials__icontains=text.lower()))

    def by_late(self, rows: "QuerySet[Return]", name: str, wanted: bool) -> "QuerySet[Return]":
        return rows.filter(pk__in=Return.objects.late(database_now()).values("pk")) if wanted else rows
