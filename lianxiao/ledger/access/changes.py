"""Who may see and do what with change requests (变更申请). Pure: no request, no query.

`hand` of a project or a request says what the actor is in the project; `with_hand` puts it there.
"""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.ledger.access import NOBODY
from lianxiao.ledger.access.progress import writes
from lianxiao.ledger.states import CHANGE_IN, CHANGE_WRITABLE, ChangeState, ProjectState
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.ledger.models import ChangeRequest, Project


def visible_changes(actor: Actor) -> Q:
    """What was released for the department, of the own university on campus, of the own projects for a teacher."""
    if actor.may(Right.READ_LEDGER):
        return Q(released_at__isnull=False)
    if actor.may(Right.READ_PROGRESS):
        return Q(project__university_id=actor.organisation_id)
    if actor.may(Right.WRITE_PROGRESS):
        return Q(project__university_id=actor.organisation_id, project__application__members__user_id=actor.user_id)
    return NOBODY


def may_draft(actor: Actor, project: "Project") -> bool:
    return (
        writes(actor, project.hand, project)
        and project.university_id == actor.organisation_id
        and project.state == ProjectState.RUNNING
    )


def own(actor: Actor, change: "ChangeRequest") -> bool:
    return change.project.university_id == actor.organisation_id


def reads_content(actor: Actor, change: "ChangeRequest") -> bool:
    """While it is being written, also anew, only its university does."""
    return own(actor, change) or change.state in CHANGE_IN


def may_write(actor: Actor, change: "ChangeRequest") -> bool:
    return (
        writes(actor, change.hand, change.project)
        and own(actor, change)
        and change.state in CHANGE_WRITABLE
        and change.project.state == ProjectState.RUNNING
    )


def may_withdraw(actor: Actor, change: "ChangeRequest") -> bool:
    """Also when the project has ended meanwhile."""
    return writes(actor, change.hand, change.project) and own(actor, change) and change.state in CHANGE_WRITABLE


def may_release(actor: Actor, change: "ChangeRequest") -> bool:
    return (
        actor.may(Right.RELEASE_PROGRESS)
        and own(actor, change)
        and change.state == ChangeState.WITH_LIAISON
        and change.project.state == ProjectState.RUNNING
    )


def may_send_back(actor: Actor, change: "ChangeRequest") -> bool:
    """The liaison does; who wrote it may take it back to go on with it."""
    return (
        (actor.may(Right.RELEASE_PROGRESS) or writes(actor, change.hand, change.project))
        and own(actor, change)
        and change.state == ChangeState.WITH_LIAISON
    )


def may_decide(actor: Actor, change: "ChangeRequest") -> bool:
    """The lead office of the project."""
    return (
        actor.may(Right.RUN_LEDGER)
        and change.project.lead_office_id == actor.organisation_id
        and change.state == ChangeState.SUBMITTED
    )
