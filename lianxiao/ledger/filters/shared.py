"""What the lists about projects are narrowed by alike: words of the project, and whose turn it is."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.actors import Actor
from lianxiao.core.lists import RowFilter
from lianxiao.ledger.queries import projects, turns
from lianxiao.ledger.queries.turns import Turn

ALL = pgettext_lazy("filter", "All")


# Each list names its fields itself, in the order in which the bar shows them.
def lead_office() -> RowFilter:
    return RowFilter(
        label=_("Lead office"),
        field_name="project__lead_office",
        queryset=lambda request: projects.offices(),
        empty_label=ALL,
    )


def university() -> RowFilter:
    return RowFilter(
        label=_("Lead university"),
        field_name="project__university",
        queryset=lambda request: projects.universities(),
        empty_label=ALL,
    )


def text() -> filters.CharFilter:
    return filters.CharFilter(label=_("Number, title, leader or partner"), method="by_text")


def waiting() -> filters.CharFilter:
    return filters.CharFilter(method="by_turn", widget=forms.HiddenInput)


class TurnFilter(filters.FilterSet):
    """Rows of which the workbench counts some: `turns_of` says which."""

    @staticmethod
    def turns_of(actor: Actor) -> list[Turn]:
        raise NotImplementedError

    def by_turn(self, rows: "QuerySet[Any]", name: str, kind: str) -> "QuerySet[Any]":
        return turns.narrowed(rows, self.turns_of(self.request.actor), kind)


class ProjectPartFilter(TurnFilter):
    """Rows that belong to a project."""

    def by_text(self, rows: "QuerySet[Any]", name: str, text: str) -> "QuerySet[Any]":
        return rows.filter(project__in=projects.found(text).values("pk"))
