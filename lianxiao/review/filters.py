"""How lists of reviews are narrowed; each filter stands in the address."""

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.review.models import Plan, PoolExpert, Sheet
from lianxiao.review.states import PlanState, SheetState

ALL = pgettext_lazy("filter", "All")


class PlanFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=PlanState.choices, empty_label=ALL)

    class Meta:
        model = Plan
        fields: tuple[str, ...] = ()


class PoolFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Name, discipline or organisation"), method="by_text")
    active = filters.BooleanFilter(label=_("May be asked"), method="by_active", widget=forms.CheckboxInput)

    class Meta:
        model = PoolExpert
        fields: tuple[str, ...] = ()

    def by_text(self, rows: "QuerySet[PoolExpert]", name: str, text: str) -> "QuerySet[PoolExpert]":
        person = Q(user__name__icontains=text) | Q(user__initials__icontains=text.lower())
        house = Q(user__memberships__organisation__name__icontains=text, user__memberships__ended_at=None)
        found = person | house | Q(user__expert_profile__disciplines__icontains=text)
        return rows.filter(pk__in=PoolExpert.objects.filter(found).values("pk"))

    def by_active(self, rows: "QuerySet[PoolExpert]", name: str, wanted: bool) -> "QuerySet[PoolExpert]":
        return rows.filter(is_active=True) if wanted else rows


class SheetFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Title or number"), method="by_text")
    show = filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("to_score", pgettext_lazy("of a sheet of scores", "To score")),
            ("submitted", pgettext_lazy("of a sheet of scores", "Submitted")),
        ],
        empty_label=ALL,
        method="by_state",
    )

    class Meta:
        model = Sheet
        fields: tuple[str, ...] = ()

    def by_text(self, rows: "QuerySet[Sheet]", name: str, text: str) -> "QuerySet[Sheet]":
        seen = Q(application__title__icontains=text, seat__panel__plan__is_blind=False) | Q(blind_title__icontains=text)
        return rows.filter(seen | Q(application__number__icontains=text))

    def by_state(self, rows: "QuerySet[Sheet]", name: str, shown: str) -> "QuerySet[Sheet]":
        return rows.filter(state=SheetState.SUBMITTED if shown == "submitted" else SheetState.ASSIGNED)
