"""Who is asking on the web: the signed-in person in the role chosen under 身份, looked up on each request.

Nothing of it is kept in the session but the choice, so a role that ended, an account that was closed or an
organisation that left is without access from the next request on.
"""

import uuid
from collections.abc import Callable
from dataclasses import replace

from django.contrib.auth import logout
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from lianxiao.core.actors import PUBLIC, Actor
from lianxiao.core.http import Request
from lianxiao.organisations.models import Membership
from lianxiao.organisations.passwords import must_be_changed
from lianxiao.organisations.queries.people import current_memberships
from lianxiao.organisations.roles import rights_of

CHOSEN = "membership"
# What a person may do before the first password has been replaced.
WITH_OLD_PASSWORD = ("account_change_password", "account_logout", "set_language", "site:display")


def actor_of(membership: Membership, *, address: str = "", request_id: str = "") -> Actor:
    return Actor(
        user_id=membership.user_id,
        name=membership.user.name,
        role=membership.role,
        organisation_id=membership.organisation_id,
        organisation_name=membership.organisation.name,
        rights=rights_of(membership.role, membership.organisation.kind),
        address=address,
        request_id=request_id,
    )


def recognise(request: Request) -> None:
    """Set actor, membership and memberships; a person whose last role ended is signed out."""
    memberships = current_memberships(request.user.pk or 0)
    if not memberships:
        logout(request)
        return
    chosen = request.session.get(CHOSEN)
    membership = next((one for one in memberships if one.pk == chosen), memberships[0])
    request.memberships = memberships  # type: ignore[attr-defined]
    request.membership = membership  # type: ignore[attr-defined]
    request.actor = actor_of(membership, address=request.META.get("REMOTE_ADDR", ""), request_id=uuid.uuid4().hex)


def choose(request: Request, membership_id: str) -> bool:
    """From the next request on act as this membership; False when it is not the person's own."""
    found = [one.pk for one in current_memberships(request.actor.user_id or 0) if str(one.pk) == membership_id]
    if found:
        request.session[CHOSEN] = found[0]
    return bool(found)


def must_choose_password(request: Request) -> bool:
    """Whether the signed-in person may do nothing else first."""
    return must_be_changed(request.membership.user)  # type: ignore[attr-defined]


class ActorMiddleware:
    def __init__(self, get_response: Callable[[Request], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        request.memberships = []  # type: ignore[attr-defined]
        request.actor = replace(PUBLIC, address=request.META.get("REMOTE_ADDR", ""), request_id=uuid.uuid4().hex)
        if request.user.is_authenticated:
            recognise(request)
        if request.actor.is_signed_in and must_choose_password(request) and not _allowed(request.path):
            return redirect("account_change_password")
        return self.get_response(request)


def _allowed(path: str) -> bool:
    return path in {reverse(name) for name in WITH_OLD_PASSWORD}
