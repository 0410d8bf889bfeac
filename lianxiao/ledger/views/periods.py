"""The desk of reporting periods."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.ledger.actions import periods as actions
from lianxiao.ledger.filters.progress import PeriodFilter
from lianxiao.ledger.forms.progress import PeriodForm
from lianxiao.ledger.models import ReportingPeriod
from lianxiao.ledger.queries import periods as queries
from lianxiao.ledger.states import PeriodState
from lianxiao.ledger.tables.progress import PeriodTable
from lianxiao.ledger.views.flags import may_with_period
from lianxiao.organisations.queries.record import told
from lianxiao.organisations.roles import Right

desk = requires(Right.RUN_LEDGER, Right.READ_LEDGER)
runs = requires(Right.RUN_LEDGER)
asks = require_http_methods(["GET", "POST"])
INVALID = 422


def _period(request: Request, pk: int) -> ReportingPeriod:
    return get_object_or_404(queries.period_page(request.actor), pk=pk)


@desk
@require_GET
def periods(request: Request) -> HttpResponse:
    page = list_page(request, queries.periods(request.actor), filter_class=PeriodFilter, table_class=PeriodTable)
    return render(request, "ledger/periods.html", {"page": page, "may_draft": request.actor.may(Right.RUN_LEDGER)})


@runs
@asks
def period_new(request: Request) -> HttpResponse:
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.draft(values=form.values(), by=request.actor)
        return redirect("ledger:period", pk=made.pk)
    return render(request, "ledger/period_edit.html", {"form": form}, status=INVALID if form.errors else 200)


@runs
@asks
def period_edit(request: Request, pk: int) -> HttpResponse:
    found = _period(request, pk)
    if not may_with_period(request.actor, found)["edit"]:
        return redirect("ledger:period", pk=pk)
    form = PeriodForm(request.POST or None, instance=_period(request, pk))
    if request.method == "POST" and form.is_valid():
        actions.edit(period=found, values=form.values(), by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("ledger:period", pk=pk)
    context = {"form": form, "period": found}
    return render(request, "ledger/period_edit.html", context, status=INVALID if form.errors else 200)


@desk
@require_GET
def period(request: Request, pk: int) -> HttpResponse:
    return _page(request, _period(request, pk))


def _page(request: Request, found: ReportingPeriod, status: int = 200, **more: Any) -> HttpResponse:
    is_out = found.state != PeriodState.DRAFT
    late = queries.late_with(request.actor, found)
    context = {
        "period": found,
        "months": queries.months_in_words(found),
        "tone": queries.TONES[found.state],
        "is_out": is_out,
        "may": may_with_period(request.actor, found),
        "asked": 0 if is_out else queries.asked_projects(found).count(),
        "progress": queries.progress(request.actor, found) if is_out else [],
        "late_count": late,
        "may_chase": late > 0,
        "steps": told(queries.steps_of(found), queries.VERBS),
        **more,
    }
    return render(request, "ledger/period.html", context, status=status)


@runs
@require_POST
def period_open(request: Request, pk: int) -> HttpResponse:
    found = _period(request, pk)
    try:
        actions.open_period(period=found, by=request.actor)
    except actions.NotReady as refusal:
        problems = [{"label": "", "message": text, "anchor": ""} for text in refusal.problems.values()]
        return _page(request, _period(request, pk), INVALID, problems=problems)
    messages.success(request, _("Opened. Every running project has a report to write now, and its writers are told."))
    return redirect("ledger:period", pk=pk)


@runs
@require_POST
def period_close(request: Request, pk: int) -> HttpResponse:
    found = _period(request, pk)
    try:
        actions.close_period(period=found, by=request.actor)
    except actions.StillUnderWay as refusal:
        problems = [{"label": "", "message": str(refusal), "anchor": ""}]
        return _page(request, _period(request, pk), INVALID, problems=problems)
    messages.success(request, _("Closed. Nothing of this period changes any more."))
    return redirect("ledger:period", pk=pk)
