"""Before every step: whether the row is in reach, held until the end of the transaction, and the rule allows it.

A return is locked before its round, by everybody; so nobody waits for each other in a circle.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied

from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.filing.models import Return, Round

RoundRule = Callable[[Actor, Round], bool]
ReturnRule = Callable[[Actor, Return], bool]


def held_round(round_: Round, by: Actor, may: RoundRule) -> Round:
    rows = Round.objects.all() if by == SYSTEM else Round.objects.visible_to(by)
    locked = rows.select_for_update(of=("self",)).filter(pk=round_.pk).first()
    if locked is None or not may(by, locked):
        raise PermissionDenied
    return locked


def held_return(filing: Return, by: Actor, may: ReturnRule) -> Return:
    """With its round as it stands at this moment."""
    rows = Return.objects.all() if by == SYSTEM else Return.objects.visible_to(by)
    locked = (
        rows.select_related("round__form", "institution").select_for_update(of=("self",)).filter(pk=filing.pk).first()
    )
    if locked is None or not may(by, locked):
        raise PermissionDenied
    return locked
