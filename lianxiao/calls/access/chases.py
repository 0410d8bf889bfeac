"""Who may remind those who owe the next step: whoever waits for it, never they themselves."""

from typing import TYPE_CHECKING

from lianxiao.core.actors import Actor
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.calls.models import Application

REVIEW, SUBMISSION, ENDORSEMENT, CHECK, CORRECTION = "review", "submission", "endorsement", "check", "correction"


def waits_for_others(actor: Actor) -> bool:
    """Whether there is anything that somebody else could owe the actor."""
    return not actor.is_program and any(
        actor.may(right)
        for right in (
            Right.WRITE_APPLICATIONS,
            Right.RELEASE_APPLICATIONS,
            Right.CHECK_APPLICATIONS,
            Right.PROPOSE_DECISIONS,
        )
    )


def may_chase(actor: Actor, application: "Application", owed: str, *, responsible_id: int | None, owes: bool) -> bool:
    """For an application that the actor sees.

    `responsible_id` is the office whose proposal stands, `owes` whether the actor's own office has its check to do.
    """
    if actor.is_program:
        return False
    of_university = application.university_id == actor.organisation_id
    if owed in (REVIEW, SUBMISSION):
        return of_university and actor.may(Right.WRITE_APPLICATIONS)
    if owed == ENDORSEMENT:
        return of_university and actor.may(Right.RELEASE_APPLICATIONS)
    if owed == CHECK:
        return (of_university and actor.may(Right.RELEASE_APPLICATIONS)) or (
            actor.may(Right.CHECK_APPLICATIONS) and not owes
        )
    if owed == CORRECTION:
        return actor.may(Right.CHECK_APPLICATIONS)
    return actor.may(Right.PROPOSE_DECISIONS) and actor.organisation_id == responsible_id
