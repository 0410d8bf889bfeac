"""How the list of change requests is narrowed; each filter stands in the address."""

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.lists import RowFilter
from lianxiao.ledger.models import ChangeRequest
from lianxiao.ledger.queries import projects, turns
from lianxiao.ledger.states import ChangeKind, ChangeState

ALL = pgettext_lazy("filter", "All")


class ChangeFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label=_("Kind of change"), choices=ChangeKind.choices, empty_label=ALL)
    state = filters.ChoiceFilter(label=_("State"), choices=ChangeState.choices, empty_label=ALL)
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
        model = ChangeRequest
        fields: tuple[str, ...] = ()

    def by_text(self, rows: "QuerySet[ChangeRequest]", name: str, text: str) -> "QuerySet[ChangeRequest]":
        return rows.filter(project__in=projects.found(text).values("pk"))

    def by_turn(self, rows: "QuerySet[ChangeRequest]", name: str, kind: str) -> "QuerySet[ChangeRequest]":
        return turns.narrowed(rows, turns.change_turns(self.request.actor), kind)
