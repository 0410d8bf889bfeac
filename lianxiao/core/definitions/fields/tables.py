"""Tables with typed columns: as many rows as are needed, totals under the columns that ask for them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxiao.core.definitions.controls import Cell, Control, Head, Place, Row, TableControl
from lianxiao.core.definitions.fields.base import Field, Posted
from lianxiao.core.definitions.fields.choices import Choice
from lianxiao.core.definitions.fields.dates import Day
from lianxiao.core.definitions.fields.figures import Money, Number, grouped, parse_figure
from lianxiao.core.definitions.fields.text import LongText, PersonName, ShortText
from lianxiao.core.definitions.organisations import Register
from lianxiao.core.definitions.personal_parts import Exchange
from lianxiao.core.definitions.problems import Fault
from lianxiao.core.definitions.shown import Shown, ShownColumn, ShownTable
from lianxiao.core.definitions.sources import Source

Rows = list[dict[str, Any]]
COLUMN_TYPES: dict[str, type[Field[Any]]] = {
    one.type: one for one in (ShortText, LongText, Number, Money, Day, Choice, PersonName)
}


@dataclass(frozen=True, kw_only=True)
class Table(Field[Rows]):
    type = "table"
    group = True
    columns: tuple[Field[Any], ...]
    min_rows: int = 0
    max_rows: int = 30
    sums: tuple[str, ...] = ()

    @classmethod
    def own(cls, source: Source) -> dict[str, Any]:
        columns = tuple(column for item in source.each("columns") if (column := _column(item)))
        keys = [column.key for column in columns]
        if len(set(keys)) < len(keys):
            source.note("columns", _("two columns have the same key"))
        sums = source.words("sums", ())
        for key in sums:
            if not any(column.key == key and column.numeric for column in columns):
                source.note("sums", _("“%(name)s” is not a column of figures") % {"name": key})
        low, high = source.count("min_rows", 0), source.count("max_rows", 30, least=1)
        if low > high:
            source.note("min_rows", _("is greater than max_rows"))
        return {"columns": columns, "min_rows": low, "max_rows": high, "sums": sums}

    @classmethod
    def parse(cls, source: Source) -> Self:
        """A table that must have rows is required."""
        table = super().parse(source)
        return replace(table, required=table.required or table.min_rows > 0)

    @cached_property
    def by_key(self) -> dict[str, Field[Any]]:
        return {column.key: column for column in self.columns}

    def collect(self, data: Posted, name: str, register: Register) -> object:
        """Rows in the order of their numbers, without the one whose removal was asked for."""
        pattern = re.compile(rf"{name}-([0-9]{{1,6}})-[a-z][a-z0-9_]*")
        numbers = {int(match[1]) for key in data if (match := pattern.fullmatch(key))}
        kept = [number for number in sorted(numbers) if data.get("remove_row") != f"{name}-{number}"]
        return [
            {column.key: column.collect(data, f"{name}-{number}-{column.key}", register) for column in self.columns}
            for number in kept
        ]

    def clean(self, raw: object) -> Rows:
        """Every row has every column; rows without any answer are left out."""
        given = [row for row in raw if isinstance(row, dict)] if isinstance(raw, list) else []
        rows = [{column.key: column.clean(row.get(column.key)) for column in self.columns} for row in given]
        return [row for row in rows if any(row.values())]

    def exchanged(self, value: Rows, exchange: Exchange) -> Rows:
        def tell(_key: str, kind: str, text: str) -> str:
            return exchange(self.key, kind, text)

        return [
            {key: self.by_key[key].exchanged(cell, tell) if key in self.by_key else cell for key, cell in row.items()}
            for row in value
        ]

    def missing(self) -> Fault:
        count = max(1, self.min_rows)
        return Fault(
            ngettext("Fill in at least one row.", "Fill in at least %(count)d rows.", count) % {"count": count}
        )

    def faults(self, value: Rows, *, final: bool) -> Iterator[Fault]:
        for number, row in enumerate(value):
            for column in self.columns:
                yield from _cell_faults(column, row[column.key], number, final=final)
        if final and len(value) < self.min_rows:
            yield self.missing()
        if final and len(value) > self.max_rows:
            yield Fault(_("Use at most %(count)d rows.") % {"count": self.max_rows})

    def total(self, value: Rows, column: str) -> Decimal:
        """The sum of what can be read in a column."""
        figures = (parse_figure(row[column]) for row in value)
        return sum((figure for figure in figures if figure is not None), Decimal(0))

    def _totals(self, value: Rows) -> list[str]:
        if not self.sums:
            return []
        return [
            grouped(self.total(value, column.key), getattr(column, "shown_decimals", 0))
            if column.key in self.sums
            else ""
            for column in self.columns
        ]

    def show(self, value: Rows) -> Shown:
        return ShownTable(
            columns=tuple(ShownColumn(one.key, _column_label(one), one.numeric) for one in self.columns),
            rows=tuple(tuple(_cell_text(one, row[one.key]) for one in self.columns) for row in value),
            totals=tuple(self._totals(value)),
        )

    def control(self, value: Rows, at: Place) -> Control:
        heads = [
            Head(
                key=one.key,
                label=_column_label(one),
                required=one.required,
                numeric=one.numeric,
                decimals=getattr(one, "shown_decimals", 0),
                help=str(one.help or ""),
                summed=one.key in self.sums,
            )
            for one in self.columns
        ]
        empty = {one.key: one.clean(None) for one in self.columns}
        wanted = at.blank_rows if at.blank_rows is not None else 1 if value else max(self.min_rows, 3)
        blank = max(0, min(wanted, self.max_rows - len(value)))
        if blank == 0 and not value:
            blank = 1
        rows = [self._row(heads, row, number, at) for number, row in enumerate([*value, *[empty] * blank])]
        template = self._row(heads, empty, -1, replace(at, name=at.name, inner_errors={}))
        totals = tuple(zip(heads, self._totals(value), strict=True)) if self.sums else ()
        return TableControl(
            at=at, heads=tuple(heads), rows=tuple(rows), blank=template, totals=totals, max_rows=self.max_rows
        )

    def _row(self, heads: list[Head], row: dict[str, Any], number: int, at: Place) -> Row:
        cells = []
        for head, column in zip(heads, self.columns, strict=True):
            label = _("%(column)s, row %(row)s") % {
                "column": head.label,
                "row": number + 1 if number >= 0 else "#",
            }
            place = at.part(column.key, row=number, label=label, required=column.required)
            if number < 0:
                place = replace(place, name=f"{at.name}-__row__-{column.key}")
            cells.append(Cell(head, column.control(row[column.key], place)))
        return Row(number, tuple(cells))


def _column(source: Source) -> Field[Any] | None:
    kind = source.get("type")
    if kind not in COLUMN_TYPES:
        source.note("type", _("must be one of %(names)s") % {"names": ", ".join(COLUMN_TYPES)})
        return None
    column = COLUMN_TYPES[kind].parse(source)
    if column.show_if is not None:
        source.note("show_if", _("a column cannot have a condition"))
    if column.freeze_date is not None:
        source.note("freeze_date", _("a column cannot be frozen, only its table"))
    if isinstance(column, Choice) and column.multiple:
        source.note("multiple", _("a column takes one choice only"))
    return column


def _cell_faults(column: Field[Any], value: Any, row: int, *, final: bool) -> Iterator[Fault]:
    if column.is_empty(value):
        if final and column.required:
            yield Fault(_("Fill this in."), row, column.key)
        return
    for fault in column.faults(value, final=final):
        yield Fault(fault.message, row, column.key)


def _column_label(column: Field[Any]) -> str:
    unit = getattr(column, "unit", None)
    if unit is None:
        return str(column.label)
    return _("%(label)s (%(unit)s)") % {"label": column.label, "unit": unit}


def _cell_text(column: Field[Any], value: Any) -> str:
    return column.show_bare(value) if isinstance(column, Number) else column.show(value).text
