"""Who sees and takes back what was transferred. Pure: no request, no query."""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.organisations.access import NOBODY

if TYPE_CHECKING:
    from lianxiao.organisations.models import Transfer


def visible_transfers(actor: Actor) -> Q:
    """Those of the own organisation, among people of the same role."""
    if actor.organisation_id is None:
        return NOBODY
    return Q(organisation_id=actor.organisation_id, role=actor.role)


def may_take_back(actor: Actor, transfer: "Transfer") -> bool:
    """By who gave it; who has it gives it back; either of them by a deputy too."""
    return not actor.is_none_of(transfer.from_user_id, transfer.to_user_id) and not actor.is_program
