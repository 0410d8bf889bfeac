"""The lead office's word on a report."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.ledger.actions import confirming as actions
from lianxiao.ledger.forms.progress import CorrectionForm
from lianxiao.ledger.models import ProgressReport
from lianxiao.ledger.queries import reports as queries
from lianxiao.ledger.views.flags import may_with_report
from lianxiao.ledger.views.reports import INVALID, english, report_of
from lianxiao.organisations.roles import Right

runs = requires(Right.RUN_LEDGER)
TICK, REASON = "ask-", "reason-"


@runs
@require_POST
def report_confirm(request: Request, pk: int) -> HttpResponse:
    actions.confirm(report=report_of(request, pk), by=request.actor)
    messages.success(request, _("Confirmed. Its figures count now, and the university has been told."))
    return redirect("ledger:report", pk=pk)


@runs
@require_GET
def report_return(request: Request, pk: int) -> HttpResponse:
    """What is to be corrected, place by place, before it is sent."""
    found = report_of(request, pk)
    if not may_with_report(request.actor, found)["confirm"]:
        raise Http404
    return _return(request, found, CorrectionForm(), {})


def _return(
    request: Request, found: ProgressReport, form: CorrectionForm, typed: dict[int, str], status: int = 200, **more: Any
) -> HttpResponse:
    milestones, indicators = queries.shown_items(found, english=english())
    places = [(actions.WHOLE, _("Words of the report"))]
    places += [(one.item.pk, one.title) for one in (*milestones, *indicators)]
    context = {
        "report": found,
        "project": found.project,
        "form": form,
        "places": [(number, title, number in typed, typed.get(number, "")) for number, title in places],
        **more,
    }
    return render(request, "ledger/report_return.html", context, status=status)


@runs
@require_POST
def report_returned(request: Request, pk: int) -> HttpResponse:
    found, form = report_of(request, pk), CorrectionForm(request.POST)
    ticked = [name.removeprefix(TICK) for name in request.POST if name.startswith(TICK)]
    numbers = [int(one) for one in ticked if one.isdecimal()]
    reasons = {one: request.POST.get(f"{REASON}{one}", "").replace("\x00", "").strip() for one in numbers}
    if not may_with_report(request.actor, found)["confirm"]:
        raise Http404
    if not form.is_valid():
        return _return(request, found, form, reasons, INVALID)
    due_at = form.cleaned_data["due_at"]
    try:
        actions.return_for_correction(report=found, reasons=reasons, due_at=due_at, by=request.actor)
    except (actions.ReasonsMissing, actions.NotLater) as refusal:
        problems = [{"label": "", "message": str(refusal), "anchor": "places"}]
        return _return(request, found, form, reasons, INVALID, problems=problems)
    messages.success(request, _("Returned. The university has been told the reasons and the day."))
    return redirect("ledger:report", pk=pk)
