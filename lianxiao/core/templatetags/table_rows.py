"""The body of a list. In a template, headings and attributes would be worked out anew for every cell, which is
more than half of the time of a page of 50 rows."""

from collections.abc import Callable
from functools import reduce
from typing import Any

from django import template
from django.db.models import Manager, Model
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.tables import Table
from django_tables2.utils import Accessor, signature

register = template.Library()


@register.simple_tag
def table_rows(table: Table) -> SafeString:
    """Every row of the page as <tr> with its cells; nothing when there is none."""
    columns = [_Cells(column) for column in table.columns]
    # Each part was escaped where it was made.
    return mark_safe("".join(_line(row, columns) for row in table.paginated_rows))  # noqa: S308


def _line(row: BoundRow, columns: "list[_Cells]") -> str:
    cells = "".join([column.cell(row) for column in columns])
    attrs = f" {row.attrs.as_html()}" if row.table.row_attrs else ""
    return f'<tr role="row"{attrs}>{cells}</tr>'


class _Cells:
    """What the cells of one column have in common, worked out once: a page asks for hundreds."""

    def __init__(self, column: BoundColumn) -> None:
        self.column = column
        self.render: Callable[..., Any] = column.render
        self.wanted, self.takes_all = signature(self.render)
        self.path = Accessor(column.accessor).bits
        self.said: dict[type[Model], dict[Any, Any]] = {}
        attrs = column.column.attrs.get("td", column.column.attrs.get("cell", {}))
        self.varies = any(callable(value) for value in attrs.values())
        self.start = "" if self.varies else self.tag()

    def tag(self) -> str:
        # The words of a model begin with a small letter, as they do within a sentence.
        name = capfirst(self.column.header)
        return format_html('<td role="cell" data-label="{}" {}>', name, self.column.attrs["td"].as_html())

    def cell(self, row: BoundRow) -> str:
        value = self.value(row.record)
        content = self.column.default if value in self.column.column.empty_values else self.content(row, value)
        if self.varies:
            self.column.current_value, self.column.current_record = content, row.record
        shown = conditional_escape(localize(content, use_l10n=self.column.localize))
        return f"{self.tag() if self.varies else self.start}{shown}</td>"

    def value(self, record: Any) -> Any:
        """What the accessor names; None where a step on the way is missing."""
        *way, last = self.path
        holder = reduce(_step, way, record)
        value = _step(holder, last)
        choices = self.words(type(holder)) if isinstance(holder, Model) else None
        return choices.get(value, value) if choices else value

    def words(self, model: type[Model]) -> dict[Any, Any]:
        """The words for the values of a field with choices."""
        if model not in self.said:
            known = {field.name: field for field in model._meta.get_fields()}
            self.said[model] = dict(getattr(known.get(self.path[-1]), "flatchoices", None) or ())
        return self.said[model]

    def content(self, row: BoundRow, value: Any) -> Any:
        given = row._optional_cell_arguments(self.column, value)
        content = self.render(**(given if self.takes_all else {name: given[name] for name in self.wanted}))
        return self.column.link(content, **given) if self.column.link else content


def _step(holder: Any, name: str) -> Any:
    """A column that only has a template names nothing of the record."""
    if isinstance(holder, dict):
        return holder.get(name)
    value = getattr(holder, name, None)
    return value() if callable(value) and not isinstance(value, Manager) else value
