"""Lists of people that may leave as a file, by their kinds: the same filters, columns and order as the page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Max, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_tables2 import Table
from django_tables2.rows import BoundRow

from lianxiao.core.http import Request
from lianxiao.core.lists import ListPage
from lianxiao.core.spreadsheets import Column
from lianxiao.organisations.models import PersonalExport
from lianxiao.organisations.roles import Right
from lianxiao.organisations.views.people import listed_people
from lianxiao.site.record import WORDS
from lianxiao.site.views.record import listed_changes, listed_steps

CHUNK = 2_000
Case = Callable[[Any], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`person` is the column that says whose data a row is; `fields` what of them, for those who look it up."""

    title: str | Promise
    view: str
    rights: frozenset[Right]
    listed: Callable[[Request], "ListPage[Any]"]
    person: str
    fields: tuple[str, ...]
    case: Case | None = None


KINDS = {
    "people": Kind(
        _("People"),
        "organisations:people",
        frozenset({Right.MANAGE_PEOPLE, Right.MANAGE_ALL_PEOPLE, Right.GRANT_ROLES}),
        listed_people,
        "user_id",
        ("name", "roles"),
    ),
    "steps": Kind(
        _("Record of steps"),
        "site:record",
        frozenset({Right.READ_RECORD}),
        listed_steps,
        "actor_id",
        ("name", "steps"),
        lambda step: (step.case_kind, str(step.case_id)),
    ),
    "changes": Kind(
        _("History of changes"),
        "site:record_changes",
        frozenset({Right.READ_RECORD}),
        listed_changes,
        "actor_id",
        ("name", "changes"),
        lambda change: (change.case_kind, change.case_key),
    ),
}


@dataclass(frozen=True, slots=True)
class Extent:
    """What an export would hold."""

    rows: int
    people: list[int]
    up_to: int
    filters: list[tuple[str, str]]


def extent(kind: Kind, page: "ListPage[Any]") -> Extent:
    rows = page.rows.order_by()
    return Extent(
        rows=rows.count(),
        people=people_of(kind, rows),
        up_to=rows.aggregate(last=Max("pk"))["last"] or 0,
        filters=getattr(page.filter, "in_words", []),
    )


def people_of(kind: Kind, rows: "QuerySet[Any]") -> list[int]:
    found = rows.order_by().exclude(**{f"{kind.person}__isnull": True}).values_list(kind.person, flat=True).distinct()
    return sorted(found)


def page_for(request: Request, export: PersonalExport) -> "ListPage[Any]":
    """The list under the filters that were asked for."""
    request.GET = QueryDict(export.query)
    return KINDS[export.kind].listed(request)


def columns(table: Table) -> list[Column]:
    return [Column(str(column.header)) for column in table.columns]


def rows(kind: Kind, table: Table, up_to: int) -> Iterator[list[object]]:
    """Every row up to the newest one that was asked for, in the order of the page, in pieces."""
    names = [column.name for column in table.columns]
    records = table.data.data.filter(pk__lte=up_to).iterator(chunk_size=CHUNK)
    while piece := list(islice(records, CHUNK)):
        if kind.case is not None:
            table.titles = WORDS.titles_of(map(kind.case, piece))
        for record in piece:
            row = BoundRow(record, table=table)
            yield [_text(row, table, name) for name in names]


def _text(row: BoundRow, table: Table, name: str) -> object:
    """As the file shows it: `value_…` where a table has one, else what the page shows."""
    bound = table.columns[name]
    value = bound.accessor.resolve(row.record, quiet=True) if bound.accessor else None
    plain = getattr(table, f"value_{name}", None)
    if plain is not None:
        return plain(row.record if "record" in plain.__code__.co_varnames else value)
    return str(row.get_cell_value(name) or "")
