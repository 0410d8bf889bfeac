"""The list of facts, and the board and the facts as they stand in a file."""

from collections.abc import Iterator

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lianxiao.core.spreadsheets import Column
from lianxiao.core.templatetags.lianxiao import figure
from lianxiao.ledger.models import IndicatorFact
from lianxiao.ledger.queries.board import Board
from lianxiao.ledger.queries.facts import is_counted, source_of

NUM = {"th": {"class": "num"}, "td": {"class": "num"}}
WRAP = {"td": {"class": "wrap"}}


class FactTable(tables.Table):
    """Of millions of facts the whole order must stand in an index; what else it may be by, the filters narrow it to."""

    month = tables.Column(verbose_name=_("Month"), order_by=("month", "id"))
    project = tables.Column(verbose_name=_("Project"), orderable=False, attrs={"td": {"class": "title wrap"}})
    university = tables.Column(
        verbose_name=_("Lead university"), accessor="project__university", orderable=False, attrs=WRAP
    )
    target = tables.Column(verbose_name=_("Target of the mandate"), orderable=False, attrs=WRAP)
    amount = tables.Column(verbose_name=_("Amount"), order_by=("amount", "id"), attrs=NUM)
    report = tables.Column(verbose_name=_("Evidence in"), accessor="pk", orderable=False, attrs=WRAP)

    class Meta:
        attrs = {"aria-label": _("Facts")}
        empty_text = _("No fact here. Widen the filters; facts come with every progress report that is confirmed.")

    def render_month(self, record: IndicatorFact) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("ledger:fact", args=[record.pk]), f"{record.month:%Y-%m}")

    def render_project(self, record: IndicatorFact) -> SafeString:
        url = reverse("ledger:project", args=[record.project_id])
        return format_html('<a href="{}">{}</a>', url, record.project.title)

    def render_amount(self, record: IndicatorFact) -> str:
        said = f"{figure(record.amount)} {record.target.shown_unit}".strip()
        if is_counted(record):
            return said
        return format_html('{}<br><span class="state tone-neutral">{}</span>', said, _("not counted"))

    def render_report(self, record: IndicatorFact) -> str:
        if record.figure is None:
            return source_of(record)
        report = record.figure.item.report
        return format_html('<a href="{}">{}</a>', reverse("ledger:report", args=[report.pk]), report.period)


def fact_columns() -> list[Column]:
    return [
        Column(_now("Month")),
        Column(_now("Project number")),
        Column(_now("Project title"), width=44),
        Column(_now("Lead university"), width=24),
        Column(_now("Lead office"), width=24),
        Column(_now("Target of the mandate"), width=36),
        Column(_now("Amount"), "number"),
        Column(_now("Counts toward the target")),
        Column(_now("Reporting period"), width=28),
        Column(_now("Reason of a correction"), width=30),
    ]


def board_columns(board: Board) -> list[Column]:
    return [
        Column(_now("Category"), width=16),
        Column(_now("Target of the mandate"), width=44),
        Column(_now("unit")),
        Column(_now("Target"), "number"),
        Column(_now("Promised"), "number"),
        Column(_now("Reported, not yet confirmed"), "number"),
        Column(_now("Achieved"), "number"),
        Column(_now("Forecast to 31 December"), "number"),
        Column(_now("at least"), "number"),
        Column(_now("at most"), "number"),
        *(Column(str(year), "number") for year in board.years),
    ]


def board_rows(board: Board) -> Iterator[list[object]]:
    for group in board.groups:
        for line in group.lines:
            ahead = line.ahead
            yield [
                group.category,
                str(line.target),
                line.unit,
                line.target.value,
                line.promised,
                line.under_way,
                line.achieved,
                ahead.expected if ahead else None,
                ahead.low if ahead else None,
                ahead.high if ahead else None,
                *line.years,
            ]
