"""One project: everything that led there, for each reader what is his to read."""

from copy import deepcopy
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxiao.core.actors import Actor
from lianxiao.ledger.models import Project
from lianxiao.ledger.queries.trail import Trail
from tests.ledger.approving import project
from tests.letters import made
from tests.standing import standing_on
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


standing = standing_on(lambda world: project(world, title="教学联盟建设"))


@pytest.fixture
def world(standing: World) -> World:
    return deepcopy(standing)


@pytest.fixture
def opened(world: World) -> Project:
    return Project.objects.get()


def page(client: Client, actor: Actor, opened: Project) -> Any:
    return sign_in(client, actor).get(f"/ledger/{opened.pk}/")


def trail(client: Client, actor: Actor, opened: Project) -> Trail:
    found: Trail = page(client, actor, opened).context["trail"]
    return found


def test_a_lead_office_reads_the_whole_way(client: Client, world: World, opened: Project) -> None:
    for actor in (world.gongye.officer, world.xuewei.officer, world.ting):
        way = trail(client, actor, opened)
        assert way.case == opened.application
        assert [one.version for one in way.submissions] == [1]
        assert [(check.office.code, check.outcome) for check in way.checks] == [
            ("gongye", "passed"),
            ("xuewei", "passed"),
        ]
        assert way.proposal is not None
        assert (way.proposal.outcome, way.proposal.confirmed_by_id) == ("approve", world.ting.user_id)
        assert [(sign.office.code, sign.agrees) for sign in way.countersigns] == [("xuewei", True)]
        assert "基础扎实，任务明确。" in page(client, actor, opened).content.decode()


def test_the_university_reads_its_copies_but_not_the_offices_papers(
    client: Client, world: World, opened: Project
) -> None:
    for actor in (world.lnu.liaison, world.lnu.leader, world.lnu.author):
        way = trail(client, actor, opened)
        assert way.case == opened.application
        assert [one.version for one in way.submissions] == [1]
        assert (way.checks, way.proposal, way.countersigns) == ([], None, [])
        assert "基础扎实，任务明确。" not in page(client, actor, opened).content.decode()


def test_partners_and_other_offices_read_the_entry_alone(client: Client, world: World, opened: Project) -> None:
    for actor in (world.neu.liaison, world.keji.officer):
        way = trail(client, actor, opened)
        assert way.case is None
        assert (way.submissions, way.checks, way.proposal) == ([], [], None)
        assert [step.action for step in way.timeline] == ["列入台账"]


def test_steps_stand_in_the_order_in_which_they_happened(client: Client, world: World, opened: Project) -> None:
    steps = trail(client, world.ting, opened).timeline
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert [step.action for step in steps][-2:] == ["已立项", "列入台账"]


def test_shows_parties_milestones_promises_notice_and_letter(client: Client, world: World, opened: Project) -> None:
    assert "letter.pdf" not in page(client, world.neu.liaison, opened).content.decode()
    letter = made.leave(world, made.of(opened))
    text = page(client, world.neu.liaison, opened).content.decode()
    notice = opened.application.notice_item.public_notice
    for wanted in (
        opened.number,
        "辽宁大学",
        "东北大学",
        "2027年9月1日",
        "校际合作教学联盟",
        "60万元",
        f"/public-notices/{notice.pk}/",
        f"/ledger/{opened.pk}/letter.pdf",
        letter.number,
        letter.code or "",
    ):
        assert wanted in text


def test_the_letter_is_for_every_party(client: Client, world: World, opened: Project) -> None:
    letter = made.leave(world, made.of(opened))
    for actor in (world.lnu.author, world.neu.liaison, world.ting):
        answer = sign_in(client, actor).get(f"/ledger/{opened.pk}/letter.pdf")
        assert b"".join(answer).startswith(b"%PDF")  # type: ignore[call-overload]
        assert quote(letter.number) in answer["Content-Disposition"]


def test_takes_as_many_queries_for_many_milestones_as_for_few(client: Client, world: World, opened: Project) -> None:
    leader = sign_in(client, world.ting)
    with CaptureQueriesContext(connection) as few:
        leader.get(f"/ledger/{opened.pk}/")
    for order in range(10, 13):
        opened.milestones.create(name=f"阶段{order}", order=order)
        opened.parties.create(name=f"单位{order}", organisation=world.dut.organisation, order=order)
    with CaptureQueriesContext(connection) as many:
        leader.get(f"/ledger/{opened.pk}/")
    assert len(many) == len(few)


def test_reads_in_english(client: Client, world: World, opened: Project) -> None:
    client.cookies["django_language"] = "en"
    text = page(client, world.ting, opened).content.decode()
    assert "Indicators promised and achieved" in text
    assert "Liaoning University" in text
