"""The workbench: every count is a link to exactly that many rows, and each role finds its work."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianxiao.core.actors import Actor
from lianxiao.organisations.actions import people
from lianxiao.organisations.actions.people import Details
from lianxiao.organisations.models import Membership
from lianxiao.organisations.roles import Role
from lianxiao.site.navigation import MENU
from lianxiao.site.starts import STARTS
from tests.world import LNU, World, organisation, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def bench(client: Client, actor: Actor) -> dict[str, int]:
    """What waits, by kind; each count is compared with the rows behind its link."""
    sign_in(client, actor)
    counts = {}
    for one in client.get("/workbench/").context["bench"].waiting:
        counts[one.kind] = one.count
        assert rows_at(client, one.path) == one.count, one.path
    return counts


def rows_at(client: Client, path: str) -> int:
    page = client.get(path)
    assert page.status_code == 200, path
    return len(page.context["page"].rows)


def every_actor(world: World) -> dict[Role, Actor]:
    return {
        Role.DEPARTMENT_LEADER: world.ting,
        Role.OFFICER: world.gongye.officer,
        Role.LEADING_GROUP: world.person("group", Role.LEADING_GROUP, LNU),
        Role.LIAISON: world.lnu.liaison,
        Role.LEADER: world.lnu.leader,
        Role.TEACHER: world.lnu.author,
        Role.STUDENT: world.student,
        Role.EXPERT: world.expert,
        Role.PARTNER: world.firm,
        Role.SYSTEM_ADMIN: world.system_admin,
        Role.SECURITY_ADMIN: world.security_admin,
        Role.AUDITOR: world.auditor,
    }


def test_applications_wait_where_their_next_step_is(client: Client, world: World) -> None:
    for state in ("draft", "with_liaison", "with_liaison", "with_leader", "released", "submitted"):
        world.application(state=state, title=f"项目{state}")
    assert bench(client, world.lnu.author) == {"drafts": 1}
    assert bench(client, world.lnu.liaison) == {"to_review": 2, "to_submit": 1}
    assert bench(client, world.lnu.leader) == {"to_endorse": 1}
    assert sum(bench(client, world.gongye.officer).values()) == 1
    assert bench(client, world.keji.officer) == {}
    assert bench(client, world.dut.liaison) == {}


def test_roles_wait_for_the_second_person(client: Client, world: World) -> None:
    people.open_account(
        details=Details("wang", "王校长", "wang@example.org"),
        organisation=organisation(LNU),
        role=Role.LEADER,
        by=world.lnu.liaison,
    )
    assert bench(client, world.security_admin) == {"roles_to_confirm": 1}
    people.confirm(membership=Membership.objects.get(user__username="wang"), by=world.security_admin)
    assert bench(client, world.security_admin) == {}


def test_what_is_ones_own_has_the_count_of_its_list(client: Client, world: World) -> None:
    for state in ("draft", "with_liaison", "submitted"):
        world.application(state=state)
    for actor in (world.lnu.author, world.lnu.liaison, world.lnu.leader):
        sign_in(client, actor)
        own = client.get("/workbench/").context["bench"].own
        assert [(one.count, rows_at(client, one.path)) for one in own] == [(3, 3), (0, 0)]
        assert len(own[0].lines) == 3


def test_a_deadline_within_two_working_days_stands_out(client: Client, world: World) -> None:
    from datetime import timedelta

    world.application(state="with_liaison")
    sign_in(client, world.lnu.liaison)
    assert client.get("/workbench/").context["bench"].soon == []
    world.application(call=world.open_call(closes_in=timedelta(hours=30)), state="with_liaison")
    soon = client.get("/workbench/").context["bench"].soon
    assert [(one.waiting.kind, one.days <= 2) for one in soon] == [("to_review", True)]


def test_open_calls_are_shown_to_those_who_apply(client: Client, world: World) -> None:
    for actor, number in ((world.lnu.author, 1), (world.student, 1), (world.firm, 1), (world.ting, 0)):
        sign_in(client, actor)
        calls = client.get("/workbench/").context["bench"].calls
        assert len(calls) == number
        assert all(client.get(call.path).status_code == 200 for call in calls)


def test_the_workbench_costs_the_same_with_more_work(client: Client, world: World) -> None:
    world.application(state="with_liaison")
    sign_in(client, world.lnu.liaison)
    client.get("/workbench/")
    with CaptureQueriesContext(connection) as few:
        client.get("/workbench/")
    for _n in range(2):
        world.application(state="with_liaison")
    with CaptureQueriesContext(connection) as many:
        client.get("/workbench/")
    assert len(many) == len(few)


# --- roles -----------------------------------------------------------------------------------------


def test_every_role_has_a_start_that_opens(client: Client, world: World) -> None:
    actors = every_actor(world)
    assert set(actors) == set(STARTS) == set(Role)
    for role, actor in actors.items():
        sign_in(client, actor)
        page = client.get("/workbench/")
        assert page.status_code == 200, role
        assert client.get(STARTS[role].path, follow=True).status_code == 200, role


def test_every_entry_of_everybodys_menu_opens(client: Client, world: World) -> None:
    for role, actor in every_actor(world).items():
        sign_in(client, actor)
        menu = client.get("/workbench/").context["menu"]
        for group in menu:
            for item in group["items"]:
                assert client.get(item["url"], follow=True).status_code == 200, (role, item["url"])


def test_an_entry_that_is_not_in_the_menu_is_closed(client: Client, world: World) -> None:
    for role, actor in every_actor(world).items():
        sign_in(client, actor)
        for _title, entries in MENU:
            for entry in entries:
                if entry.rights and not entry.rights & actor.rights:
                    assert client.get(reverse(entry.view)).status_code == 403, (role, entry.view)


def test_the_present_page_is_marked_in_the_menu(client: Client, world: World) -> None:
    sign_in(client, world.lnu.liaison)
    menu = client.get("/people/").context["menu"]
    assert [item["url"] for group in menu for item in group["items"] if item["current"]] == ["/people/"]


def test_a_workbench_needs_a_sign_in(client: Client, world: World) -> None:
    assert client.get("/workbench/")["Location"] == "/account/login/?next=/workbench/"
