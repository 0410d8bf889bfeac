"""How the list of projects is narrowed; each filter stands in the address.

The same filters narrow the ledger's cells, which have the same columns: so the foot of a list is what the
totals page shows.
"""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.lists import ChoiceOnceFilter, RowFilter, SpokenFilters
from lianxiao.ledger.models import Project
from lianxiao.ledger.queries import projects as queries
from lianxiao.ledger.queries import turns
from lianxiao.ledger.queries.board import counted_targets
from lianxiao.ledger.states import Light, ProjectState

ALL = pgettext_lazy("filter", "All")
STANDING = "standing"


class YearFilter(SpokenFilters):
    year = ChoiceOnceFilter(label=_("Year"), choices=queries.years, empty_label=ALL)


class Narrowing(YearFilter):
    """What both lists of projects have in common; each names for itself what its text is looked for in."""

    category = RowFilter(label=_("Category"), queryset=queries.categories(), empty_label=ALL)
    city = RowFilter(label=_("City"), queryset=queries.cities(), empty_label=ALL)
    university = RowFilter(label=_("Lead university"), queryset=lambda request: queries.universities(), empty_label=ALL)

    def by_text(self, rows: "QuerySet[Project]", name: str, text: str) -> "QuerySet[Project]":
        return queries.with_words(rows, text)

    @property
    def asks_for_rows(self) -> bool:
        asked = self.form.cleaned_data if self.form.is_valid() else {}
        return any(asked.get(name) for name in ("q", "target", "light", "partner", "waiting"))


class PublicProjectFilter(Narrowing):
    q = filters.CharFilter(label=_("Number, title, university or partner"), method="by_text")


class ProjectFilter(Narrowing):
    target = filters.ModelChoiceFilter(
        queryset=counted_targets(), method="by_target", widget=forms.HiddenInput, label=_("Target of the mandate")
    )
    lead_office = RowFilter(label=_("Lead office"), queryset=lambda request: queries.offices(), empty_label=ALL)
    light = filters.ChoiceFilter(label=_("Light"), field_name="lit__light", choices=Light.choices, empty_label=ALL)
    state = filters.ChoiceFilter(
        label=_("State"),
        choices=[(STANDING, _("Running or finished")), *ProjectState.choices],
        empty_label=ALL,
        method="by_state",
    )
    partner = filters.ModelChoiceFilter(
        queryset=queries.organisations(), method="by_partner", widget=forms.HiddenInput, label=_("Partner")
    )
    q = filters.CharFilter(label=_("Number, title, leader or partner"), method="by_text")
    waiting = filters.CharFilter(method="by_turn", widget=forms.HiddenInput, label=_("Withdrawals to carry out"))

    def by_state(self, rows: Any, name: str, state: str) -> Any:
        return queries.standing(rows) if state == STANDING else rows.filter(state=state)

    def by_partner(self, rows: Any, name: str, partner: Any) -> Any:
        return rows.filter(pk__in=queries.joined_by(partner).values("project"))

    def by_turn(self, rows: Any, name: str, kind: str) -> Any:
        return rows.filter(turns.to_withdraw(self.request.actor)) if kind == "withdrawal_to_confirm" else rows.none()

    def by_target(self, rows: Any, name: str, target: Any) -> Any:
        """Those that promise something toward it; the cells do not know."""
        return rows.filter(pk__in=queries.promising(target).values("project"))
