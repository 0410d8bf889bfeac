"""The yearly ledger: what stood in a year, as an official table in PDF and Excel, kept as it was made."""

import io
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader

from lianxiao.ledger.actions import yearly
from lianxiao.ledger.models import Project, Withdrawal, YearlyLedger
from lianxiao.ledger.queries.yearly import register_of, standing_in, years_with_projects
from tests.ledger.approving import project
from tests.ledger.ending import withdrawn
from tests.standing import standing_on
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


def three(world: World) -> None:
    project(world, title="教学联盟建设")
    project(world, world.dut, category="collaborative_innovation", title="=1+1 联合研究院")
    withdrawn(world, project(world, world.neu, title="研究生联合培养"))


standing = standing_on(three)


@pytest.fixture
def world(standing: World) -> World:
    return deepcopy(standing)


def made(world: World, year: int = YEAR) -> YearlyLedger:
    return yearly.make(yearly_id=yearly.ask(year=year, by=world.ting).pk)


def titles(year: int) -> list[str]:
    return sorted(standing_in(year).values_list("title", flat=True))


def test_what_stood_in_a_year(world: World) -> None:
    everything = ["=1+1 联合研究院", "教学联盟建设", "研究生联合培养"]
    assert (titles(YEAR - 1), titles(YEAR), titles(YEAR + 1)) == ([], everything, everything[:2])
    Withdrawal.objects.update(confirmed_at=timezone.now() - timedelta(days=366))
    assert titles(YEAR) == everything[:2]
    assert years_with_projects() == [YEAR]


def test_it_stands_by_category_with_sums(world: World) -> None:
    found = register_of(YEAR, timezone.localdate())
    assert [section.title[:6] for section in found.sections] == ["一、联合培养", "二、协同创新"]
    assert [[row[1] for row in section.rows] for section in found.sections] == [
        ["教学联盟建设", "研究生联合培养"],
        ["=1+1 联合研究院"],
    ]
    assert found.project_count == 3
    assert found.funding == sum(Project.objects.values_list("funding", flat=True), Decimal(0)) > 0
    assert [row[-1] for row in found.sections[0].rows] == ["正常", "已撤销"]


def test_both_files_show_every_project(client: Client, world: World) -> None:
    kept = made(world)
    assert (kept.project_count, kept.made_at is None) == (3, False)
    reader = sign_in(client, world.ting)
    pdf: Any = reader.get(f"/ledger/yearly/{kept.pk}/ledger.pdf")
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(b"".join(pdf))).pages).replace("\n", "")
    book: Any = reader.get(f"/ledger/yearly/{kept.pk}/ledger.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    for title in titles(YEAR):
        assert title.replace(" ", "") in words.replace(" ", "")
        assert [(cell.value, cell.data_type) for cell in cells if cell.value == title] == [(title, "s")]
    assert f"（{YEAR}年度）" in words.replace(" ", "")
    assert f"（{YEAR}年度）" in str(sheet["A1"].value)


def test_what_was_made_stays_while_the_ledger_goes_on(client: Client, world: World) -> None:
    first = made(world)
    Project.objects.filter(title="教学联盟建设").update(title="新的名称")
    assert yearly.make(yearly_id=first.pk).pdf_id == first.pdf_id
    second = made(world)
    assert (second.pk != first.pk, second.pdf_id != first.pdf_id) == (True, True)


def test_it_is_asked_for_on_the_page_and_made_by_the_worker(client: Client, world: World) -> None:
    reader = sign_in(client, world.ting)
    assert "还没有年度台账" in reader.get("/ledger/yearly/").content.decode()
    assert reader.post("/ledger/yearly/ask/", {"year": str(YEAR)})["Location"] == "/ledger/yearly/"
    assert "正在生成" in reader.get("/ledger/yearly/").content.decode()
    job = ProcrastinateJob.objects.filter(task_name="ledger.make_yearly").latest("id")
    yearly.make(**job.args)
    page = reader.get("/ledger/yearly/").content.decode()
    assert ("正在生成" in page, f"/ledger/yearly/{job.args['yearly_id']}/ledger.pdf" in page) == (False, True)
    assert "请选择" in reader.post("/ledger/yearly/ask/", {"year": "1999"}, follow=True).content.decode()


def test_who_asks_while_one_is_made_gets_that_one(world: World) -> None:
    assert yearly.ask(year=YEAR, by=world.ting) == yearly.ask(year=YEAR, by=world.gongye.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        YearlyLedger.objects.create(year=YEAR, asked_by_id=world.ting.person_id, asked_at=timezone.now())


def test_it_is_a_paper_of_the_department(client: Client, world: World) -> None:
    with pytest.raises(PermissionDenied):
        yearly.ask(year=YEAR, by=world.lnu.liaison)
    kept = made(world)
    stranger = sign_in(client, world.lnu.liaison)
    assert stranger.get(f"/ledger/yearly/{kept.pk}/ledger.pdf").status_code in {403, 404}


def test_it_takes_as_many_questions_for_many_projects(world: World) -> None:
    with CaptureQueriesContext(connection) as few:
        register_of(YEAR, timezone.localdate())
    project(world, world.neu)
    with CaptureQueriesContext(connection) as many:
        register_of(YEAR, timezone.localdate())
    assert len(many) == len(few)
