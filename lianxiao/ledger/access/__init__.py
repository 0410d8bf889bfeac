"""Who may see projects of the ledger. Pure: no request, no query."""

from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.organisations.roles import Right

NOBODY = Q(pk__in=())


def reads_whole_ledger(actor: Actor) -> bool:
    return actor.may(Right.READ_LEDGER)


def may_export(actor: Actor) -> bool:
    """Whoever reads the list takes it along, as far as it is his to see."""
    return actor.may(Right.READ_LEDGER) or actor.may(Right.READ_OWN_PROJECTS) or actor.may(Right.WRITE_APPLICATIONS)


def may_make_yearly(actor: Actor) -> bool:
    """The register of a year is a paper of the department."""
    return reads_whole_ledger(actor)


def visible_projects(actor: Actor) -> tuple[Q, ...]:
    """Any of these conditions opens a project; apart from each other, each is answered by an index of its own.

    The department sees all; an organisation what it leads or takes part in; a teacher what he wrote with others.
    """
    if reads_whole_ledger(actor):
        return (Q(),)
    if actor.may(Right.READ_OWN_PROJECTS):
        return Q(university_id=actor.organisation_id), Q(parties__organisation_id=actor.organisation_id)
    if actor.may(Right.WRITE_APPLICATIONS):
        return (Q(university_id=actor.organisation_id, application__members__user_id=actor.user_id),)
    return (NOBODY,)
