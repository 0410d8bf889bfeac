"""Places against a model of them: whatever steps are taken, the database ends where the model does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from hypothesis.strategies import booleans, integers

from lianxiao.calls.actions import grants, places
from lianxiao.calls.actions.submission import submit, withdraw
from lianxiao.calls.models import Application, Call, CallCategory, Selection, Slot, SlotGrant
from lianxiao.calls.states import State
from lianxiao.core.refusals import Refused
from tests.calls.selecting import CATEGORY, granted
from tests.races.cast import released
from tests.sizes import sized
from tests.world import World, database_now

pytestmark = pytest.mark.django_db
LIMIT, COUNT = 2, 5
ANY = integers(0, COUNT - 1)


@dataclass(frozen=True)
class Stage:
    world: World
    rows: list[Application]
    pool: SlotGrant
    selection: Selection


class Places(RuleBasedStateMachine):
    """Applications are ready, held or used, in an ordinary place or one of the pool."""

    stage: Stage

    def __init__(self) -> None:
        super().__init__()
        self.start = transaction.savepoint()
        self.where: dict[int, tuple[bool, bool]] = {}  # application: (held, in the pool)
        self.pool, self.higher, self.is_open = 1, 0, True

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.start)

    def fits(self, pooled: bool) -> bool:
        taken = sum(kind == pooled for _held, kind in self.where.values())
        return self.is_open and taken < (self.pool if pooled else LIMIT + self.higher)

    def attempt(self, act: Callable[[], Any], allowed: bool) -> bool:
        try:
            with transaction.atomic():
                act()
        except Refused:
            assert not allowed
            return False
        assert allowed
        return True

    @rule(which=ANY, pooled=booleans())
    def submits(self, which: int, pooled: bool) -> None:
        row, mine = fresh(self.stage.rows[which]), self.where.get(which)
        if mine and not mine[0]:
            return
        allowed = self.is_open if mine else self.fits(pooled)
        chosen = self.stage.pool if pooled else None
        if self.attempt(lambda: submit(application=row, by=self.stage.world.lnu.liaison, pool=chosen), allowed):
            self.where[which] = (False, mine[1] if mine else pooled)

    @rule(which=ANY, pooled=booleans())
    def is_held(self, which: int, pooled: bool) -> None:
        if which in self.where:
            return
        row, chosen = fresh(self.stage.rows[which]), self.stage.pool if pooled else None
        if self.attempt(lambda: places.take(row, pool=chosen, hold_for=self.stage.selection), self.fits(pooled)):
            self.where[which] = (True, pooled)

    @rule(which=ANY)
    def is_given_up(self, which: int) -> None:
        if not self.where.get(which, (False, False))[0]:
            return
        places.give_up(application=fresh(self.stage.rows[which]), by=self.stage.world.lnu.liaison, reason="合作方退出")
        del self.where[which]
        ready_again(self.stage.rows[which])

    @rule(which=ANY)
    def is_withdrawn(self, which: int) -> None:
        if self.where.get(which, (True, True))[0]:
            return
        row = fresh(self.stage.rows[which])
        if self.attempt(
            lambda: withdraw(application=row, by=self.stage.world.lnu.liaison, reason="补充"), self.is_open
        ):
            del self.where[which]
            ready_again(self.stage.rows[which])

    @precondition(lambda self: self.pool)
    @rule()
    def the_pool_is_revoked(self) -> None:
        unused = not any(pooled for _held, pooled in self.where.values())
        now = SlotGrant.objects.get(pk=self.stage.pool.pk)
        if self.attempt(lambda: grants.revoke(grant=now, reason="计划调整", by=self.stage.world.ting), unused):
            self.pool = 0

    @precondition(lambda self: self.is_open and not self.higher)
    @rule()
    def the_limit_is_raised(self) -> None:
        granted(self.stage.world, 1, kind="limit", name="")
        self.higher = 1

    @rule(is_open=booleans())
    def the_window_moves(self, is_open: bool) -> None:
        closes_at = database_now() + timedelta(days=1 if is_open else -1)
        opens_at = closes_at - timedelta(days=9)
        Call.objects.filter(pk=self.stage.world.call.pk).update(opens_at=opens_at, closes_at=closes_at)
        self.is_open = is_open

    @invariant()
    def both_say_the_same(self) -> None:
        slots = Slot.objects.values_list("application_id", "held", "grant__kind")
        found = {number: (held, kind == "pool") for number, held, kind in slots}
        assert found == {self.stage.rows[which].pk: place for which, place in self.where.items()}


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def ready_again(application: Application) -> None:
    """Back on the desk without its way there, which is not what is looked at."""
    Application.objects.filter(pk=application.pk).update(state=State.RELEASED)


def test_places_go_the_way_of_their_model() -> None:
    world = World()
    CallCategory.objects.filter(pk=world.category(CATEGORY).pk).update(limit=LIMIT)
    rows, pool = released(world, COUNT), granted(world, 1)
    selection = Selection.objects.create(
        call_category=world.category(CATEGORY),
        university=world.lnu.organisation,
        created_by_id=world.lnu.liaison.person_id,
        created_at=database_now(),
    )
    run_state_machine_as_test(
        type("Here", (Places,), {"stage": Stage(world, rows, pool, selection)}),
        settings=settings(
            max_examples=sized(12, 500),
            stateful_step_count=sized(15, 40),
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
