"""The file holds exactly what the page shows, and that it was taken stays on record."""

import io
from copy import deepcopy
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.test import Client
from django.utils.html import strip_tags

from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.ledger.models import LedgerExport, Project
from tests.ledger.approving import project
from tests.standing import standing_on
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


def three(world: World) -> None:
    project(world, title="教学联盟建设")
    project(world, world.dut, category="collaborative_innovation", title="=1+1 联合研究院")
    project(world, world.neu, title="研究生联合培养")


standing = standing_on(three)


@pytest.fixture
def world(standing: World) -> World:
    return deepcopy(standing)


def exported(client: Client, actor: Actor, query: str = "") -> Any:
    answer = sign_in(client, actor).post(f"/ledger/export/{query}")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer)))  # type: ignore[call-overload]


def cells(book: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def shown(client: Client, actor: Actor, query: str = "") -> list[list[str]]:
    table = sign_in(client, actor).get(f"/ledger/{query}").context["page"].table
    head = [str(column.header) for column in table.columns]
    return [head, *([strip_tags(str(cell)) for cell in row] for row in table.rows)]


def as_shown(row: list[Any]) -> list[str]:
    """A row of the file as the page writes it."""
    return [str(int(cell)) if isinstance(cell, int | float) else (cell or "").replace(" – ", " –") for cell in row]


@pytest.mark.parametrize("query", ["", "?sort=title", "?sort=-university", "?q=联合", "?city=210200", "?q=没有这个"])
def test_the_file_is_the_page(client: Client, world: World, query: str) -> None:
    head, *rows = cells(exported(client, world.ting, query))
    rows = [row for row in rows if any(row)]
    assert [head, *map(as_shown, rows)] == shown(client, world.ting, query)


def test_the_file_holds_all_pages(client: Client, world: World) -> None:
    assert len(cells(exported(client, world.ting, "?per_page=20&page=2"))) == 4


def test_a_university_takes_only_its_own(client: Client, world: World) -> None:
    rows = cells(exported(client, world.dut.liaison))
    assert [row[1] for row in rows[1:]] == ["=1+1 联合研究院"]


def test_no_cell_is_a_formula(client: Client, world: World) -> None:
    sheet = exported(client, world.ting).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_the_record_says_who_took_what(client: Client, world: World) -> None:
    exported(client, world.ting, "?city=210200&q=联合")
    kept = LedgerExport.objects.get()
    filters = [["城市", "大连市"], ["编号、名称、负责人或合作单位", "联合"]]
    assert (kept.exported_by_id, kept.organisation_id) == (world.ting.user_id, world.ting.organisation_id)
    assert (kept.filters, kept.row_count) == (filters, 1)
    step = Step.objects.get(case_kind="ledger.ledgerexport")
    assert (step.verb, step.actor_id, step.details) == (
        "export",
        world.ting.user_id,
        {"filters": filters, "rows": 1},
    )


def test_the_second_sheet_says_it_too(client: Client, world: World) -> None:
    about = {row[0].value: row[1].value for row in exported(client, world.ting, "?city=210200").worksheets[1].rows}
    assert about["城市"] == "大连市"
    assert about["导出人"] == "辽宁省教育厅 ting"


def test_the_name_of_the_file_has_the_day(client: Client, world: World) -> None:
    answer = sign_in(client, world.ting).post("/ledger/export/")
    today = datetime.now().astimezone()
    name = unquote(answer["Content-Disposition"])
    assert "校际合作项目台账（" in name
    assert f"{today.year}年" in name
    b"".join(answer)  # type: ignore[call-overload]


def test_is_only_had_by_asking_for_it(client: Client, world: World) -> None:
    assert sign_in(client, world.ting).get("/ledger/export/").status_code == 405
    assert sign_in(client, world.student).post("/ledger/export/").status_code == 403
    assert not LedgerExport.objects.exists()
    assert Project.objects.count() == 3
