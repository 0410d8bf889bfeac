"""A person's second factors: what there is, setting up, removing; and proving again who is at the keyboard."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote, urlencode

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.base import views as allauth
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from lianxiao.core.documents.qr import qr_svg
from lianxiao.core.doors import public, signed_in
from lianxiao.core.http import Request, shown_once
from lianxiao.core.refusals import Refused
from lianxiao.organisations import acting
from lianxiao.organisations.actions import second_factor as actions
from lianxiao.organisations.forms.second_factor import CodeForm, NewAppForm, NewPasskeyForm, PasswordForm
from lianxiao.organisations.queries import second_factor as queries

PAGES = "organisations/second_factor"
NEW_KEY = "key of the authenticator app that is being set up"
asks = require_http_methods(["GET", "POST"])


@public("the second step of the way in")
@asks
def authenticate(request: Request) -> HttpResponseBase:
    return allauth.authenticate(request)  # type: ignore[no-any-return]


# --- proving it again ------------------------------------------------------------------------------


def fresh(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only for who signed in, or proved again who it is, within the last minutes."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        records = get_authentication_records(request, request.user)
        if not records or time.time() - records[-1]["at"] > settings.FRESH_FOR:
            return redirect(f"{reverse('account_again')}?{urlencode({'next': request.path})}")
        return view(request, *args, **kwargs)

    return guarded


@signed_in
@asks
@never_cache
def again(request: Request) -> HttpResponse:
    """By a factor if there is one, else by the password; then on to where it was asked for."""
    has_factor = bool(queries.shown_factors(request.actor))
    form = _proof(request, has_factor=has_factor)
    if request.method == "POST" and form.is_valid():
        method = "mfa" if has_factor else "password"
        record_authentication(request, request.user, method, reauthenticated=True)
        return HttpResponseRedirect(_back(request))
    options = webauthn.begin_authentication(request.user) if has_factor else None
    context = {"form": form, "has_factor": has_factor, "options": options, "back": _back(request)}
    return render(request, f"{PAGES}/again.html", context, status=422 if form.errors else 200)


def _proof(request: Request, *, has_factor: bool) -> Any:
    data = request.POST or None
    if not has_factor:
        return PasswordForm(data, request=request)
    if "credential" in request.POST:
        return ReauthenticateWebAuthnForm(data=data, user=request.user)
    return CodeForm(data=data, user=request.user)


def _back(request: Request) -> str:
    """Where it was asked for, on this site only."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if allowed else reverse("second_factor")


# --- what there is ---------------------------------------------------------------------------------


@signed_in
@require_GET
def second_factor(request: Request) -> HttpResponse:
    factors = queries.shown_factors(request.actor)
    context = {
        "factors": factors,
        "has_app": any(not one.is_passkey for one in factors),
        "codes_left": queries.codes_left(request.actor),
        "must": acting.must_set_up_factor(request),
    }
    return render(request, f"{PAGES}/index.html", context)


# --- setting up ------------------------------------------------------------------------------------


@signed_in
@asks
@fresh
@never_cache
def app_new(request: Request) -> HttpResponse:
    key = request.session.setdefault(NEW_KEY, actions.new_key())
    form = NewAppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_app(key=key, code=form.cleaned_data["code"], by=request.actor)
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[NEW_KEY]
            return _set_up(request)
    context = {"form": form, "key": key, "qr": _picture(request, key)}
    return render(request, f"{PAGES}/app.html", context, status=422 if form.errors else 200)


def _picture(request: Request, key: str) -> str:
    """The address that authenticator apps read, as a picture in an address."""
    issuer = _("Lianxiao")
    label = quote(f"{issuer}:{request.user.get_username()}")
    text = f"otpauth://totp/{label}?{urlencode({'secret': key, 'issuer': issuer}, quote_via=quote)}"
    return f"data:image/svg+xml,{quote(qr_svg(text))}"


@signed_in
@asks
@fresh
@never_cache
def passkey_new(request: Request) -> HttpResponse:
    form = NewPasskeyForm(data=request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        actions.add_passkey(name=clean["name"], credential=clean["credential"], by=request.actor)
        return _set_up(request)
    context = {"form": form, "options": webauthn.begin_registration(request.user, passwordless=False)}
    return render(request, f"{PAGES}/passkey.html", context, status=422 if form.errors else 200)


def _set_up(request: Request) -> HttpResponse:
    """With the first factor come the recovery codes, shown on the spot."""
    if queries.codes_left(request.actor) is not None:
        messages.success(request, _("The second factor is set up and asked for from the next sign-in on."))
        return redirect("second_factor")
    return _codes_page(request, first=True)


@signed_in
@asks
@fresh
@never_cache
def codes(request: Request) -> HttpResponse:
    if request.method == "POST":
        return shown_once(_codes_page(request, first=False))
    return render(request, f"{PAGES}/codes_ask.html", {"codes_left": queries.codes_left(request.actor)})


def _codes_page(request: Request, *, first: bool) -> HttpResponse:
    context = {"codes": actions.make_codes(by=request.actor), "first": first}
    return render(request, f"{PAGES}/codes.html", context)


# --- removing --------------------------------------------------------------------------------------


@signed_in
@asks
def remove(request: Request, pk: int) -> HttpResponseBase:
    return _remove(request, get_object_or_404(queries.own_factors(request.actor), pk=pk))


@fresh
def _remove(request: Request, row: Authenticator) -> HttpResponse:
    if request.method == "POST":
        actions.remove(factor=row, by=request.actor)
        messages.success(request, _("The second factor is removed."))
        return redirect("second_factor")
    factors = queries.shown_factors(request.actor)
    context = {"factor": next(one for one in factors if one.pk == row.pk), "is_last": len(factors) == 1}
    return render(request, f"{PAGES}/remove.html", context)
