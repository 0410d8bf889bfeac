"""What people and organisations make wait: roles and lost second factors that need a second person."""

from django.urls import reverse
from django.utils.translation import gettext as _

from lianxiao.core.actors import Actor
from lianxiao.core.waiting import Waiting
from lianxiao.organisations.queries.delegations import waiting_delegations
from lianxiao.organisations.queries.people import waiting_for
from lianxiao.organisations.queries.personal import waiting_exports
from lianxiao.organisations.queries.second_factor import waiting_resets
from lianxiao.organisations.roles import Right


def waiting(actor: Actor) -> list[Waiting]:
    found = []
    if actor.may(Right.GRANT_ROLES):
        path = f"{reverse('organisations:people')}?waiting=1"
        found.append(Waiting("roles_to_confirm", _("Roles to confirm"), waiting_for(actor).count(), path))
        count = waiting_delegations(actor).count()
        title = _("Delegations to confirm")
        found.append(Waiting("delegations_to_confirm", title, count, f"{reverse('site:delegations')}?waiting=1"))
    if actor.may(Right.CONFIRM_SIGN_IN):
        path = reverse("organisations:factor_resets")
        count = waiting_resets(actor).count()
        found.append(Waiting("lost_factors", _("Lost second factors to decide on"), count, path))
    if actor.may(Right.GUARD_PERSONAL_DATA):
        count = waiting_exports(actor).count()
        title = _("Exports of personal data to grant")
        found.append(Waiting("exports_to_grant", title, count, f"{reverse('site:exports')}?waiting=1"))
    return [one for one in found if one.count]
