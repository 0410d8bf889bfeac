"""A workbook of scores as an expert fills it in: downloaded, changed in a program of tables, saved."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import openpyxl

from lianxiao.core.actors import Actor
from lianxiao.core.spreadsheets.templates import FIRST
from lianxiao.review.models import Seat
from lianxiao.review.queries.workbooks import table_of, workbook


def filled(person: Actor, seat: Seat, **said: Any) -> bytes:
    """Each row with the same words; `points`, `comment` and `overall` by the kind of the column."""
    return changed(workbook(person, seat), seat, lambda _row, key: said.get(key.partition("-")[0]))


def changed(content: bytes, seat: Seat, change: Callable[[int, str], Any]) -> bytes:
    """What `change` says of row and key of the column; None leaves the cell."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    for row in range(FIRST + 1, sheet.max_row + 1):
        for column, one in enumerate(table_of(seat).fields, 1):
            if (value := change(row, one.key)) is not None:
                sheet.cell(row, column).value = value
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def cells(content: bytes) -> list[Mapping[str, Any]]:
    """The rows by their headings."""
    rows = list(openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    heads = [str(one) for one in rows[1]]
    return [dict(zip(heads, row, strict=False)) for row in rows[FIRST:]]
