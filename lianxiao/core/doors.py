"""Who may knock at a view at all. Every view stands behind exactly one of these doors, or nothing starts.

What a person finds inside is decided by queries (rows) and actions (steps), not here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url

from lianxiao.core.http import Request

View = Callable[..., HttpResponseBase]


def public(reason: str) -> Callable[[View], View]:
    """Open to everybody; the reason is read by people who check the list of public pages."""

    def door(view: View) -> View:
        view.door = f"public: {reason}"  # type: ignore[attr-defined]
        return view

    return door


def signed_in(view: View) -> View:
    """Open to every signed-in person with a role that gives rights now."""
    return _guarded(view, frozenset())


def requires(*rights: str) -> Callable[[View], View]:
    """Open to roles with any of these rights."""

    def door(view: View) -> View:
        return _guarded(view, frozenset(str(right) for right in rights))

    return door


def _guarded(view: View, rights: frozenset[str]) -> View:
    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.actor.is_signed_in:
            return _to_sign_in(request)
        if rights and not rights & request.actor.rights:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.door = ", ".join(sorted(rights)) or "signed in"  # type: ignore[attr-defined]
    return guarded


def _to_sign_in(request: Request) -> HttpResponse:
    """To the sign-in page and back; a swap of part of a page is told to load the whole page."""
    if request.htmx:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = resolve_url(settings.LOGIN_URL)
        return response
    back: HttpResponseRedirect = redirect_to_login(
        request.get_full_path() if request.method == "GET" else resolve_url(settings.LOGIN_REDIRECT_URL)
    )
    return back
