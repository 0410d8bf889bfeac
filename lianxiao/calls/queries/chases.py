"""What an application waits for, who may remind whom, and what somebody has been reminded of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise

from lianxiao.calls.access import chases as access
from lianxiao.calls.models import Application, Chase, Countersign, FormalCheck, Proposal
from lianxiao.calls.models.chase import APART, MOST, WITHOUT_LEADER, Owed
from lianxiao.calls.queries.applications import listed
from lianxiao.calls.queries.progress import next_step
from lianxiao.calls.states import State
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.models import Step
from lianxiao.core.steps import kind_of
from lianxiao.organisations.roles import Right

OWED: dict[str, Owed] = {
    State.WITH_LIAISON: Owed.REVIEW,
    State.WITH_LEADER: Owed.ENDORSEMENT,
    State.RELEASED: Owed.SUBMISSION,
    State.SUBMITTED: Owed.CHECK,
    State.RETURNED: Owed.CORRECTION,
}
DECIDING = (Owed.COUNTERSIGN, Owed.CONFIRMATION)
SHOWN = 5


def owed_in(application: Application) -> Owed | None:
    if application.state == State.PROPOSED:
        return Owed.COUNTERSIGN if unsigned(application).exists() else Owed.CONFIRMATION
    return OWED.get(application.state)


def unsigned(application: Application) -> "QuerySet[Countersign]":
    return Countersign.objects.filter(
        proposal__application=application, proposal__sent_back_at=None, signed_at=None
    ).order_by("id")


def open_checks(application: Application) -> "QuerySet[FormalCheck]":
    return FormalCheck.objects.filter(submission__application=application, outcome="").order_by("id")


def occasions(application_id: "int | OuterRef") -> "QuerySet[Step]":
    """The steps that brought an application into a state, the last one first."""
    moves = Step.objects.filter(case_kind=kind_of(Application), case_id=application_id).exclude(after="")
    return moves.exclude(before=F("after")).order_by("-id")


def occasion_of(application: Application) -> int:
    return occasions(application.pk).values_list("id", flat=True)[0]


def most_of(owed: Owed) -> int:
    return MOST if owed in WITHOUT_LEADER else MOST + 1


def sent(application: Application, owed: Owed) -> "QuerySet[Chase]":
    """On this occasion, the last one first."""
    rows = Chase.objects.filter(application=application, owed=owed, occasion=occasion_of(application))
    return rows.select_related("by", "by_organisation").order_by("-number")


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of a case offers to who waits: `now` when it can be done at once."""

    owner: str | Promise
    last: Chase | None
    now: bool
    to_leader: bool
    used_up: bool


def may_chase(actor: Actor, application: Application, owed: Owed) -> bool:
    """Who sees the case and waits."""
    if not Application.objects.visible_to(actor).filter(pk=application.pk).exists():
        return False
    responsible = Proposal.objects.filter(application=application, sent_back_at=None).order_by("id")
    return access.may_chase(
        actor,
        application,
        owed,
        responsible_id=responsible.values_list("office_id", flat=True).first() if owed in DECIDING else None,
        owes=owed == Owed.CHECK and open_checks(application).filter(office_id=actor.organisation_id or 0).exists(),
    )


def with_owed(rows: "QuerySet[Application]", actor: Actor) -> "QuerySet[Application]":
    """For a list: what `may_chase_row` asks of a row, in the statement that reads it."""
    here = OuterRef("pk")
    standing = Proposal.objects.filter(application=here, sent_back_at=None).order_by("id")
    waited = Countersign.objects.filter(proposal__application=here, proposal__sent_back_at=None, signed_at=None)
    checks = FormalCheck.objects.filter(submission__application=here, outcome="", office=actor.organisation_id or 0)
    return rows.annotate(responsible=Subquery(standing.values("office")[:1]), sign=Exists(waited), owes=Exists(checks))


def may_chase_row(actor: Actor, row: Any) -> bool:
    """A row of `with_owed`: whether the actor waits for somebody here, whenever he reminded last."""
    owed = OWED.get(row.state)
    if row.state == State.PROPOSED:
        owed = Owed.COUNTERSIGN if row.sign else Owed.CONFIRMATION
    return owed is not None and access.may_chase(
        actor, row, owed, responsible_id=row.responsible, owes=owed == Owed.CHECK and row.owes
    )


def selected(actor: Actor, numbers: Iterable[str]) -> "QuerySet[Application]":
    """The rows that were ticked in the list, as far as the actor sees them."""
    ticked = [int(number) for number in numbers if number.isdecimal() and len(number) < 10]
    return with_owed(listed(actor).filter(pk__in=ticked), actor).order_by("id")


def panel(actor: Actor, application: Application) -> Panel | None:
    """None for who does not wait, or when nothing is owed."""
    owed = owed_in(application)
    ahead = next_step(application)
    if owed is None or ahead is None or not may_chase(actor, application, owed):
        return None
    last = sent(application, owed).first()
    number = last.number if last else 0
    used_up = number >= most_of(owed)
    return Panel(
        owner=ahead.owner,
        last=last,
        now=not used_up and (last is None or last.at + APART <= database_now()),
        to_leader=number >= MOST,
        used_up=used_up,
    )


@dataclass(frozen=True, slots=True)
class Reminder:
    """On the workbench of who owes something, above everything else."""

    chase: Chase
    path: str
    at: datetime


def reminders(actor: Actor) -> list[Reminder]:
    """What the actor was reminded of and still owes, the latest of each case, in one query."""
    owing = _owing(actor)
    if owing is None:
        return []
    latest = Chase.objects.filter(application=OuterRef("application")).order_by("-id")
    rows = (
        Chase.objects.filter(owing, pk=Subquery(latest.values("pk")[:1]))
        .filter(occasion=Subquery(occasions(OuterRef("application_id")).values("id")[:1]))
        .select_related("application", "by", "by_organisation")
        .order_by("-at", "-id")
    )
    return [Reminder(row, path_for(row.application, Owed(row.owed)), row.at) for row in rows[:SHOWN]]


def path_for(application: Application, owed: Owed) -> str:
    return f"/{'decisions' if owed in DECIDING else 'applications'}/{application.pk}/"


def _owing(actor: Actor) -> Q | None:
    own, parts = Q(application__university=actor.organisation_id or 0), []
    if actor.may(Right.RELEASE_APPLICATIONS):
        parts.append(own & Q(owed__in=[Owed.REVIEW, Owed.SUBMISSION, Owed.CORRECTION]))
    if actor.may(Right.WRITE_APPLICATIONS):
        parts.append(own & Q(owed=Owed.CORRECTION, application__members__user=actor.user_id or 0))
    if actor.may(Right.ENDORSE_APPLICATIONS):
        parts.append(own & Q(owed=Owed.ENDORSEMENT))
    if actor.may(Right.CONFIRM_DECISIONS):
        parts.append(Q(owed=Owed.CONFIRMATION))
    if actor.may(Right.CHECK_APPLICATIONS):
        office = {"office_id": actor.organisation_id or 0}
        here = OuterRef("application")
        check = FormalCheck.objects.filter(submission__application=here, outcome="", **office)
        sign = Countersign.objects.filter(
            proposal__application=here, proposal__sent_back_at=None, signed_at=None, **office
        )
        parts.append(Q(owed=Owed.CHECK) & Q(Exists(check)) | Q(owed=Owed.COUNTERSIGN) & Q(Exists(sign)))
    if not parts:
        return None
    found = parts[0]
    for part in parts[1:]:
        found |= part
    return found
