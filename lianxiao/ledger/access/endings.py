"""Who may see and do what at the end of a project: final acceptance (验收), withdrawal (撤销). Pure."""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.ledger.access import NOBODY
from lianxiao.ledger.access.follow_ups import leads
from lianxiao.ledger.states import AcceptanceState, ProjectState
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.ledger.models import Acceptance, Project


def is_running(project: "Project") -> bool:
    return project.state == ProjectState.RUNNING


# --- acceptance ------------------------------------------------------------------------------------


def visible_acceptances(actor: Actor) -> Q:
    """All for the department, those of the own university on campus, of the own projects for a teacher."""
    own = Q(project__university_id=actor.organisation_id)
    if actor.may(Right.READ_LEDGER):
        return Q()
    if actor.may(Right.READ_PROGRESS):
        return own
    if actor.may(Right.WRITE_PROGRESS):
        return own & Q(project__application__members__user_id=actor.user_id)
    return NOBODY


def may_apply(actor: Actor, project: "Project") -> bool:
    """The liaison, for the university."""
    own = actor.may(Right.RELEASE_PROGRESS) and project.university_id == actor.organisation_id
    return own and is_running(project)


def may_apply_again(actor: Actor, acceptance: "Acceptance") -> bool:
    return may_apply(actor, acceptance.project) and acceptance.state == AcceptanceState.RETURNED


def may_confirm(actor: Actor, acceptance: "Acceptance") -> bool:
    project = acceptance.project
    return leads(actor, project) and is_running(project) and acceptance.state == AcceptanceState.SUBMITTED


# --- withdrawal ------------------------------------------------------------------------------------


def may_propose_withdrawal(actor: Actor, project: "Project") -> bool:
    return leads(actor, project) and is_running(project) and not actor.is_program


def may_decide_withdrawal(actor: Actor, project: "Project", proposed_by_id: int) -> bool:
    """Another officer of the lead office than who proposed it."""
    return may_propose_withdrawal(actor, project) and actor.is_none_of(proposed_by_id)
