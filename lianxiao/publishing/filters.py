"""Filters of the lists of notices; each stands in the address."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lianxiao.core.lists import RowFilter
from lianxiao.organisations.models import Organisation
from lianxiao.publishing.models import Notice
from lianxiao.publishing.queries import notices as queries
from lianxiao.publishing.states import NoticeState


def _offices(request: HttpRequest | None) -> "QuerySet[Organisation]":
    return queries.offices()


class _TextFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Title, number or words of the text"), method="by_text")

    def by_text(self, rows: "QuerySet[Notice]", name: str, text: str) -> "QuerySet[Notice]":
        holds = Q(title__icontains=text) | Q(title_en__icontains=text) | Q(document_number__icontains=text)
        return rows.filter(holds | Q(body__icontains=text) | Q(body_en__icontains=text))


class PublishedFilter(_TextFilter):
    year = django_filters.ChoiceFilter(label=_("Year"), field_name="published_at__year", choices=())
    office = RowFilter(label=_("Office"), queryset=_offices)

    class Meta:
        model = Notice
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request is not None:
            years = queries.years(self.request.actor)
            self.filters["year"].extra["choices"] = [(year, str(year)) for year in years]


class DeskFilter(_TextFilter):
    state = django_filters.ChoiceFilter(label=_("State"), choices=NoticeState.choices)
    office = RowFilter(label=_("Office"), queryset=_offices)
    waiting = django_filters.BooleanFilter(label=_("Waiting for me"), method="by_waiting", widget=forms.CheckboxInput)

    class Meta:
        model = Notice
        fields: tuple[str, ...] = ()

    def by_waiting(self, rows: "QuerySet[Notice]", name: str, wanted: bool) -> "QuerySet[Notice]":
        return rows.filter(pk__in=queries.is_waiting(self.request.actor).values("pk")) if wanted else rows
