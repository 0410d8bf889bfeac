"""Who may see and do what with places of the limit and with grants beyond it."""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.calls.states import CallState, State
from lianxiao.core.actors import Actor
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.calls.models import Application, SlotGrant

NOBODY = Q(pk__in=())


def may_read_all_places(actor: Actor) -> bool:
    """The department's side: the ledger of every university, in numbers."""
    return actor.may(Right.ASK_PLACES) or actor.may(Right.GRANT_PLACES) or actor.may(Right.READ_ALL_APPLICATIONS)


def visible_grants(actor: Actor) -> Q:
    """The department's side sees all; a university those that stand, or stood, in its own ledger."""
    if may_read_all_places(actor):
        return Q()
    if actor.may(Right.WRITE_APPLICATIONS) or actor.may(Right.READ_OWN_APPLICATIONS):
        return Q(university_id=actor.organisation_id, granted_at__isnull=False)
    return NOBODY


def visible_place_lines(actor: Actor) -> Q:
    return Q() if may_read_all_places(actor) else NOBODY


def may_ask_grant(actor: Actor) -> bool:
    """An officer, for the categories that the own office leads."""
    return actor.may(Right.ASK_PLACES)


def may_decide_grant(actor: Actor, grant: "SlotGrant") -> bool:
    """A second person."""
    return actor.may(Right.GRANT_PLACES) and actor.is_none_of(grant.asked_by_id) and grant.state == "asked"


def may_revoke_grant(actor: Actor, grant: "SlotGrant") -> bool:
    """Whether it is unused, the database says."""
    return actor.may(Right.GRANT_PLACES) and grant.state == "granted"


def takes_places(call_state: str) -> bool:
    return call_state == CallState.PUBLISHED


def may_give_up_place(actor: Actor, application: "Application") -> bool:
    """The liaison, for what was chosen and not submitted; whether it holds a place, the action looks at."""
    return (
        actor.may(Right.RELEASE_APPLICATIONS)
        and application.university_id == actor.organisation_id
        and application.state == State.RELEASED
    )
