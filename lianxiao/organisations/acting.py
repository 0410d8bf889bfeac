"""Who is asking on the web: the signed-in person in the role chosen under 身份, looked up on each request.

Nothing of it is kept in the session but the choice, so a role that ended, an account that was closed or an
organisation that left is without access from the next request on.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from lianxiao.core.actors import PUBLIC, Actor, Behalf
from lianxiao.core.http import Request
from lianxiao.organisations.models import ApiToken, Membership
from lianxiao.organisations.passwords import must_be_changed
from lianxiao.organisations.queries.people import current_memberships
from lianxiao.organisations.roles import needs_second_factor, rights_of
from lianxiao.organisations.scopes import rights_within

CHOSEN = "membership"
# When the session was last put off: once a minute is enough, and spares every page a write.
SEEN_AT, PUT_OFF_AFTER = "seen_at", 60  # seconds
# How the record of a session's authentications names a university's sign-on.
SIGN_ON = "sign_on"
# What a person may do whatever has to be done first.
ALWAYS = ("account_logout", "set_language", "site:display")


def actor_of(membership: Membership, *, address: str = "", request_id: str = "") -> Actor:
    """Whoever is at the keyboard, in this role; where it is another's, in that person's stead."""
    person, behalf = membership.user, None
    if membership.deputy is not None and membership.delegation_id is not None:
        behalf = Behalf(membership.user_id, membership.user.name, membership.delegation_id)
        person = membership.deputy
    return Actor(
        user_id=person.pk,
        name=person.name,
        role=membership.role,
        organisation_id=membership.organisation_id,
        organisation_name=membership.organisation.name,
        rights=rights_of(membership.role, membership.organisation.kind),
        address=address,
        request_id=request_id,
        behalf=behalf,
    )


def actor_of_token(token: ApiToken, *, address: str, request_id: str) -> Actor | None:
    """Its holder within its scopes; None when the holder's role has ended. The record names the token as well."""
    membership = token.membership
    if not Membership.objects.current().filter(pk=membership.pk).exists():
        return None
    actor = actor_of(membership, address=address, request_id=request_id)
    rights = rights_within(token.scopes, actor.rights)
    return replace(actor, name=f"{actor.name} · {token.name}", rights=rights, scopes=frozenset(token.scopes))


def recognise(request: Request) -> None:
    """Set actor, membership and memberships; a person whose last role ended is signed out."""
    memberships = current_memberships(request.user.pk or 0)
    if not memberships:
        logout(request)
        return
    chosen = request.session.get(CHOSEN)
    membership = next((one for one in memberships if one.choice == str(chosen)), memberships[0])
    request.memberships = memberships  # type: ignore[attr-defined]
    request.membership = membership  # type: ignore[attr-defined]
    request.actor = actor_of(membership, address=request.META.get("REMOTE_ADDR", ""), request_id=uuid.uuid4().hex)
    put_off_end(request)


def put_off_end(request: Request) -> None:
    """Who is at work stays signed in: the idle time is counted anew from the last request, give or take a minute."""
    now = time.time()
    if now - request.session.get(SEEN_AT, 0) >= PUT_OFF_AFTER:
        request.session[SEEN_AT] = now


def choose(request: Request, membership_id: str) -> bool:
    """From the next request on act as this membership; False when it is not the person's own."""
    found = [one.choice for one in current_memberships(request.actor.user_id or 0) if one.choice == membership_id]
    if found:
        request.session[CHOSEN] = found[0]
    return bool(found)


# --- what must be done first -----------------------------------------------------------------------


def must_choose_password(request: Request) -> bool:
    """Given by somebody else or too old; whoever came by the university's sign-on has not used it."""
    return must_be_changed(request.memberships[0].user) and not came_by_sign_on(request)  # type: ignore[attr-defined]


def came_by_sign_on(request: Request) -> bool:
    records = get_authentication_records(request, request.user)
    return any(record["method"] == SIGN_ON for record in records)


def must_set_up_factor(request: Request) -> bool:
    """Of all roles of the person the strictest counts, whichever is chosen."""
    memberships: list[Membership] = request.memberships  # type: ignore[attr-defined]
    first = memberships[0]
    if first.has_factor or (first.user.is_demo and settings.SECOND_FACTOR_SPARES_DEMO):  # type: ignore[attr-defined]
        return False
    return any(needs_second_factor(one.role, one.organisation.kind) for one in memberships)


@dataclass(frozen=True, slots=True)
class Duty:
    """Until it is done, a person finds its page wherever he goes, and the pages that belong to it."""

    waits: Callable[[Request], bool]
    page: str
    also: tuple[str, ...] = ()

    def leaves_open(self, path: str) -> bool:
        return path in {reverse(name) for name in (self.page, *self.also, *ALWAYS)}


DUTIES = (
    Duty(must_choose_password, "account_change_password"),
    Duty(must_set_up_factor, "second_factor", ("second_factor_app", "second_factor_passkey", "account_again")),
)


class ActorMiddleware:
    def __init__(self, get_response: Callable[[Request], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        request.memberships = []  # type: ignore[attr-defined]
        request.actor = replace(PUBLIC, address=request.META.get("REMOTE_ADDR", ""), request_id=uuid.uuid4().hex)
        if request.user.is_authenticated:
            recognise(request)
        duty = next((one for one in DUTIES if one.waits(request)), None) if request.actor.is_signed_in else None
        if duty is not None and not duty.leaves_open(request.path):
            return redirect(duty.page)
        return self.get_response(request)
