"""The offices' desk for formal checks (形式审查)."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.actions import checks as actions
from lianxiao.calls.filters.checks import CheckFilter
from lianxiao.calls.forms.checks import RejectionForm, Typed, read
from lianxiao.calls.models import FormalCheck
from lianxiao.calls.queries import checks as queries
from lianxiao.calls.queries.check_sheet import sheet
from lianxiao.calls.queries.phrases import phrases
from lianxiao.calls.tables.checks import CheckTable
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.organisations.roles import Right

INVALID = 422


@requires(Right.CHECK_APPLICATIONS)
@require_GET
def check_list(request: Request) -> HttpResponse:
    page = list_page(request, queries.checks(request.actor), filter_class=CheckFilter, table_class=CheckTable)
    return render(request, "calls/checks/list.html", {"page": page})


@requires(Right.CHECK_APPLICATIONS)
@require_GET
def check(request: Request, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(queries.check_page(request.actor), pk=pk))


@requires(Right.CHECK_APPLICATIONS)
@require_POST
def check_save(request: Request, pk: int) -> HttpResponse:
    """Keep what stands on the page; on the way to a rejection go on to its own page."""
    row = get_object_or_404(queries.check_page(request.actor), pk=pk)
    typed = read(request.POST)
    actions.keep(check=row, answers=typed.answers, remarks=typed.remarks, by=request.actor)
    if request.POST.get("next") == "reject":
        return redirect("calls:check_reject_page", pk=pk)
    messages.success(request, _("Your answers and remarks are kept. Nothing is decided yet."))
    return redirect("calls:check", pk=pk)


@requires(Right.CHECK_APPLICATIONS)
@require_POST
def check_pass(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.check_page(request.actor), pk=pk)
    typed = read(request.POST)
    try:
        actions.pass_check(check=row, answers=typed.answers, by=request.actor)
    except actions.ChecklistIncomplete as refusal:
        return _page(request, row, typed, refusal.faults)
    messages.success(request, _("Passed by your office. The university is told once every lead office has passed it."))
    return redirect("calls:check", pk=pk)


@requires(Right.CHECK_APPLICATIONS)
@require_POST
def check_prepare_return(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.check_page(request.actor), pk=pk)
    typed = read(request.POST)
    try:
        actions.prepare_return(check=row, answers=typed.answers, remarks=typed.remarks, by=request.actor)
    except actions.ReasonsMissing as refusal:
        return _page(request, row, typed, refusal.faults)
    return redirect("calls:check_return_page", pk=pk)


@requires(Right.CHECK_APPLICATIONS)
@require_GET
def check_return_page(request: Request, pk: int) -> HttpResponse:
    """What a return does, before it is done."""
    row = get_object_or_404(queries.open_checks(request.actor), pk=pk)
    return render(request, "calls/checks/return.html", {"check": row, "planned": queries.planned_return(row)})


@requires(Right.CHECK_APPLICATIONS)
@require_POST
def check_return(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.check_page(request.actor), pk=pk)
    actions.return_for_correction(check=row, by=request.actor)
    messages.success(request, _("Returned for correction. The university has been told the reasons and the deadline."))
    return redirect("calls:check", pk=pk)


@requires(Right.CHECK_APPLICATIONS)
@require_GET
def check_reject_page(request: Request, pk: int) -> HttpResponse:
    return _rejection(request, get_object_or_404(queries.open_checks(request.actor), pk=pk), RejectionForm())


@requires(Right.CHECK_APPLICATIONS)
@require_POST
def check_reject(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.check_page(request.actor), pk=pk)
    form = RejectionForm(request.POST)
    if not form.is_valid():
        return _rejection(request, row, form, status=INVALID)
    actions.reject_check(check=row, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("Rejected. The university has been told the reason."))
    return redirect("calls:check", pk=pk)


def _rejection(request: Request, row: FormalCheck, form: RejectionForm, status: int = 200) -> HttpResponse:
    context = {"check": row, "form": form, "phrases": phrases("reject"), "ended": queries.open_elsewhere(row)}
    return render(request, "calls/checks/reject.html", context, status=status)


def _page(
    request: Request, row: FormalCheck, typed: Typed | None = None, faults: Iterable[actions.Fault] = ()
) -> HttpResponse:
    """The sheet as it is kept, or as it was typed with what it lacks."""
    faults = list(faults)
    found = sheet(
        request.actor,
        row,
        link=lambda number: reverse("calls:submission_file", args=[row.submission_id, number]),
        answers=typed.answers if typed else None,
        remarks=typed.remarks if typed else None,
        errors={fault.key: fault.message for fault in faults},
    )
    context = {"check": row, "sheet": found, "problems": faults, "phrases": phrases("return")}
    return render(request, "calls/checks/check.html", context, status=INVALID if faults else 200)
