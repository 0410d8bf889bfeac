"""Tables as Excel files: written row by row so that a large one needs little memory, and read back."""

from lianxiao.core.spreadsheets.checking import Checker, Problem, Row, problems_in
from lianxiao.core.spreadsheets.columns import Column
from lianxiao.core.spreadsheets.mapping import Heading, Seen, look_at, proposed
from lianxiao.core.spreadsheets.plain import write_csv
from lianxiao.core.spreadsheets.reading import Mapped, UnreadableTable, UploadedTable, sheet_of
from lianxiao.core.spreadsheets.tables import REASON, Field, Table, sheet_name
from lianxiao.core.spreadsheets.templates import (
    write_book,
    write_error_book,
    write_errors,
    write_rows,
    write_template,
)
from lianxiao.core.spreadsheets.writing import Counted, write_xlsx

__all__ = [
    "REASON",
    "Checker",
    "Column",
    "Counted",
    "Field",
    "Heading",
    "Mapped",
    "Problem",
    "Row",
    "Seen",
    "Table",
    "UnreadableTable",
    "UploadedTable",
    "look_at",
    "problems_in",
    "proposed",
    "sheet_name",
    "sheet_of",
    "write_book",
    "write_csv",
    "write_error_book",
    "write_errors",
    "write_rows",
    "write_template",
    "write_xlsx",
]
