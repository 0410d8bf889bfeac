"""The targets board: promised, under way, achieved, each figure followed to its facts; and how far it will come."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from lianxiao.ledger.actions import facts as correcting
from lianxiao.ledger.models import IndicatorFact, LedgerExport, ProgressReport, Project
from lianxiao.ledger.queries.board import Board, Line
from lianxiao.ledger.queries.forecast import forecast
from tests.ledger import reporting
from tests.ledger.approving import project
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db
BOARD = "/ledger/board/"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def reports(world: World) -> list[ProgressReport]:
    """Of Liaoning University confirmed with 5, of Dalian waiting with 7."""
    for campus in (world.lnu, world.dut):
        reporting.begun(project(world, campus))
    period = reporting.opened(world)
    first, second = period.reports.order_by("project_id")
    return [reporting.confirmed(world, first, amount=5), reporting.released(world, second, amount=7)]


def board(client: Client, world: World, query: str = "") -> Board:
    found: Board = sign_in(client, world.ting).get(BOARD + query).context["board"]
    return found


def line(client: Client, world: World, query: str = "") -> Line:
    """Of the target that the reports speak of."""
    target = IndicatorFact.objects.order_by("id")[0].target
    return next(one for one in board(client, world, query).lines if one.target == target)


def rows(client: Client, url: str) -> list[Any]:
    return [row.record for row in client.get(url).context["page"].table.rows]


def test_each_target_stands_as_promised_under_way_and_achieved(
    client: Client, world: World, reports: list[ProgressReport]
) -> None:
    found = line(client, world)
    assert (found.promised, found.under_way, found.achieved) == (Decimal(20), Decimal(7), Decimal(5))
    others = [one for one in board(client, world).lines if one.target != found.target]
    assert {one.achieved for one in others} == {Decimal(0)}


def test_it_is_narrowed_to_a_university_an_office_a_city_and_a_year(
    client: Client, world: World, reports: list[ProgressReport]
) -> None:
    def figures(query: str) -> tuple[Decimal, ...]:
        found = line(client, world, query)
        return found.promised, found.under_way, found.achieved

    dut, lnu = world.dut.organisation, world.lnu.organisation
    assert figures(f"?university={lnu.pk}") == (10, 0, 5)
    assert figures(f"?university={dut.pk}") == (10, 7, 0)
    assert figures(f"?city={dut.city_id}") == (10, 7, 0)
    assert figures(f"?office={world.gongye.organisation.pk}") == (20, 7, 5)
    assert figures(f"?year={reporting.this_month().year}") == (20, 7, 5)


def test_a_year_before_has_nothing_and_stands_beside_the_others(
    client: Client, world: World, reports: list[ProgressReport]
) -> None:
    found = board(client, world)
    assert found.years == [reporting.this_month().year]
    assert line(client, world).years == [Decimal(5)]


def test_each_figure_is_followed_to_the_facts_and_their_evidence_in_three_clicks(
    client: Client, world: World, reports: list[ProgressReport]
) -> None:
    found = line(client, world, f"?university={world.lnu.organisation.pk}")
    leader = sign_in(client, world.ting)
    facts = rows(leader, found.urls["achieved"])
    assert [one.amount for one in facts] == [found.achieved]
    page = leader.get(reverse("ledger:fact", args=[facts[0].pk]))
    (file,) = page.context["files"]
    assert leader.get(reverse("ledger:evidence_file", args=[file.pk])).status_code == 200
    everything = line(client, world)
    assert rows(leader, everything.urls["under_way"]) == [reports[1]]
    assert len(rows(leader, everything.urls["promised"])) == 2


def test_a_target_taken_apart_adds_up_to_its_figure(
    client: Client, world: World, reports: list[ProgressReport]
) -> None:
    found = line(client, world)
    leader = sign_in(client, world.ting)
    parts = leader.get(found.urls["target"]).context["parts"]
    for shares in (parts.months, parts.cities, parts.universities, parts.offices):
        assert sum(one.value for one in shares) == parts.total == found.achieved
        for one in shares:
            assert sum(fact.amount for fact in rows(leader, one.url)) == one.value
    assert parts.grown[-1].value == found.achieved
    assert [row["name"] for row in parts.map_rows] == ["沈阳市"]


def test_a_correction_is_on_the_board_at_once(client: Client, world: World, reports: list[ProgressReport]) -> None:
    fact = IndicatorFact.objects.get()
    officer = sign_in(client, world.gongye.officer)
    url = reverse("ledger:fact_correct", args=[fact.pk])
    assert officer.post(url, {"amount": "4", "reason": ""}).status_code == 422
    officer.post(url, {"amount": "4", "reason": "重复计数"})
    assert line(client, world).achieved == Decimal(4)
    anew = IndicatorFact.objects.get(corrects=fact)
    page = sign_in(client, world.gongye.officer).get(reverse("ledger:fact", args=[anew.pk])).content.decode()
    assert "重复计数" in page
    assert not sign_in(client, world.keji.officer).get(f"/ledger/facts/{anew.pk}/").context["may_correct"]


def sheet(response: Any) -> list[tuple[Any, ...]]:
    return list(load_workbook(BytesIO(b"".join(response.streaming_content))).active.iter_rows(values_only=True))


def test_what_is_exported_is_what_is_shown(client: Client, world: World, reports: list[ProgressReport]) -> None:
    found = line(client, world)
    leader = sign_in(client, world.ting)
    cells = [row for row in sheet(leader.post("/ledger/board/export/")) if str(found.target) in row]
    assert [row[3:7] for row in cells] == [(found.goal, found.promised, found.under_way, found.achieved)]
    out = sheet(leader.post(f"/ledger/facts/export/?target={found.target.pk}"))
    assert [row[6] for row in out if row[1] == reports[0].project.number] == [5]
    assert LedgerExport.objects.count() == 2


def test_facts_are_read_by_whoever_sees_the_project(
    client: Client, world: World, reports: list[ProgressReport]
) -> None:
    url = reverse("ledger:fact", args=[IndicatorFact.objects.get().pk])
    for actor in (world.lnu.liaison, world.lnu.author, world.neu.liaison, world.keji.officer):  # a partner's too
        assert sign_in(client, actor).get(url).status_code == 200
    for actor in (world.dut.liaison, world.lnu.colleague):
        assert sign_in(client, actor).get(url).status_code == 404
    partner = sign_in(client, world.neu.liaison).get(url)
    assert (partner.context["sees_report"], partner.context["files"]) == (False, [])
    assert sign_in(client, world.lnu.liaison).get(BOARD).status_code == 403


def test_before_anything_is_reported_the_board_shows_noughts_and_says_so(client: Client, world: World) -> None:
    page = sign_in(client, world.ting).get(BOARD)
    assert page.status_code == 200
    assert {(one.promised, one.achieved, one.ahead) for one in page.context["board"].lines} == {(0, 0, None)}
    target = page.context["board"].lines[0].target
    assert "尚无已确认的数据" in client.get(f"{BOARD}{target.pk}/").content.decode()
    assert client.get("/ledger/facts/?month=dreizehn").status_code == 200


def test_the_board_costs_as_many_queries_for_more_facts(
    client: Client, world: World, reports: list[ProgressReport]
) -> None:
    leader = sign_in(client, world.ting)
    leader.get(BOARD)
    with CaptureQueriesContext(connection) as few:
        leader.get(BOARD)
    fact = IndicatorFact.objects.get()
    correcting.correct(fact=fact, amount=Decimal(6), reason="补记", by=world.gongye.officer)
    reporting.confirmed(world, reports[1])
    with CaptureQueriesContext(connection) as many:
        leader.get(BOARD)
    assert len(many) == len(few)


class TestForecast:
    def test_takes_the_mean_on_and_widens_with_how_much_the_months_vary(self) -> None:
        steady = forecast(Decimal(60), [Decimal(10)] * 6, 6)
        assert steady is not None
        assert (steady.expected, steady.low, steady.high) == (120, 120, 120)
        varied = forecast(Decimal(60), [Decimal(n) for n in (0, 20, 0, 20, 0, 20)], 6)
        assert varied is not None
        assert (varied.expected, varied.known, varied.ahead) == (120, 6, 6)
        assert varied.low < 100 < 140 < varied.high

    def test_says_nothing_with_too_few_months_and_all_when_the_year_is_over(self) -> None:
        assert forecast(Decimal(30), [Decimal(10)] * 3, 9) is None
        over = forecast(Decimal(30), [Decimal(10)] * 3, 0)
        assert over is not None
        assert (over.expected, over.low, over.high) == (30, 30, 30)

    def test_never_falls_below_what_is_achieved_and_forgets_what_lies_far_back(self) -> None:
        wild = forecast(Decimal(50), [Decimal(n) for n in (0, 100, 0, 0)], 2)
        assert wild is not None
        assert wild.low == 50
        slowed = forecast(Decimal(900), [Decimal(100)] * 8 + [Decimal(5)] * 12, 2)
        assert slowed is not None
        assert slowed.expected == 910

    def test_one_month_on_the_board_says_nothing(
        self, client: Client, world: World, reports: list[ProgressReport]
    ) -> None:
        assert line(client, world).ahead is None


def test_every_project_that_promises_is_found_behind_the_figure(client: Client, world: World) -> None:
    made = reporting.begun(project(world))
    project(world, world.dut, category="collaborative_innovation")
    target = made.indicators.order_by("target__order")[0].target
    found = rows(sign_in(client, world.ting), f"/ledger/?target={target.pk}")
    assert found == [Project.objects.get(pk=made.pk)]
    page = client.get(f"/ledger/?target={target.pk}").context["page"]
    assert page.table.total.projects == 1
