"""Who may see projects of the ledger. Pure: no request, no query."""

from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.organisations.roles import Right

NOBODY = Q(pk__in=())


def visible_projects(actor: Actor) -> Q:
    """The department sees all; an organisation what it leads or takes part in; a teacher what he leads."""
    if actor.may(Right.READ_LEDGER):
        return Q()
    if actor.may(Right.READ_OWN_PROJECTS):
        return Q(university_id=actor.organisation_id) | Q(parties__organisation_id=actor.organisation_id)
    if actor.may(Right.WRITE_APPLICATIONS):
        return Q(application__members__user_id=actor.user_id)
    return NOBODY
