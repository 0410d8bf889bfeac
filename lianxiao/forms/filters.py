"""How the list of forms is narrowed."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.forms.models import Form
from lianxiao.forms.queries.turns import form_turns, narrowed_forms

ALL = pgettext_lazy("filter", "All")


class FormFilter(filters.FilterSet):
    q = filters.CharFilter(label=pgettext_lazy("form", "Title"), method="by_text")
    purpose = filters.ChoiceFilter(
        label=pgettext_lazy("form", "Purpose"), choices=Form.Purpose.choices, empty_label=ALL
    )
    year = filters.NumberFilter(label=_("Year"))
    waiting = filters.ChoiceFilter(label=_("Waiting for me"), choices=(), empty_label=ALL, method="by_waiting")

    class Meta:
        model = Form
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        turns = form_turns(self.request.actor)
        self.filters["waiting"].extra["choices"] = [(turn.kind, turn.label) for turn in turns]

    def by_text(self, rows: "QuerySet[Form]", name: str, text: str) -> "QuerySet[Form]":
        return rows.filter(Q(title__icontains=text) | Q(title_en__icontains=text))

    def by_waiting(self, rows: "QuerySet[Form]", name: str, kind: str) -> "QuerySet[Form]":
        return narrowed_forms(rows, self.request.actor, kind)
