"""Experts who owe an answer or scores are reminded: by the office with a click, by the clock three times.

Nobody is written to twice within 24 hours, by whomever: trigger `review_seat_reminded_daily`.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.clock import database_now
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role
from lianxiao.review import access
from lianxiao.review.actions.rules import EXPERTS_PATH, locked, path_of, values_of
from lianxiao.review.models import Plan, Seat
from lianxiao.review.models.secret import MOST_REMINDERS
from lianxiao.review.queries.plans import late, office_of
from lianxiao.review.queries.role import review_role
from lianxiao.review.states import PlanState

OVERDUE_FOR = timedelta(days=30)  # afterwards the clock is silent; the office may still remind by hand


@transaction.atomic
def remind(*, plan: Plan, by: Actor) -> int:
    """Whoever owes an answer, or scores that are due within three days or overdue. Returns how many were reminded."""
    row = locked(plan, access.may_seat, by)
    seats, now = list(late(row).select_for_update(of=("self",))), database_now()
    for seat in seats:
        _send(seat, now)
    if seats:
        steps.record(row, "remind", by=by, details={"experts": len(seats)})
    return len(seats)


def remind_by_the_clock() -> int:
    """The same every hour for all reviews; after the third time the office is told instead. Returns how many were
    reminded."""
    since = database_now() - OVERDUE_FOR
    running = Q(state=PlanState.RUNNING, due_at__gt=since) | Q(state=PlanState.SECOND, second_due_at__gt=since)
    return sum(_remind_in_turn(pk) for pk in Plan.objects.filter(running).order_by("id").values_list("pk", flat=True))


@transaction.atomic
def _remind_in_turn(pk: int) -> int:
    row = Plan.objects.select_for_update(of=("self",)).select_related("call_category__category").get(pk=pk)
    with review_role():
        seats, now = list(late(row).select_for_update(of=("self",))), database_now()
        to_remind = [seat for seat in seats if seat.reminders < MOST_REMINDERS]
        in_vain = [seat for seat in seats if seat.reminders >= MOST_REMINDERS and seat.office_told_at is None]
        for seat in to_remind:
            _send(seat, now)
        for seat in in_vain:
            seat.office_told_at = now
            seat.save(update_fields=["office_told_at"])
    if to_remind:
        steps.record(row, "remind", by=SYSTEM, details={"experts": len(to_remind)})
    if in_vain:
        _tell_office(row, in_vain)
    return len(to_remind)


def _send(seat: Seat, now: datetime) -> None:
    notify([seat.expert], "review_due", path=EXPERTS_PATH, values=values_of(seat.panel, seat.due_at))
    seat.reminded_at, seat.reminders = now, seat.reminders + 1
    seat.save(update_fields=["reminded_at", "reminders"])


def _tell_office(plan: Plan, seats: list[Seat]) -> None:
    """How many of which panel; who it is stands on the panel's page."""
    office = office_of(plan)
    assert office is not None
    for panel in {seat.panel_id: seat.panel for seat in seats}.values():
        count = sum(1 for seat in seats if seat.panel_id == panel.pk)
        values = {"panel": panel.name, "count": str(count)}
        notify(people_in([office], Role.OFFICER), "review_overdue", path=path_of(plan), values=values)
    steps.record(plan, "remind_office", by=SYSTEM, details={"experts": len(seats)})
