"""Signing on at one's university: choosing it, going there, coming back, binding at the first visit."""

import secrets
import time
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import perform_login, record_authentication
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.doors import public, signed_in
from lianxiao.core.http import Request
from lianxiao.organisations import acting
from lianxiao.organisations.actions import bindings
from lianxiao.organisations.forms.sign_on import BindByCodeForm, BindByPasswordForm
from lianxiao.organisations.models import SignOn, User
from lianxiao.organisations.providers import PROTOCOLS, saml
from lianxiao.organisations.providers.outcome import Identity, NotAccepted
from lianxiao.organisations.queries import sign_on as queries
from lianxiao.organisations.sign_on.stages import login_of
from lianxiao.organisations.views.second_factor import fresh

WAY, UNBOUND, SIGN_OUT = "way of a sign-on", "unbound sign-on", "sign-out elsewhere"
WAY_SECONDS, UNBOUND_SECONDS = 10 * 60, 15 * 60
PAGES = "organisations/sign_on"


def own_address(sign_on: SignOn) -> str:
    """The full address that the provider sends the browser back to."""
    name = "sign_on_acs" if sign_on.kind == SignOn.Kind.SAML else "sign_on_arrive"
    return f"{settings.SITE_URL}{reverse(name, args=[sign_on.pk])}"


# --- there -----------------------------------------------------------------------------------------


@public("the way in by one's university")
@require_GET
def choose(request: Request) -> HttpResponse:
    text = request.GET.get("q", "")
    context = {"sign_ons": queries.offered(text), "q": text, "next": _on_this_site(request)}
    return render(request, f"{PAGES}/choose.html", context)


@public("the way in by one's university")
@require_GET
@never_cache
def start(request: Request, pk: int) -> HttpResponse:
    """What the answer is checked against stays in this browser's session."""
    sign_on = get_object_or_404(queries.in_use(), pk=pk)
    state = secrets.token_urlsafe(24)
    way = PROTOCOLS[sign_on.kind].begin(queries.config_of(sign_on), back=own_address(sign_on), state=state)
    kept = {"pk": pk, "state": state, "kept": way.kept, "next": _on_this_site(request), "at": time.time()}
    request.session[WAY] = kept
    return HttpResponseRedirect(way.address)


def _on_this_site(request: Request) -> str:
    asked = request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if allowed else ""


# --- back ------------------------------------------------------------------------------------------


@csrf_exempt
@public("where a university's SAML provider sends its answer, which is checked when its browser comes for it")
@require_POST
def acs(request: Request, pk: int) -> HttpResponse:
    get_object_or_404(queries.in_use(), pk=pk, kind=SignOn.Kind.SAML)
    number = bindings.keep_arrival(request.POST.get("SAMLResponse", ""))
    answer = urlencode({"state": request.POST.get("RelayState", ""), "arrival": number})
    response = HttpResponseRedirect(f"{reverse('sign_on_arrive', args=[pk])}?{answer}")
    response.status_code = 303
    return response


@public("where a university's sign-on sends the browser back to; what it brings is good once")
@require_GET
@never_cache
def arrive(request: Request, pk: int) -> HttpResponseBase:
    sign_on = get_object_or_404(queries.in_use(), pk=pk)
    way = _way(request, pk)
    answer = {name: str(value) for name, value in request.GET.items()}
    if "arrival" in answer:
        answer["SAMLResponse"] = bindings.take_arrival(answer["arrival"])
    identity = PROTOCOLS[sign_on.kind].finish(
        queries.config_of(sign_on), answer=answer, kept=way["kept"], back=own_address(sign_on)
    )
    binding = queries.binding_of(sign_on, identity.opaque_id)
    if binding is None:
        request.session[UNBOUND] = _unbound(sign_on, identity, to=way["next"])
        return redirect("sign_on_bind")
    bindings.must_belong(binding.user, sign_on)
    return _enter(request, binding.user, sign_on, identity.sign_out, to=way["next"])


def _way(request: Request, pk: int) -> dict[str, Any]:
    """Used up by looking: an answer that comes twice, from elsewhere or too late meets nothing."""
    way = request.session.pop(WAY, None)
    state = request.GET.get("state", "")
    if way is None or way["pk"] != pk or time.time() - way["at"] > WAY_SECONDS:
        raise NotAccepted(_("This sign-on was not begun in this browser, or too long ago. Begin again."))
    if not compare_digest(way["state"].encode(), state.encode()):
        raise NotAccepted(_("This sign-on was not begun in this browser, or too long ago. Begin again."))
    return dict(way)


def _enter(
    request: Request, user: User, sign_on: SignOn, sign_out: str, *, to: str, unbound: bindings.Unbound | None = None
) -> HttpResponseBase:
    """Through the same stages as with a password: a second factor is asked for here as well."""
    record_authentication(request, user, acting.SIGN_ON, sign_on=sign_on.pk)
    if sign_out:
        request.session[SIGN_OUT] = {"address": sign_out, "label": sign_on.label}
    login = login_of(user, to=to or reverse(settings.LOGIN_REDIRECT_URL), unbound=unbound)
    return perform_login(request, login)  # type: ignore[no-any-return]


# --- binding ---------------------------------------------------------------------------------------


def _unbound(sign_on: SignOn, identity: Identity, *, to: str) -> dict[str, Any]:
    return {
        "sign_on": sign_on.pk,
        "opaque_id": identity.opaque_id[:255],
        "name": identity.name,
        "sign_out": identity.sign_out,
        "next": to,
        "at": time.time(),
    }


@public("who comes from the university for the first time shows whose account it is")
@require_http_methods(["GET", "POST"])
@never_cache
def bind(request: Request) -> HttpResponseBase:
    found = request.session.get(UNBOUND)
    if found is None or time.time() - found["at"] > UNBOUND_SECONDS:
        return redirect("sign_on_choose")
    sign_on = get_object_or_404(queries.in_use(), pk=found["sign_on"])
    forms = _forms(request, sign_on)
    posted = next((form for form in forms.values() if form.is_bound), None)
    if posted is not None and posted.is_valid():
        del request.session[UNBOUND]
        unbound: bindings.Unbound = {
            "sign_on": sign_on.pk,
            "opaque_id": found["opaque_id"],
            "name": found["name"],
            "how": posted.how,
            "code": posted.code,
        }
        return _enter(request, posted.user, sign_on, found["sign_out"], to=found["next"], unbound=unbound)
    context = {**forms, "form": posted, "sign_on": sign_on, "name": found["name"]}
    return render(request, f"{PAGES}/bind.html", context, status=422 if posted else 200)


def _forms(request: Request, sign_on: SignOn) -> dict[str, Any]:
    by_code = "binding_code" in request.POST
    posted = request.method == "POST"
    given: dict[str, Any] = {"request": request, "sign_on": sign_on}
    return {
        "by_password": BindByPasswordForm(request.POST if posted and not by_code else None, **given),
        "by_code": BindByCodeForm(request.POST if posted and by_code else None, **given),
    }


@signed_in
@require_GET
def bound(request: Request) -> HttpResponse:
    return render(request, f"{PAGES}/bound.html", {"bindings": queries.own_bindings(request.actor)})


@signed_in
@require_http_methods(["GET", "POST"])
def unbind(request: Request, pk: int) -> HttpResponseBase:
    binding = get_object_or_404(queries.own_bindings(request.actor), pk=pk)
    return _unbind(request, binding)


@fresh
def _unbind(request: Request, binding: Any) -> HttpResponse:
    if request.method == "POST":
        bindings.unbind(binding=binding, by=request.actor)
        return redirect("sign_on_bound")
    return render(request, f"{PAGES}/unbind.html", {"binding": binding})


# --- our side of it --------------------------------------------------------------------------------


@public("what a university or federation registers of the platform")
@require_GET
def metadata(request: Request, pk: int) -> HttpResponse:
    sign_on = get_object_or_404(queries.saml(), pk=pk)
    return HttpResponse(saml.own_metadata(own_address(sign_on)), content_type="application/samlmetadata+xml")


@public("after signing out here, the way to sign out at the university too")
@require_GET
def signed_out(request: Request) -> HttpResponse:
    elsewhere = request.session.get(SIGN_OUT)
    if elsewhere is None or request.actor.is_signed_in:
        return redirect("site:home")
    return render(request, f"{PAGES}/signed_out.html", {"elsewhere": elsewhere})
