"""The way in and out, and what a person sees of the own account. The work is allauth's; the doors are ours."""

from allauth.account import views as allauth
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language

from lianxiao.core.display import choose_display
from lianxiao.core.doors import public, signed_in
from lianxiao.core.http import Request
from lianxiao.organisations import acting
from lianxiao.organisations.actions import account
from lianxiao.organisations.queries.people import demo_accounts
from lianxiao.organisations.queries.sessions import own_sessions
from lianxiao.organisations.queries.sessions import signed_in as signed_in_at
from lianxiao.organisations.queries.sign_on import has_sign_on
from lianxiao.organisations.views.sign_on import SIGN_OUT

display = public("large print and contrast are for every reader")(choose_display)


@public("the way in")
@require_http_methods(["GET", "POST"])
def sign_in(request: Request) -> HttpResponseBase:
    context = {"demo_accounts": demo_accounts, "has_sign_on": has_sign_on}
    return allauth.LoginView.as_view(extra_context=context)(request)  # type: ignore[no-any-return]


@public("the way out")
@require_http_methods(["GET", "POST"])
def sign_out(request: Request) -> HttpResponseBase:
    elsewhere = request.session.get(SIGN_OUT)
    response: HttpResponseBase = allauth.logout(request)
    if elsewhere is not None and request.method == "POST":
        request.session[SIGN_OUT] = elsewhere  # of the new, empty session
        return redirect("sign_on_signed_out")
    return response


@signed_in
@require_http_methods(["GET", "POST"])
def change_password(request: Request) -> HttpResponseBase:
    context = {"must_change": acting.must_choose_password(request)}
    return allauth.PasswordChangeView.as_view(extra_context=context)(request)  # type: ignore[no-any-return]


@public("pages are read in either language without an account")
@require_POST
def choose_language(request: Request) -> HttpResponseBase:
    response = set_language(request)
    if request.actor.is_signed_in:
        account.read_in(language=request.POST.get("language", ""), by=request.actor)
    return response


@signed_in
@require_POST
def act_as(request: Request) -> HttpResponse:
    """Then the workbench, or the page that another role was refused."""
    if not acting.choose(request, request.POST.get("membership", "")):
        raise Http404
    page = request.headers.get("Referer", "") if "again" in request.POST else ""
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return redirect(page if is_ours else "site:workbench")


@signed_in
@require_GET
def sessions(request: Request) -> HttpResponse:
    shown = signed_in_at(request.actor, request.session.session_key)
    return render(request, "usersessions/usersession_list.html", {"sessions": shown})


@signed_in
@require_POST
def session_end(request: Request, pk: int) -> HttpResponse:
    session = get_object_or_404(own_sessions(request.actor), pk=pk)
    account.end_session(session=session, by=request.actor)
    messages.success(request, _("That browser is signed out."))
    return redirect("usersessions_list")


@signed_in
@require_POST
def sessions_end(request: Request) -> HttpResponse:
    ended = account.end_other_sessions(here=request.session.session_key or "", by=request.actor)
    text = ngettext("%(n)s other browser is signed out.", "%(n)s other browsers are signed out.", ended)
    messages.success(request, text % {"n": ended})
    return redirect("usersessions_list")
