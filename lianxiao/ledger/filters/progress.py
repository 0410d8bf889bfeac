"""How lists of periods and reports are narrowed; each filter stands in the address."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.clock import database_now
from lianxiao.core.lists import RowFilter
from lianxiao.ledger.models import ProgressReport, ReportingPeriod
from lianxiao.ledger.queries import projects, turns
from lianxiao.ledger.queries.board import counted_targets, with_figures
from lianxiao.ledger.states import PeriodState, ReportState

ALL = pgettext_lazy("filter", "All")


def open_periods(request: Any) -> "QuerySet[ReportingPeriod]":
    rows = ReportingPeriod.objects.visible_to(request.actor).exclude(state=PeriodState.DRAFT)
    return rows.order_by("-first_month", "-id")


class PeriodFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=PeriodState.choices, empty_label=ALL)
    waiting = filters.CharFilter(method="by_turn", widget=forms.HiddenInput)

    class Meta:
        model = ReportingPeriod
        fields: tuple[str, ...] = ()

    def by_turn(self, rows: "QuerySet[ReportingPeriod]", name: str, kind: str) -> "QuerySet[ReportingPeriod]":
        return rows.filter(pk__in=turns.drafted_periods(self.request.actor).values("pk"))


class ReportFilter(filters.FilterSet):
    period = RowFilter(label=_("Reporting period"), queryset=open_periods, empty_label=ALL)
    state = filters.ChoiceFilter(label=_("State"), choices=ReportState.choices, empty_label=ALL)
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
    city = RowFilter(field_name="project__city", queryset=projects.cities(), widget=forms.HiddenInput)
    target = filters.ModelChoiceFilter(queryset=counted_targets(), method="by_target", widget=forms.HiddenInput)
    q = filters.CharFilter(label=_("Number, title, leader or partner"), method="by_text")
    late = filters.BooleanFilter(label=_("Late"), method="by_late", widget=forms.CheckboxInput)
    waiting = filters.CharFilter(method="by_turn", widget=forms.HiddenInput)

    class Meta:
        model = ProgressReport
        fields: tuple[str, ...] = ()

    def by_text(self, rows: "QuerySet[ProgressReport]", name: str, text: str) -> "QuerySet[ProgressReport]":
        return rows.filter(project__in=projects.found(text).values("pk"))

    def by_target(self, rows: "QuerySet[ProgressReport]", name: str, target: Any) -> "QuerySet[ProgressReport]":
        return rows.filter(pk__in=with_figures(target).values("item__report"))

    def by_late(self, rows: "QuerySet[ProgressReport]", name: str, wanted: bool) -> "QuerySet[ProgressReport]":
        return rows.filter(pk__in=ProgressReport.objects.late(database_now()).values("pk")) if wanted else rows

    def by_turn(self, rows: "QuerySet[ProgressReport]", name: str, kind: str) -> "QuerySet[ProgressReport]":
        return turns.narrowed(rows, turns.report_turns(self.request.actor), kind)
