"""Whose turn it is with a filing: the same table counts for the workbench and narrows the lists."""

from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.waiting import Waiting
from lianxiao.filing.models import Return, Round
from lianxiao.filing.states import RUNNING, ReturnState, RoundState
from lianxiao.organisations.roles import Right


@dataclass(frozen=True, slots=True)
class Turn:
    kind: str
    label: str | Promise
    rows: Q


def return_turns(actor: Actor) -> list[Turn]:
    """For the university: what is to be filled in, corrected, released, and can still be submitted."""
    in_time = Q(due__gt=database_now(), round__state__in=RUNNING, institution_id=actor.organisation_id)
    turns = []
    if actor.may(Right.FILL_FILINGS):
        fresh = Q(state__in=[ReturnState.NOT_BEGUN, ReturnState.DRAFT])
        turns.append(Turn("filing_to_fill", _("Data filings to fill in"), fresh & in_time))
        turns.append(Turn("filing_to_correct", _("Data filings to correct"), Q(state=ReturnState.RETURNED) & in_time))
    if actor.may(Right.RELEASE_FILINGS):
        turns.append(
            Turn("filing_to_release", _("Data filings to release"), Q(state=ReturnState.WITH_LEADER) & in_time)
        )
    return turns


def round_turns(actor: Actor) -> list[Turn]:
    """For the office: what is to be checked and decided, one row a round."""
    turns = []
    if actor.may(Right.RUN_FILINGS):
        turns.append(
            Turn("round_to_open", _("Filing rounds to open"), Q(state=RoundState.DRAFT, drafted_by_id=actor.user_id))
        )
        submitted = Return.objects.filter(state=ReturnState.SUBMITTED).values("round_id")
        turns.append(
            Turn("round_to_check", _("Filing rounds with returns to check"), Q(state__in=RUNNING, pk__in=submitted))
        )
    if actor.may(Right.GRANT_FILING_EXTENSIONS):
        asked = Q(extensions__isnull=False, extensions__granted_at=None, extensions__refused_at=None)
        others = asked & ~Q(extensions__asked_by_id__in=actor.persons)
        turns.append(
            Turn("round_extension", _("Later deadlines of filings to decide on"), others & Q(state__in=RUNNING))
        )
    return turns


def narrowed_returns(rows: "QuerySet[Return]", actor: Actor, kind: str) -> "QuerySet[Return]":
    turn = next((one for one in return_turns(actor) if one.kind == kind), None)
    return rows.none() if turn is None else rows.filter(pk__in=_returns(actor, turn).values("pk"))


def narrowed_rounds(rows: "QuerySet[Round]", actor: Actor, kind: str) -> "QuerySet[Round]":
    turn = next((one for one in round_turns(actor) if one.kind == kind), None)
    return rows.none() if turn is None else rows.filter(pk__in=_rounds(actor, turn).values("pk"))


def _returns(actor: Actor, turn: Turn) -> "QuerySet[Return]":
    return Return.objects.visible_to(actor).with_due().filter(turn.rows)


def _rounds(actor: Actor, turn: Turn) -> "QuerySet[Round]":
    return Round.objects.visible_to(actor).filter(turn.rows)


def waiting_filings(actor: Actor) -> list[Waiting]:
    lines = []
    for turn in return_turns(actor):
        found = _returns(actor, turn).aggregate(count=Count("pk"), first=Min("due"))
        if found["count"]:
            path = f"{reverse('filing:returns')}?waiting={turn.kind}"
            lines.append(Waiting(turn.kind, str(turn.label), found["count"], path, found["first"]))
    for turn in round_turns(actor):
        if count := _rounds(actor, turn).values("pk").distinct().count():
            path = f"{reverse('filing:rounds')}?waiting={turn.kind}"
            lines.append(Waiting(turn.kind, str(turn.label), count, path))
    return lines
