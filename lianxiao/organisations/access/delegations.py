"""Who may stand in for whom. Pure: no request, no query."""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.organisations.access import NOBODY, manages
from lianxiao.organisations.roles import DELEGABLE, Right

if TYPE_CHECKING:
    from lianxiao.organisations.models import Delegation


def may_delegate(actor: Actor) -> bool:
    """In a role that speaks for an organisation. Administrators exclude one another, so none has a deputy; what a
    person writes or judges is his own; a deputy names no deputy.
    """
    return actor.role in DELEGABLE and actor.behalf is None and not actor.is_program


def visible_delegations(actor: Actor) -> Q:
    """One's own on either side; all for who confirms roles; those of its people for who keeps the accounts."""
    if actor.may(Right.GRANT_ROLES) or actor.may(Right.MANAGE_ALL_PEOPLE):
        return Q()
    if not actor.is_signed_in:
        return NOBODY
    own = Q(membership__user_id=actor.user_id) | Q(deputy_id=actor.user_id)
    return own | Q(membership__organisation_id=actor.organisation_id) if actor.may(Right.MANAGE_PEOPLE) else own


def may_confirm_delegation(actor: Actor, delegation: "Delegation") -> bool:
    """The security administrator, as for the role itself."""
    return (
        actor.may(Right.GRANT_ROLES)
        and delegation.needs_second
        and delegation.confirmed_at is None
        and delegation.ended_at is None
        and actor.is_none_of(delegation.membership.user_id, delegation.deputy_id)
    )


def may_end_delegation(actor: Actor, delegation: "Delegation") -> bool:
    """Whoever is one of the two, or keeps the accounts there."""
    if delegation.ended_at is not None or actor.is_program:
        return False
    return actor.user_id in (delegation.membership.user_id, delegation.deputy_id) or manages(
        actor, delegation.membership.organisation_id
    )
