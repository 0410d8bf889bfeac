"""Reading a person in full, who has read mine, finding by a number that stands in no address, erasure."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.doors import requires, signed_in
from lianxiao.core.http import Request, shown_once
from lianxiao.core.lists import page_of
from lianxiao.organisations.actions import personal as actions
from lianxiao.organisations.forms.people import PhoneForm, PurposeForm, ReasonForm
from lianxiao.organisations.models import User
from lianxiao.organisations.queries import people as queries
from lianxiao.organisations.queries import personal
from lianxiao.organisations.queries.record import role_label
from lianxiao.organisations.roles import Right

reader = requires(Right.MANAGE_PEOPLE, Right.MANAGE_ALL_PEOPLE, Right.GRANT_ROLES)


def _person(request: Request, pk: int) -> User:
    return get_object_or_404(queries.people(request.actor), pk=pk)


@signed_in
@require_GET
@never_cache
def readings(request: Request) -> HttpResponse:
    """What is kept of me, and who has read it."""
    page = page_of(request, personal.readings_of(request.actor))
    lines = [
        {"row": one, "fields": personal.field_labels(one), "role": role_label(one.role)} for one in page.object_list
    ]
    context = {"page": page, "lines": lines, "own": personal.own_data(request.actor)}
    return render(request, "organisations/personal/readings.html", context)


@reader
@require_http_methods(["GET", "POST"])
@never_cache
def person_in_full(request: Request, pk: int) -> HttpResponse:
    """Asks what for; then shows it, once."""
    person = _person(request, pk)
    form = PurposeForm(request.POST or None)
    context = {"person": person, "form": form}
    if request.method == "POST" and form.is_valid():
        context["shown"] = actions.read_in_full(user=person, purpose=form.cleaned_data["purpose"], by=request.actor)
        return shown_once(render(request, "organisations/personal/in_full.html", context))
    return render(request, "organisations/personal/in_full.html", context, status=422 if form.errors else 200)


@reader
@require_POST
def person_find(request: Request) -> HttpResponse:
    """By telephone: posted, so that the number stands in no address and no log."""
    form = PhoneForm(request.POST)
    found = personal.found_by_phone(request.actor, form.cleaned_data["number"]) if form.is_valid() else None
    if found is None:
        messages.warning(request, _("Nobody whom you manage has this number."))
        return redirect("organisations:people")
    return redirect("organisations:person", found.pk)


@requires(Right.MANAGE_ALL_PEOPLE)
@require_http_methods(["GET", "POST"])
def erasure_ask(request: Request, pk: int) -> HttpResponse:
    person = _person(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.ask_erasure(user=person, reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("A security administrator has been asked to erase the data."))
        return redirect("organisations:person", person.pk)
    status = 422 if form.errors else 200
    return render(request, "organisations/personal/erasure.html", {"form": form, "person": person}, status=status)


@requires(Right.GUARD_PERSONAL_DATA)
@require_POST
def erase(request: Request, pk: int) -> HttpResponse:
    actions.erase(user=_person(request, pk), by=request.actor)
    messages.success(request, _("The data of this person are erased for good."))
    return redirect("organisations:person", pk)
