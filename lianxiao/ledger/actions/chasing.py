"""Late reports are chased (催办): by the lead office with a click, by the clock every week until it is followed up.

The limits are those of applications: once a day, three times those who owe it, then their leader once.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lianxiao.calls.actions.chases import ChasedOut, ChasedToday
from lianxiao.calls.models.chase import APART, MOST
from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.ledger.access import follow_ups as access
from lianxiao.ledger.access import progress
from lianxiao.ledger.actions.reach import held_report
from lianxiao.ledger.actions.telling import leaders_of, liaisons_of, path_of, values_of, when, writers_of
from lianxiao.ledger.models import FollowUp, ProgressReport, ReportChase, ReportingPeriod
from lianxiao.ledger.queries.reports import is_late
from lianxiao.ledger.states import FollowUpState
from lianxiao.organisations.models import User
from lianxiao.organisations.notices import notify

EVERY = timedelta(days=7)  # by the clock


@transaction.atomic
def chase(*, report: ProgressReport, by: Actor) -> ReportChase:
    """Raises NotAllowedNow before it is late, ChasedToday, ChasedOut."""
    locked = held_report(report, by, access.may_chase)
    if not is_late(locked):
        raise NotAllowedNow(_("The report is not late; nobody is reminded before its day."))
    last = last_chase(locked)
    if last is not None and last.until > database_now():
        raise ChasedToday(_("They were reminded within the last 24 hours. Wait until a day has passed."))
    if last is not None and last.due_at == locked.due_at and last.number > MOST:
        raise ChasedOut(_("They have been reminded three times, and their leader once. Please call."))
    return _send(locked, by)


def chase_late(*, period: ReportingPeriod, by: Actor) -> int:
    """Everything of a period that is late with the own office and may be chased now. Returns how many were."""
    late = ProgressReport.objects.visible_to(by).late(database_now()).filter(period=period)
    sent = 0
    for report in late.filter(project__lead_office_id=by.organisation_id).order_by("id"):
        try:
            chase(report=report, by=by)
        except (ChasedToday, ChasedOut, NotAllowedNow, PermissionDenied):
            continue  # within its limits, or come in since the list was read
        sent += 1
    return sent


def chase_by_the_clock() -> int:
    """Every late report once a week, those who owe it, until the work is followed up. Returns how many were chased."""
    sent = 0
    followed = FollowUp.objects.exclude(state=FollowUpState.CLOSED).values("project")
    rows = ProgressReport.objects.late(database_now()).exclude(project__in=followed)
    for pk in rows.order_by("id").values_list("pk", flat=True):
        sent += _chase_in_turn(pk)
    return sent


@transaction.atomic
def _chase_in_turn(pk: int) -> bool:
    locked = ProgressReport.objects.select_for_update(of=("self",)).select_related("period", "project").get(pk=pk)
    last = last_chase(locked)
    rested = last is None or last.at + EVERY <= database_now()
    used_up = last is not None and last.due_at == locked.due_at and last.number >= MOST
    if not (progress.is_awaited(locked) and is_late(locked) and rested) or used_up:
        return False
    _send(locked, SYSTEM)
    return True


def last_chase(report: ProgressReport) -> ReportChase | None:
    return report.chases.order_by("-id").first()


def _send(locked: ProgressReport, by: Actor) -> ReportChase:
    now, due = database_now(), locked.due_at
    last = locked.chases.filter(due_at=due).order_by("-number").first()
    number = last.number + 1 if last else 1
    row = ReportChase.objects.create(
        report=locked, due_at=due, number=number, by_id=by.user_id, at=now, until=now + APART
    )
    people = leaders_of([locked.project]) if row.went_to_leader else _owing(locked)
    remark = _("No. %(number)s, to %(whom)s") % {"number": number, "whom": "、".join(user.name for user in people)}
    steps.record(locked, "chase", by=by, remark=remark, details={"number": number})
    kind = "progress_chased_leader" if row.went_to_leader else "progress_chased"
    notify(people, kind, path=path_of(locked), values=values_of(locked, due=when(due), count=str(number)))
    return row


def _owing(report: ProgressReport) -> "QuerySet[User]":
    return writers_of([report.project]) | liaisons_of([report.project])
