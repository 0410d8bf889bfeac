"""How the list of final acceptances is narrowed; each filter stands in the address."""

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.lists import RowFilter
from lianxiao.ledger.models import Acceptance
from lianxiao.ledger.queries import projects, turns
from lianxiao.ledger.states import AcceptanceState

ALL = pgettext_lazy("filter", "All")


class AcceptanceFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=AcceptanceState.choices, empty_label=ALL)
    lead_office = RowFilter(
        label=_("Lead office"),
        field_name="project__lead_office",
        queryset=lambda request: projects.offices(),
        empty_label=ALL,
    )
    university = RowFilter(
        label=_("Lead university"),
        field_name="project__university",
        queryset=lambda request: projects.universities(),
        empty_label=ALL,
    )
    q = filters.CharFilter(label=_("Number, title, leader or partner"), method="by_text")
    waiting = filters.CharFilter(method="by_turn", widget=forms.HiddenInput)

    class Meta:
        model = Acceptance
        fields: tuple[str, ...] = ()

    def by_text(self, rows: "QuerySet[Acceptance]", name: str, text: str) -> "QuerySet[Acceptance]":
        return rows.filter(project__in=projects.found(text).values("pk"))

    def by_turn(self, rows: "QuerySet[Acceptance]", name: str, kind: str) -> "QuerySet[Acceptance]":
        return turns.narrowed(rows, turns.acceptance_turns(self.request.actor), kind)
