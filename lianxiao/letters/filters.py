"""How the outbox and the letters received are narrowed; each filter stands in the address."""

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.lists import RowFilter, SpokenFilters
from lianxiao.letters.models import Letter, LetterDelivery
from lianxiao.letters.queries import letters as queries
from lianxiao.letters.states import Kind, LetterState

ALL = pgettext_lazy("filter", "All")


class OutboxFilter(SpokenFilters):
    q = filters.CharFilter(label=_("Number, subject or addressee"), method="by_text")
    state = filters.ChoiceFilter(label=_("State"), choices=LetterState.choices, empty_label=ALL)
    kind = filters.ChoiceFilter(label=_("Kind of letter"), choices=Kind.choices, empty_label=ALL)
    office = RowFilter(label=_("Office"), queryset=lambda request: queries.offices(), empty_label=ALL)
    year = filters.NumberFilter(label=_("Year"), field_name="year")
    waiting = filters.BooleanFilter(label=_("Waiting for me"), method="by_waiting", widget=forms.CheckboxInput)

    class Meta:
        model = Letter
        fields: tuple[str, ...] = ()

    def by_text(self, rows: "QuerySet[Letter]", name: str, text: str) -> "QuerySet[Letter]":
        return rows.filter(Q(number__icontains=text) | Q(subject__icontains=text) | Q(addressee__icontains=text))

    def by_waiting(self, rows: "QuerySet[Letter]", name: str, wanted: bool) -> "QuerySet[Letter]":
        return rows.filter(pk__in=queries.is_waiting(self.request.actor).values("pk")) if wanted else rows


class InboxFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Number or subject"), method="by_text")
    kind = filters.ChoiceFilter(
        label=_("Kind of letter"), field_name="letter__kind", choices=Kind.choices, empty_label=ALL
    )
    open = filters.BooleanFilter(label=_("Receipt not confirmed"), method="by_open", widget=forms.CheckboxInput)

    class Meta:
        model = LetterDelivery
        fields: tuple[str, ...] = ()

    def by_text(self, rows: "QuerySet[LetterDelivery]", name: str, text: str) -> "QuerySet[LetterDelivery]":
        return rows.filter(Q(letter__number__icontains=text) | Q(letter__subject__icontains=text))

    def by_open(self, rows: "QuerySet[LetterDelivery]", name: str, wanted: bool) -> "QuerySet[LetterDelivery]":
        return rows.filter(received_at=None) if wanted else rows
