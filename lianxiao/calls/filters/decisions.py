"""How offices and the department narrow the list of decisions."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models import Application, Outcome
from lianxiao.calls.queries.decisions import CONFIRM, COUNTERSIGN, PROPOSE, turn
from lianxiao.calls.queries.office import calls_received, categories_led
from lianxiao.calls.states import State
from lianxiao.core.lists import RowFilter

ALL = pgettext_lazy("filter", "All")
TURNS = [
    (PROPOSE, _("To propose")),
    (COUNTERSIGN, _("To countersign")),
    (CONFIRM, _("To confirm")),
]
STATES = [
    (state.value, state.label)
    for state in (
        State.CHECKED,
        State.UNDER_REVIEW,
        State.REVIEWED,
        State.PROPOSED,
        State.CONFIRMED,
        State.ON_NOTICE,
        State.SUSPENDED,
        State.APPROVED,
        State.REJECTED,
    )
]


class DecisionFilter(filters.FilterSet):
    turn = filters.ChoiceFilter(label=_("My turn"), choices=TURNS, empty_label=ALL, method="by_turn")
    state = filters.ChoiceFilter(label=_("State"), choices=STATES, empty_label=ALL)
    outcome = filters.ChoiceFilter(label=_("Proposal"), choices=Outcome.choices, empty_label=ALL, method="by_outcome")
    call = RowFilter(
        label=pgettext_lazy("of applications", "Call"),
        field_name="call_category__call",
        queryset=calls_received,
        empty_label=ALL,
    )
    category = RowFilter(
        label=_("Category"), field_name="call_category__category", queryset=categories_led, empty_label=ALL
    )
    text = filters.CharFilter(label=_("Number, title or university"), method="by_text")

    def by_turn(self, rows: "QuerySet[Application]", name: str, value: str) -> "QuerySet[Application]":
        return rows.filter(turn(self.request.actor, value))

    def by_outcome(self, rows: "QuerySet[Application]", name: str, value: str) -> "QuerySet[Application]":
        return rows.filter(proposals__outcome=value, proposals__sent_back_at=None)

    def by_text(self, rows: "QuerySet[Application]", name: str, value: str) -> "QuerySet[Application]":
        return rows.filter(
            Q(number__icontains=value) | Q(title__icontains=value) | Q(university__name__icontains=value)
        )
