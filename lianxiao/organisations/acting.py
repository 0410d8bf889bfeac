"""Who is asking on the web: the signed-in person in the role chosen under 身份, looked up on each request.

Nothing of it is kept in the session but the choice, so a role that ended, an account that was closed or an
organisation that left is without access from the next request on.
"""

import uuid
from collections.abc import Callable

from django.http import HttpResponseBase

from lianxiao.core.actors import PUBLIC, Actor
from lianxiao.core.http import Request
from lianxiao.organisations.models import Membership
from lianxiao.organisations.roles import rights_of

CHOSEN = "membership"


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


class ActorMiddleware:
    def __init__(self, get_response: Callable[[Request], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        request.memberships = []  # type: ignore[attr-defined]
        request.actor = PUBLIC
        if request.user.is_authenticated:
            memberships = list(
                Membership.objects.current()
                .filter(user_id=request.user.pk)
                .select_related("user", "organisation")
                .order_by("id")
            )
            request.memberships = memberships  # type: ignore[attr-defined]
            if memberships:
                chosen = request.session.get(CHOSEN)
                membership = next((m for m in memberships if m.pk == chosen), memberships[0])
                request.membership = membership  # type: ignore[attr-defined]
                request.actor = actor_of(
                    membership, address=request.META.get("REMOTE_ADDR", ""), request_id=uuid.uuid4().hex
                )
        return self.get_response(request)
