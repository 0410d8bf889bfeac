"""The list of projects: columns, their sums at the foot, and the same columns for the file."""

from collections.abc import Callable, Iterator
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lianxiao.core.spreadsheets import Column
from lianxiao.core.templatetags.lianxiao import day, figure
from lianxiao.ledger.models import Project
from lianxiao.ledger.queries import lights
from lianxiao.ledger.queries.totals import EMPTY, Total
from lianxiao.ledger.states import Light, ProjectState

MOST_REASONS = 3  # of a light, in a line of the list
NAME = {"td": {"class": "name"}}
NUM = {"th": {"class": "num"}, "td": {"class": "num"}, "tf": {"class": "num"}}


def period_of(project: Project) -> str:
    if project.start_date is None and project.end_date is None:
        return ""
    return f"{day(project.start_date)} – {day(project.end_date)}"


TONES: dict[str, str] = {
    ProjectState.RUNNING: "primary",
    ProjectState.FINISHED: "success",
    ProjectState.WITHDRAWN: "neutral",
}


class PublicProjectTable(tables.Table):
    """What everybody may read of an approved project."""

    number = tables.Column(verbose_name=_("Project number"), order_by=("number",))
    title = tables.Column(
        verbose_name=_("Project title"),
        order_by=("title", "id"),
        attrs={"td": {"class": "title wrap"}},
        footer=lambda table: table.count_in_words,
    )
    category = tables.Column(verbose_name=_("Category"), order_by=("category__order", "id"), attrs=NAME)
    university = tables.Column(
        verbose_name=_("Lead university"), order_by=("university__official_order", "id"), attrs=NAME
    )
    city = tables.Column(verbose_name=_("City"), order_by=("city__order", "id"))

    # Set by the page, for the foot.
    total: Total = EMPTY

    class Meta:
        attrs = {"aria-label": _("Approved projects")}
        empty_text = _("No project here. Widen the filters; approvals bring new ones by themselves.")

    @property
    def count_in_words(self) -> str:
        n = self.total.projects
        return ngettext("%(n)s project in all", "%(n)s projects in all", n) % {"n": figure(n)}


class ProjectTable(PublicProjectTable):
    partner_count = tables.Column(verbose_name=_("Number of partners"), orderable=False, attrs=NUM)
    leader_name = tables.Column(verbose_name=_("Project leader"), order_by=("leader_name", "id"))
    period = tables.Column(verbose_name=_("Period"), empty_values=(), accessor="pk", order_by=("start_date", "id"))
    funding = tables.Column(
        verbose_name=_("Funding (10,000 yuan)"),
        order_by=("funding", "id"),
        attrs=NUM,
        footer=lambda table: figure(table.total.funding),
    )
    light = tables.Column(verbose_name=_("Light"), accessor="lit__light", order_by=("lit__light", "id"))
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))

    class Meta(PublicProjectTable.Meta):
        attrs = {"aria-label": _("Ledger of cooperation projects")}
        empty_text = _("No project here. Widen the filters; approvals bring new ones by themselves.")

    def render_title(self, record: Project) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("ledger:project", args=[record.pk]), record.title)

    def render_period(self, record: Project) -> SafeString:
        """In two lines, as the table is wide."""
        if record.start_date is None:
            return format_html("—")
        return format_html("{} –<br>{}", day(record.start_date), day(record.end_date))

    def render_funding(self, value: Any) -> str:
        return figure(value)

    def render_light(self, record: Project) -> SafeString:
        """The words carry the meaning, and why stands behind them for whoever points there."""
        lit = record.lit
        why = "；".join(lights.in_words(lit)[:MOST_REASONS])
        tone = lights.TONES[lit.light]
        return format_html('<span class="state tone-{}" title="{}">{}</span>', tone, why, Light(lit.light).label)

    def render_state(self, record: Project) -> SafeString:
        return format_html(
            '<span class="state tone-{}">{}</span>', TONES[record.state], ProjectState(record.state).label
        )


# --- the same columns in a file --------------------------------------------------------------------

# How a column is written; whatever is not named here is text as it is shown.
KINDS: dict[str, Column] = {
    "title": Column("", width=44),
    "partner_count": Column("", "number"),
    "period": Column("", width=30),
    "funding": Column("", "money"),
}
VALUES: dict[str, Callable[[Any], object]] = {
    "number": lambda project: project.number,
    "title": lambda project: project.title,
    "category": lambda project: str(project.category),
    "university": lambda project: str(project.university),
    "city": lambda project: str(project.city or ""),
    "partner_count": lambda project: project.partner_count,
    "leader_name": lambda project: project.leader_name,
    "period": period_of,
    "funding": lambda project: project.funding,
    "light": lambda project: light.get_light_display() if (light := lights.kept_of(project)) else "",
    "state": lambda project: project.get_state_display(),
}


def file_columns(table: tables.Table) -> list[Column]:
    """The columns that the page shows, in its order and under its names."""
    made = []
    for column in table.columns:
        kind = KINDS.get(column.name, Column(""))
        made.append(Column(str(column.header), kind.kind, kind.width))
    return made


def file_rows(table: tables.Table) -> Iterator[list[object]]:
    """Every filtered row in the order of the page, not only those of one page."""
    values = [VALUES[column.name] for column in table.columns]
    for project in table.data.data.iterator(chunk_size=2_000):
        yield [value(project) for value in values]
