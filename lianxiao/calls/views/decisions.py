"""Decisions: proposal, countersigns and confirmation, one by one or several at once."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.actions import decisions as actions
from lianxiao.calls.actions import reviews
from lianxiao.calls.actions.each import RowResult
from lianxiao.calls.filters.decisions import DecisionFilter
from lianxiao.calls.forms.decisions import ConfirmationForm, CountersignForm, ProposalForm, ReviewForm, SendBackForm
from lianxiao.calls.models import Application
from lianxiao.calls.queries import decisions as queries
from lianxiao.calls.queries.chases import panel
from lianxiao.calls.tables.decisions import DecisionTable
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.organisations.roles import Right

INVALID = 422


@requires(Right.PROPOSE_DECISIONS, Right.CONFIRM_DECISIONS, Right.READ_ALL_APPLICATIONS)
@require_GET
def decision_list(request: Request) -> HttpResponse:
    may = queries.bulk_abilities(request.actor)
    page = list_page(
        request,
        queries.decisions(request.actor),
        filter_class=DecisionFilter,
        table_class=DecisionTable,
        exclude=() if may.any else ("select",),
    )
    return render(request, "calls/decisions/list.html", {"page": page, "may": may})


@requires(Right.PROPOSE_DECISIONS, Right.CONFIRM_DECISIONS, Right.READ_ALL_APPLICATIONS)
@require_GET
def decision(request: Request, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(queries.decision_page(request.actor), pk=pk))


@requires(Right.PROPOSE_DECISIONS)
@require_POST
def decision_propose(request: Request, pk: int) -> HttpResponse:
    application = get_object_or_404(queries.decision_page(request.actor), pk=pk)
    form = ProposalForm(request.POST)
    if not form.is_valid():
        return _page(request, application, propose_form=form)
    actions.propose(application=application, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Proposed. Whoever acts next has been told."))
    return redirect("calls:decision", pk=pk)


@requires(Right.PROPOSE_DECISIONS)
@require_POST
def decision_review(request: Request, pk: int) -> HttpResponse:
    application = get_object_or_404(queries.decision_page(request.actor), pk=pk)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, application, review_form=form)
    reviews.record_conclusion(application=application, by=request.actor, **form.cleaned_data)
    messages.success(request, _("The review is on record. A decision can be proposed now."))
    return redirect("calls:decision", pk=pk)


@requires(Right.PROPOSE_DECISIONS)
@require_POST
def decision_countersign(request: Request, pk: int) -> HttpResponse:
    application = get_object_or_404(queries.decision_page(request.actor), pk=pk)
    form = CountersignForm(request.POST)
    if not form.is_valid():
        return _page(request, application, countersign_form=form)
    actions.countersign(application=application, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Countersigned for your office."))
    return redirect("calls:decision", pk=pk)


@requires(Right.CONFIRM_DECISIONS)
@require_POST
def decision_confirm(request: Request, pk: int) -> HttpResponse:
    application = get_object_or_404(queries.decision_page(request.actor), pk=pk)
    form = ConfirmationForm(request.POST)
    if not form.is_valid():
        return _page(request, application, confirm_form=form)
    actions.confirm(application=application, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Confirmed. The office and the university have been told."))
    return redirect("calls:decision", pk=pk)


@requires(Right.CONFIRM_DECISIONS)
@require_POST
def decision_send_back(request: Request, pk: int) -> HttpResponse:
    application = get_object_or_404(queries.decision_page(request.actor), pk=pk)
    form = SendBackForm(request.POST, prefix="back")
    if not form.is_valid():
        return _page(request, application, send_back_form=form)
    actions.send_back(application=application, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Sent back to the responsible office."))
    return redirect("calls:decision", pk=pk)


def _page(request: Request, application: Application, **bound: forms.Form) -> HttpResponse:
    """The decision with its forms; a form that was sent and has errors stands as it was filled in."""
    shown: dict[str, forms.Form] = {
        "review_form": ReviewForm(),
        "propose_form": ProposalForm(),
        "countersign_form": CountersignForm(),
        "confirm_form": ConfirmationForm(),
        "send_back_form": SendBackForm(prefix="back"),
        **bound,
    }
    chase = {"chase": panel(request.actor, application)}
    context = (
        queries.decision_context(request.actor, application)
        | chase
        | shown
        | {"form": next(iter(bound.values()), None)}
    )
    return render(request, "calls/decisions/decision.html", context, status=INVALID if bound else 200)


# --- several at once --------------------------------------------------------------------------------


@requires(Right.PROPOSE_DECISIONS)
@require_GET
def bulk_propose_page(request: Request) -> HttpResponse:
    return _bulk_page(request, "calls/decisions/bulk_propose.html", request.GET.getlist("pk"), ProposalForm())


@requires(Right.PROPOSE_DECISIONS)
@require_POST
def bulk_propose(request: Request) -> HttpResponse:
    return _bulk(request, "calls/decisions/bulk_propose.html", ProposalForm(request.POST), actions.propose_each)


@requires(Right.CONFIRM_DECISIONS)
@require_GET
def bulk_confirm_page(request: Request) -> HttpResponse:
    return _bulk_page(request, "calls/decisions/bulk_confirm.html", request.GET.getlist("pk"), ConfirmationForm())


@requires(Right.CONFIRM_DECISIONS)
@require_POST
def bulk_confirm(request: Request) -> HttpResponse:
    return _bulk(request, "calls/decisions/bulk_confirm.html", ConfirmationForm(request.POST), actions.confirm_each)


def _bulk(request: Request, template: str, form: forms.Form, act: Callable[..., list[RowResult]]) -> HttpResponse:
    """Do it for each row and say what became of each."""
    numbers = request.POST.getlist("pk")
    if not form.is_valid():
        return _bulk_page(request, template, numbers, form)
    rows = queries.selected(request.actor, numbers)
    results: Any = act(applications=rows, by=request.actor, **form.cleaned_data)
    done = [result for result in results if not result.refusal]
    context = {"results": results, "done": len(done), "case_view": "calls:decision", "list_view": "calls:decisions"}
    return render(request, "calls/results.html", context)


def _bulk_page(request: Request, template: str, numbers: list[str], form: forms.Form) -> HttpResponse:
    rows = list(queries.selected(request.actor, numbers))
    status = INVALID if form.errors else 200
    return render(request, template, {"rows": rows, "form": form}, status=status)
