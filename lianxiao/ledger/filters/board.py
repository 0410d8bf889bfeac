"""What the board and the facts behind it are narrowed to; each filter stands in the address."""

from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.lists import RowFilter, SpokenFilters
from lianxiao.ledger import access
from lianxiao.ledger.models import IndicatorFact, IndicatorTotal
from lianxiao.ledger.queries import board, facts, projects
from lianxiao.ledger.queries.board import Narrowed

ALL = pgettext_lazy("filter", "All")


class Dimensions(SpokenFilters):
    """University, office and city, as the cells and the facts name them alike."""

    university = RowFilter(
        label=_("Lead university"), queryset=lambda request: projects.universities(), empty_label=ALL
    )
    office = RowFilter(label=_("Lead office"), queryset=lambda request: projects.offices(), empty_label=ALL)
    city = RowFilter(label=_("City"), queryset=projects.cities(), empty_label=ALL)


class BoardFilter(Dimensions):
    """The year is asked for and left to the board, which compares it with the others."""

    year = filters.ChoiceFilter(label=_("Year"), choices=board.year_choices, empty_label=ALL, method="all_years")

    class Meta:
        model = IndicatorTotal
        fields = ("year", "university", "office", "city")

    def all_years(self, rows: "QuerySet[IndicatorTotal]", name: str, year: str) -> "QuerySet[IndicatorTotal]":
        return rows

    @property
    def narrowed(self) -> Narrowed:
        found: dict[str, Any] = self.form.cleaned_data if self.form.is_valid() else {}
        rows = {name: found.get(name) for name in ("university", "office", "city")}
        named = {name: str(row.pk) for name, row in rows.items() if row is not None}
        return Narrowed(year=found.get("year") or "", **named)


class FactFilter(Dimensions):
    target = RowFilter(label=_("Target of the mandate"), queryset=board.counted_targets(), empty_label=ALL)
    year = filters.ChoiceFilter(
        label=_("Year"), choices=board.year_choices, empty_label=ALL, field_name="month", lookup_expr="year"
    )
    counts = filters.ChoiceFilter(
        label=_("Counts toward the target"),
        choices=[(board.YES, pgettext_lazy("fact", "Yes")), (board.NO, pgettext_lazy("fact", "No: project withdrawn"))],
        empty_label=ALL,
        method="by_counting",
    )
    month = filters.CharFilter(label=_("Month, for example 2026-07"), method="by_month")
    q = filters.CharFilter(label=_("Number, title, leader or partner"), method="by_text")

    class Meta:
        model = IndicatorFact
        fields: tuple[str, ...] = ()

    def by_counting(self, rows: "QuerySet[Any]", name: str, which: str) -> "QuerySet[Any]":
        """The cells hold only what counts."""
        if rows.model is IndicatorTotal:
            return rows
        return facts.counted(rows) if which == board.YES else facts.not_counted(rows)

    @property
    def total(self) -> facts.Total:
        """From the cells where they know the answer, which is when nobody's rows are out of sight."""
        asked = self.form.cleaned_data if self.form.is_valid() else {}
        counts, everything = asked.get("counts"), access.reads_whole_ledger(self.request.actor)
        if not everything or asked.get("q") or counts == board.NO:
            return facts.total_of_rows(self.qs)
        besides = 0 if counts == board.YES else facts.not_counted(self.qs).count()
        return facts.total_of_cells(self.filter_queryset(IndicatorTotal.objects.all()), besides)

    def by_month(self, rows: "QuerySet[IndicatorFact]", name: str, text: str) -> "QuerySet[IndicatorFact]":
        """What is no month finds nothing."""
        try:
            return rows.filter(month=date.fromisoformat(f"{text.strip()}-01"))
        except ValueError:
            return rows.none()

    def by_text(self, rows: "QuerySet[IndicatorFact]", name: str, text: str) -> "QuerySet[IndicatorFact]":
        return rows.filter(project__in=projects.found(text).values("pk"))
