"""Pages of data filing: a section saved by hand and by itself, a clash side by side, counts that are their lists."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianxiao.filing.models import Return, Round
from lianxiao.filing.queries.rounds import progress
from lianxiao.filing.queries.turns import waiting_filings
from tests.filing import filed
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World(with_call=False)


@pytest.fixture
def round_(world: World) -> Round:
    return filed.opened(world)


def save(client: Client, filing: Return, revision: int, *, autosave: bool = False, **typed: str) -> Any:
    headers = {"X-Autosave": "1"} if autosave else {}
    path = reverse("filing:section_save", args=[filing.pk, "basic"])
    return client.post(path, {"revision": str(revision), **typed}, headers=headers)


def test_a_section_is_saved_by_hand_and_by_itself(client: Client, world: World, round_: Round) -> None:
    filing = filed.return_of(round_, world.lnu)
    sign_in(client, world.lnu.liaison)
    assert save(client, filing, 0, shared_courses="5").status_code == 302
    answer = save(client, filing, 1, autosave=True, shared_courses="6")
    assert (answer.status_code, answer.json()["revision"]) == (200, 2)
    page = client.get(reverse("filing:section", args=[filing.pk, "basic"])).content.decode()
    assert 'value="6"' in page


def test_a_clash_is_shown_side_by_side_and_nothing_typed_is_lost(client: Client, world: World, round_: Round) -> None:
    filing = filed.return_of(round_, world.lnu)
    sign_in(client, world.lnu.liaison)
    save(client, filing, 0, shared_courses="5")
    refused = save(client, filing, 0, shared_courses="777")
    page = refused.content.decode()
    assert (refused.status_code, 'value="777"' in page, "<td" in page) == (409, True, True)
    assert save(client, filing, 0, autosave=True, shared_courses="8").status_code == 409


def test_each_count_of_a_round_is_the_number_of_rows_of_its_list(client: Client, world: World, round_: Round) -> None:
    filed.submitted(round_, world.dut)
    filed.pass_deadline(round_)
    sign_in(client, world.gongye.officer)
    here = reverse("filing:round", args=[round_.pk])
    counts = {one.query: one.count for one in progress(round_)}
    assert counts["?late=on"] == counts["?state=not_begun"] == counts["?state=submitted"] == 1
    for query, count in counts.items():
        assert client.get(f"{here}{query}").context["page"].rows.count() == count


def test_the_file_holds_exactly_what_is_filtered_with_its_figures(client: Client, world: World, round_: Round) -> None:
    filed.submitted(round_, world.dut)
    sign_in(client, world.gongye.officer)
    path = reverse("filing:round_export", args=[round_.pk])
    answer = client.post(f"{path}?state=submitted", {"form": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert [(row[0], row[-3:]) for row in rows[1:]] == [(str(world.dut.organisation), ["12", "30.5", "80"])]
    assert client.post(path, {"form": "xlsx"}).status_code == 200


def test_what_waits_is_on_the_workbench_and_leads_to_its_rows(client: Client, world: World, round_: Round) -> None:
    filed.submitted(round_, world.dut)
    found = {}
    for actor in (world.lnu.liaison, world.dut.liaison, world.gongye.officer):
        for one in waiting_filings(actor):
            found[actor.name, one.kind] = one.count
            page = sign_in(client, actor).get(one.path).context["page"]
            assert page.rows.count() == one.count
    assert found == {("lnu-liaison", "filing_to_fill"): 1, ("gongye-officer", "round_to_check"): 1}


def test_totals_cost_the_same_for_one_return_as_for_two(client: Client, world: World, round_: Round) -> None:
    path = reverse("filing:round_totals", args=[round_.pk])
    sign_in(client, world.gongye.officer)
    costs = []
    for campus in (world.dut, world.lnu):
        filed.submitted(round_, campus)
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_the_office_sees_nothing_of_what_is_not_submitted(client: Client, world: World, round_: Round) -> None:
    filing = filed.fill(filed.return_of(round_, world.lnu), world.lnu.liaison)
    page = sign_in(client, world.gongye.officer).get(reverse("filing:return", args=[filing.pk]))
    assert (page.status_code, "王填报" in page.content.decode()) == (200, False)


def test_every_page_of_the_road_opens_for_whose_turn_it_is(client: Client, world: World) -> None:
    last = filed.opened(world, year=2025)
    filed.submitted(last, world.lnu, filed.courses(5))
    round_ = filed.opened(world, previous=last, form=last.form, needs_release=True)
    filing = filed.fill(filed.return_of(round_, world.lnu), world.lnu.liaison)
    asked = {
        world.lnu.liaison: ["return", "return_check", "upload_new", "template"],
        world.lnu.leader: ["return", "return_check"],
        world.gongye.officer: ["return"],
        world.ting: ["return"],
    }
    for actor, names in asked.items():
        sign_in(client, actor)
        for name in names:
            assert client.get(reverse(f"filing:{name}", args=[filing.pk])).status_code == 200
    sign_in(client, world.gongye.officer)
    for name in ("round", "round_totals"):
        assert client.get(reverse(f"filing:{name}", args=[round_.pk])).status_code == 200
    submitted = filed.return_of(last, world.lnu)
    assert client.get(reverse("filing:return_correct", args=[submitted.pk])).status_code == 200
    back = reverse("filing:return_back", args=[submitted.pk])
    refused = client.post(back, {"ask-funding": "1", "reason-funding": "错"})
    assert (refused.status_code, 'value="错"' in refused.content.decode()) == (422, True)
