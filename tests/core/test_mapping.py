"""Tables of whatever form: their headings are found, columns proposed, and what a person says of them is read."""

from io import BytesIO

import openpyxl
import pytest
import xlwt

from lianxiao.core.spreadsheets import Field, Mapped, Table, UnreadableTable, UploadedTable, look_at, proposed

TABLE = Table(
    name="things",
    version=1,
    title="Things",
    most_rows=5,
    fields=(
        Field("name", "名称", required=True, known_as=("项目名称",)),
        Field("code", "代码", required=True, is_code=True, known_as=("编号",)),
        Field("kind", "种类", may_hold_for_all=True),
    ),
)


def xlsx(*rows: list[object], merge: str = "", before: list[list[object]] | None = None) -> BytesIO:
    book = openpyxl.Workbook()
    if before is not None:
        for row in before:
            book.active.append(row)
        book.create_sheet("登记表")
    for row in rows:
        book.worksheets[-1].append(row)
    if merge:
        book.worksheets[-1].merge_cells(merge)
    content = BytesIO()
    book.save(content)
    return content


def test_the_sheet_and_the_row_that_look_most_like_it_are_taken() -> None:
    seen = look_at(
        xlsx(["登记表"], ["编 号", "项目名称（全称）", "备注"], ["1", "甲"], before=[["说明"], ["编号"]]), TABLE
    )
    assert (seen.sheet, seen.row) == ("登记表", 2)
    assert [(one.letters, one.text, one.samples) for one in seen.headings] == [
        ("A", "编 号", ("1",)),
        ("B", "项目名称（全称）", ("甲",)),
        ("C", "备注", ("",)),
    ]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["名称", "代码"], {"name": 0, "code": 1}),
        (["代码＊", "*名称"], {"name": 1, "code": 0}),
        (["项目名称", "名称"], {"name": 1}),
        (["合作项目名称及简介", "原编号"], {"name": 0, "code": 1}),
        (["编号", "编号"], {"code": 0}),
        (["备注", ""], {}),
    ],
)
def test_the_surest_match_is_proposed_and_each_column_once(headings: list[str], expected: dict[str, int]) -> None:
    assert proposed(headings, TABLE) == expected


def test_rows_are_read_as_a_person_said_with_merged_cells_and_full_width_digits() -> None:
    content = xlsx(["甲类", None], ["编号", "名"], ["Ａ１ ", "第一"], ["Ａ２", None], [None, None], merge="B3:B4")
    mapped = Mapped(2, {"code": 0, "name": 1}, {"kind": "子"})
    assert list(UploadedTable(content, TABLE, sheet="Sheet", mapped=mapped)) == [
        (3, ["第一", "A1", "子"]),
        (4, ["第一", "A2", "子"]),
    ]


def test_old_workbooks_are_looked_at_as_well() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for at, row in enumerate((["项目名称", "编号"], ["甲", 7.0])):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    content = BytesIO()
    book.save(content)
    seen = look_at(content, TABLE)
    mapped = Mapped(seen.row, {"name": 0, "code": 1}, {})
    assert list(UploadedTable(content, TABLE, sheet=seen.sheet, mapped=mapped)) == [(2, ["甲", "7", ""])]


def test_a_book_without_a_word_is_refused() -> None:
    with pytest.raises(UnreadableTable):
        look_at(xlsx(), TABLE)
