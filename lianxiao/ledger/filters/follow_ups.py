"""How the list of follow-ups is narrowed; each filter stands in the address."""

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.lists import RowFilter
from lianxiao.ledger.models import FollowUp
from lianxiao.ledger.queries import projects, turns
from lianxiao.ledger.states import FollowUpState, Level, Light

ALL = pgettext_lazy("filter", "All")


class FollowUpFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=FollowUpState.choices, empty_label=ALL)
    level = filters.ChoiceFilter(label=pgettext_lazy("follow-up", "Level"), choices=Level.choices, empty_label=ALL)
    light = filters.ChoiceFilter(
        label=_("Light"), field_name="project__lit__light", choices=Light.choices, empty_label=ALL
    )
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
        model = FollowUp
        fields: tuple[str, ...] = ()

    def by_text(self, rows: "QuerySet[FollowUp]", name: str, text: str) -> "QuerySet[FollowUp]":
        return rows.filter(project__in=projects.found(text).values("pk"))

    def by_turn(self, rows: "QuerySet[FollowUp]", name: str, kind: str) -> "QuerySet[FollowUp]":
        return turns.narrowed(rows, turns.follow_up_turns(self.request.actor), kind)
