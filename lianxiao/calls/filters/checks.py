"""How an office narrows its list of formal checks."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models import FormalCheck
from lianxiao.calls.queries.checks import WAITING, is_waiting
from lianxiao.calls.queries.office import calls_received, categories_led
from lianxiao.core.lists import RowFilter

OUTCOMES = [(WAITING, _("To be checked")), *FormalCheck.Outcome.choices]


class CheckFilter(filters.FilterSet):
    outcome = filters.ChoiceFilter(
        label=_("Result"), choices=OUTCOMES, empty_label=pgettext_lazy("filter", "All"), method="by_outcome"
    )
    call = RowFilter(
        label=pgettext_lazy("of applications", "Call"),
        field_name="submission__application__call_category__call",
        queryset=calls_received,
        empty_label=pgettext_lazy("filter", "All"),
    )
    category = RowFilter(
        label=_("Category"),
        field_name="submission__application__call_category__category",
        queryset=categories_led,
        empty_label=pgettext_lazy("filter", "All"),
    )
    text = filters.CharFilter(label=_("Number, title or university"), method="by_text")

    def by_outcome(self, rows: "QuerySet[FormalCheck]", name: str, value: str) -> "QuerySet[FormalCheck]":
        return rows.filter(is_waiting() if value == WAITING else Q(outcome=value))

    def by_text(self, rows: "QuerySet[FormalCheck]", name: str, value: str) -> "QuerySet[FormalCheck]":
        at = "submission__application__"
        return rows.filter(
            Q(**{f"{at}number__icontains": value})
            | Q(**{f"{at}title__icontains": value})
            | Q(**{f"{at}university__name__icontains": value})
        )
