"""Late ones are chased (催办): by the office with a click, by the clock before and after the deadline.

Nobody hears twice within 24 hours: the exclusion constraint filing_chase_once_a_day.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.calendar import calendar, working_days_left
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import Refused
from lianxiao.filing import access
from lianxiao.filing.actions.reach import held_return
from lianxiao.filing.actions.telling import leaders_of, liaisons_of, path_of, values_of, when
from lianxiao.filing.models import Chase, Return, Round
from lianxiao.filing.states import RUNNING, ReturnState
from lianxiao.organisations.notices import notify

REST = timedelta(hours=24)
THREE, ONE = 3, 1  # working days before the deadline
OVERDUE_FOR = timedelta(days=30)  # afterwards the clock is silent; the office may still chase by hand
EXCLUDED, TWICE = "23P01", "23505"  # filing_chase_once_a_day, chase_once_by_the_clock
Occasion = Chase.Occasion
# What is sent on each occasion.
KINDS: dict[str, str] = {
    Occasion.BY_HAND: "filing_chased",
    Occasion.THREE_DAYS: "filing_due",
    Occasion.ONE_DAY: "filing_due",
    Occasion.OVERDUE: "filing_overdue",
}


class ChasedAlready(Refused):
    """The institution heard within the last 24 hours."""


@transaction.atomic
def chase(*, filing: Return, by: Actor) -> Chase:
    """Remind one institution now. Raises ChasedAlready."""
    locked = held_return(filing, by, access.may_chase)
    if (sent := _send(locked, Occasion.BY_HAND, by)) is None:
        raise ChasedAlready(
            _("%(university)s was reminded within the last 24 hours.") % {"university": locked.institution}
        )
    return sent


def to_chase(rows: "QuerySet[Return]") -> "QuerySet[Return]":
    """Those of them that are late and have heard nothing for 24 hours."""
    now = database_now()
    heard = Chase.objects.filter(filing=OuterRef("pk"), at__gt=now - REST)
    late = Return.objects.late(now).values("pk")
    return rows.filter(~Exists(heard), pk__in=late)


@transaction.atomic
def chase_late(*, round_: Round, by: Actor) -> int:
    """Remind all that are late, but for those who heard within 24 hours. Returns how many were reminded."""
    if not access.may_run(by, round_):
        raise PermissionDenied
    sent = 0
    for filing in to_chase(round_.returns.visible_to(by)).order_by("id"):
        locked = held_return(filing, by, access.may_see)
        if access.may_chase(by, locked) and _send(locked, Occasion.BY_HAND, by) is not None:
            sent += 1
    if sent:
        steps.record(round_, "chase", by=by, details={"count": sent})
    return sent


def remind_due() -> int:
    """By the clock: three working days and one before the deadline, and after it. Returns how many were reminded."""
    now, days = database_now(), calendar()
    rows = Return.objects.awaited().with_due().filter(round__state__in=RUNNING, round__opens_at__lte=now)
    sent = 0
    for filing in rows.filter(Q(due__gt=now - OVERDUE_FOR)).select_related("round").order_by("id"):
        left = working_days_left(filing.due_at, days)
        if now >= filing.due_at:
            occasion = Occasion.OVERDUE
        elif left <= ONE:
            occasion = Occasion.ONE_DAY
        elif left <= THREE:
            occasion = Occasion.THREE_DAYS
        else:
            continue
        if filing.chases.filter(occasion=occasion, due_at=filing.due_at).exists():
            continue
        sent += _remind(filing, occasion)
    return sent


@transaction.atomic
def _remind(filing: Return, occasion: str) -> bool:
    locked = held_return(filing, SYSTEM, access.may_chase)
    if not access.is_awaited(locked) or locked.due_at != filing.due_at:
        return False  # submitted or extended since the list was read
    return _send(locked, occasion, SYSTEM) is not None


def _send(locked: Return, occasion: str, by: Actor) -> Chase | None:
    """None when the institution heard within 24 hours, whoever else is at it in this moment."""
    now = database_now()
    try:
        with transaction.atomic():
            sent = Chase.objects.create(
                filing=locked,
                occasion=occasion,
                due_at=locked.due_at,
                by_id=by.user_id,
                at=now,
                rest=(now, now + REST),
            )
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", None) in (EXCLUDED, TWICE):
            return None
        raise
    people = liaisons_of([locked])
    if locked.state == ReturnState.WITH_LEADER:
        people = people | leaders_of(locked)
    values = values_of(locked, office=locked.round.office.name, due=when(locked.due_at))
    notify(people, KINDS[occasion], path=path_of(locked), values=values)
    steps.record(locked, "chase", by=by, remark=str(Occasion(occasion).label))
    return sent
