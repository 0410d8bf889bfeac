"""A stateful model of the ledger against the real database: whatever universities and offices do in whatever order,
states, totals, lights and board are what the model recomputes from scratch."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from lianxiao.core.refusals import Refused
from lianxiao.ledger.actions import changes, confirming, endings, midterm, periods, reports
from lianxiao.ledger.actions import facts as correcting
from lianxiao.ledger.actions.lights import refresh
from lianxiao.ledger.invariants import INVARIANTS
from lianxiao.ledger.models import (
    Acceptance,
    ChangeRequest,
    CheckedProject,
    IndicatorFact,
    IndicatorTotal,
    MidtermCheck,
    ProgressReport,
    Project,
    ProjectLight,
    ProjectMilestone,
    ProjectTotal,
    PromiseTotal,
    ReportingPeriod,
    Withdrawal,
)
from lianxiao.ledger.queries.board import Narrowed, board, cells
from lianxiao.ledger.queries.months import month_after
from lianxiao.ledger.states import ChangeKind
from tests.core.files.made import pdf
from tests.ledger import changing, ending, reporting
from tests.ledger import midterm as checking
from tests.ledger.approving import project
from tests.sizes import is_heavy, sized
from tests.standing import taken_back
from tests.world import Campus, World

COUNT, PERIODS = 2, 2
PROJECTS, OF_PERIODS = st.integers(0, COUNT - 1), st.integers(0, PERIODS - 1)
AMOUNTS = st.integers(1, 5)
WRITABLE = ("not_begun", "draft", "returned")
UNDER_WAY = ("with_liaison", "submitted", "returned")
OWN, SOON = timedelta(days=10), timedelta(days=30)


@dataclass
class Said:
    """A report: its state, what it says, and whether it asks about the milestone."""

    state: str = "not_begun"
    amount: int = 0
    reached: bool = False
    has_milestone: bool = True


@dataclass
class Known:
    """A project as the model knows it. `amounts` of facts that stand, by their number in the database."""

    promised: Decimal
    due: date
    end: date
    leader: str
    state: str = "running"
    reached: bool = False
    extended: bool = False
    amounts: dict[int, tuple[date, Decimal]] = field(default_factory=dict)
    change: str = ""  # of the one that is under way
    wanted: tuple[str, Any] | None = None
    acceptance: str = ""
    proposed: bool = False
    checked: str = ""
    drawn: bool = False

    @property
    def counts(self) -> bool:
        return self.state != "withdrawn"

    def light(self, today: date) -> str | None:
        """Told once more, in another way than the rule."""
        if self.state != "running":
            return "done" if self.state == "finished" else None
        if self.reached:
            return "done"
        nearest = min(self.due, self.end)
        if nearest < today:
            return "overdue"
        return "at_risk" if self.due <= today + SOON else "on_track"


@dataclass(frozen=True)
class Stage:
    world: World
    projects: list[Project]
    target: int


def stage_of(world: World) -> Stage:
    found = [reporting.begun(project(world, campus)) for campus in (world.lnu, world.dut)]
    for one in found:  # one milestone each is enough to know
        others = list(ProjectMilestone.objects.filter(project=one).order_by("order").values_list("pk", flat=True)[1:])
        ProjectMilestone.objects.filter(pk__in=others).update(dropped_at=timezone.now())
    refresh()
    target = found[0].indicators.order_by("target__order", "id")[0].target_id
    return Stage(world, found, target)


class Ledger(RuleBasedStateMachine):
    """`taken` counts the steps that were taken and not refused, by the rule."""

    stage: Stage
    taken: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.start = transaction.savepoint()
        self.today = timezone.localdate()
        self.periods: dict[int, str] = {}
        self.reports: dict[tuple[int, int], Said] = {}
        self.check = ""
        self.serial = 0
        self.known = []
        for one in self.stage.projects:
            promised = one.indicators.get(target=self.stage.target).promised
            assert one.end_date is not None
            due = ProjectMilestone.objects.get(project=one, dropped_at=None).due_date
            assert due is not None
            self.known.append(Known(promised, due, one.end_date, one.leader_name))

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.start)

    # --- helpers -----------------------------------------------------------------------------------

    def attempt(self, act: Callable[[], Any], allowed: bool) -> bool:
        """Done and refused as the model says."""
        try:
            with transaction.atomic():
                act()
        except (Refused, PermissionDenied):
            assert not allowed
            return False
        assert allowed
        self.taken[act.__qualname__.split(".")[1]] += 1
        return True

    def campus(self, which: int) -> Campus:
        return (self.stage.world.lnu, self.stage.world.dut)[which]

    @property
    def officer(self) -> Any:
        return self.stage.world.gongye.officer

    def project(self, which: int) -> Project:
        return Project.objects.select_related("university", "lead_office").get(pk=self.stage.projects[which].pk)

    def months(self, at: int) -> tuple[date, date]:
        """Two whole months each, the last of them this one."""
        first = date(self.today.year, self.today.month, 1)
        for _step in range(2 * at + 1):
            first = (first - timedelta(days=1)).replace(day=1)
        return first, month_after(first)

    def report(self, at: int, which: int) -> ProgressReport | None:
        rows = ProgressReport.objects.select_related("period", "project__lead_office", "project__application")
        first, _last = self.months(at)
        return rows.filter(period__first_month=first, project=self.stage.projects[which]).first()

    def is_open(self, at: int, which: int) -> bool:
        return self.periods.get(at) == "open" and self.known[which].state == "running"

    # --- periods and reports -----------------------------------------------------------------------

    @rule(at=OF_PERIODS)
    def opens_a_period(self, at: int) -> None:
        first, last = self.months(at)
        values = reporting.values(first_month=first, last_month=last)
        running = [which for which, one in enumerate(self.known) if one.state == "running"]

        def act() -> None:
            periods.open_period(period=periods.draft(values=values, by=self.officer), by=self.officer)

        if self.attempt(act, at not in self.periods and bool(running)):
            self.periods[at] = "open"
            for which in running:
                self.reports[at, which] = Said(has_milestone=not self.known[which].reached)

    @rule(at=OF_PERIODS)
    def closes_a_period(self, at: int) -> None:
        period = ReportingPeriod.objects.filter(first_month=self.months(at)[0], state__in=("open", "closed")).first()
        if period is None:
            return
        waits = any(
            said.state in UNDER_WAY and self.known[which].state == "running"
            for (of, which), said in self.reports.items()
            if of == at
        )
        act = lambda: periods.close_period(period=period, by=self.officer)  # noqa: E731
        if self.attempt(act, self.periods[at] == "open" and not waits):
            self.periods[at] = "closed"

    @rule(at=OF_PERIODS, which=PROJECTS, amount=AMOUNTS, reached=st.booleans())
    def hands_in(self, at: int, which: int, amount: int, reached: bool) -> None:
        report, said = self.report(at, which), self.reports.get((at, which))
        if report is None or said is None:
            return
        allowed = self.is_open(at, which) and said.state in WRITABLE
        by, reached = self.campus(which).author, reached and said.has_milestone
        day = self.today - timedelta(days=1) if reached else None

        def act() -> None:
            month = self.months(at)[0]
            reporting.written(self.stage.world, report, amount=amount, reached=day, month=month)
            reports.hand_in(report=report, by=by)

        if self.attempt(act, allowed):
            said.state, said.amount, said.reached = "with_liaison", amount, reached

    @rule(at=OF_PERIODS, which=PROJECTS, good=st.booleans())
    def releases_or_sends_back(self, at: int, which: int, good: bool) -> None:
        report, said = self.report(at, which), self.reports.get((at, which))
        if report is None or said is None:
            return
        by = self.campus(which).liaison
        again = report.reasons.filter(answered_at=None).exists()
        if good:
            act, after = (lambda: reports.release(report=report, by=by)), "submitted"
        else:
            act, after = (
                (lambda: reports.send_back(report=report, reason="请补充。", by=by)),
                "returned" if again else "draft",
            )
        if self.attempt(act, self.is_open(at, which) and said.state == "with_liaison"):
            said.state = after

    @rule(at=OF_PERIODS, which=PROJECTS)
    def returns(self, at: int, which: int) -> None:
        report, said = self.report(at, which), self.reports.get((at, which))
        if report is None or said is None:
            return
        act = lambda: reporting.returned(self.stage.world, report)  # noqa: E731
        if self.attempt(act, self.is_open(at, which) and said.state == "submitted"):
            said.state = "returned"

    @rule(at=OF_PERIODS, which=PROJECTS)
    def confirms(self, at: int, which: int) -> None:
        report, said = self.report(at, which), self.reports.get((at, which))
        if report is None or said is None:
            return
        before = set(IndicatorFact.objects.values_list("pk", flat=True))
        act = lambda: confirming.confirm(report=report, by=self.officer)  # noqa: E731
        if self.attempt(act, self.is_open(at, which) and said.state == "submitted"):
            said.state, one = "confirmed", self.known[which]
            one.reached = one.reached or said.reached
            fresh = IndicatorFact.objects.exclude(pk__in=before).order_by("id").values_list("pk", flat=True)
            number = next(iter(fresh), -1)
            one.amounts[number] = (self.months(at)[0], Decimal(said.amount))

    @rule(which=PROJECTS, amount=st.integers(0, 5), oldest=st.booleans())
    def corrects(self, which: int, amount: int, oldest: bool) -> None:
        """A fact that stands, or one that was corrected before."""
        one = self.known[which]
        rows = IndicatorFact.objects.filter(project=self.stage.projects[which]).order_by("id" if oldest else "-id")
        fact = rows.first()
        if fact is None:
            return
        allowed = one.counts and fact.pk in one.amounts
        made: list[IndicatorFact | None] = []
        act = lambda: made.append(  # noqa: E731
            correcting.correct(fact=fact, amount=Decimal(amount), reason="核对", by=self.officer)
        )
        if self.attempt(act, allowed):
            month, _before = one.amounts.pop(fact.pk)
            if made[0] is not None:
                one.amounts[made[0].pk] = (month, Decimal(amount))

    # --- changes -----------------------------------------------------------------------------------

    @rule(which=PROJECTS, what=st.sampled_from(["leader", "promise", "due", "end"]), size=st.integers(1, 80))
    def asks_for_a_change(self, which: int, what: str, size: int) -> None:
        one, found = self.known[which], self.project(which)
        self.serial += 1
        milestone = ProjectMilestone.objects.get(project=found, dropped_at=None)
        kind, key, text, value = {
            "leader": (ChangeKind.PEOPLE, "leader", f"王{self.serial}", f"王{self.serial}"),
            "promise": (ChangeKind.SCOPE, f"indicator-{self.stage.target}", f"{100 + self.serial}", self.serial + 100),
            "due": (ChangeKind.SCOPE, f"milestone-{milestone.pk}-due", *self.days(self.today, size)),
            "end": (ChangeKind.PERIOD, "end", *self.days(one.end, size)),
        }[what]
        allowed = one.state == "running" and not one.change
        allowed = allowed and not (what == "due" and (one.reached or value == one.due))
        allowed = allowed and not (what == "end" and one.extended)

        def act() -> None:
            made = changing.released(self.stage.world, found, kind, **{key: text})
            assert made.state == "submitted"

        if self.attempt(act, allowed):
            one.change, one.wanted = "submitted", (what, value)

    def days(self, base: date, size: int) -> tuple[str, date]:
        there = base + timedelta(days=size)
        return f"{there:%Y-%m-%d}", there

    @rule(which=PROJECTS, good=st.booleans())
    def decides_a_change(self, which: int, good: bool) -> None:
        one = self.known[which]
        asked = ChangeRequest.objects.filter(project=self.stage.projects[which]).order_by("-id").first()
        if asked is None:
            return
        # A milestone that was reached meanwhile is a fact and stays.
        outdated = one.wanted is not None and one.wanted[0] == "due" and one.reached
        if good:
            act = lambda: changes.approve(change=asked, by=self.officer)  # noqa: E731
            allowed = bool(one.change) and one.state == "running" and not outdated
        else:
            act = lambda: changes.refuse(change=asked, reason="不必。", by=self.officer)  # noqa: E731
            allowed = bool(one.change)
        if self.attempt(act, allowed):
            if good and one.wanted is not None:
                what, value = one.wanted
                setattr(one, {"promise": "promised"}.get(what, what), value)
                one.extended = one.extended or what == "end"
            one.change, one.wanted = "", None

    # --- mid-term check ----------------------------------------------------------------------------

    @rule()
    def opens_a_midterm_check(self) -> None:
        if self.check:
            return
        running = [which for which, one in enumerate(self.known) if one.state == "running"]
        act = lambda: checking.opened(self.stage.world)  # noqa: E731
        if self.attempt(act, bool(running)):
            self.check = "open"
            for which in running:
                self.known[which].checked = "asked"

    def checked(self, which: int) -> CheckedProject | None:
        rows = CheckedProject.objects.select_related("check_of", "project__application", "project__university")
        return rows.filter(project=self.stage.projects[which]).first()

    @rule(which=PROJECTS)
    def concludes(self, which: int) -> None:
        checked, one = self.checked(which), self.known[which]
        if checked is None:
            return
        act = lambda: checking.concluded(self.stage.world, checked)  # noqa: E731
        if self.attempt(act, self.check == "open" and one.state == "running" and one.checked == "asked"):
            one.checked = "concluded"

    @rule()
    def draws(self) -> None:
        check = MidtermCheck.objects.exclude(state="draft").first()
        if check is None:
            return
        waits = any(one.state == "running" and one.checked == "asked" for one in self.known)
        if self.attempt(lambda: midterm.draw(check=check, by=self.officer), self.check == "open" and not waits):
            self.check = "drawn"
            standing = [one for one in self.known if one.state == "running" and one.checked == "concluded"]
            for which, one in enumerate(self.known):
                checked = self.checked(which)
                one.drawn = checked is not None and checked.in_sample
            assert sum(one.drawn for one in self.known) == min(1, len(standing))
            assert all(one in standing for one in self.known if one.drawn)

    def for_the_office(self, one: Known) -> bool:
        is_its = one.checked == "asked" or (one.checked == "concluded" and one.drawn)
        return self.check == "drawn" and one.state == "running" and is_its

    @rule(which=PROJECTS)
    def looks_itself(self, which: int) -> None:
        checked, one = self.checked(which), self.known[which]
        if checked is None:
            return
        act = lambda: checking.looked_at(checked, self.officer)  # noqa: E731
        if self.attempt(act, self.for_the_office(one)):
            one.checked = "checked"

    @rule()
    def closes_the_check(self) -> None:
        check = MidtermCheck.objects.exclude(state="draft").first()
        if check is None:
            return
        waits = any(self.for_the_office(one) for one in self.known)
        if self.attempt(lambda: midterm.close(check=check, by=self.officer), self.check == "drawn" and not waits):
            self.check = "closed"

    # --- the end -----------------------------------------------------------------------------------

    def is_in_the_way(self, which: int) -> bool:
        one = self.known[which]
        reporting_ = any(
            said.state in UNDER_WAY and self.periods[at] == "open"
            for (at, of), said in self.reports.items()
            if of == which
        )
        checking_ = (bool(one.checked) and self.check == "open") or self.for_the_office(one)
        return not one.reached or bool(one.change) or reporting_ or checking_

    @rule(which=PROJECTS)
    def applies_for_acceptance(self, which: int) -> None:
        one, found = self.known[which], self.project(which)
        allowed = one.state == "running" and one.acceptance in ("", "returned") and not self.is_in_the_way(which)
        files = [("结题报告.pdf", BytesIO(pdf()))]
        act = lambda: endings.apply(  # noqa: E731
            project=found, opinion=ending.opinion(), uploads=files, by=self.campus(which).liaison
        )
        if self.attempt(act, allowed):
            one.acceptance = "submitted"

    @rule(which=PROJECTS, good=st.booleans())
    def decides_an_acceptance(self, which: int, good: bool) -> None:
        one = self.known[which]
        there = Acceptance.objects.filter(project=self.stage.projects[which]).first()
        if there is None:
            return
        may = one.state == "running" and one.acceptance == "submitted"
        if good:
            act = lambda: endings.confirm(acceptance=there, by=self.officer)  # noqa: E731
            may = may and not self.is_in_the_way(which)
        else:
            act = lambda: endings.return_for_correction(  # noqa: E731
                acceptance=there, reason="请补充。", by=self.officer
            )
        if self.attempt(act, may):
            one.acceptance = "confirmed" if good else "returned"
            one.state = "finished" if good else one.state

    @rule(which=PROJECTS)
    def proposes_a_withdrawal(self, which: int) -> None:
        one = self.known[which]
        act = lambda: ending.proposed(self.stage.world, self.project(which))  # noqa: E731
        if self.attempt(act, one.state == "running" and not one.proposed):
            one.proposed = True

    @rule(which=PROJECTS, good=st.booleans())
    def carries_a_withdrawal_out_or_drops_it(self, which: int, good: bool) -> None:
        one, by = self.known[which], self.stage.world.gongye.colleague
        there = Withdrawal.objects.filter(project=self.stage.projects[which], dropped_at=None).first()
        if there is None:
            return
        waits = bool(one.change) or any(
            said.state == "submitted" and self.periods[at] == "open"
            for (at, of), said in self.reports.items()
            if of == which
        )
        may = one.state == "running" and one.proposed
        if good:
            act = lambda: endings.withdraw(withdrawal=there, by=by)  # noqa: E731
            may = may and not waits
        else:
            act = lambda: endings.drop_withdrawal(withdrawal=there, by=by)  # noqa: E731
        if self.attempt(act, may):
            one.proposed = good
            one.state = "withdrawn" if good else one.state

    @rule(at=OF_PERIODS, which=PROJECTS, amount=AMOUNTS, back=st.booleans(), whole=st.booleans())
    def goes_the_straight_road(self, at: int, which: int, amount: int, back: bool, whole: bool) -> None:
        """What chance alone seldom strings together: a report from its opening to its facts, then the acceptance."""
        self.opens_a_period(at)
        for amounts in (amount, amount + 1) if back else (amount,):
            self.hands_in(at, which, amounts, True)
            self.releases_or_sends_back(at, which, True)
            if back and amounts == amount:
                self.returns(at, which)
        self.confirms(at, which)
        if whole:
            self.applies_for_acceptance(which)
            self.decides_an_acceptance(which, True)

    @rule(whole=st.booleans())
    def checks_midway(self, whole: bool) -> None:
        self.opens_a_midterm_check()
        for which in range(COUNT):
            self.concludes(which)
        self.draws()
        for which in range(COUNT):
            self.looks_itself(which)
        if whole:
            self.closes_the_check()

    # --- what must be the same ---------------------------------------------------------------------

    @invariant()
    def the_ledger_says_the_same(self) -> None:
        for which, one in enumerate(self.known):
            there = self.project(which)
            milestone = ProjectMilestone.objects.get(project=there, dropped_at=None)
            assert (there.state, there.leader_name, there.end_date) == (one.state, one.leader, one.end)
            assert (milestone.due_date, milestone.reached_date is not None) == (one.due, one.reached)
            lit = ProjectLight.objects.filter(project=there).first()
            assert (lit.light if lit else None) == one.light(self.today)
        said = {(at, which): one.state for (at, which), one in self.reports.items()}
        found = {key: self.report(*key) for key in said}
        assert said == {key: there.state for key, there in found.items() if there is not None}

    @invariant()
    def every_sum_is_that_of_its_parts(self) -> None:
        counted = [one for one in self.known if one.counts]
        promised = sum((Decimal(one.promised) for one in counted), Decimal(0))
        achieved: dict[date, Decimal] = {}
        for one in counted:
            for month, amount in one.amounts.values():
                achieved[month] = achieved.get(month, Decimal(0)) + amount
        of_target = {"target": self.stage.target}
        assert sum(PromiseTotal.objects.filter(**of_target).values_list("promised", flat=True)) == promised
        found: dict[date, Decimal] = {}
        for month, amount in IndicatorTotal.objects.filter(**of_target).values_list("month", "amount"):
            found[month] = found.get(month, Decimal(0)) + amount
        assert {month: n for month, n in found.items() if n} == {month: n for month, n in achieved.items() if n}
        for state in ("running", "finished", "withdrawn"):
            rows = ProjectTotal.objects.filter(state=state).values_list("projects", flat=True)
            assert sum(rows) == sum(1 for one in self.known if one.state == state)
        line = next(one for one in board(cells(), Narrowed(), english=True).lines if one.target.pk == self.stage.target)
        waiting = [said.amount for (_at, which), said in self.reports.items() if said.state == "submitted"]
        assert (line.promised, line.achieved, line.under_way) == (promised, sum(achieved.values()), sum(waiting))

    @invariant()
    def nothing_that_must_hold_is_broken(self) -> None:
        assert [f"{one.name}: {row}" for one in INVARIANTS for row in one.find()] == []


# Every rule that takes a step by itself.
RULES = {
    "opens_a_period",
    "closes_a_period",
    "hands_in",
    "releases_or_sends_back",
    "returns",
    "confirms",
    "corrects",
    "asks_for_a_change",
    "decides_a_change",
    "opens_a_midterm_check",
    "concludes",
    "draws",
    "looks_itself",
    "closes_the_check",
    "applies_for_acceptance",
    "decides_an_acceptance",
    "proposes_a_withdrawal",
    "carries_a_withdrawal_out_or_drops_it",
}


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock(), taken_back():
        made = stage_of(World())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield made


@pytest.fixture
def model(stage: Stage, db: None, monkeypatch: pytest.MonkeyPatch) -> type[Ledger]:
    monkeypatch.setattr(Ledger, "stage", stage, raising=False)
    return Ledger


def test_whatever_happens_in_whatever_order(model: type[Ledger]) -> None:
    run_state_machine_as_test(
        model,
        settings=settings(
            max_examples=sized(3, 150),
            stateful_step_count=sized(20, 60),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    if is_heavy():
        assert set(model.taken) == RULES


def compared(machine: Ledger) -> None:
    machine.the_ledger_says_the_same()
    machine.every_sum_is_that_of_its_parts()
    machine.nothing_that_must_hold_is_broken()


def confirmed(machine: Ledger) -> None:
    """The straight road of a report."""
    machine.opens_a_period(0)
    machine.hands_in(0, 0, 3, True)
    machine.releases_or_sends_back(0, 0, True)
    machine.confirms(0, 0)


def walked(machine: Ledger) -> None:
    """Then one correction, a change and a withdrawal."""
    confirmed(machine)
    machine.corrects(0, 2, True)
    machine.asks_for_a_change(0, "promise", 1)
    machine.decides_a_change(0, True)
    machine.proposes_a_withdrawal(0)
    machine.carries_a_withdrawal_out_or_drops_it(0, True)


def test_the_straight_road_is_no_divergence(model: type[Ledger]) -> None:
    machine = model()
    walked(machine)
    compared(machine)
    assert [one.state for one in machine.known] == ["withdrawn", "running"]
    machine.teardown()


class TestPlantedFaults:
    """The negative control: the model finds what is wrong."""

    def found(self, model: type[Ledger], walk: Callable[[Ledger], None] = walked) -> bool:
        machine = model()
        with suppress(AssertionError):
            walk(machine)
            compared(machine)
            machine.teardown()
            return False
        machine.teardown()
        return True

    def test_figures_that_are_confirmed_and_no_facts(
        self, model: type[Ledger], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert not self.found(model)
        monkeypatch.setattr(confirming, "record_facts", lambda _report, _by: 0)
        assert self.found(model)

    def test_a_withdrawn_project_that_goes_on_counting(self, model: type[Ledger]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE ledger_project DISABLE TRIGGER project_counts_no_more")
        assert self.found(model)

    def test_a_light_that_stays_as_it_was(self, model: type[Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
        assert not self.found(model, confirmed)
        monkeypatch.setattr(confirming, "refresh", lambda _ids: 0)
        assert self.found(model, confirmed)
