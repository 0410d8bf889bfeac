"""How the lists of mid-term checks and of their projects are narrowed; each filter stands in the address."""

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.lists import RowFilter
from lianxiao.ledger.filters import shared
from lianxiao.ledger.filters.shared import ALL, ProjectPartFilter, TurnFilter
from lianxiao.ledger.models import CheckedProject, MidtermCheck
from lianxiao.ledger.queries import midterm, projects, turns
from lianxiao.ledger.states import CheckedState, MidtermState


class MidtermFilter(TurnFilter):
    turns_of = staticmethod(turns.midterm_turns)

    state = filters.ChoiceFilter(label=_("State"), choices=MidtermState.choices, empty_label=ALL)
    office = RowFilter(label=_("Lead office"), queryset=lambda request: projects.offices(), empty_label=ALL)
    waiting = shared.waiting()

    class Meta:
        model = MidtermCheck
        fields: tuple[str, ...] = ()


class CheckedFilter(ProjectPartFilter):
    turns_of = staticmethod(turns.checked_turns)

    check = RowFilter(
        label=_("Mid-term check"), field_name="check_of", queryset=lambda request: midterm.outs(), empty_label=ALL
    )
    state = filters.ChoiceFilter(label=_("State"), choices=CheckedState.choices, empty_label=ALL)
    university = shared.university()
    q = shared.text()
    sample = filters.BooleanFilter(
        label=pgettext_lazy("midterm", "In the sample"), method="by_sample", widget=forms.CheckboxInput
    )
    waiting = shared.waiting()

    class Meta:
        model = CheckedProject
        fields: tuple[str, ...] = ()

    def by_sample(self, rows: "QuerySet[CheckedProject]", name: str, wanted: bool) -> "QuerySet[CheckedProject]":
        return rows.filter(in_sample=True) if wanted else rows
