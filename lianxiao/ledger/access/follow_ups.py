"""Who may see and do what about late work: reminders, later days for a single report, follow-ups (督办).

Pure: no request, no query.
"""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.ledger.access import NOBODY
from lianxiao.ledger.access.progress import is_awaited, own
from lianxiao.ledger.states import FollowUpState, Level, ProjectState
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.ledger.models import FollowUp, ProgressReport, Project


def leads(actor: Actor, project: "Project") -> bool:
    return actor.may(Right.RUN_LEDGER) and project.lead_office_id == actor.organisation_id


# --- reports ---------------------------------------------------------------------------------------


def may_chase(actor: Actor, report: "ProgressReport") -> bool:
    """Once it is late."""
    return leads(actor, report.project) and is_awaited(report) and not actor.is_program


def may_ask_extension(actor: Actor, report: "ProgressReport") -> bool:
    """The university's liaison does, or an officer of the lead office for it."""
    liaison = actor.may(Right.RELEASE_PROGRESS) and own(actor, report)
    return (liaison or leads(actor, report.project)) and is_awaited(report)


def may_decide_extension(actor: Actor, report: "ProgressReport", asked_by_id: int) -> bool:
    """Another officer of the lead office than who asked."""
    return leads(actor, report.project) and actor.is_none_of(asked_by_id)


# --- follow-ups ------------------------------------------------------------------------------------


def visible_follow_ups(actor: Actor) -> Q:
    """All of them for the department, those of its projects for a party, of the own projects for a teacher."""
    if actor.may(Right.READ_LEDGER):
        return Q()
    own_ = Q(project__university_id=actor.organisation_id)
    if actor.may(Right.READ_PROGRESS):
        return own_ | Q(project__parties__organisation_id=actor.organisation_id)
    if actor.may(Right.WRITE_PROGRESS):
        return own_ & Q(project__application__members__user_id=actor.user_id)
    return NOBODY


def may_raise(actor: Actor, project: "Project") -> bool:
    return leads(actor, project) and project.state == ProjectState.RUNNING


def may_answer(actor: Actor, follow_up: "FollowUp") -> bool:
    """The liaison of the lead university, for it."""
    return (
        actor.may(Right.RELEASE_PROGRESS)
        and follow_up.project.university_id == actor.organisation_id
        and follow_up.state == FollowUpState.OPEN
    )


def may_close(actor: Actor, follow_up: "FollowUp") -> bool:
    return leads(actor, follow_up.project) and follow_up.state != FollowUpState.CLOSED


def may_transfer(actor: Actor, follow_up: "FollowUp") -> bool:
    """What waits for the actor: to be answered, to be closed, or that nobody answered."""
    unheard = follow_up.state == FollowUpState.OPEN and follow_up.level == Level.OFFICE
    return (
        may_answer(actor, follow_up)
        or may_ask_again(actor, follow_up)
        or (unheard and leads(actor, follow_up.project))
        or (
            actor.may(Right.ENDORSE_APPLICATIONS)
            and actor.may(Right.READ_PROGRESS)
            and follow_up.project.university_id == actor.organisation_id
            and follow_up.state == FollowUpState.OPEN
            and follow_up.level >= Level.LEADERS
        )
    )


def may_ask_again(actor: Actor, follow_up: "FollowUp") -> bool:
    return leads(actor, follow_up.project) and follow_up.state == FollowUpState.ANSWERED
