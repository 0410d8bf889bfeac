"""Transfer (转办): which waiting tasks a colleague can be asked to see to, in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import Application
from lianxiao.calls.queries import decisions as of_decisions
from lianxiao.calls.queries.checks import open_checks
from lianxiao.calls.queries.waiting import rows_of, turns_of
from lianxiao.core.actors import Actor
from lianxiao.core.waiting import Waiting
from lianxiao.ledger.queries import changes as of_changes
from lianxiao.ledger.queries import follow_ups as of_follow_ups
from lianxiao.ledger.queries.turns import change_turns, follow_up_turns
from lianxiao.organisations.models import Transfer
from lianxiao.organisations.queries.transfers import standing_of_actor
from lianxiao.organisations.roles import Right


@dataclass(frozen=True, slots=True)
class Kind:
    """`rows` are the cases that wait for the actor's role at his organisation; `title` names one."""

    label: str | Promise
    view: str
    rows: Callable[[Actor], "QuerySet[Any]"]
    title: Callable[[Any], str]


def checks(actor: Actor) -> "QuerySet[Any]":
    return open_checks(actor)


def decisions(actor: Actor) -> "QuerySet[Any]":
    if not actor.may(Right.PROPOSE_DECISIONS):
        return Application.objects.none()
    asked = of_decisions.turn(actor, of_decisions.PROPOSE) | of_decisions.turn(actor, of_decisions.COUNTERSIGN)
    return of_decisions.decisions(actor).filter(asked)


def on_campus(actor: Actor) -> "QuerySet[Any]":
    """What waits for liaisons and leaders; a writer's drafts have hands of their own."""
    waiting = Q(pk__in=())
    for turn in turns_of(actor):
        if turn.right != Right.WRITE_APPLICATIONS:
            waiting |= rows_of(turn)
    return Application.objects.visible_to(actor).filter(waiting)


def changes(actor: Actor) -> "QuerySet[Any]":
    """What liaisons release and offices decide."""
    waiting = Q(pk__in=())
    if not actor.may(Right.WRITE_PROGRESS):
        for turn in change_turns(actor):
            waiting |= turn.rows
    return of_changes.changes(actor).filter(waiting)


def follow_ups(actor: Actor) -> "QuerySet[Any]":
    waiting = Q(pk__in=())
    if not actor.may(Right.WRITE_PROGRESS):
        for turn in follow_up_turns(actor):
            waiting |= turn.rows
    return of_follow_ups.follow_ups(actor).filter(waiting)


KINDS = {
    "checks": Kind(_("Formal check"), "calls:check", checks, lambda row: str(row.submission.application)),
    "decisions": Kind(_("Decision"), "calls:decision", decisions, str),
    "applications": Kind(_("Application"), "calls:application", on_campus, str),
    "changes": Kind(_("Change request"), "ledger:change", changes, lambda row: str(row.project)),
    "follow_ups": Kind(_("Follow-up"), "ledger:follow_up", follow_ups, lambda row: str(row.project)),
}


@dataclass(frozen=True, slots=True)
class Line:
    transfer: Transfer
    label: str | Promise
    title: str
    path: str
    to_me: bool


def lines(actor: Actor) -> list[Line]:
    """What was transferred to the actor and by him and still waits."""
    standing = list(standing_of_actor(actor)[:100])
    found: dict[tuple[str, int], Any] = {}
    for name in sorted({row.kind for row in standing}):
        wanted = [row.case_id for row in standing if row.kind == name]
        found |= {(name, case.pk): case for case in KINDS[name].rows(actor).filter(pk__in=wanted).order_by("pk")}
    return [
        Line(
            row,
            KINDS[row.kind].label,
            KINDS[row.kind].title(case),
            reverse(KINDS[row.kind].view, args=[row.case_id]),
            row.to_user_id in actor.persons,
        )
        for row in standing
        if (case := found.get((row.kind, row.case_id))) is not None
    ]


def waiting_transfers(actor: Actor) -> list[Waiting]:
    """Counted like the list behind it, with what the actor gave away."""
    count = len(lines(actor))
    return (
        [Waiting("transfers", str(_("Transferred to me or by me")), count, reverse("site:transfers"))] if count else []
    )
