"""Who calls: a token in the Authorization header, and nothing else. A browser's session opens no door here."""

import uuid
from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.core.actors import PUBLIC
from lianxiao.core.http import Request, is_api, problem
from lianxiao.organisations.acting import actor_of_token
from lianxiao.organisations.queries.tokens import CALLS_PER_MINUTE, count_use, token_with

BEARER = "Bearer "


class TokenMiddleware:
    """Sets the actor of a call and counts it; outside of /api/ it does nothing."""

    def __init__(self, get_response: Callable[[Request], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        if not is_api(request):
            return self.get_response(request)
        request.actor = PUBLIC
        given = request.headers.get("Authorization", "")
        if not given:
            return self.get_response(request)
        refused = self.recognise(request, given)
        return refused or self.get_response(request)

    def recognise(self, request: Request, given: str) -> HttpResponse | None:
        """Set the actor, or answer why not."""
        token = token_with(given.removeprefix(BEARER)) if given.startswith(BEARER) else None
        address = request.META.get("REMOTE_ADDR", "")
        actor = actor_of_token(token, address=address, request_id=uuid.uuid4().hex) if token else None
        if token is None or actor is None:
            return unauthorized()
        if count_use(token) > CALLS_PER_MINUTE:
            return too_many()
        request.actor = actor
        return None


def unauthorized() -> HttpResponse:
    title = _("The token is missing, withdrawn or has run out.")
    return problem(401, title, headers={"WWW-Authenticate": 'Bearer realm="lianxiao"'})


def too_many() -> HttpResponse:
    wait = 60 - timezone.now().second
    title = _("More than %(count)d calls in a minute.") % {"count": CALLS_PER_MINUTE}
    return problem(429, title, headers={"Retry-After": str(wait)})
