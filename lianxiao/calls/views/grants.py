"""Places beyond the limit: asked for, granted, refused, revoked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.calls.access import places as access
from lianxiao.calls.actions import grants as actions
from lianxiao.calls.filters.places import GrantFilter
from lianxiao.calls.forms.applications import ReasonForm
from lianxiao.calls.forms.grants import GrantForm
from lianxiao.calls.models import SlotGrant
from lianxiao.calls.queries import grant_pages as pages
from lianxiao.calls.queries import places as queries
from lianxiao.calls.tables.places import GrantTable
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.core.refusals import Refused
from lianxiao.organisations.roles import Right

INVALID = 422
department = requires(Right.ASK_PLACES, Right.GRANT_PLACES, Right.READ_ALL_APPLICATIONS)
grants_them = requires(Right.GRANT_PLACES)


@department
@require_GET
def grants(request: Request) -> HttpResponse:
    page = list_page(request, queries.grants(request.actor), filter_class=GrantFilter, table_class=GrantTable)
    may = {"ask": access.may_ask_grant(request.actor)}
    return render(request, "calls/places/grants.html", {"page": page, "may": may})


@requires(Right.ASK_PLACES)
@require_http_methods(["GET", "POST"])
def grant_new(request: Request) -> HttpResponse:
    form = GrantForm(
        request.POST or None,
        categories=queries.categories_to_ask_for(request.actor),
        universities=queries.eligible_universities(),
    )
    refusal: Refused | None = None
    if form.is_valid():
        given = dict(form.cleaned_data)
        category, university = given.pop("call_category"), given.pop("university")
        try:
            made = actions.ask(
                call_category=category, university=university, wish=actions.Wish(**given), by=request.actor
            )
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Asked for. A leader of the department decides."))
            return redirect("calls:grant", pk=made.pk)
    context = {"grant_form": form, "refusal": refusal}
    return render(request, "calls/places/grant_new.html", context, status=INVALID if form.is_bound else 200)


@department
@require_GET
def grant(request: Request, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(queries.grants(request.actor), pk=pk))


def _page(request: Request, found: SlotGrant, form: ReasonForm | None = None) -> HttpResponse:
    context = {
        "grant": found,
        "steps": pages.steps_of(found),
        "reason_form": form or ReasonForm(),
        "form": form,
        "may": {
            "decide": access.may_decide_grant(request.actor, found),
            "revoke": access.may_revoke_grant(request.actor, found) and not queries.is_taken(found),
        },
    }
    return render(request, "calls/places/grant.html", context, status=INVALID if form else 200)


@grants_them
@require_POST
def grant_grant(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.grants(request.actor), pk=pk)
    actions.grant_places(grant=found, by=request.actor)
    messages.success(request, _("Granted. The university's liaisons have been told."))
    return redirect("calls:grant", pk=pk)


@grants_them
@require_POST
def grant_refuse(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.grants(request.actor), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    actions.refuse(grant=found, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Not granted; whoever asked has been told."))
    return redirect("calls:grant", pk=pk)


@grants_them
@require_POST
def grant_revoke(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.grants(request.actor), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    actions.revoke(grant=found, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Revoked. The university's liaisons have been told."))
    return redirect("calls:grant", pk=pk)
