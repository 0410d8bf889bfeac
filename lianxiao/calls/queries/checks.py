"""How formal checks are read: an office's list, one check, what a return would do."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.models import Call, Correction, CorrectionReason, FormalCheck
from lianxiao.calls.queries.deadlines import calendar
from lianxiao.calls.queries.frozen import definition_in
from lianxiao.core.actors import Actor
from lianxiao.core.waiting import Waiting
from lianxiao.core.working_days import add_working_days

WAITING = "waiting"


def checks(actor: Actor) -> "QuerySet[FormalCheck]":
    """The checks of the actor's office with what each line shows."""
    return FormalCheck.objects.visible_to(actor).select_related(
        "office",
        "submission__application__university",
        "submission__application__call_category__call",
        "submission__application__call_category__category",
    )


def check_page(actor: Actor) -> "QuerySet[FormalCheck]":
    """One check with everything that its rules and its page read, in a fixed number of queries."""
    return (
        checks(actor)
        .select_related("decided_by", "submission__application__slot", "submission__submitted_by")
        .prefetch_related(
            Prefetch(
                "submission__checks",
                FormalCheck.objects.select_related("office", "decided_by").order_by("id"),
            ),
            Prefetch(
                "submission__application__corrections",
                Correction.objects.select_related("check_row__office", "check_row__submission")
                .prefetch_related(Prefetch("reasons", CorrectionReason.objects.order_by("id")))
                .order_by("id"),
            ),
        )
    )


def open_checks(actor: Actor) -> "QuerySet[FormalCheck]":
    """Those on which the office can still decide."""
    return check_page(actor).filter(is_waiting())


def is_waiting() -> Q:
    return Q(outcome="")


def waiting_checks(actor: Actor) -> list[Waiting]:
    """Formal checks that the actor's office has to do."""
    count = checks(actor).filter(is_waiting()).count() if access.may_read_checks(actor) else 0
    if not count:
        return []
    return [Waiting("checks", _("Formal checks to do"), count, f"{reverse('calls:checks')}?outcome={WAITING}")]


def correction_due(call: Call, now: datetime) -> datetime:
    """The end of the call's n-th working day from now (24:00), on the province's clock."""
    today = timezone.localdate(now)
    day = add_working_days(today, call.correction_working_days, calendar())
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


# --- what a decision would do -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlannedReturn:
    """The effect of a return, said before it is confirmed: (label, reason) per field, deadline, offices."""

    reasons: list[tuple[str, str]]
    due_at: datetime
    working_days: int
    ended: list[FormalCheck]


def planned_return(check: FormalCheck) -> PlannedReturn:
    definition = definition_in(check.submission)
    call = check.submission.application.call_category.call
    return PlannedReturn(
        reasons=[
            (str(field.label), check.remarks[key]) for key, field in definition.fields.items() if key in check.remarks
        ],
        due_at=correction_due(call, timezone.now()),
        working_days=call.correction_working_days,
        ended=open_elsewhere(check),
    )


def open_elsewhere(check: FormalCheck) -> list[FormalCheck]:
    """The checks of other offices that a return or a rejection ends."""
    return [other for other in check.submission.checks.all() if other.is_open and other.pk != check.pk]
