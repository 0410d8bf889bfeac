"""Lists of reporting periods and of progress reports."""

from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.clock import database_now
from lianxiao.core.templatetags.lianxiao import short_moment, short_until
from lianxiao.ledger.models import ProgressReport, ReportingPeriod
from lianxiao.ledger.queries import periods as of_periods
from lianxiao.ledger.queries.reports import TONES, is_late

NUM = {"th": {"class": "num"}, "td": {"class": "num"}}
WRAP = {"td": {"class": "wrap"}}


def badge(label: object, tone: str, late: bool = False) -> str:
    return render_to_string("ledger/cells/state.html", {"label": label, "tone": tone, "late": late})


class PeriodTable(tables.Table):
    name = tables.Column(
        verbose_name=_("Reporting period"), order_by=("name", "id"), attrs={"td": {"class": "title wrap"}}
    )
    months = tables.Column(verbose_name=_("Months"), accessor="pk", order_by=("first_month", "id"))
    due_at = tables.Column(verbose_name=_("Reports are due"), order_by=("due_at", "id"))
    answered = tables.Column(
        verbose_name=_("Submitted / asked"), accessor="in_count", order_by=("in_count", "id"), attrs=NUM
    )
    confirmed_count = tables.Column(
        verbose_name=pgettext_lazy("report", "Confirmed"), order_by=("confirmed_count", "id"), attrs=NUM
    )
    office = tables.Column(verbose_name=_("office"), order_by=("office__official_order", "id"), attrs=WRAP)
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))

    class Meta:
        attrs = {"aria-label": _("Reporting periods")}
        empty_text = _("No reporting period here. An office drafts one and opens it; then every project reports.")

    def render_name(self, record: ReportingPeriod) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("ledger:period", args=[record.pk]), record)

    def render_months(self, record: ReportingPeriod) -> str:
        return of_periods.months_in_words(record)

    def render_due_at(self, value: Any) -> str:
        return short_until(value)

    def render_answered(self, record: Any) -> str:
        return f"{record.in_count} / {record.asked}"

    def render_state(self, record: ReportingPeriod) -> str:
        return badge(record.get_state_display(), of_periods.TONES[record.state])


class ReportTable(tables.Table):
    project = tables.Column(
        verbose_name=_("Project"), order_by=("project__title", "id"), attrs={"td": {"class": "title wrap"}}
    )
    period = tables.Column(verbose_name=_("Reporting period"), order_by=("period__first_month", "id"), attrs=WRAP)
    university = tables.Column(
        verbose_name=_("Lead university"),
        accessor="project__university",
        order_by=("project__university__official_order", "id"),
        attrs=WRAP,
    )
    office = tables.Column(
        verbose_name=_("Lead office"),
        accessor="project__lead_office",
        order_by=("project__lead_office__official_order", "id"),
        attrs=WRAP,
    )
    due = tables.Column(verbose_name=pgettext_lazy("column", "Due"), order_by=("due", "id"))
    submitted_at = tables.Column(
        verbose_name=pgettext_lazy("report", "Submitted"), order_by=("submitted_at", "id"), default="—"
    )
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))

    class Meta:
        attrs = {"aria-label": _("Progress reports")}
        empty_text = _(
            "No progress report here. When an office opens a reporting period, every running project gets one."
        )

    @cached_property
    def now(self) -> datetime:
        return database_now()

    def render_project(self, record: ProgressReport) -> SafeString:
        url = reverse("ledger:report", args=[record.pk])
        return format_html(
            '<a href="{}">{}</a> <span class="quiet nums">{}</span>', url, record.project.title, record.project.number
        )

    def render_due(self, value: Any) -> str:
        return short_until(value)

    def render_submitted_at(self, value: Any) -> str:
        return short_moment(value)

    def render_state(self, record: ProgressReport) -> str:
        return badge(record.get_state_display(), TONES[record.state], is_late(record, self.now))
