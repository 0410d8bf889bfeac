"""Tables as CSV, which office suites calculate if they are let."""

import csv
import io

import pytest

from lianxiao.core.spreadsheets.columns import Column
from lianxiao.core.spreadsheets.plain import write_csv


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_of_a_csv_file_begins_like_a_formula(first: str) -> None:
    column = Column("名称")
    content = write_csv([column, Column(f"{first}1")], [[f"{first}1+1", -5]])
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == [["名称", f"'{first}1"], [f"'{first}1+1", "-5"]]
