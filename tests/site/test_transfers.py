"""Transfers: a waiting task is asked of a colleague, with a reason, and taken back; nobody loses the right to do it."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.utils import timezone

from lianxiao.calls.actions import applications as campus
from lianxiao.calls.models import Application, FormalCheck
from lianxiao.calls.states import State
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.ledger.actions import changes as deciding
from lianxiao.ledger.actions import follow_ups
from lianxiao.organisations.acting import actor_of
from lianxiao.organisations.actions import delegations
from lianxiao.organisations.actions import transfers as actions
from lianxiao.organisations.actions.people import ReasonMissing
from lianxiao.organisations.actions.transfers import NotAColleague, WithAnother
from lianxiao.organisations.models import Notification, Transfer
from lianxiao.organisations.queries.people import current_memberships
from lianxiao.organisations.roles import Role
from lianxiao.site.transfers import KINDS, lines
from tests.ledger import changing
from tests.ledger.approving import project
from tests.world import LNU, World, give_factor, sign_in, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def with_liaison(world: World) -> tuple[Application, Actor]:
    """An application on campus, and a second liaison."""
    return world.application(state=State.WITH_LIAISON), world.person("lnu-second", Role.LIAISON, LNU)


def given(case: models.Model, by: Actor, to: Actor, kind: str = "applications", reason: str = "出差") -> Transfer:
    return actions.transfer(
        kind=kind, case=case, path="/workbench/", username=user_of(to).username, reason=reason, by=by
    )


def shown(actor: Actor) -> list[tuple[str, bool]]:
    return [(line.title, line.to_me) for line in lines(actor)]


def test_a_task_goes_to_a_colleague_and_both_see_it(world: World) -> None:
    application, second = with_liaison(world)

    made = given(application, world.lnu.liaison, second)

    assert shown(second) == [(str(application), True)]
    assert shown(world.lnu.liaison) == [(str(application), False)]
    step = steps.of_case(application).order_by("-id")[0]
    assert (step.verb, step.remark, step.details["transfer"]) == ("transfer_task", "lnu-second · 出差", made.pk)
    assert Notification.objects.filter(user=user_of(second), kind="task_transferred").count() == 1


def in_stead_of(world: World, principal: Actor, deputy: Actor) -> Actor:
    """The deputy, acting in the other's role from now on."""
    today = timezone.localdate()
    made = delegations.delegate(
        username=user_of(deputy).username,
        from_date=today,
        until_date=today + timedelta(days=7),
        reason="出差",
        by=principal,
    )
    if made.needs_second:
        delegations.confirm_delegation(delegation=made, by=world.security_admin)
    return next(actor_of(one) for one in current_memberships(deputy.person_id) if one.delegation_id == made.pk)


def told(actor: Actor) -> int:
    return Notification.objects.filter(user=user_of(actor), kind="task_transferred").count()


def test_a_task_given_to_somebody_who_is_away_reaches_the_deputy(client: Client, world: World) -> None:
    application, second = with_liaison(world)
    deputy = in_stead_of(world, second, world.lnu.colleague)

    made = given(application, world.lnu.liaison, second)

    assert (told(second), told(world.lnu.colleague), told(world.lnu.liaison)) == (1, 1, 0)
    assert (shown(deputy), shown(world.lnu.colleague)) == ([(str(application), True)], [])
    with pytest.raises(PermissionDenied):
        actions.take_back(transfer=made, case=application, by=world.person("lnu-third", Role.LIAISON, LNU))
    actions.take_back(transfer=made, case=application, by=deputy)
    assert shown(second) == []


def test_who_gives_it_to_the_person_he_stands_in_for_or_himself_gives_it_to_nobody(world: World) -> None:
    application, second = with_liaison(world)
    deputy = in_stead_of(world, world.lnu.liaison, second)
    for to in (world.lnu.liaison, second):
        with pytest.raises(NotAColleague):
            given(application, deputy, to)


def test_a_refused_page_offers_the_role_to_which_its_message_was_addressed(client: Client, world: World) -> None:
    application, second = with_liaison(world)
    in_stead_of(world, second, world.lnu.colleague)
    page = f"/applications/{application.pk}/"
    give_factor(user_of(world.lnu.colleague))
    sign_in(client, world.lnu.colleague)
    refused = client.get(page)
    assert refused.status_code == 404
    (offered,) = re.findall(r'name="membership" value="([^"]+)"', refused.content.decode())

    switched = client.post(
        "/act-as/", {"membership": offered, "again": "1"}, headers={"Referer": f"http://testserver{page}"}
    )

    assert switched["Location"] == f"http://testserver{page}"
    assert client.get(page).status_code == 200


def test_who_has_one_role_is_offered_none_and_nobody_is_led_off_the_platform(client: Client, world: World) -> None:
    sign_in(client, world.dut.liaison)
    assert 'name="membership"' not in client.get("/applications/0/").content.decode()
    choice = current_memberships(world.dut.liaison.person_id)[0].choice
    for page in ("https://example.org/", "//example.org/", ""):
        assert (
            client.post("/act-as/", {"membership": choice, "again": "1"}, headers={"Referer": page})["Location"]
            == "/workbench/"
        )


def test_who_gave_it_can_still_do_it_and_then_it_is_nobody_s(world: World) -> None:
    application, second = with_liaison(world)
    given(application, world.lnu.liaison, second)

    campus.pass_on(application=application, by=world.lnu.liaison)

    assert shown(second) == shown(world.lnu.liaison) == []


def test_it_is_taken_back_and_given_back_once(world: World) -> None:
    application, second = with_liaison(world)
    for by in (world.lnu.liaison, second):
        made = given(application, world.lnu.liaison, second)
        actions.take_back(transfer=made, case=application, by=by)
        assert shown(second) == []
        with pytest.raises(NotAllowedNow):
            actions.take_back(transfer=made, case=application, by=by)

    assert steps.of_case(application).order_by("-id")[0].verb == "take_back_task"


def test_only_the_two_of_them_take_it_back_or_pass_it_on(world: World) -> None:
    application, second = with_liaison(world)
    third = world.person("lnu-third", Role.LIAISON, LNU)
    made = given(application, world.lnu.liaison, second)

    with pytest.raises(PermissionDenied):
        actions.take_back(transfer=made, case=application, by=third)
    with pytest.raises(WithAnother):
        given(application, third, second)

    given(application, second, third)
    assert shown(third) == [(str(application), True)]
    assert shown(world.lnu.liaison) == []


def test_colleagues_hold_the_same_role_in_the_same_house(world: World) -> None:
    application, _second = with_liaison(world)

    for wrong in (world.dut.liaison, world.lnu.leader, world.lnu.author, world.lnu.liaison):
        with pytest.raises(NotAColleague):
            given(application, world.lnu.liaison, wrong)
    assert Transfer.objects.count() == 0


def test_a_reason_is_given_and_the_database_holds_the_rest(world: World) -> None:
    application, second = with_liaison(world)
    with pytest.raises(ReasonMissing):
        given(application, world.lnu.liaison, second, reason="  ")
    made = given(application, world.lnu.liaison, second)

    made.pk = None
    with pytest.raises(IntegrityError, match="transfer_one_standing"), transaction.atomic():
        made.save(force_insert=True)
    with pytest.raises(IntegrityError, match="transfer_two_people"), transaction.atomic():
        Transfer.objects.update(to_user=world.lnu.liaison.person_id)


def test_a_formal_check_is_transferred_within_the_office(client: Client, world: World) -> None:
    application = world.application(state=State.SUBMITTED)
    check = FormalCheck.objects.get(submission__application=application, office=world.gongye.organisation)
    user_of(world.gongye.colleague)
    sign_in(client, world.gongye.officer)
    page = f"/transfers/checks/{check.pk}/"
    assert page in client.get(f"/checks/{check.pk}/").content.decode()

    answer = client.post(page, {"username": "gongye-colleague", "reason": "请假"})

    assert answer["Location"] == "/transfers/"
    assert shown(world.gongye.colleague) == [(str(application), True)]
    client.post(f"/transfers/{Transfer.objects.get().pk}/back/")
    assert shown(world.gongye.colleague) == []


def test_a_stranger_transfers_nothing_and_a_wrong_account_stands_at_its_field(client: Client, world: World) -> None:
    application, _second = with_liaison(world)
    page = f"/transfers/applications/{application.pk}/"

    assert sign_in(client, world.dut.liaison).get(page).status_code == 404
    assert sign_in(client, world.lnu.author).get(page).status_code == 404
    answer = sign_in(client, world.lnu.liaison).post(page, {"username": "nobody", "reason": "请假"})

    assert answer.status_code == 422
    assert 'href="#id_username"' in answer.content.decode()


def test_the_workbench_counts_what_was_transferred_to_me(client: Client, world: World) -> None:
    application, second = with_liaison(world)
    given(application, world.lnu.liaison, second)

    assert 'href="/transfers/"' in sign_in(client, second).get("/workbench/").content.decode()
    assert sorted(KINDS) == ["applications", "changes", "checks", "decisions", "follow_ups"]


class TestOfTheLedger:
    """Change requests and follow-ups, among officers of the lead office and among liaisons."""

    def test_a_change_request_goes_to_a_colleague_who_decides(self, client: Client, world: World) -> None:
        found = project(world, title="教学联盟")
        change = changing.released(world, found)
        officer, colleague = world.gongye.officer, world.gongye.colleague
        page = f"/transfers/changes/{change.pk}/"
        assert page in sign_in(client, officer).get(f"/ledger/changes/{change.pk}/").content.decode()

        client.post(page, {"username": "gongye-colleague", "reason": "请假"})

        assert (shown(colleague), shown(officer)) == ([("教学联盟", True)], [("教学联盟", False)])
        verbs = [step.action for step in sign_in(client, officer).get(f"/ledger/changes/{change.pk}/").context["steps"]]
        theirs = sign_in(client, world.lnu.liaison).get(f"/ledger/changes/{change.pk}/").context["steps"]
        assert len(verbs) == len(theirs) + 1  # who saw to it inside the office is not the university's
        deciding.approve(change=change, by=colleague)
        assert (shown(colleague), shown(officer)) == ([], [])

    def test_a_follow_up_goes_to_a_second_liaison(self, client: Client, world: World) -> None:
        second = world.person("lnu-second", Role.LIAISON, LNU)
        raised = follow_ups.raise_by_hand(project=project(world), text="请说明进展。", by=world.gongye.officer)
        page = f"/transfers/follow_ups/{raised.pk}/"
        assert page in sign_in(client, world.lnu.liaison).get(f"/ledger/follow-ups/{raised.pk}/").content.decode()
        assert (
            page not in sign_in(client, world.gongye.officer).get(f"/ledger/follow-ups/{raised.pk}/").content.decode()
        )

        sign_in(client, world.lnu.liaison).post(page, {"username": "lnu-second", "reason": "出差"})

        assert [to_me for _title, to_me in shown(second)] == [True]
        follow_ups.answer(follow_up=raised, statement="正在补交。", by=second)
        assert shown(second) == []
        assert f"/transfers/follow_ups/{raised.pk}/" in (
            sign_in(client, world.gongye.officer).get(f"/ledger/follow-ups/{raised.pk}/").content.decode()
        )

    def test_strangers_and_those_whose_turn_it_is_not_transfer_nothing(self, client: Client, world: World) -> None:
        found = project(world)
        change = changing.released(world, found)
        raised = follow_ups.raise_by_hand(project=found, text="请说明进展。", by=world.gongye.officer)
        paths = f"/transfers/changes/{change.pk}/", f"/transfers/follow_ups/{raised.pk}/"
        cases = [
            (world.keji.officer, (404, 404)),
            (world.dut.liaison, (404, 404)),
            (world.lnu.author, (404, 404)),
            (world.ting, (404, 404)),
            (world.lnu.liaison, (404, 200)),
            (world.gongye.officer, (200, 404)),
        ]
        for by, expected in cases:
            sign_in(client, by)
            assert tuple(client.get(path).status_code for path in paths) == expected, by.name
