"""Several hands on one application: who reads and writes which part of a draft. Pure: no request, no query.

`application.hand` and `application.assigned` say what the actor is in it; `ApplicationQuerySet.with_hand` puts them
there.
"""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.calls.access import NOBODY, may_change_members, may_edit_application
from lianxiao.calls.states import APPLICATION, Hand, State
from lianxiao.core.actors import Actor
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.calls.models import Application


def shared_applications(actor: Actor) -> Q:
    """Those of other universities in which the actor writes for a partner, as long as the form names that partner."""
    if not actor.may(Right.WRITE_APPLICATIONS):
        return NOBODY
    return Q(
        members__user_id=actor.user_id,
        members__organisation_id=actor.organisation_id,
        members__hand=Hand.PARTNER,
        parties__organisation_id=actor.organisation_id,
    ) & ~Q(state=State.DISCARDED)


def may_read_section(actor: Actor, application: "Application", key: str) -> bool:
    """The whole draft on the own campus; of a partner's people each reads what is assigned to him."""
    if application.university_id == actor.organisation_id:
        return True
    return application.hand == Hand.PARTNER and key in application.assigned


def may_write_section(actor: Actor, application: "Application", key: str) -> bool:
    """Owner and editors write everywhere, assigned or not; a partner's people what is assigned to them."""
    if may_edit_application(actor, application):
        return True
    return (
        actor.may(Right.WRITE_APPLICATIONS)
        and application.hand == Hand.PARTNER
        and key in application.assigned
        and application.state in (State.DRAFT, State.RETURNED)
    )


def may_assign(actor: Actor, application: "Application") -> bool:
    return may_change_members(actor, application)


def may_transfer(actor: Actor, application: "Application") -> bool:
    """The owner; and the liaison, when the owner has left."""
    return may_change_members(actor, application)


def may_comment(actor: Actor, application: "Application") -> bool:
    """Who takes part in writing, and those on campus who will have it on their desk."""
    if application.state in APPLICATION.final:
        return False
    if application.hand:
        return True
    return application.university_id == actor.organisation_id and (
        actor.may(Right.RELEASE_APPLICATIONS) or actor.may(Right.ENDORSE_APPLICATIONS)
    )


def may_read_contacts(actor: Actor, application: "Application") -> bool:
    """In full: who writes it or lets it go on campus; outside, who checks it or confirms the decision."""
    if application.university_id == actor.organisation_id:
        decides = actor.may(Right.RELEASE_APPLICATIONS) or actor.may(Right.ENDORSE_APPLICATIONS)
        return decides or application.hand in (Hand.OWNER, Hand.EDITOR)
    return actor.may(Right.CHECK_APPLICATIONS) or actor.may(Right.CONFIRM_DECISIONS)
