"""Which applications wait for whom: one table for the workbench's counts and for the lists behind them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import Application
from lianxiao.calls.states import CallState, State
from lianxiao.core.actors import Actor
from lianxiao.core.waiting import Waiting
from lianxiao.organisations.roles import Right


@dataclass(frozen=True, slots=True)
class Turn:
    """Applications in this state wait for people with this right."""

    kind: str
    label: str | Promise
    right: Right
    state: State


TURNS = (
    Turn("returned", _("Returned: to correct"), Right.WRITE_APPLICATIONS, State.RETURNED),
    Turn("drafts", _("Drafts to finish"), Right.WRITE_APPLICATIONS, State.DRAFT),
    Turn("to_resubmit", _("Corrections to resubmit"), Right.RELEASE_APPLICATIONS, State.RETURNED),
    Turn("to_submit", _("Ready to submit"), Right.RELEASE_APPLICATIONS, State.RELEASED),
    Turn("to_review", _("Applications to review"), Right.RELEASE_APPLICATIONS, State.WITH_LIAISON),
    Turn("to_endorse", _("Applications to approve"), Right.ENDORSE_APPLICATIONS, State.WITH_LEADER),
)
# What can no longer be submitted waits for nobody.
STILL_TIME = Q(call_category__call__state=CallState.PUBLISHED, call_category__call__closes_at__gt=Now()) & ~Q(
    state=State.RETURNED
) | Q(state=State.RETURNED, correction_due_at__gt=Now())


def turns_of(actor: Actor) -> list[Turn]:
    return [turn for turn in TURNS if actor.may(turn.right)]


def rows_of(turn: Turn) -> Q:
    return STILL_TIME & Q(state=turn.state)


def narrowed(rows: "QuerySet[Application]", actor: Actor, kind: str) -> "QuerySet[Application]":
    """The rows of one kind of waiting; none when that kind is nothing to this actor."""
    for turn in turns_of(actor):
        if turn.kind == kind:
            return rows.filter(rows_of(turn))
    return rows.none()


def waiting(actor: Actor) -> list[Waiting]:
    """What waits for the actor, empty kinds left out, in one query."""
    turns = turns_of(actor)
    if not turns:
        return []
    due = Coalesce("correction_due_at", "call_category__call__closes_at")
    wanted: dict[str, Any] = {}
    for turn in turns:
        wanted[f"{turn.kind}_count"] = Count("id", filter=rows_of(turn))
        wanted[f"{turn.kind}_due"] = Min(due, filter=rows_of(turn))
    found = Application.objects.visible_to(actor).aggregate(**wanted)
    path = reverse("calls:applications")
    return [
        Waiting(
            kind=turn.kind,
            label=str(turn.label),
            count=found[f"{turn.kind}_count"],
            path=f"{path}?waiting={turn.kind}",
            due=found[f"{turn.kind}_due"],
        )
        for turn in turns
        if found[f"{turn.kind}_count"]
    ]
