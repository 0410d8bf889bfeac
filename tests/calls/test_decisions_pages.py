"""The pages of decisions: the list by whose turn it is, one decision with its forms, a selection at once."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxiao.calls.actions import decisions as actions
from lianxiao.calls.models import Application
from tests.calls.test_checks import state_of
from tests.calls.test_decisions import checked, proposes, signs
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def application(world: World) -> Application:
    return checked(world, title="联合培养示范项目")


def rows(page: Any) -> list[str]:
    return [row.title for row in page.context["page"].rows]


class TestList:
    def test_is_filtered_by_turn(self, client: Client, world: World, application: Application) -> None:
        office = sign_in(client, world.gongye.officer)
        assert rows(office.get("/decisions/?turn=propose")) == ["联合培养示范项目"]
        assert rows(office.get("/decisions/?turn=countersign")) == []
        assert rows(office.get("/decisions/?state=checked")) == ["联合培养示范项目"]
        assert rows(office.get("/decisions/?state=approved")) == []
        assert rows(office.get("/decisions/", {"text": application.number})) == ["联合培养示范项目"]
        proposes(world, application)
        assert rows(office.get("/decisions/?outcome=approve")) == ["联合培养示范项目"]
        assert rows(office.get("/decisions/?outcome=reject")) == []

    def test_takes_as_many_queries_for_three_rows_as_for_one(
        self, client: Client, world: World, application: Application
    ) -> None:
        leader = sign_in(client, world.ting)
        proposes(world, application)
        with CaptureQueriesContext(connection) as one:
            leader.get("/decisions/")
        for campus in (world.dut, world.neu):
            other = checked(world, campus_=campus)
            proposes(world, other)
            signs(world, other)
        with CaptureQueriesContext(connection) as three:
            page = leader.get("/decisions/")
        assert len(three) == len(one)
        assert len(rows(page)) == 3

    def test_has_boxes_only_for_rows_that_can_be_done_at_once(
        self, client: Client, world: World, application: Application
    ) -> None:
        leader = sign_in(client, world.ting)
        box = f'name="pk" value="{application.pk}"'
        proposes(world, application)
        assert box not in leader.get("/decisions/").content.decode()
        signs(world, application)
        assert box in leader.get("/decisions/").content.decode()

    def test_is_closed_to_universities(self, client: Client, world: World, application: Application) -> None:
        for actor in (world.lnu.liaison, world.lnu.author, world.lnu.leader, world.auditor):
            assert sign_in(client, actor).get("/decisions/").status_code == 403


class TestOne:
    def test_walks_from_proposal_to_confirmation(self, client: Client, world: World, application: Application) -> None:
        here = f"/decisions/{application.pk}/"
        office = sign_in(client, world.gongye.officer)
        assert flags(office.get(here)) == {"propose"}
        office.post(here + "propose/", {"outcome": "approve", "reason": "目标明确。"})
        assert flags(office.get(here)) == set()
        other = sign_in(client, world.xuewei.officer)
        assert flags(other.get(here)) == {"countersign"}
        other.post(here + "countersign/", {"agrees": "yes", "opinion": ""})
        leader = sign_in(client, world.ting)
        assert flags(leader.get(here)) == {"confirm", "send_back"}
        leader.post(here + "confirm/", {"remark": "同意"})
        assert state_of(application) == "confirmed"
        assert flags(leader.get(here)) == set()

    def test_is_sent_back_with_a_remark(self, client: Client, world: World, application: Application) -> None:
        here = f"/decisions/{application.pk}/"
        proposes(world, application)
        leader = sign_in(client, world.ting)
        refused = leader.post(here + "send-back/", {"back-remark": ""})
        assert (refused.status_code, refused.context["form"].errors.keys()) == (422, {"remark"})
        leader.post(here + "send-back/", {"back-remark": "请补充测算。"})
        assert state_of(application) == "checked"
        assert "请补充测算。" in leader.get(here).content.decode()

    def test_keeps_what_was_typed_beside_the_error(
        self, client: Client, world: World, application: Application
    ) -> None:
        office = sign_in(client, world.gongye.officer)
        page = office.post(f"/decisions/{application.pk}/propose/", {"outcome": "", "reason": "目标明确。"})
        assert page.status_code == 422
        assert page.context["propose_form"].errors.keys() == {"outcome"}
        assert "目标明确。" in page.content.decode()

    def test_a_disagreement_needs_an_opinion(self, client: Client, world: World, application: Application) -> None:
        proposes(world, application)
        office = sign_in(client, world.xuewei.officer)
        page = office.post(f"/decisions/{application.pk}/countersign/", {"agrees": "no", "opinion": ""})
        assert (page.status_code, page.context["form"].errors.keys()) == (422, {"opinion"})

    def test_says_that_another_was_quicker(self, client: Client, world: World, application: Application) -> None:
        proposes(world, application)
        signs(world, application)
        actions.confirm(application=application, by=world.ting)
        leader = sign_in(client, world.ting)
        assert leader.post(f"/decisions/{application.pk}/confirm/", {"remark": ""}).status_code == 409

    def test_strangers_find_nothing(self, client: Client, world: World, application: Application) -> None:
        stranger = sign_in(client, world.keji.officer)
        here = f"/decisions/{application.pk}/"
        assert stranger.get(here).status_code == 404
        for act in ("propose", "countersign"):
            assert stranger.post(f"{here}{act}/", {"outcome": "approve", "reason": "否"}).status_code == 404
        for act in ("confirm", "send-back"):
            assert stranger.post(f"{here}{act}/", {"back-remark": "否"}).status_code == 403


class TestSelection:
    def test_is_proposed_after_a_page_that_says_what_will_happen(
        self, client: Client, world: World, application: Application
    ) -> None:
        other = checked(world, campus_=world.dut)
        office = sign_in(client, world.gongye.officer)
        page = office.get("/decisions/propose/", {"pk": [application.pk, other.pk, "x", 0]})
        assert page.context["rows"] == [application, other]
        numbers = [application.pk, other.pk]
        assert office.post("/decisions/propose/now/", {"pk": numbers, "outcome": "approve"}).status_code == 422
        proposes(world, other)
        result = office.post("/decisions/propose/now/", {"pk": numbers, "outcome": "approve", "reason": "同意。"})
        assert [bool(row.refusal) for row in result.context["results"]] == [False, True]
        assert state_of(application) == "proposed"

    def test_is_confirmed_row_by_row(self, client: Client, world: World, application: Application) -> None:
        other = checked(world, campus_=world.dut)
        for one in (application, other):
            proposes(world, one)
        signs(world, application)
        leader = sign_in(client, world.ting)
        assert leader.get("/decisions/confirm/", {"pk": [application.pk, other.pk]}).status_code == 200
        result = leader.post("/decisions/confirm/now/", {"pk": [application.pk, other.pk], "remark": ""})
        assert [bool(row.refusal) for row in result.context["results"]] == [False, True]
        assert (state_of(application), state_of(other)) == ("confirmed", "proposed")

    def test_of_nothing_says_so(self, client: Client, world: World) -> None:
        page = sign_in(client, world.ting).get("/decisions/confirm/")
        assert (page.status_code, page.context["rows"]) == (200, [])


def flags(page: Any) -> set[str]:
    may = page.context["may"]
    return {name for name in ("propose", "countersign", "confirm", "send_back", "await_review") if getattr(may, name)}


def test_after_the_last_countersign_the_next_step_is_the_departments(
    client: Client, world: World, application: Application
) -> None:
    office = sign_in(client, world.gongye.officer)

    def owner() -> str:
        return str(office.get(f"/decisions/{application.pk}/").context["next"].owner)

    proposes(world, application)
    assert owner() == "其他牵头处室、厅领导"
    signs(world, application)
    assert owner() == "厅领导"
