"""Late ones are chased: by the office with a click, by the clock; nobody twice within 24 hours."""

from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianxiao.core import clock
from lianxiao.filing.actions import chasing, returns
from lianxiao.filing.models import Chase, Return, Round
from lianxiao.organisations.models import Notification
from tests.filing import filed
from tests.races.guards import without_constraints
from tests.races.together import kinds, together
from tests.world import World

DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    world = World(with_call=False)
    assert world.lnu.liaison
    assert world.dut.liaison
    return world


def told(kind: str) -> list[str]:
    rows = Notification.objects.filter(kind=kind).order_by("user__username")
    return list(rows.values_list("user__username", flat=True))


@pytest.mark.django_db
def test_a_click_reminds_all_that_are_late_and_nobody_else(world: World) -> None:
    round_ = filed.opened(world)
    filed.submitted(round_, world.dut)
    filed.pass_deadline(round_)
    assert chasing.chase_late(round_=round_, by=world.gongye.officer) == 1
    assert told("filing_chased") == ["lnu-liaison"]
    assert chasing.chase_late(round_=round_, by=world.gongye.officer) == 0
    with pytest.raises(PermissionDenied):
        chasing.chase_late(round_=round_, by=world.keji.officer)


@pytest.mark.django_db
def test_one_is_reminded_again_only_after_24_hours(world: World) -> None:
    filing = filed.return_of(filed.opened(world), world.lnu)
    chasing.chase(filing=filing, by=world.gongye.officer)
    with clock.shifted(timedelta(hours=23, minutes=59)), pytest.raises(chasing.ChasedAlready):
        chasing.chase(filing=filing, by=world.gongye.colleague)
    with clock.shifted(timedelta(hours=24, seconds=1)):
        chasing.chase(filing=filing, by=world.gongye.colleague)
    assert filing.chases.count() == 2


@pytest.mark.django_db
def test_the_database_itself_refuses_a_second_one_within_24_hours(world: World) -> None:
    filing = filed.return_of(filed.opened(world), world.lnu)
    sent = chasing.chase(filing=filing, by=world.gongye.officer)
    with pytest.raises(IntegrityError, match="filing_chase_once_a_day"), transaction.atomic():
        Chase.objects.create(
            filing=filing,
            occasion=Chase.Occasion.OVERDUE,
            due_at=filing.due_at,
            at=sent.at + timedelta(hours=1),
            rest=(sent.at + 9 * DAY, sent.at + 10 * DAY),  # a lie, which the trigger puts right
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "occasion"), [(5, None), (3, "three_days"), (2, "three_days"), (1, "one_day"), (0, "one_day")]
)
def test_the_clock_reminds_three_working_days_and_one_before_the_deadline(
    world: World, days: int, occasion: str | None
) -> None:
    round_ = filed.opened(world, asked=[world.lnu.organisation])
    Round.objects.filter(pk=round_.pk).update(closes_at=working_day_after(days))
    for _again in range(2):
        chasing.remind_due()
    assert list(Chase.objects.values_list("occasion", flat=True)) == ([occasion] if occasion else [])
    assert told("filing_due") == (["lnu-liaison"] if occasion else [])


def working_day_after(days: int) -> datetime:
    """The last minute of the n-th working day from today, by the plain week."""
    day = timezone.localdate()
    while days:
        day += DAY
        days -= day.weekday() < 5
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


@pytest.mark.django_db
def test_after_the_deadline_the_clock_reminds_once_and_after_an_extension_anew(world: World) -> None:
    round_ = filed.opened(world, asked=[world.lnu.organisation])
    filed.pass_deadline(round_)
    assert (chasing.remind_due(), chasing.remind_due()) == (1, 0)
    assert told("filing_overdue") == ["lnu-liaison"]
    with clock.shifted(2 * DAY):
        assert chasing.remind_due() == 0
        Return.objects.update(
            extended_to=timezone.now() + DAY, extension_reason="延期", extended_by_id=world.gongye.officer.user_id
        )
        assert chasing.remind_due() == 1


@pytest.mark.django_db
def test_what_is_submitted_is_not_chased(world: World) -> None:
    filing = filed.submitted(filed.opened(world), world.lnu)
    with pytest.raises(PermissionDenied):
        chasing.chase(filing=filing, by=world.gongye.officer)
    assert chasing.remind_due() == 0


# --- many at once ----------------------------------------------------------------------------------


def at_once(world: World, filing: Return) -> dict[str, int]:
    """The return is held by each in turn, so the constraint alone is asked here: straight to the table."""
    now = timezone.now()

    def send() -> Chase:
        return Chase.objects.create(
            filing_id=filing.pk,
            occasion=Chase.Occasion.BY_HAND,
            due_at=filing.due_at,
            by_id=world.gongye.officer.user_id,
            at=now,
            rest=(now, now + DAY),
        )

    return kinds(together(*[send] * 6))


@pytest.mark.django_db(transaction=True)
def test_of_many_reminders_at_once_one_is_sent() -> None:
    world = World(with_call=False)
    filing = filed.return_of(filed.opened(world), world.lnu)
    by = world.gongye.officer
    outcomes = together(*[lambda: chasing.chase(filing=Return.objects.get(pk=filing.pk), by=by)] * 6)
    assert kinds(outcomes) == {"Chase": 1, "ChasedAlready": 5}
    assert Chase.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_many_would_be() -> None:
    world = World(with_call=False)
    filing = filed.return_of(filed.opened(world), world.lnu)
    with without_constraints("filing_chase", "filing_chase_once_a_day"):
        assert at_once(world, filing) == {"Chase": 6}
    assert at_once(world, filing) == {"Chase": 1, "IntegrityError": 5}


# --- submission against closing --------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_submissions_around_the_deadline_are_in_before_it_or_not_at_all() -> None:
    world = World(with_call=False)
    round_ = filed.opened(world)
    campuses = [world.lnu, world.dut]
    filings = [filed.fill(filed.return_of(round_, one), one.liaison) for one in campuses]
    closes_at = clock.database_now() + timedelta(seconds=1)
    Round.objects.filter(pk=round_.pk).update(closes_at=closes_at)

    def attempt(turn: int) -> tuple[bool, datetime, datetime]:
        wait = 0.2 + 1.2 * turn
        while (closes_at - clock.database_now()).total_seconds() > 1 - wait:
            pass
        began = clock.database_now()
        try:
            with clock.shifted(timedelta(hours=-1)):  # a web server whose clock is slow
                returns.submit(filing=Return.objects.get(pk=filings[turn].pk), by=campuses[turn].liaison)
            return True, began, clock.database_now()
        except returns.TooLate:
            return False, began, clock.database_now()

    for accepted, began, ended in together(lambda: attempt(0), lambda: attempt(1)):
        assert began < closes_at if accepted else ended >= closes_at
