"""A return by Excel: a workbook that can be filled in, errors told by cell, written whole or not at all."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import DataError, transaction

from lianxiao.core import files
from lianxiao.core.refusals import LostUpdate, NotAllowedNow
from lianxiao.filing.actions import returns, uploads
from lianxiao.filing.models import Return, Upload
from lianxiao.filing.queries import workbook
from lianxiao.filing.queries.returns import answers_of
from lianxiao.filing.states import UploadState
from tests.filing import filed
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World(with_call=False)


@pytest.fixture
def filing(world: World) -> Return:
    return filed.return_of(filed.opened(world), world.lnu)


def book_of(filing: Return) -> Any:
    return openpyxl.load_workbook(BytesIO(workbook.template(filing)))


def saved(book: Any) -> BytesIO:
    content = BytesIO()
    book.save(content)
    content.seek(0)
    return content


def filled_in(filing: Return, rows: list[list[object]] | None = None, **single: object) -> BytesIO:
    """The template with these cells; single fields by their column."""
    book = book_of(filing)
    sheet = book.worksheets[0]
    heads = [str(cell.value).lstrip("*") for cell in sheet[2]]
    values = {"填报人·姓名": "王填报", "共享课程门数（门）": "１２", **single}
    for column, head in enumerate(heads, 1):
        sheet.cell(3, column).value = values.get(head)
    for at, row in enumerate([["0012", "教授", "32", "2026/3/1"]] if rows is None else rows, 3):
        for column, value in enumerate(row, 1):
            book.worksheets[1].cell(at, column).value = value
    return saved(book)


def upload(world: World, filing: Return, content: BytesIO) -> Upload:
    made = uploads.upload(filing=filing, name="填报.xlsx", stream=content, by=world.lnu.liaison)
    return Upload.objects.select_related("filing").get(pk=made.pk)


def test_the_workbook_has_a_sheet_for_single_fields_one_for_each_table_and_an_explanation(filing: Return) -> None:
    book = book_of(filing)
    assert book.sheetnames == ["单项内容", "互聘教师明细", "填表说明"]
    table = book.worksheets[1]
    assert [cell.value for cell in table[2]] == ["*工号", "职称", "*授课学时", "聘任日期"]
    assert [cell.number_format for cell in table[3]] == ["@"] * 4
    assert [one.formula1 for one in table.data_validations.dataValidation] == ['"教授,讲师"']


def test_what_is_confirmed_is_what_was_shown_and_full_width_digits_are_digits(world: World, filing: Return) -> None:
    made = upload(world, filing, filled_in(filing))
    assert made.state == UploadState.READY
    assert answers_of(filed.fresh(filing)) == {"basic": {}, "teachers": {}}
    assert [line[1] for line in made.preview] == ["填报人", "共享课程门数", "互聘教师明细"]
    uploads.confirm(made=made, by=world.lnu.liaison)
    answers = answers_of(filed.fresh(filing))
    assert answers["basic"]["shared_courses"] == "12"
    assert answers["teachers"]["teachers"] == [
        {"code": "0012", "level": "professor", "hours": "32", "since": "2026-03-01"}
    ]
    with pytest.raises(NotAllowedNow):
        uploads.confirm(made=made, by=world.lnu.liaison)


def test_each_wrong_cell_is_told_by_sheet_row_and_column_and_nothing_is_written(world: World, filing: Return) -> None:
    rows: list[list[object]] = [["0012", "教授", "32", None], ["", "院士", "许多", "某天"]]
    made = upload(world, filing, filled_in(filing, rows, **{"共享课程门数（门）": "十二"}))
    assert made.state == UploadState.FAULTY
    assert [line[:4] for line in made.problems] == [
        ["单项内容", 3, "共享课程门数（门）", "十二"],
        ["互聘教师明细", 4, "工号", ""],
        ["互聘教师明细", 4, "职称", "院士"],
        ["互聘教师明细", 4, "授课学时", "许多"],
        ["互聘教师明细", 4, "聘任日期", "某天"],
    ]
    with pytest.raises(NotAllowedNow):
        uploads.confirm(made=made, by=world.lnu.liaison)
    assert answers_of(filed.fresh(filing)) == {"basic": {}, "teachers": {}}


def test_a_second_row_of_single_fields_is_told_by_the_name_of_its_sheet(world: World, filing: Return) -> None:
    book = openpyxl.load_workbook(filled_in(filing))
    book.worksheets[0].cell(4, 1).value = "李填报"
    made = upload(world, filing, saved(book))
    assert (made.state, made.refusal) == (UploadState.FAULTY, "“单项内容”只填写一行，请清空其下各行。")


def test_the_workbook_with_errors_can_be_mended_and_uploaded_again(world: World, filing: Return) -> None:
    rows: list[list[object]] = [["0012", "教授", "32", None], ["0013", "院士", "48", None]]
    made = upload(world, filing, filled_in(filing, rows))
    with files.open_stored(made.errors_file_id or "") as content:
        book = openpyxl.load_workbook(BytesIO(content.read()))
    assert book.worksheets[1].cell(4, 5).value.startswith("职称: ")
    book.worksheets[1].cell(4, 2).value = "讲师"
    mended = upload(world, filing, saved(book))
    assert (mended.state, mended.problems) == (UploadState.READY, [])
    uploads.confirm(made=mended, by=world.lnu.liaison)
    assert len(answers_of(filed.fresh(filing))["teachers"]["teachers"]) == 2


def test_the_workbook_of_a_return_says_what_stands_in_it(world: World, filing: Return) -> None:
    filing = filed.fill(filing, world.lnu.liaison)
    made = upload(world, filing, BytesIO(workbook.template(filing)))
    assert (made.state, made.preview) == (UploadState.READY, [])


def test_what_somebody_saved_after_the_check_is_not_overwritten(world: World, filing: Return) -> None:
    made = upload(world, filing, filled_in(filing))
    returns.save_section(filing=filing, key="basic", values={"shared_courses": "99"}, revision=0, by=world.lnu.liaison)
    with pytest.raises(LostUpdate):
        uploads.confirm(made=made, by=world.lnu.liaison)
    assert answers_of(filed.fresh(filing)) == {"basic": {"shared_courses": "99"}, "teachers": {}}


def test_when_writing_fails_half_way_nothing_is_written(world: World, filing: Return) -> None:
    """The number of the second section cannot grow any more; the first one, written before it, is gone as well."""
    made = upload(world, filing, filled_in(filing))
    largest = 2**31 - 1
    filing.sections.filter(key="teachers").update(revision=largest)
    Upload.objects.filter(pk=made.pk).update(revisions={"basic": 0, "teachers": largest})
    with pytest.raises(DataError), transaction.atomic():
        uploads.confirm(made=Upload.objects.get(pk=made.pk), by=world.lnu.liaison)
    assert answers_of(filed.fresh(filing)) == {"basic": {}, "teachers": {}}
    assert Upload.objects.get(pk=made.pk).state == UploadState.READY


def test_a_correction_by_excel_changes_what_was_asked_and_nothing_else(world: World, filing: Return) -> None:
    filing = filed.sent_back(world, filed.submitted(filing.round, world.lnu))
    book = book_of(filing)
    sheet = book.worksheets[0]
    heads = [str(cell.value).lstrip("*") for cell in sheet[2]]
    sheet.cell(3, heads.index("共享课程门数（门）") + 1).value = "13"
    right = upload(world, filing, saved(book))
    assert (right.state, [line[1:] for line in right.preview]) == (
        UploadState.READY,
        [["共享课程门数", "12 门", "13 门"]],
    )
    sheet.cell(3, heads.index("投入经费（万元）") + 1).value = "99"
    assert upload(world, filing, saved(book)).state == UploadState.FAULTY


def test_a_workbook_of_something_else_is_refused_with_what_to_do(world: World, filing: Return) -> None:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "电话"])
    made = upload(world, filing, saved(book))
    assert (made.state, bool(made.refusal)) == (UploadState.FAULTY, True)
