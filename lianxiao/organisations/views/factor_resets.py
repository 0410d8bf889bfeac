"""Lost second factors: reported by who keeps the account, decided by a second person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.organisations.actions import factor_resets as actions
from lianxiao.organisations.forms.people import ReasonForm
from lianxiao.organisations.models import FactorReset
from lianxiao.organisations.queries import people, second_factor
from lianxiao.organisations.roles import Right

keeper = requires(Right.MANAGE_PEOPLE, Right.MANAGE_ALL_PEOPLE)
second_person = requires(Right.CONFIRM_SIGN_IN)
asks = require_http_methods(["GET", "POST"])
PAGES = "organisations/factor_resets"


@keeper
@asks
def reset_ask(request: Request, pk: int) -> HttpResponse:
    person = get_object_or_404(people.people(request.actor), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.ask(user=person, reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("The loss is reported; a security administrator decides."))
        return redirect("organisations:person", person.pk)
    context = {"form": form, "person": person}
    return render(request, f"{PAGES}/ask.html", context, status=422 if form.errors else 200)


@second_person
@require_GET
def resets(request: Request) -> HttpResponse:
    return render(request, f"{PAGES}/list.html", {"resets": second_factor.waiting_resets(request.actor)})


def _reset(request: Request, pk: int) -> FactorReset:
    return get_object_or_404(second_factor.waiting_resets(request.actor), pk=pk)


@second_person
@require_POST
def reset_grant(request: Request, pk: int) -> HttpResponse:
    actions.grant(reset=_reset(request, pk), by=request.actor)
    messages.success(request, _("The second factor is taken away. The person sets up a new one at the next sign-in."))
    return redirect("organisations:factor_resets")


@second_person
@asks
def reset_refuse(request: Request, pk: int) -> HttpResponse:
    reset = _reset(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.refuse(reset=reset, reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("The second factor stays."))
        return redirect("organisations:factor_resets")
    context = {"form": form, "reset": reset}
    return render(request, f"{PAGES}/refuse.html", context, status=422 if form.errors else 200)
