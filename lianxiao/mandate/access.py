"""Who may change the facts that a department edits from year to year. Pure: no request, no query."""

from lianxiao.core.actors import Actor
from lianxiao.organisations.roles import Right


def may_manage_facts(actor: Actor) -> bool:
    return actor.may(Right.MANAGE_FACTS)
