"""The department's ledger of places and its list of grants; the ledger's columns also as a file."""

from collections.abc import Callable, Iterator
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models import PlaceLine, SlotGrant
from lianxiao.core.spreadsheets import Column

NUM = {"td": {"class": "num"}, "th": {"class": "num"}}
WRAP = {"td": {"class": "wrap"}}


class PlaceTable(tables.Table):
    university = tables.Column(
        verbose_name=_("University"),
        order_by=("university__official_order", "category__order", "id"),
        attrs={"td": {"class": "title"}},
    )
    category = tables.Column(
        verbose_name=_("Category"), order_by=("category__order", "university__official_order", "id")
    )
    call = tables.Column(
        verbose_name=pgettext_lazy("of applications", "Call"), order_by=("call__year", "id"), attrs=WRAP
    )
    limit = tables.Column(verbose_name=pgettext_lazy("places", "Limit"), order_by=("limit", "id"), attrs=NUM)
    granted = tables.Column(
        verbose_name=pgettext_lazy("places", "Granted beyond"), order_by=("granted", "id"), attrs=NUM
    )
    used = tables.Column(verbose_name=pgettext_lazy("places", "Used"), order_by=("used", "id"), attrs=NUM)
    held = tables.Column(verbose_name=pgettext_lazy("places", "Held"), order_by=("held", "id"), attrs=NUM)
    free = tables.Column(verbose_name=pgettext_lazy("places", "Free"), order_by=("free", "id"), attrs=NUM)

    class Meta:
        attrs = {"aria-label": _("Ledger of places")}
        empty_text = _("No line here. The ledger begins when a call is published.")


VALUES: dict[str, Callable[[PlaceLine], object]] = {
    "university": lambda line: str(line.university),
    "category": lambda line: str(line.category),
    "call": lambda line: str(line.call),
    "limit": lambda line: line.limit,
    "granted": lambda line: line.granted,
    "used": lambda line: line.used,
    "held": lambda line: line.held,
    "free": lambda line: line.free,
}
KINDS = {"university": Column("", width=30), "category": Column("", width=16), "call": Column("", width=60)}


def file_columns(table: tables.Table) -> list[Column]:
    """The columns that the page shows, in its order and under its names."""
    made = []
    for column in table.columns:
        kind = KINDS.get(column.name, Column("", "number"))
        made.append(Column(str(column.header), kind.kind, kind.width))
    return made


def file_rows(table: tables.Table) -> Iterator[list[object]]:
    """Every filtered row in the order of the page, not only those of one page."""
    values = [VALUES[column.name] for column in table.columns]
    rows: Any = table.data.data
    for line in rows.iterator(chunk_size=2_000):
        yield [value(line) for value in values]


class GrantTable(tables.Table):
    university = tables.Column(
        verbose_name=_("University"), order_by=("university__official_order", "id"), attrs={"td": {"class": "title"}}
    )
    category = tables.Column(
        accessor="call_category__category",
        verbose_name=_("Category"),
        order_by=("call_category__category__order", "id"),
    )
    call = tables.Column(
        accessor="call_category__call",
        verbose_name=pgettext_lazy("of applications", "Call"),
        order_by=("call_category__call__year", "id"),
        attrs=WRAP,
    )
    kind = tables.Column(verbose_name=_("Kind"), order_by=("kind", "id"), attrs=WRAP)
    size = tables.Column(verbose_name=_("Places"), order_by=("size", "id"), attrs=NUM)
    taken = tables.Column(verbose_name=pgettext_lazy("places", "Taken"), order_by=("taken", "id"), attrs=NUM)
    office = tables.Column(verbose_name=_("Asked for by"), order_by=("office__official_order", "id"), attrs=WRAP)
    state = tables.Column(verbose_name=_("State"), orderable=False)

    class Meta:
        attrs = {"aria-label": _("Places beyond the limit")}
        empty_text = _("Nothing beyond the limit has been asked for.")

    def render_university(self, record: SlotGrant) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("calls:grant", args=[record.pk]), record.university)

    def render_kind(self, record: SlotGrant) -> str:
        return str(record)

    def render_state(self, record: SlotGrant) -> str:
        cell = {"label": record.state_label, "tone": record.tone}
        return render_to_string("calls/applications/cells/state.html", cell)
