"""Tables that people upload: read from .xlsx, .xls and .et, tidied, checked, and given back with what is wrong."""

from io import BytesIO

import openpyxl
import pytest
import xlwt
from django.core.exceptions import ValidationError

from lianxiao.core.files import RefusedFile, check_upload
from lianxiao.core.spreadsheets import (
    Checker,
    Field,
    Row,
    Table,
    UnreadableTable,
    UploadedTable,
    write_errors,
    write_template,
)


def only_digits(text: str) -> str:
    if not text.isdigit():
        raise ValidationError("Digits only.")
    return text


TABLE = Table(
    name="things",
    version=2,
    title="Things",
    most_rows=5,
    fields=(
        Field("name", "名称", required=True, sample="示例", longest=10),
        Field("code", "代码", required=True, is_code=True, alone=True, sample="001", read=only_digits),
        Field("kind", "种类", choices={"a": "甲", "b": "乙"}),
    ),
)
HEAD = ["*名称", " 代码 ", "种类"]


def xlsx(*rows: list[object], merge: str = "") -> BytesIO:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    content = BytesIO()
    book.save(content)
    content.seek(0)
    return content


def xls(*rows: list[object]) -> BytesIO:
    book = xlwt.Workbook()
    sheet = book.add_sheet("1")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    content = BytesIO()
    book.save(content)
    content.seek(0)
    return content


def read(content: BytesIO) -> list[tuple[int, list[str]]]:
    return list(UploadedTable(content, TABLE))


def checked(*rows: list[object]) -> list[Row]:
    checker = Checker(TABLE)
    return [checker.check(number, texts) for number, texts in read(xlsx(HEAD, *rows))]


@pytest.mark.parametrize("made", [xlsx, xls])
def test_rows_keep_their_numbers_and_stray_signs_go(made: type) -> None:
    content = made(HEAD, [" 王　明\u200b ", "０１２ 3", "甲"], ["", "", ""], ["Ａ（兼）", 2100123, ""])
    assert read(content) == [(2, ["王 明", "0123", "甲"]), (4, ["A（兼）", "2100123", ""])]


def test_what_stands_in_a_merged_cell_stands_in_each_of_its_rows() -> None:
    content = xlsx(HEAD, ["甲班", "1", "甲"], [None, "2", "乙"], ["乙班", "3", ""], merge="A2:A3")
    assert [texts[0] for _number, texts in read(content)] == ["甲班", "甲班", "乙班"]


def test_columns_may_stand_in_any_order_and_further_right() -> None:
    assert read(xlsx(["说明"], [None, "种类", "代码", "名称"], [None, "甲", "1", "王"])) == [(3, ["王", "1", "甲"])]


def test_the_sample_row_of_the_template_is_not_read() -> None:
    assert read(BytesIO(write_template(TABLE))) == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["名称", "种类"]], "代码"),
        ([["things-1"], HEAD], "版本"),
        ([[*HEAD, "备注"]], "备注"),
        ([[*HEAD, "种类"]], "相同"),
        ([HEAD, *([["王", str(n), ""] for n in range(6)])], "5"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_what_to_do(rows: list[list[object]], said: str) -> None:
    with pytest.raises(UnreadableTable) as refused:
        read(xlsx(*rows))
    assert said in str(refused.value)


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(UnreadableTable):
        read(BytesIO(b"\xd0\xcf\x11\xe0 nothing"))


def test_errors_stand_at_their_cells() -> None:
    rows = checked(["王", "1", "甲"], ["", "x", "丙"], ["长" * 11, "1", ""])
    assert rows[0].values == {"name": "王", "code": "1", "kind": "a"}
    assert [list(row.problems) for row in rows] == [[], ["name", "code", "kind"], ["name", "code"]]
    assert "2" in rows[2].problems["code"]


def test_a_number_that_excel_has_rounded_does_not_pass_as_a_code() -> None:
    (row,) = checked(["王", 210123199001011234, ""])
    assert list(row.problems) == ["code"]


def test_the_file_of_errors_can_be_mended_and_read_again() -> None:
    bad = Checker(TABLE).check(3, ["=1+1", "x", "甲"])
    book = openpyxl.load_workbook(BytesIO(write_errors(TABLE, [bad])))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[3]] == ["=1+1", "x", "甲", "代码: Digits only."]
    assert sheet["A3"].data_type == "s"
    sheet["B3"] = "7"
    mended = BytesIO()
    book.save(mended)
    assert read(mended) == [(3, ["=1+1", "7", "甲"])]


def test_the_template_marks_what_is_required_and_offers_choices() -> None:
    book = openpyxl.load_workbook(BytesIO(write_template(TABLE)), rich_text=True)
    sheet = book.worksheets[0]
    assert [str(cell.value) for cell in sheet[2]] == ["*名称", "*代码", "种类"]
    assert sheet["A2"].value[0].font.color.rgb == "FFC00000"
    assert [rule.formula1 for rule in sheet.data_validations.dataValidation] == ['"甲,乙"']
    assert sheet.column_dimensions["B"].number_format == "@" or sheet["B3"].number_format == "@"
    assert len(book.worksheets) == 2


@pytest.mark.parametrize("ending", ["xls", "et"])
def test_the_gate_lets_old_tables_in_and_nothing_that_only_looks_like_one(ending: str) -> None:
    good = xls(HEAD)
    assert check_upload(f"a.{ending}", good, formats=("xls", "et"), max_bytes=10**6).name == f"a.{ending}"
    for content in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0nothing", good.getvalue() + "_VBA_PROJECT".encode("utf-16-le")):
        with pytest.raises(RefusedFile):
            check_upload(f"a.{ending}", BytesIO(content), formats=("xls", "et"), max_bytes=10**6)
