"""A person's account in the hands of those who manage it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.http import Request, shown_once
from lianxiao.organisations.actions import accounts
from lianxiao.organisations.forms.people import EditPersonForm, ReasonForm
from lianxiao.organisations.models import User
from lianxiao.organisations.queries import people as queries
from lianxiao.organisations.roles import Right

manager = requires(Right.MANAGE_PEOPLE, Right.MANAGE_ALL_PEOPLE)
keeper_of_all = requires(Right.MANAGE_ALL_PEOPLE)
asks = require_http_methods(["GET", "POST"])


def _person(request: Request, pk: int) -> User:
    return get_object_or_404(queries.people(request.actor), pk=pk)


@manager
@asks
def person_edit(request: Request, pk: int) -> HttpResponse:
    person = _person(request, pk)
    form = EditPersonForm(request.POST or None, user=person)
    if request.method == "POST" and form.is_valid():
        accounts.edit_person(user=person, values=form.values(), by=request.actor)
        messages.success(request, _("The facts are saved."))
        return redirect("organisations:person", person.pk)
    status = 422 if form.errors else 200
    return render(request, "organisations/people/edit.html", {"form": form, "person": person}, status=status)


@manager
@require_GET
def password_ask(request: Request, pk: int) -> HttpResponse:
    return render(request, "organisations/people/password_ask.html", {"person": _person(request, pk)})


@manager
@require_POST
@never_cache
def password_reset(request: Request, pk: int) -> HttpResponse:
    person = _person(request, pk)
    password = accounts.reset_password(user=person, by=request.actor)
    return password_page(request, person, password)


def password_page(request: Request, person: User, password: str, **context: object) -> HttpResponse:
    shown = {"person": person, "password": password, **context}
    return shown_once(render(request, "organisations/people/password.html", shown))


@keeper_of_all
@asks
def account_close(request: Request, pk: int) -> HttpResponse:
    person = _person(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accounts.close_account(user=person, reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("The account is closed and signed out everywhere."))
        return redirect("organisations:person", person.pk)
    status = 422 if form.errors else 200
    return render(request, "organisations/people/close.html", {"form": form, "person": person}, status=status)


@keeper_of_all
@require_POST
def account_open_again(request: Request, pk: int) -> HttpResponse:
    person = accounts.open_again(user=_person(request, pk), by=request.actor)
    messages.success(request, _("The account is open again."))
    return redirect("organisations:person", person.pk)
