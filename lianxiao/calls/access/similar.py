"""Who learns that two applications resemble each other, and how much of the other one."""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.calls.access import NOBODY, may_read_decisions
from lianxiao.calls.states import ON_CAMPUS, OUTSIDE, State
from lianxiao.core.actors import Actor
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.calls.models import Application


def may_read_similar(actor: Actor, application: "Application") -> bool:
    """Whoever judges it: liaison and leader of its university, and from the submission on the department's side.

    Not its authors: a draft must not become a probe into what others are writing.
    """
    if _own(actor, application):
        return actor.may(Right.READ_OWN_APPLICATIONS)
    return may_read_decisions(actor)


def visible_pairs(actor: Actor) -> Q:
    """Nobody learns of a draft of another university, not even that it exists."""
    if actor.may(Right.READ_OWN_APPLICATIONS):
        return Q(other__state__in=OUTSIDE) | Q(other__university_id=actor.organisation_id)
    return Q(other__state__in=OUTSIDE) if may_read_decisions(actor) else NOBODY


def may_explain_similar(actor: Actor, application: "Application") -> bool:
    return (
        actor.may(Right.RELEASE_APPLICATIONS)
        and _own(actor, application)
        and application.state in (State.WITH_LIAISON, State.WITH_LEADER, State.RELEASED, State.RETURNED)
    )


def may_know(actor: Actor, other: "Application") -> bool:
    """Which one the other is: what is approved is public, the rest is its university's and the offices'."""
    return (
        other.state == State.APPROVED
        or _own(actor, other)
        or (may_read_decisions(actor) and other.state not in ON_CAMPUS)
    )


def _own(actor: Actor, application: "Application") -> bool:
    return application.university_id == actor.organisation_id
