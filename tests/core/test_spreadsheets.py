import io
import tempfile
import tracemalloc
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxiao.core.spreadsheets import Column, write_xlsx


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def written(columns: Sequence[Column], rows: Any, title: str = "Projects") -> bytes:
    with write_xlsx(columns, rows, title=title, note=[("Exported by", "赵示例（省教育厅）"), ("Year", "2020")]) as file:
        return file.read()


def cells(content: bytes, sheet: int = 0) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]


def test_texts_numbers_money_dates_and_moments_keep_their_kind() -> None:
    columns = [
        Column("编号"),
        Column("学生数", "number"),
        Column("经费（万元）", "money"),
        Column("立项日期", "date"),
        Column("提交时间", "moment"),
    ]
    row = ["0101", 200_000, Decimal("128.50"), date(2020, 8, 20), datetime(2020, 8, 20, 0, 30, tzinfo=UTC)]
    content = written(columns, [[None] * 5, row])
    assert cells(content) == [
        ["编号", "学生数", "经费（万元）", "立项日期", "提交时间"],
        [None] * 5,
        ["0101", 200_000, 128.5, datetime(2020, 8, 20), datetime(2020, 8, 20, 8, 30)],  # noqa: DTZ001
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    formats = [sheet.cell(3, n).number_format for n in range(1, 6)]
    assert formats == ["@", "General", "#,##0.00", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    assert sheet.freeze_panes == "A2"


def test_figures_typed_as_text_become_numbers_and_other_texts_stay() -> None:
    values = ["12.50", "", "约200", "NaN", Decimal("NaN"), 10**18, True]
    content = written([Column("值", "number")], [[value] for value in values])
    assert [row[0] for row in cells(content)[1:]] == [12.5, None, "约200", "NaN", "nan", str(10**18), "True"]


ATTACKS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "{=1}", '=HYPERLINK("http://a","b")', "|cmd"]


def formulas(content: bytes) -> list[str]:
    """Cells that Excel would compute, in any sheet: by their type and by the element itself."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found += [name for name in archive.namelist() if name.endswith(".xml") and b"<f>" in archive.read(name)]
    return found


@pytest.mark.parametrize("kind", ["text", "number", "money", "date", "moment"])
def test_no_text_becomes_a_formula_in_any_kind_of_column(kind: Any) -> None:
    content = written([Column("=1+1"), Column("值", kind)], [[attack, attack] for attack in ATTACKS], title="=1+1")
    assert formulas(content) == []
    assert cells(content)[1][0] == "=1+1"
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert {sheet.cell(row, 1).number_format for row in range(2, len(ATTACKS) + 2)} == {"@"}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1, max_size=20))
def test_whatever_text_goes_in_comes_out_as_the_same_text(texts: list[str]) -> None:
    content = written([Column("值")], [[f"={text}"] for text in texts])
    assert [row[0] for row in cells(content)[1:]] == [f"={text}" for text in texts]
    assert formulas(content) == []


def test_the_second_sheet_says_what_the_table_is() -> None:
    head, *lines = cells(written([Column("编号")], ([n] for n in range(7))), 1)
    assert head == ["Particulars", "Content"]
    assert lines[0] == ["Table", "Projects"]
    assert lines[1][0] == "Exported at"
    assert lines[2:] == [["Exported by", "赵示例（省教育厅）"], ["Year", "2020"], ["Number of rows", "7"]]


def test_a_table_without_rows_still_has_its_header_and_says_so() -> None:
    content = written([Column("编号"), Column("名称")], [])
    assert cells(content)[0] == ["编号", "名称"]
    assert cells(content, 1)[-1] == ["Number of rows", "0"]


def test_columns_of_the_same_name_are_told_apart() -> None:
    assert cells(written([Column("姓名"), Column("姓名")], [["甲", "乙"]])) == [["姓名", "姓名 (2)"], ["甲", "乙"]]


def test_a_row_of_the_wrong_length_is_a_mistake_and_leaves_no_file_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(ValueError, match="shorter") as mistake:
        written([Column("a"), Column("b")], [["only one"]])
    assert (mistake.type, list(tmp_path.iterdir())) == (ValueError, [])


def test_a_text_longer_than_a_cell_is_cut_visibly() -> None:
    long, rare = cells(written([Column("a")], [["长" * 40_000], ["𠮷" * 20_000]]))[1:]
    assert long == ["长" * 32_766 + "…"]
    assert rare == ["𠮷" * 16_383 + "…"]


@pytest.mark.parametrize(
    ("title", "sheet"), [("立项[2020]:甲/乙", "立项 2020  甲 乙"), ("长" * 40, "长" * 31), ("'", "1"), ("", "1")]
)
def test_any_title_gives_a_sheet_name(title: str, sheet: str) -> None:
    content = written([Column("a")], [["x"]], title=title)
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == [sheet, "About this table"]


def test_a_table_called_like_the_second_sheet_does_not_collide_with_it() -> None:
    content = written([Column("a")], [["x"]], title="About this table")
    assert len(openpyxl.load_workbook(io.BytesIO(content)).sheetnames) == 2


def test_memory_stays_flat_however_many_rows_there_are() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        written([Column("编号"), Column("名称")], ([str(n), "校际合作"] for n in range(count)))
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    small, large = peak(1_000), peak(20_000)
    assert large < small + 2_000_000
