"""Reminding (催办): who waits may, once a day, three times in all, then the leader once; the database counts too."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from lianxiao.calls.actions import chases, decisions
from lianxiao.calls.actions.chases import ChasedOut, ChasedToday, chase
from lianxiao.calls.models import Application, Chase
from lianxiao.calls.models.chase import APART
from lianxiao.calls.queries.chases import may_chase_row, occasion_of, panel, reminders, with_owed
from lianxiao.calls.queries.progress import steps_of, timeline
from lianxiao.calls.states import State
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now, shifted, stopped
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.organisations.models import Notification
from tests.calls.test_checks import passes, returns
from tests.calls.test_decisions import checked, proposes, signs
from tests.races.together import kinds, together
from tests.world import World, sign_in, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def submitted(world: World) -> Application:
    """With gongye and xuewei, whose officers exist."""
    assert world.gongye.colleague
    assert world.xuewei.colleague
    return world.application(state=State.SUBMITTED)


def told(kind: str = "chased") -> list[int]:
    return sorted(Notification.objects.filter(kind=kind).values_list("user_id", flat=True))


def ids(*actors: Actor) -> list[int]:
    return sorted(actor.person_id for actor in actors)


def on_days(application: Application, by: Actor, *days: int) -> None:
    now = database_now()
    for day in days:
        with stopped(now + timedelta(days=day)):
            chase(application=application, by=by)


# --- who waits for whom ----------------------------------------------------------------------------


def test_a_liaison_reminds_the_offices_that_have_not_checked_yet(world: World, submitted: Application) -> None:
    passes(submitted, world.gongye)
    chase(application=submitted, by=world.lnu.liaison)
    assert told() == ids(world.xuewei.officer, world.xuewei.colleague)


def test_a_lead_office_reminds_the_others_once_its_own_part_is_done(world: World, submitted: Application) -> None:
    with pytest.raises(PermissionDenied):
        chase(application=submitted, by=world.gongye.officer)
    passes(submitted, world.gongye)
    chase(application=submitted, by=world.gongye.officer)
    assert told() == ids(world.xuewei.officer, world.xuewei.colleague)


def test_an_office_reminds_the_university_that_has_to_correct(world: World, submitted: Application) -> None:
    returns(submitted, world.gongye, title="请写明对象")
    chase(application=submitted, by=world.gongye.officer)
    assert told() == ids(world.lnu.author, world.lnu.liaison)


def test_the_responsible_office_reminds_of_countersigns_and_then_of_the_confirmation(world: World) -> None:
    application = checked(world)
    proposes(world, application)
    chase(application=application, by=world.gongye.officer)
    assert told() == ids(world.xuewei.officer, world.xuewei.colleague)
    signs(world, application)
    Notification.objects.all().delete()
    assert world.ting
    chase(application=application, by=world.gongye.officer)
    assert told() == ids(world.ting)
    with pytest.raises(PermissionDenied):
        chase(application=application, by=world.xuewei.officer)


@pytest.mark.parametrize(
    ("state", "by", "to"), [("with_liaison", "author", "liaison"), ("with_leader", "liaison", "leader"),
                            ("released", "author", "liaison")]
)  # fmt: skip
def test_on_campus_those_who_wait_remind_whose_turn_it_is(world: World, state: str, by: str, to: str) -> None:
    assert world.lnu.leader
    application = world.application(state=state)
    chase(application=application, by=getattr(world.lnu, by))
    assert told() == ids(getattr(world.lnu, to))


@pytest.mark.parametrize("stranger", ["dut.liaison", "nonglin.officer", "ting", "lnu.author", "auditor"])
def test_who_does_not_wait_reminds_nobody(world: World, submitted: Application, stranger: str) -> None:
    actor: Any = world
    for name in stranger.split("."):
        actor = getattr(actor, name)
    passes(submitted, world.gongye)
    with pytest.raises(PermissionDenied):
        chase(application=submitted, by=actor)
    assert panel(actor, submitted) is None


def test_a_draft_waits_for_its_own_author_and_nobody_is_reminded(world: World) -> None:
    with pytest.raises(NotAllowedNow):
        chase(application=world.application(), by=world.lnu.liaison)


# --- several at once -------------------------------------------------------------------------------


def test_several_are_reminded_at_once_each_under_its_own_limits(world: World, client: Client) -> None:
    assert world.lnu.leader
    first, second = (world.application(state=State.WITH_LEADER) for _number in range(2))
    draft = world.application()
    chase(application=first, by=world.lnu.liaison)
    sign_in(client, world.lnu.liaison)
    ticked = {"pk": [first.pk, second.pk, draft.pk]}
    shown = client.get("/applications/chase/", ticked).context["rows"]
    assert [row.pk for row, _next in shown] == [first.pk, second.pk]
    results = client.post("/applications/chase/now/", ticked).context["results"]
    assert [(one.application.pk, bool(one.refusal)) for one in results] == [
        (first.pk, True),
        (second.pk, False),
        (draft.pk, True),
    ]
    assert sorted(Chase.objects.values_list("application_id", "number")) == [(first.pk, 1), (second.pk, 1)]


def test_a_box_stands_before_what_the_reader_waits_for_and_before_nothing_else(
    world: World, submitted: Application, client: Client
) -> None:
    waits = world.application(state=State.WITH_LEADER)
    world.application()
    box = f'name="pk" value="{waits.pk}"'
    page = sign_in(client, world.lnu.liaison).get("/applications/").content.decode()
    assert (box in page, page.count('name="pk"')) == (True, 2)  # and the offices' check
    assert sign_in(client, world.lnu.leader).get("/applications/").content.decode().count('name="pk"') == 0
    # An office that has its own check to do waits for nobody.
    assert sign_in(client, world.gongye.officer).get("/applications/").content.decode().count('name="pk"') == 0
    passes(submitted, world.gongye)
    assert client.get("/applications/").content.decode().count('name="pk"') == 1


def test_rows_of_others_are_not_reminded_by_their_numbers(world: World, submitted: Application, client: Client) -> None:
    sign_in(client, world.dut.liaison)
    assert client.post("/applications/chase/now/", {"pk": [submitted.pk]}).context["results"] == []
    assert Chase.objects.count() == 0


@pytest.mark.parametrize("who", ["lnu.liaison", "lnu.author", "gongye.officer", "xuewei.officer", "ting"])
def test_the_list_and_the_page_of_a_case_say_the_same(world: World, submitted: Application, who: str) -> None:
    actor: Any = world
    for name in who.split("."):
        actor = getattr(actor, name)
    proposed = checked(world)
    proposes(world, proposed)
    for row in with_owed(Application.objects.visible_to(actor), actor):
        assert may_chase_row(actor, row) is (panel(actor, Application.objects.get(pk=row.pk)) is not None)


# --- how often -------------------------------------------------------------------------------------


def test_once_in_24_hours_whoever_it_is(world: World, submitted: Application) -> None:
    passes(submitted, world.gongye)
    now = database_now()
    with stopped(now):
        chase(application=submitted, by=world.lnu.liaison)
    with stopped(now + APART - timedelta(seconds=1)), pytest.raises(ChasedToday):
        chase(application=submitted, by=world.gongye.officer)
    with stopped(now + APART):
        chase(application=submitted, by=world.gongye.officer)
    assert list(Chase.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_three_times_then_their_leader_once_then_no_more(world: World, submitted: Application) -> None:
    assert world.ting
    on_days(submitted, world.lnu.liaison, 0, 1, 2)
    assert (told("chased_leader"), len(told())) == ([], 12)
    on_days(submitted, world.lnu.liaison, 3)
    assert (told("chased_leader"), len(told())) == (ids(world.ting), 12)
    with pytest.raises(ChasedOut):
        on_days(submitted, world.lnu.liaison, 4)


def test_above_the_department_there_is_no_leader(world: World) -> None:
    assert world.ting
    application = checked(world)
    proposes(world, application)
    signs(world, application)
    on_days(application, world.gongye.officer, 0, 1, 2)
    with pytest.raises(ChasedOut):
        on_days(application, world.gongye.officer, 3)


def test_the_next_time_it_is_owed_the_count_begins_anew(world: World) -> None:
    application = checked(world)
    proposes(world, application)
    chase(application=application, by=world.gongye.officer)
    signs(world, application)
    decisions.send_back(application=application, remark="请补充理由", by=world.ting)
    application.refresh_from_db()
    proposes(world, application)
    assert chase(application=application, by=world.gongye.officer).number == 1


def row(world: World, application: Application, number: int, at: datetime, **other: Any) -> Chase:
    return Chase.objects.create(
        **{
            "application": application,
            "owed": "check",
            "occasion": occasion_of(application),
            "number": number,
            "by": user_of(world.lnu.liaison),
            "by_organisation": world.lnu.organisation,
            "at": at,
            "until": at + APART,
            **other,
        }
    )


def test_the_database_itself_keeps_the_limits(world: World, submitted: Application) -> None:
    """With every check of the action left out."""
    now = database_now()
    row(world, submitted, 1, now)
    for number, at, other, constraint in [
        (1, now + timedelta(days=2), {}, "chase_number_once"),
        (2, now + APART - timedelta(seconds=1), {}, "chase_once_a_day"),
        (5, now + timedelta(days=5), {}, "chase_limit"),
        (4, now + timedelta(days=5), {"owed": "confirmation"}, "chase_limit"),
        (2, now + timedelta(days=2), {"until": now + timedelta(days=2, hours=1)}, "chase_a_day_apart"),
    ]:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            row(world, submitted, number, at, **other)
    row(world, submitted, 2, now + APART)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_reminds(world: World, submitted: Application) -> None:
    outcomes = together(*[lambda: chase(application=submitted, by=world.lnu.liaison)] * 6)
    assert (kinds(outcomes), Chase.objects.count(), len(told())) == ({"Chase": 1, "ChasedToday": 5}, 1, 4)


@pytest.mark.django_db(transaction=True)
def test_without_the_look_at_what_was_sent_the_database_lets_one_through(
    world: World, submitted: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the guard in the action is off, the constraint holds."""
    monkeypatch.setattr(chases, "_number", lambda _application, _owed: 1)
    outcomes = together(*[lambda: chase(application=submitted, by=world.lnu.liaison)] * 6)
    assert (kinds(outcomes), Chase.objects.count()) == ({"Chase": 1, "IntegrityError": 5}, 1)


# --- what stands where -----------------------------------------------------------------------------


def test_it_is_a_step_that_names_who_reminded_whom(world: World, submitted: Application) -> None:
    passes(submitted, world.gongye)
    chase(application=submitted, by=world.gongye.officer)
    step = steps.of_case(submitted).order_by("-id")[0]
    names = "、".join(user_of(one).name for one in (world.xuewei.officer, world.xuewei.colleague))
    assert (step.verb, step.actor_name, step.remark) == (
        "chase_office",
        user_of(world.gongye.officer).name,
        f"形式审查，第1次，催办对象：{names}",
    )
    assert step.details["people"] == ids(world.xuewei.officer, world.xuewei.colleague)


def test_the_university_does_not_learn_which_office_is_late(world: World, submitted: Application) -> None:
    passes(submitted, world.gongye)
    chase(application=submitted, by=world.lnu.liaison)
    seen = timeline(world.lnu.liaison, submitted, steps_of(submitted))
    assert [line.remark for line in seen if line.action == "催办"] == ["形式审查，第1次"]
    with shifted(APART):
        chase(application=submitted, by=world.gongye.officer)
    seen = timeline(world.lnu.liaison, submitted, steps_of(submitted))
    assert [line.remark for line in seen if line.action == "催办"] == ["形式审查，第1次"]


def test_who_owes_it_sees_it_on_top_of_the_workbench_until_it_is_done(
    client: Client, world: World, submitted: Application
) -> None:
    passes(submitted, world.gongye)
    chase(application=submitted, by=world.lnu.liaison)
    sign_in(client, world.xuewei.officer)
    bench = client.get("/workbench/").context["bench"]
    assert [(one.chase.application_id, one.path) for one in bench.reminders] == [
        (submitted.pk, f"/applications/{submitted.pk}/")
    ]
    assert (reminders(world.gongye.officer), reminders(world.lnu.liaison), reminders(world.dut.liaison)) == ([], [], [])
    passes(submitted, world.xuewei)
    assert reminders(world.xuewei.officer) == []


def test_one_click_on_the_page_of_the_case(client: Client, world: World, submitted: Application) -> None:
    sign_in(client, world.lnu.liaison)
    url = f"/applications/{submitted.pk}/"
    assert f'action="{url}chase/"' in client.get(url).content.decode()
    assert client.post(f"{url}chase/")["Location"] == url
    shown = client.get(url).context["view"].chase
    assert (shown.now, shown.last.number) == (False, 1)
    assert client.post(f"{url}chase/").status_code == 409


def test_one_click_on_the_page_of_the_decision(client: Client, world: World) -> None:
    application = checked(world)
    proposes(world, application)
    sign_in(client, world.gongye.officer)
    shown = client.get(f"/decisions/{application.pk}/").context["chase"]
    assert (shown.now, shown.owner) == (True, "其他牵头处室、厅领导")
    assert client.post(f"/applications/{application.pk}/chase/")["Location"] == f"/decisions/{application.pk}/"
    signs(world, application)
    assert client.get(f"/decisions/{application.pk}/").context["chase"].owner == "厅领导", "who is waited for is named"


def test_a_stranger_finds_nothing_to_remind(client: Client, world: World, submitted: Application) -> None:
    for stranger in (world.dut.liaison, world.nonglin.officer):
        sign_in(client, stranger)
        assert client.post(f"/applications/{submitted.pk}/chase/").status_code == 404
