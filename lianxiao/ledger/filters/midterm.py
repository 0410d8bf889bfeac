"""How the lists of mid-term checks and of their projects are narrowed; each filter stands in the address."""

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.lists import RowFilter
from lianxiao.ledger.models import CheckedProject, MidtermCheck
from lianxiao.ledger.queries import midterm, projects, turns
from lianxiao.ledger.states import CheckedState, MidtermState

ALL = pgettext_lazy("filter", "All")


class MidtermFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=MidtermState.choices, empty_label=ALL)
    office = RowFilter(label=_("Lead office"), queryset=lambda request: projects.offices(), empty_label=ALL)
    waiting = filters.CharFilter(method="by_turn", widget=forms.HiddenInput)

    class Meta:
        model = MidtermCheck
        fields: tuple[str, ...] = ()

    def by_turn(self, rows: "QuerySet[MidtermCheck]", name: str, kind: str) -> "QuerySet[MidtermCheck]":
        return turns.narrowed(rows, turns.midterm_turns(self.request.actor), kind)


class CheckedFilter(filters.FilterSet):
    check = RowFilter(
        label=_("Mid-term check"), field_name="check_of", queryset=lambda request: midterm.outs(), empty_label=ALL
    )
    state = filters.ChoiceFilter(label=_("State"), choices=CheckedState.choices, empty_label=ALL)
    university = RowFilter(
        label=_("Lead university"),
        field_name="project__university",
        queryset=lambda request: projects.universities(),
        empty_label=ALL,
    )
    q = filters.CharFilter(label=_("Number, title, leader or partner"), method="by_text")
    sample = filters.BooleanFilter(
        label=pgettext_lazy("midterm", "In the sample"), method="by_sample", widget=forms.CheckboxInput
    )
    waiting = filters.CharFilter(method="by_turn", widget=forms.HiddenInput)

    class Meta:
        model = CheckedProject
        fields: tuple[str, ...] = ()

    def by_text(self, rows: "QuerySet[CheckedProject]", name: str, text: str) -> "QuerySet[CheckedProject]":
        return rows.filter(project__in=projects.found(text).values("pk"))

    def by_sample(self, rows: "QuerySet[CheckedProject]", name: str, wanted: bool) -> "QuerySet[CheckedProject]":
        return rows.filter(in_sample=True) if wanted else rows

    def by_turn(self, rows: "QuerySet[CheckedProject]", name: str, kind: str) -> "QuerySet[CheckedProject]":
        return turns.narrowed(rows, turns.checked_turns(self.request.actor), kind)
