"""A stateful model of reviews against the real database: whatever experts and office do in whatever order, the
database says what the model says."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lianxiao.core.refusals import Refused
from lianxiao.review.actions import assigning, inviting, plans, sheets
from lianxiao.review.models import Plan, Seat, Sheet
from lianxiao.review.queries import results
from tests import sizes
from tests.review import reviewed
from tests.world import World

EXPERTS, APPLICATIONS, WANTED = 3, 2, 2
people = st.integers(0, EXPERTS - 1)
cases = st.integers(0, APPLICATIONS - 1)


class Reviews(RuleBasedStateMachine):
    """`seats` holds the state of each expert, `sheets` {(expert, case): state}, `points` what was submitted."""

    plan: Plan

    @initialize()
    def open(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.world = World()  # what it remembers goes with the savepoint
        self.plan = reviewed.opened(self.world, applications=APPLICATIONS, wanted=WANTED)
        self.experts = [reviewed.expert(self.world, number) for number in range(EXPERTS)]
        self.panel = reviewed.panel_of(self.plan)
        self.cases = [entry.application for entry in self.panel.entries.order_by("id")]
        self.seats: dict[int, str] = {}
        self.given: dict[tuple[int, int], str] = {}
        self.points: dict[tuple[int, int], int] = {}
        self.recused: set[tuple[int, int]] = set()
        self.state = "running"

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def refused(self, act: object) -> bool:
        try:
            with transaction.atomic():
                act()  # type: ignore[operator]
        except (Refused, PermissionDenied):
            return True
        return False

    def sheet(self, who: int, what: int) -> Sheet | None:
        rows = Sheet.objects.filter(seat__expert_id=self.experts[who].person_id, application=self.cases[what])
        return rows.filter(state__in=("assigned", "submitted")).first()

    def standing(self, who: int) -> bool:
        return self.seats.get(who) in ("prepared", "invited", "accepted")

    @rule(who=people, what=cases)
    def assign(self, who: int, what: int) -> None:
        allowed = (
            self.state == "running"
            and self.given.get((who, what)) not in ("assigned", "submitted")
            and (who, what) not in self.recused
        )
        was_refused = self.refused(
            lambda: assigning.by_hand(
                panel=self.panel,
                application=self.cases[what],
                expert=reviewed.in_pool(self.experts[who]),
                by=self.world.nonglin.officer,
            )
        )
        assert was_refused == (not allowed)
        if allowed:
            self.given[who, what] = "assigned"
            if not self.standing(who):
                self.seats[who] = "prepared"

    @rule()
    def invite(self) -> None:
        was_refused = self.refused(lambda: inviting.invite(plan=self.plan, by=self.world.nonglin.officer))
        assert was_refused == (self.state != "running")
        if not was_refused:
            for who, state in self.seats.items():
                if state == "prepared":
                    self.seats[who] = "invited"

    @rule(who=people, yes=st.booleans())
    def answer(self, who: int, yes: bool) -> None:
        seat = Seat.objects.filter(expert_id=self.experts[who].person_id).order_by("-invited_at").first()
        if seat is None:
            return
        live = Seat.objects.filter(expert_id=self.experts[who].person_id, state="invited").first() or seat
        by = self.experts[who]
        if yes:
            was_refused = self.refused(lambda: inviting.accept(seat=live, declared=True, by=by))
        else:
            was_refused = self.refused(lambda: inviting.decline(seat=live, reason="无暇", by=by))
        assert was_refused == (self.seats.get(who) != "invited")
        if not was_refused:
            self.seats[who] = "accepted" if yes else "declined"
            if not yes:
                self.withdraw(lambda key: key[0] == who)

    def withdraw(self, which: object) -> None:
        for key, state in self.given.items():
            if state == "assigned" and which(key):  # type: ignore[operator]
                self.given[key] = "withdrawn"

    @rule(who=people, what=cases, points=st.integers(0, 10))
    def score(self, who: int, what: int, points: int) -> None:
        sheet = self.sheet(who, what)
        if sheet is None:
            return
        allowed = self.seats.get(who) == "accepted" and self.given[who, what] == "assigned"
        was_refused = self.refused(lambda: reviewed.scored(sheet, self.experts[who], points))
        assert was_refused == (not allowed)
        if allowed:
            self.given[who, what] = "submitted"
            self.points[who, what] = points

    @rule(who=people, what=cases)
    def recuse(self, who: int, what: int) -> None:
        sheet = self.sheet(who, what)
        if sheet is None:
            return
        allowed = self.seats.get(who) == "accepted" and self.given[who, what] == "assigned"
        was_refused = self.refused(lambda: sheets.recuse(sheet=sheet, reason="相识", by=self.experts[who]))
        assert was_refused == (not allowed)
        if allowed:
            self.given[who, what] = "recused"
            self.recused.add((who, what))

    @precondition(lambda self: self.state == "running")
    @rule()
    def open_scores(self) -> None:
        submitted = [case for (_who, case), state in self.given.items() if state == "submitted"]
        counts = [submitted.count(case) for case in range(APPLICATIONS)]
        was_refused = self.refused(lambda: plans.open_scores(plan=self.plan, by=self.world.nonglin.officer))
        assert was_refused == (min(counts) < WANTED)
        if not was_refused:
            self.state = "opened"
            self.withdraw(lambda _key: True)

    @precondition(lambda self: self.state == "opened")
    @rule()
    def close(self) -> None:
        plans.close(plan=self.plan, by=self.world.nonglin.officer)
        self.state = "closed"

    @invariant()
    def the_database_says_the_same(self) -> None:
        if not hasattr(self, "state"):
            return
        self.plan.refresh_from_db()
        assert self.plan.state == self.state
        number = {person.person_id: who for who, person in enumerate(self.experts)}
        place = {case.pk: what for what, case in enumerate(self.cases)}
        rows = Sheet.objects.order_by("pk").select_related("seat")
        for live in ("assigned", "submitted"):
            there = sorted((number[r.seat.expert_id], place[r.application_id]) for r in rows if r.state == live)
            assert there == sorted(key for key, state in self.given.items() if state == live)
        totals = {(number[r.seat.expert_id], place[r.application_id]): r.total for r in rows if r.state == "submitted"}
        assert totals == {key: Decimal(10 * points) for key, points in self.points.items()}
        read = list(results.opened_sheets(self.world.nonglin.officer, self.plan))
        assert len(read) == (len(self.points) if self.state in ("opened", "closed") else 0)


@pytest.mark.slow
def test_whatever_happens_in_whatever_order(db: None) -> None:
    run_state_machine_as_test(
        Reviews,
        settings=settings(
            max_examples=sizes.sized(4, 200),
            stateful_step_count=sizes.sized(25, 60),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
