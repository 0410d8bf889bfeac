"""How the list of campus selections is narrowed."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models import Selection
from lianxiao.calls.queries.selection_turns import TURNS, narrowed_selections
from lianxiao.calls.states import SelectionState

ALL = pgettext_lazy("filter", "All")


class SelectionFilter(filters.FilterSet):
    waiting = filters.ChoiceFilter(label=_("Waiting for me"), choices=TURNS, empty_label=ALL, method="by_turn")
    state = filters.ChoiceFilter(label=_("State"), choices=SelectionState.choices, empty_label=ALL)

    class Meta:
        model = Selection
        fields: tuple[str, ...] = ()

    def by_turn(self, rows: "QuerySet[Selection]", name: str, kind: str) -> "QuerySet[Selection]":
        return narrowed_selections(rows, self.request.actor, kind)
