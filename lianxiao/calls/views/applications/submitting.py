from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.actions import submission as actions
from lianxiao.calls.forms.applications import ReasonForm
from lianxiao.calls.models import Application
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries import overview
from lianxiao.calls.queries.deadlines import calendar, deadline_of, working_days_left
from lianxiao.calls.queries.places import holds_place, pools, slots_in
from lianxiao.calls.queries.similar import panel
from lianxiao.calls.views.applications.flags import may
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right


@requires(Right.RELEASE_APPLICATIONS)
@require_GET
def application_submit(request: Request, pk: int) -> HttpResponse:
    """Before the step that counts: the limit and its use, the deadline, who receives it."""
    found = get_object_or_404(queries.application_page(request.actor), pk=pk)
    due = deadline_of(found)
    context = {
        "application": found,
        "may": may(request.actor, found),
        "slots": slots_in(found),
        "held": holds_place(found),
        "todo": overview.todo(found),
        "similar": panel(request.actor, found),
        "due": due,
        "days": working_days_left(due, calendar()) if due else None,
    }
    return render(request, "calls/applications/submit.html", context)


@requires(Right.RELEASE_APPLICATIONS)
@require_POST
def application_submit_now(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.applications(request.actor), pk=pk)
    chosen = request.POST.get("pool", "")
    pool = get_object_or_404(pools(request.actor), pk=chosen) if chosen.isdecimal() else None
    actions.submit(application=found, by=request.actor, pool=pool)
    return redirect("calls:application_receipt", pk=pk)


@requires(Right.RELEASE_APPLICATIONS)
@require_POST
def application_resubmit(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.applications(request.actor), pk=pk)
    actions.resubmit(application=found, by=request.actor)
    return redirect("calls:application_receipt", pk=pk)


@requires(Right.RELEASE_APPLICATIONS)
@require_GET
def application_withdraw(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.application_page(request.actor), pk=pk)
    return _withdrawal(request, found, ReasonForm())


def _withdrawal(request: Request, found: Application, form: ReasonForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"application": found, "form": form, "may": may(request.actor, found)}
    return render(request, "calls/applications/withdraw.html", context, status=status)


@requires(Right.RELEASE_APPLICATIONS)
@require_POST
def application_withdraw_now(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.application_page(request.actor), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _withdrawal(request, found, form, status=422)
    actions.withdraw(application=found, by=request.actor, reason=form.cleaned_data["reason"])
    messages.success(request, _("Withdrawn. The place is free again and the application is a draft."))
    return redirect("calls:application", pk=pk)
