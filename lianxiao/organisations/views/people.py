from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.lists import ListPage, list_page
from lianxiao.organisations import access
from lianxiao.organisations.actions import people as actions
from lianxiao.organisations.filters import PeopleFilter
from lianxiao.organisations.forms.people import NewPersonForm, PhoneForm, ReasonForm, RoleForm, WhereForm
from lianxiao.organisations.models import Membership, User
from lianxiao.organisations.queries import people as queries
from lianxiao.organisations.queries import second_factor, sign_on
from lianxiao.organisations.queries.personal import erasure_of
from lianxiao.organisations.queries.record import told
from lianxiao.organisations.queries.register import where_accounts_open
from lianxiao.organisations.roles import Right
from lianxiao.organisations.tables import PeopleTable
from lianxiao.organisations.views.accounts import password_page

manager = requires(Right.MANAGE_PEOPLE, Right.MANAGE_ALL_PEOPLE)
reader = requires(Right.MANAGE_PEOPLE, Right.MANAGE_ALL_PEOPLE, Right.GRANT_ROLES)
second_person = requires(Right.GRANT_ROLES)
asks = require_http_methods(["GET", "POST"])


# --- reading ---------------------------------------------------------------------------------------


@reader
@require_GET
def people(request: Request) -> HttpResponse:
    page = listed_people(request)
    may = {"open": request.actor.may(Right.MANAGE_PEOPLE) or request.actor.may(Right.MANAGE_ALL_PEOPLE)}
    return render(request, "organisations/people/list.html", {"page": page, "may": may, "phone_form": PhoneForm()})


def listed_people(request: Request) -> "ListPage[Membership]":
    """Also what an export holds."""
    return list_page(
        request,
        queries.listed(request.actor),
        filter_class=PeopleFilter,
        table_class=PeopleTable,
        exclude=() if _sees_all(request) else ("organisation",),
    )


def _sees_all(request: Request) -> bool:
    return request.actor.may(Right.MANAGE_ALL_PEOPLE) or request.actor.may(Right.GRANT_ROLES)


@reader
@require_GET
def person(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(queries.people(request.actor), pk=pk)
    erasure = erasure_of(shown)
    context = {
        "person": shown,
        "erasure": erasure,
        "roles": [_role(request, membership) for membership in shown.shown],  # type: ignore[attr-defined]
        "bindings": sign_on.bindings_at(request.actor).filter(user=shown),
        "can_bind": sign_on.may_bind_at(shown, request.actor),
        "factor": second_factor.has_factor(shown),
        "steps": told(queries.steps_of(shown, request.actor), queries.VERBS),
        "may": {
            "keep": access.may_keep_account(request.actor, shown.pk, queries.held_by(shown)),
            "read": access.may_read_in_full(request.actor, shown.pk) and bool(shown.email or shown.phone),
            "ask_erasure": erasure is None and access.may_ask_erasure(request.actor, shown),
            "erase": erasure is not None and access.may_erase(request.actor, erasure.asked_by_id, shown.pk),
            "close": access.may_close_account(request.actor, shown.pk),
            "grant": access.manages_some(request.actor) and shown.pk != request.actor.user_id,
        },
    }
    return render(request, "organisations/people/person.html", context)


def _role(request: Request, membership: Membership) -> dict[str, Any]:
    return {
        "row": membership,
        "standing": queries.standing_of(membership),
        "may": {
            "confirm": access.may_confirm(request.actor, membership),
            "end": access.may_end(request.actor, membership),
            "reopen": access.may_reopen(request.actor, membership),
            "hand_over": access.may_hand_over(request.actor, membership),
        },
    }


def _person(request: Request, pk: int) -> User:
    return get_object_or_404(queries.people(request.actor), pk=pk)


def _membership(request: Request, pk: int) -> Membership:
    return get_object_or_404(queries.memberships(request.actor), pk=pk)


# --- opening and granting --------------------------------------------------------------------------


@manager
@require_GET
def person_where(request: Request) -> HttpResponse:
    """Of which organisation; who manages one only goes on at once."""
    form = WhereForm(request.GET or None, actor=request.actor)
    if form.is_valid():
        return redirect("organisations:person_new", form.cleaned_data["organisation"].pk)
    places = where_accounts_open(request.actor)[:2]
    if len(places) == 1:
        return redirect("organisations:person_new", places[0].pk)
    return render(request, "organisations/people/where.html", {"form": form})


@manager
@asks
@never_cache
def person_new(request: Request, organisation_pk: int) -> HttpResponse:
    organisation = get_object_or_404(where_accounts_open(request.actor), pk=organisation_pk)
    form = NewPersonForm(request.POST or None, actor=request.actor, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        opened = actions.open_account(
            details=form.details(),
            organisation=organisation,
            role=form.cleaned_data["role"],
            position=form.cleaned_data["position"],
            by=request.actor,
        )
        return password_page(request, opened.membership.user, opened.password, row=opened.membership)
    context = {"form": form, "organisation": organisation}
    return render(request, "organisations/people/new.html", context, status=_status(form))


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


@manager
@asks
def role_new(request: Request, pk: int, organisation_pk: int) -> HttpResponse:
    shown = _person(request, pk)
    organisation = get_object_or_404(where_accounts_open(request.actor), pk=organisation_pk)
    form = RoleForm(request.POST or None, actor=request.actor, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        actions.grant(
            user=shown,
            organisation=organisation,
            role=form.cleaned_data["role"],
            position=form.cleaned_data["position"],
            by=request.actor,
        )
        messages.success(request, _("The role is granted; what needs a second person waits for confirmation."))
        return redirect("organisations:person", shown.pk)
    context = {"form": form, "person": shown, "organisation": organisation}
    return render(request, "organisations/people/role.html", context, status=_status(form))


@manager
@require_GET
def role_where(request: Request, pk: int) -> HttpResponse:
    shown = _person(request, pk)
    form = WhereForm(request.GET or None, actor=request.actor)
    if form.is_valid():
        return redirect("organisations:role_new", shown.pk, form.cleaned_data["organisation"].pk)
    places = where_accounts_open(request.actor)[:2]
    if len(places) == 1:
        return redirect("organisations:role_new", shown.pk, places[0].pk)
    return render(request, "organisations/people/where.html", {"form": form, "person": shown})


# --- roles: confirmed, refused, ended, opened again ------------------------------------------------


@second_person
@require_POST
def role_confirm(request: Request, pk: int) -> HttpResponse:
    membership = actions.confirm(membership=_membership(request, pk), by=request.actor)
    messages.success(request, _("The role is in force from now on."))
    return redirect("organisations:person", membership.user_id)


@second_person
@asks
def role_refuse(request: Request, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.refuse(membership=membership, reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("The role is refused; both were told."))
        return redirect("organisations:person", membership.user_id)
    context = {"form": form, "row": membership, "refuse": True}
    return render(request, "organisations/people/end.html", context, status=_status(form))


@manager
@asks
def role_end(request: Request, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.end_membership(membership=membership, reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(
            request, _("The role has ended; it opens nothing any more. Look at what waits to be handed over.")
        )
        return redirect("organisations:person", membership.user_id)
    context = {"form": form, "row": membership}
    return render(request, "organisations/people/end.html", context, status=_status(form))


@manager
@require_POST
def role_reopen(request: Request, pk: int) -> HttpResponse:
    membership = actions.reopen(membership=_membership(request, pk), by=request.actor)
    messages.success(request, _("The role is granted again; what needs a second person waits for confirmation."))
    return redirect("organisations:person", membership.user_id)
