"""What people and organisations make wait: roles that need a second person."""

from django.urls import reverse
from django.utils.translation import gettext as _

from lianxiao.core.actors import Actor
from lianxiao.core.waiting import Waiting
from lianxiao.organisations.queries.people import waiting_for
from lianxiao.organisations.roles import Right


def waiting(actor: Actor) -> list[Waiting]:
    if not actor.may(Right.GRANT_ROLES):
        return []
    count = waiting_for(actor).count()
    path = f"{reverse('organisations:people')}?waiting=1"
    return [Waiting("roles_to_confirm", _("Roles to confirm"), count, path)] if count else []
