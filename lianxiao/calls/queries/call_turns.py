"""Whose turn it is with a call: the same table counts for the workbench and narrows the desk's list."""

from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import Call
from lianxiao.calls.states import CallState
from lianxiao.core.actors import Actor
from lianxiao.core.waiting import Waiting
from lianxiao.organisations.roles import Right


@dataclass(frozen=True, slots=True)
class CallTurn:
    kind: str
    label: str | Promise
    rows: Q


def call_turns(actor: Actor) -> list[CallTurn]:
    """What this actor may have to do; whether there is any is counted by `waiting_calls`."""
    turns = []
    if actor.may(Right.DRAFT_CALLS):
        own = Q(state=CallState.DRAFT, drafted_by_id=actor.user_id, office_id=actor.organisation_id)
        turns.append(CallTurn("call_to_finish", _("Calls to finish and hand in"), own))
    if actor.may(Right.CHECK_CALLS):
        others = ~Q(drafted_by_id__in=actor.persons) & ~Q(handed_in_by_id__in=actor.persons)
        turns.append(CallTurn("call_to_check", _("Calls to check"), Q(state=CallState.CHECKING) & others))
    if actor.may(Right.PUBLISH_CALLS):
        asked = Q(extensions__granted_at=None, extensions__refused_at=None, extensions__isnull=False)
        turns.append(CallTurn("call_to_publish", _("Calls to publish"), Q(state=CallState.CHECKED)))
        turns.append(
            CallTurn(
                "extension_to_decide",
                _("Extensions to decide on"),
                asked & ~Q(extensions__asked_by_id__in=actor.persons),
            )
        )
    return turns


def narrowed_calls(rows: "QuerySet[Call]", actor: Actor, kind: str) -> "QuerySet[Call]":
    """The rows of one kind of turn; an unknown kind is nobody's turn."""
    for turn in call_turns(actor):
        if turn.kind == kind:
            return rows.filter(pk__in=Call.objects.visible_to(actor).filter(turn.rows).values("pk"))
    return rows.none()


def waiting_calls(actor: Actor) -> list[Waiting]:
    """One line a kind; due is when the first of the calls opens, or closes once it is open."""
    lines = []
    for turn in call_turns(actor):
        first = "closes_at" if turn.kind == "extension_to_decide" else "opens_at"
        found = (
            Call.objects.visible_to(actor).filter(turn.rows).aggregate(count=Count("pk", distinct=True), due=Min(first))
        )
        if found["count"]:
            path = f"{reverse('calls:desk_calls')}?waiting={turn.kind}"
            lines.append(Waiting(turn.kind, str(turn.label), found["count"], path, found["due"]))
    return lines
