"""The desk of the universities' sign-on: one administrator connects, another switches on; liaisons see their own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.http import Request, shown_once
from lianxiao.core.refusals import Refused
from lianxiao.organisations import access
from lianxiao.organisations.actions import bindings
from lianxiao.organisations.actions import sign_on as actions
from lianxiao.organisations.forms.sign_on import FIELDS, NewSignOnForm, SignOnForm
from lianxiao.organisations.models import SignOn
from lianxiao.organisations.queries import people
from lianxiao.organisations.queries import sign_on as queries
from lianxiao.organisations.queries.record import told
from lianxiao.organisations.roles import Right
from lianxiao.organisations.views.sign_on import own_address

reader = requires(Right.MANAGE_SIGN_ON, Right.CONFIRM_SIGN_IN, Right.MANAGE_PEOPLE)
keeper = requires(Right.MANAGE_SIGN_ON)
second_person = requires(Right.CONFIRM_SIGN_IN)
closer = requires(Right.MANAGE_SIGN_ON, Right.CONFIRM_SIGN_IN)
manager = requires(Right.MANAGE_PEOPLE, Right.MANAGE_ALL_PEOPLE)
asks = require_http_methods(["GET", "POST"])
PAGES = "organisations/sign_ons"


def _sign_on(request: Request, pk: int) -> SignOn:
    return get_object_or_404(queries.sign_ons(request.actor), pk=pk)


@reader
@require_GET
def sign_ons(request: Request) -> HttpResponse:
    context = {
        "sign_ons": queries.listed(request.actor),
        "kinds": SignOn.Kind.choices if access.may_change_sign_on(request.actor) else [],
    }
    return render(request, f"{PAGES}/list.html", context)


@reader
@require_GET
def sign_on(request: Request, pk: int) -> HttpResponse:
    shown = _sign_on(request, pk)
    context = {
        "sign_on": shown,
        "own": own_address(shown),
        "bound_count": queries.bound_count(shown),
        "steps": told(queries.steps_of(shown), queries.VERBS),
        "may": {
            "edit": access.may_change_sign_on(request.actor) and not shown.is_demo,
            "switch_on": access.may_switch_on(request.actor, shown),
            "switch_off": access.may_switch_off(request.actor, shown),
        },
    }
    return render(request, f"{PAGES}/sign_on.html", context)


@keeper
@asks
def sign_on_new(request: Request, kind: str) -> HttpResponse:
    if kind not in FIELDS:
        raise Http404
    form = NewSignOnForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = actions.connect(organisation=values["organisation"], kind=kind, values=values, by=request.actor)
        messages.success(request, _("The sign-on is kept. Try it out; a security administrator then switches it on."))
        return redirect("organisations:sign_on", made.pk)
    context = {"form": form, "kind": SignOn.Kind(kind).label}
    return render(request, f"{PAGES}/edit.html", context, status=422 if form.errors else 200)


@keeper
@asks
def sign_on_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(queries.sign_ons(request.actor), pk=pk, is_demo=False)
    initial = {name: getattr(shown, name) for name in actions.FACTS}
    form = SignOnForm(request.POST or None, kind=shown.kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change(sign_on=shown, values=form.cleaned_data, by=request.actor)
        messages.success(request, _("The sign-on is changed and off until a security administrator switches it on."))
        return redirect("organisations:sign_on", shown.pk)
    context = {"form": form, "sign_on": shown, "kind": shown.get_kind_display()}
    return render(request, f"{PAGES}/edit.html", context, status=422 if form.errors else 200)


@reader
@require_POST
def sign_on_try(request: Request, pk: int) -> HttpResponse:
    shown = _sign_on(request, pk)
    try:
        messages.success(request, actions.try_out(sign_on=shown, by=request.actor))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("organisations:sign_on", pk)


@second_person
@require_POST
def sign_on_switch_on(request: Request, pk: int) -> HttpResponse:
    actions.switch_on(sign_on=_sign_on(request, pk), by=request.actor)
    messages.success(request, _("The sign-on is in use: people of this university can choose it."))
    return redirect("organisations:sign_on", pk)


@closer
@require_POST
def sign_on_switch_off(request: Request, pk: int) -> HttpResponse:
    actions.switch_off(sign_on=_sign_on(request, pk), by=request.actor)
    messages.success(request, _("The sign-on is off. Local passwords work as before."))
    return redirect("organisations:sign_on", pk)


# --- for a person ----------------------------------------------------------------------------------


@manager
@asks
@never_cache
def binding_code(request: Request, pk: int, sign_on_pk: int) -> HttpResponse:
    person = get_object_or_404(people.people(request.actor), pk=pk)
    at = get_object_or_404(queries.may_bind_at(person, request.actor), pk=sign_on_pk)
    context: dict[str, Any] = {"person": person, "sign_on": at}
    if request.method == "GET":
        return render(request, f"{PAGES}/code_ask.html", context)
    context["code"] = bindings.make_code(user=person, sign_on=at, by=request.actor)
    return shown_once(render(request, f"{PAGES}/code.html", context))


@manager
@require_POST
def binding_end(request: Request, pk: int) -> HttpResponse:
    binding = get_object_or_404(queries.bindings_at(request.actor), pk=pk)
    bindings.unbind(binding=binding, by=request.actor)
    messages.success(request, _("The university id is unbound; the person can bind again."))
    return redirect("organisations:person", binding.user_id)
