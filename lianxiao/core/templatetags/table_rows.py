"""The body of a list. In a template, headings and attributes would be worked out anew for every cell, which is
more than half of the time of a page of 50 rows."""

from collections.abc import Callable
from typing import Any

from django import template
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.tables import Table
from django_tables2.utils import signature

register = template.Library()


@register.simple_tag
def table_rows(table: Table) -> SafeString:
    """Every row of the page as <tr> with its cells; nothing when there is none."""
    columns = [_Cells(column) for column in table.columns]
    # Each part was escaped where it was made.
    return mark_safe("".join(_line(row, columns) for row in table.paginated_rows))  # noqa: S308


def _line(row: BoundRow, columns: "list[_Cells]") -> str:
    cells = "".join([column.cell(row) for column in columns])
    return f'<tr role="row" {row.attrs.as_html()}>{cells}</tr>'


class _Cells:
    """What the cells of one column have in common, worked out once."""

    def __init__(self, column: BoundColumn) -> None:
        self.column = column
        self.render: Callable[..., Any] = column.render
        self.wanted, self.takes_all = signature(self.render)
        attrs = column.column.attrs.get("td", column.column.attrs.get("cell", {}))
        self.varies = any(callable(value) for value in attrs.values())
        self.start = "" if self.varies else self.tag()

    def tag(self) -> str:
        # The words of a model begin with a small letter, as they do within a sentence.
        name = capfirst(self.column.header)
        return format_html('<td role="cell" data-label="{}" {}>', name, self.column.attrs["td"].as_html())

    def cell(self, row: BoundRow) -> str:
        value = row._get_and_render_with(self.column, render_func=self.content(row), default=self.column.default)
        if self.varies:
            self.column.current_value, self.column.current_record = value, row.record
        shown = conditional_escape(localize(value, use_l10n=self.column.localize))
        return f"{self.tag() if self.varies else self.start}{shown}</td>"

    def content(self, row: BoundRow) -> Callable[..., Any]:
        """As the row itself calls a column, without looking at the signature each time."""

        def call(column: BoundColumn, value: Any = None) -> Any:
            given = row._optional_cell_arguments(column, value)
            content = self.render(**(given if self.takes_all else {name: given[name] for name in self.wanted}))
            return column.link(content, **given) if column.link else content

        return call
