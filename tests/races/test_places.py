"""Held places, grants and withdrawals at once: never over the limit, never a held place taken, never one lost."""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from lianxiao.calls.actions import grants, places
from lianxiao.calls.actions.places import LimitReached
from lianxiao.calls.actions.selections import choosing
from lianxiao.calls.actions.submission import submit, withdraw
from lianxiao.calls.invariants import INVARIANTS
from lianxiao.calls.models import Application, Selection, Slot, SlotGrant
from lianxiao.calls.states import State
from tests.calls.selecting import approved, asked, candidates, chosen, granted, to_choose
from tests.races.cast import copies, released
from tests.races.guards import Snapshot, run, without_constraints, without_trigger
from tests.races.interleaver import every_order
from tests.races.test_limit import submitting
from tests.races.test_orders import CASES, anew, numbered, one_place
from tests.races.together import kinds, together
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
GATES = r'FOR (NO KEY )?UPDATE|INTO "?calls_slot|DELETE FROM "calls_slot"|UPDATE "calls_slot(grant)?"'
TABLES = ("calls_slotgrant", "calls_selection", "calls_candidate", *CASES)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def snapshot() -> Iterator[Callable[[], Snapshot]]:
    taken: list[Snapshot] = []

    def take() -> Snapshot:
        taken.append(Snapshot(*TABLES))
        return taken[-1]

    yield take
    for one in taken:
        one.drop()


def broken() -> dict[str, list[str]]:
    """What the invariants of places find."""
    found = {
        one.name: list(one.find())
        for one in INVARIANTS
        if one.name.startswith(("slots", "grants", "applications: one"))
    }
    return {name: rows for name, rows in found.items() if rows}


def held_for(world: World, count: int, all_in_all: int) -> list[Application]:
    approved(world, all_in_all, count)
    return list(Application.objects.filter(slot__held=True).order_by("id"))


# --- sixty-four at once ----------------------------------------------------------------------------


def test_sixty_four_submit_hold_withdraw_give_up_grant_and_revoke_at_once(world: World) -> None:
    """Three are held, two of them are given up while twelve others press for the rest, and two submitted leave."""
    pool, extra = granted(world, 2), asked(world, 1, kind="limit", name="")
    held = held_for(world, 3, 3)
    inside, *pressing = copies(world.application(category="exchange", state=State.RELEASED), 13)
    submit(application=anew(inside), by=world.lnu.liaison)
    liaison = world.lnu.liaison
    calls: list[Callable[[], object]] = [submitting(pressing[turn % 12], liaison) for turn in range(36)]
    calls += [pooled(pressing[turn], pool, world) for turn in range(12)]
    calls += [submitting(held[turn % 3], liaison) for turn in range(6)]
    calls += [giving_up(held[2], world), giving_up(held[2], world)]
    calls += [lambda: withdraw(application=anew(inside), by=liaison, reason="合作方退出")] * 2
    calls += [lambda: grants.grant_places(grant=SlotGrant.objects.get(pk=extra.pk), by=world.ting)] * 3
    calls += [lambda: grants.revoke(grant=SlotGrant.objects.get(pk=pool.pk), reason="计划调整", by=world.ting)] * 3
    outcomes = together(*calls)
    assert len(outcomes) == 64
    assert set(kinds(outcomes)) <= {
        "Submission", "Application", "SlotGrant", "LimitReached", "NotAllowedNow", "PermissionDenied", "InUse",
    }, kinds(outcomes)  # fmt: skip
    assert broken() == {}
    for application in held[:2]:
        assert Slot.objects.get(application=application).held is False
    taken = Slot.objects.exclude(grant__kind="pool").count()
    assert taken == 6, "five and the one granted are full, as twelve pressed for them"


def pooled(application: Application, pool: SlotGrant, world: World) -> Callable[[], object]:
    own = anew(application)
    return lambda: submit(application=own, by=world.lnu.liaison, pool=pool)


def giving_up(application: Application, world: World) -> Callable[[], object]:
    own = anew(application)
    return lambda: places.give_up(application=own, by=world.lnu.liaison, reason="合作方退出")


# --- two at once, in every order -------------------------------------------------------------------


def approving(selection: Selection, world: World) -> Selection:
    return choosing.approve(selection=Selection.objects.get(pk=selection.pk), by=world.lnu.leader)


def test_an_approval_and_a_submission_for_the_last_place(world: World, snapshot: Callable[[], Snapshot]) -> None:
    (single,) = numbered(world, 1)
    selection = to_choose(world, 1)
    one_place(world)
    selection = chosen(world, selection, 1)
    (candidate,) = candidates(selection)
    for order in every_order(
        lambda: approving(selection, world),
        lambda: submit(application=anew(single), by=world.lnu.liaison),
        before=snapshot().put_back,
        gates=GATES,
    ):
        ends = [type(one).__name__ for one in order.outcomes]
        assert ends in (["Selection", "LimitReached"], ["LimitReached", "Submission"]), order
        owner = candidate.application_id if ends[0] == "Selection" else single.pk
        assert list(Slot.objects.values_list("application_id", flat=True)) == [owner], order
        assert broken() == {}, order


def test_a_held_place_is_used_by_its_own_though_it_is_given_up_at_once(
    world: World, snapshot: Callable[[], Snapshot]
) -> None:
    (own,) = held_for(world, 1, 1)
    Application.objects.filter(pk=own.pk).update(number="SB-JL-0-1")
    for order in every_order(
        lambda: submit(application=anew(own), by=world.lnu.liaison),
        lambda: places.give_up(application=anew(own), by=world.lnu.liaison, reason="合作方退出"),
        before=snapshot().put_back,
        gates=GATES,
    ):
        ends = [type(one).__name__ for one in order.outcomes]
        assert ends in (["Submission", "NotAllowedNow"], ["NotAllowedNow", "Application"]), order
        assert Slot.objects.filter(held=False).count() == (ends[0] == "Submission"), order
        assert broken() == {}, order


def test_a_grant_is_revoked_or_used_and_never_both(world: World, snapshot: Callable[[], Snapshot]) -> None:
    (application,) = numbered(world, 1)
    pool = granted(world, 1)
    ends = set()
    for order in every_order(
        lambda: submit(application=anew(application), by=world.lnu.liaison, pool=pool),
        lambda: grants.revoke(grant=SlotGrant.objects.get(pk=pool.pk), reason="计划调整", by=world.ting),
        before=snapshot().put_back,
        gates=GATES,
    ):
        ends.add(tuple(type(one).__name__ for one in order.outcomes))
        assert broken() == {}, order
    assert ends == {("Submission", "InUse"), ("LimitReached", "SlotGrant")}


def test_without_the_key_between_them_some_order_uses_a_revoked_grant(
    world: World, snapshot: Callable[[], Snapshot]
) -> None:
    (application,) = numbered(world, 1)
    pool = granted(world, 1)
    with without_constraints("calls_slot", "slot_grant_stands"):
        found = [
            bool(broken())
            for _order in every_order(
                lambda: submit(application=anew(application), by=world.lnu.liaison, pool=pool),
                lambda: grants.revoke(grant=SlotGrant.objects.get(pk=pool.pk), reason="计划调整", by=world.ting),
                before=snapshot().put_back,
                gates=GATES,
            )
        ]
    assert True in found


# --- a shell cannot do it either -------------------------------------------------------------------


def hand_over(to: Application) -> None:
    Slot.objects.filter(held=True).update(application=to)


def test_a_held_place_cannot_be_handed_to_another_and_without_the_trigger_it_can(world: World) -> None:
    held_for(world, 1, 1)
    (other,) = released(world, 1)
    with pytest.raises(Exception, match="a place belongs to its application"), transaction.atomic():
        hand_over(other)
    with without_trigger("calls_slot", "slot_stays"):
        hand_over(other)
    assert broken().keys() == {"slots: held for what was chosen"}


def test_no_number_lies_above_what_was_granted(world: World) -> None:
    pool = granted(world, 1)
    (application,) = released(world, 1)
    base = {
        "call_category_id": application.call_category_id,
        "university_id": application.university_id,
        "limit": 5,
        "application": application,
        "grant": pool,
        "taken_at": pool.granted_at,
    }
    for wrong, name in (
        ({"number": 2, "grant_places": 1}, "slot_within_limit"),
        ({"number": 2, "grant_places": 2}, "slot_grant_stands"),
        ({"number": 1, "grant_places": 1, "held": True}, "slot_held_by_selection"),
    ):
        with pytest.raises(Exception, match=name), transaction.atomic():
            Slot.objects.create(**base, **wrong)
    first, second = copies(application, 2)
    submit(application=anew(first), by=world.lnu.liaison, pool=pool)
    with pytest.raises(LimitReached):
        submit(application=anew(second), by=world.lnu.liaison, pool=pool)
    assert Slot.objects.count() == 1


def test_after_the_deadline_a_held_place_cannot_be_used_and_without_the_trigger_it_can(world: World) -> None:
    held_for(world, 1, 1)
    run(
        "UPDATE calls_call SET opens_at = now() - interval '9 days', closes_at = now() - interval '1 day'"
        " WHERE NOT is_example"
    )
    with pytest.raises(Exception, match="outside the window"), transaction.atomic():
        Slot.objects.update(held=False)
    with without_trigger("calls_slot", "slot_used_inside_window"):
        Slot.objects.update(held=False)
