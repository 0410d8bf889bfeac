"""Who may see and do what in a mid-term check (中期检查). Pure: no request, no query."""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.ledger.access import NOBODY
from lianxiao.ledger.states import CheckedState, MidtermState, ProjectState
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.ledger.models import CheckedProject, MidtermCheck


def visible_checks(actor: Actor) -> Q:
    """Drafts stay with those who run the ledger."""
    if actor.may(Right.RUN_LEDGER):
        return Q()
    if any(actor.may(right) for right in (Right.READ_LEDGER, Right.READ_PROGRESS, Right.WRITE_PROGRESS)):
        return ~Q(state=MidtermState.DRAFT)
    return NOBODY


def visible_checked(actor: Actor) -> Q:
    """All for the department, those of the own university on campus, of the own projects for a teacher."""
    if actor.may(Right.READ_LEDGER):
        return Q()
    own = Q(project__university_id=actor.organisation_id)
    if actor.may(Right.READ_PROGRESS):
        return own
    if actor.may(Right.WRITE_PROGRESS):
        return own & Q(project__application__members__user_id=actor.user_id)
    return NOBODY


def may_draft(actor: Actor) -> bool:
    return actor.may(Right.RUN_LEDGER) and actor.organisation_id is not None


def runs(actor: Actor, check: "MidtermCheck") -> bool:
    return actor.may(Right.RUN_LEDGER) and check.office_id == actor.organisation_id


def may_edit(actor: Actor, check: "MidtermCheck") -> bool:
    return runs(actor, check) and check.state == MidtermState.DRAFT


def may_draw(actor: Actor, check: "MidtermCheck") -> bool:
    return runs(actor, check) and check.state == MidtermState.OPEN


def may_close(actor: Actor, check: "MidtermCheck") -> bool:
    return runs(actor, check) and check.state == MidtermState.DRAWN


def is_in(checked: "CheckedProject", state: MidtermState) -> bool:
    """The check stands there, and the project runs."""
    return checked.check_of.state == state and checked.project.state == ProjectState.RUNNING


def may_conclude(actor: Actor, checked: "CheckedProject") -> bool:
    """The liaison, for the university; late ones count until the sample is drawn."""
    own = actor.may(Right.RELEASE_PROGRESS) and checked.project.university_id == actor.organisation_id
    return own and is_in(checked, MidtermState.OPEN) and checked.state == CheckedState.ASKED


def may_return(actor: Actor, checked: "CheckedProject") -> bool:
    is_its = runs(actor, checked.check_of) and is_in(checked, MidtermState.OPEN)
    return is_its and checked.state == CheckedState.CONCLUDED


def may_check(actor: Actor, checked: "CheckedProject") -> bool:
    """What was drawn, and what its university did not conclude in time."""
    is_its = runs(actor, checked.check_of) and is_in(checked, MidtermState.DRAWN)
    by_lot = checked.in_sample and checked.state == CheckedState.CONCLUDED
    return is_its and (by_lot or checked.state == CheckedState.ASKED)
