"""The ledger of places: a university's own before it drafts, every university's for the department."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.calls.access import places as access
from lianxiao.calls.actions import places as actions
from lianxiao.calls.filters.places import PlaceFilter
from lianxiao.calls.forms.applications import ReasonForm
from lianxiao.calls.models import PlaceLine
from lianxiao.calls.queries import applications as campus
from lianxiao.calls.queries import places as queries
from lianxiao.calls.tables.places import PlaceTable, file_columns, file_rows
from lianxiao.calls.views.downloads import download
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.lists import ListPage, list_page, page_of
from lianxiao.core.templatetags.lianxiao import day
from lianxiao.organisations.roles import Right

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INVALID = 422
department = requires(Right.ASK_PLACES, Right.GRANT_PLACES, Right.READ_ALL_APPLICATIONS)


@requires(Right.WRITE_APPLICATIONS, Right.READ_OWN_APPLICATIONS)
@require_GET
def places(request: Request) -> HttpResponse:
    """One call after the other, the newest first, so that it is seen before anybody drafts."""
    page = page_of(request, queries.calls_with_places(request.actor), per_page=1)
    call = next(iter(page.object_list), None)
    lines = queries.slot_lines(request.actor, call) if call else []
    return render(request, "calls/places/own.html", {"page": page, "call": call, "lines": lines})


def _listed(request: Request) -> "ListPage[PlaceLine]":
    rows = queries.place_lines(request.actor).order_by(
        "-call__closes_at", "university__official_order", "category__order"
    )
    return list_page(request, rows, filter_class=PlaceFilter, table_class=PlaceTable)


@department
@require_GET
def desk_places(request: Request) -> HttpResponse:
    may = {"ask": access.may_ask_grant(request.actor)}
    return render(request, "calls/places/desk.html", {"page": _listed(request), "may": may})


@department
@require_POST
def places_export(request: Request) -> FileResponse:
    """Exactly what the list shows under the same address: filters, columns, order."""
    page = _listed(request)
    file = actions.export(
        rows=file_rows(page.table),
        columns=file_columns(page.table),
        filters=page.filter.in_words,
        by=request.actor,
    )
    return download(file, _("Ledger of places %(day)s.xlsx") % {"day": day(timezone.localdate())}, XLSX)


@requires(Right.RELEASE_APPLICATIONS)
@require_http_methods(["GET", "POST"])
def give_up_place(request: Request, pk: int) -> HttpResponse:
    """A place held for a chosen application goes back, with a reason."""
    found = get_object_or_404(campus.application_page(request.actor), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.give_up(application=found, by=request.actor, **form.cleaned_data)
        messages.success(request, _("The place is free again; the application is with you."))
        return redirect("calls:application", pk=pk)
    context = {"application": found, "form": form if form.is_bound else None, "reason_form": form}
    return render(request, "calls/places/give_up.html", context, status=INVALID if form.is_bound else 200)
