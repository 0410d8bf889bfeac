"""The deadline is the database's: nothing late gets in, nothing in time is refused, whatever other clocks say."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from lianxiao.calls.actions.deadlines import TooEarly, close
from lianxiao.calls.actions.submission import TooLate, submit
from lianxiao.calls.models import Application, Call, Slot, Submission
from lianxiao.calls.queries.calls import seal_of
from lianxiao.calls.states import CallState
from lianxiao.core import clock
from lianxiao.core.actors import SYSTEM, Actor
from tests.races.cast import released
from tests.races.guards import without_trigger
from tests.races.together import kinds, together
from tests.world import World, database_now, pass_deadline

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> World:
    return World()


def alternately(world: World, count: int) -> list[Application]:
    """Of two universities, so that the limit is not what refuses."""
    ours, theirs = released(world, count // 2), released(world, count // 2, world.dut)
    return [one for pair in zip(ours, theirs, strict=True) for one in pair]


def close_in(call: Call, seconds: float) -> datetime:
    closes_at = database_now() + timedelta(seconds=seconds)
    Call.objects.filter(pk=call.pk).update(closes_at=closes_at)
    return closes_at


@dataclass(frozen=True)
class Attempt:
    began: datetime
    ended: datetime
    outcome: object


def attempt(application: Application, by: Actor, at: datetime, wrong_by: timedelta) -> Callable[[], Attempt]:
    """At a moment of the database's clock, from a web server whose own clock is wrong."""

    def run() -> Attempt:
        time.sleep(max(0, (at - database_now()).total_seconds()))
        began = database_now()
        try:
            with clock.shifted(wrong_by):
                outcome: object = submit(application=application, by=by)
        except TooLate as refusal:
            outcome = refusal
        return Attempt(began, database_now(), outcome)

    return run


def test_attempts_around_the_deadline_from_servers_with_wrong_clocks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    applications = alternately(world, 8)
    liaisons = {world.lnu.organisation.pk: world.lnu.liaison, world.dut.organisation.pk: world.dut.liaison}
    monkeypatch.setattr(timezone, "now", lambda: datetime.now(tz=timezone.get_default_timezone()) - 3 * HOUR)
    closes_at = close_in(world.call, 4)
    moments = [timedelta(seconds=-3.5 + 0.55 * number) for number in range(8)]
    attempts = together(
        *(
            attempt(one, liaisons[one.university_id], closes_at + moment, HOUR if turn % 3 else -HOUR)
            for turn, (one, moment) in enumerate(zip(applications, moments, strict=True))
        )
    )
    accepted = [one for one in attempts if isinstance(one.outcome, Submission)]
    refused = [one for one in attempts if isinstance(one.outcome, TooLate)]
    assert len(accepted) + len(refused) == 8
    assert [one.began for one in accepted if one.began >= closes_at] == []
    assert [one.ended for one in refused if one.ended < closes_at] == []
    assert accepted
    assert refused
    assert Slot.objects.filter(taken_at__gte=closes_at).count() == 0
    assert Slot.objects.count() == len(accepted)


def test_without_the_trigger_a_late_one_gets_in(world: World) -> None:
    (application,) = released(world, 1)
    pass_deadline(world.call)
    with without_trigger("calls_slot", "slot_inside_window"):
        assert isinstance(submit(application=application, by=world.lnu.liaison), Submission)


def test_what_was_accepted_is_in_the_seal_though_closing_races_with_it(world: World) -> None:
    applications = alternately(world, 6)
    liaisons = {world.lnu.organisation.pk: world.lnu.liaison, world.dut.organisation.pk: world.dut.liaison}
    closes_at = close_in(world.call, 2)

    def close_at_once() -> Call:
        while True:
            try:
                return close(call=Call.objects.get(pk=world.call.pk), by=SYSTEM)
            except TooEarly:
                time.sleep(0.01)

    outcomes = together(
        close_at_once,
        *(
            attempt(one, liaisons[one.university_id], closes_at - timedelta(seconds=0.3 * turn), timedelta())
            for turn, one in enumerate(applications)
        ),
    )
    call = Call.objects.get(pk=world.call.pk)
    accepted = sum(isinstance(one.outcome, Submission) for one in outcomes[1:])
    assert kinds(outcomes) == {"Call": 1, "Attempt": 6}
    assert (call.state, call.sealed_count) == (CallState.CLOSED, accepted)
    assert Slot.objects.filter(call_category__call=call).count() == accepted
    seal = seal_of(call)
    assert (seal.count, seal.digest) == (call.sealed_count, call.sealed_digest)
