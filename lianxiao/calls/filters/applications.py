"""Filters of the list of applications; each stands in the address."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models import Application, Call
from lianxiao.calls.queries.waiting import narrowed, turns_of
from lianxiao.calls.states import State
from lianxiao.core.lists import RowFilter
from lianxiao.mandate.models import Category

ALL = pgettext_lazy("filter", "All")
STATES = [choice for choice in State.choices if choice[0] != State.DISCARDED]


def _calls(request: HttpRequest | None) -> "QuerySet[Call]":
    return Call.objects.visible_to(request.actor).order_by("-year", "-id") if request else Call.objects.none()  # type: ignore[attr-defined]


def _waiting(request: HttpRequest | None) -> list[tuple[str, Any]]:
    return [(turn.kind, turn.label) for turn in turns_of(request.actor)] if request else []  # type: ignore[attr-defined]


class ApplicationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Title, leader, number or pinyin initials"), method="by_text")
    call = RowFilter(
        label=pgettext_lazy("of applications", "Call"),
        field_name="call_category__call",
        queryset=_calls,
        empty_label=ALL,
    )
    category = RowFilter(
        label=_("Category"),
        field_name="call_category__category",
        queryset=Category.objects.order_by("order", "id"),
        empty_label=ALL,
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, empty_label=ALL)
    waiting = django_filters.ChoiceFilter(label=_("Waiting for me"), choices=(), empty_label=ALL, method="by_waiting")

    class Meta:
        model = Application
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = _waiting(self.request)
        self.filters["waiting"].extra["choices"] = waiting
        if not waiting:
            del self.filters["waiting"]

    def by_text(self, rows: "QuerySet[Application]", name: str, text: str) -> "QuerySet[Application]":
        """By a part of the title, the leader's name or the number, or by first letters of the pinyin."""
        letters = text.lower().replace(" ", "")
        return rows.filter(
            Q(title__icontains=text)
            | Q(leader_name__icontains=text)
            | Q(number__icontains=text)
            | Q(initials__contains=letters)
        )

    def by_waiting(self, rows: "QuerySet[Application]", name: str, kind: str) -> "QuerySet[Application]":
        return narrowed(rows, self.request.actor, kind)
