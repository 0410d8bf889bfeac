"""Ranking and choice by the liaison, approval by the leader, opening again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianxiao.calls.actions.places import LimitReached, TooLate
from lianxiao.calls.actions.selections import choosing
from lianxiao.calls.actions.selections.rules import NotReady
from lianxiao.calls.forms.applications import ReasonForm, RemarkForm
from lianxiao.calls.forms.selections import ChoiceForm, RankForm
from lianxiao.calls.queries import selection_pages as pages
from lianxiao.calls.queries import selections as queries
from lianxiao.calls.queries.places import slots_of
from lianxiao.calls.views.selections.page import INVALID, flags, selection_page
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.refusals import Refused
from lianxiao.organisations.roles import Right


@requires(Right.RELEASE_APPLICATIONS)
@require_http_methods(["GET", "POST"])
def selection_rank(request: Request, pk: int) -> HttpResponse:
    """The candidates in the order of their means, each with a rank; what departs from the means has a reason."""
    found = get_object_or_404(queries.selection_page(request.actor), pk=pk)
    form = RankForm(request.POST or None, lines=queries.results(found))
    refusal: Refused | None = None
    if form.is_valid():
        try:
            choosing.rank(selection=found, ranks=form.ranks, by=request.actor)
        except choosing.RankUnclear as unclear:
            form.show(unclear.problems)
        except NotReady as not_ready:
            refusal = not_ready
        else:
            messages.success(request, _("The ranking is fixed. Put it on campus notice."))
            return redirect("calls:selection", pk=pk)
    context: dict[str, Any] = {
        "selection": found,
        "ranking": form,
        "refusal": refusal,
        "may": flags(request.actor, found),
    }
    status = INVALID if form.is_bound else 200
    return render(request, "calls/selections/rank.html", context, status=status)


@requires(Right.RELEASE_APPLICATIONS)
@require_http_methods(["GET", "POST"])
def selection_choose(request: Request, pk: int) -> HttpResponse:
    """As many as places are free, proposed from the top of the ranking."""
    found = get_object_or_404(queries.selection_page(request.actor), pk=pk)
    lines, places = queries.results(found), slots_of(found.call_category, found.university_id)
    form = ChoiceForm(request.POST or None, lines=lines, places=places, chosen=pages.proposed(lines, places))
    refusal: Refused | None = None
    if form.is_valid():
        try:
            choosing.choose(selection=found, chosen=form.chosen, by=request.actor)
        except (choosing.NoticeRuns, NotReady, choosing.TooMany) as refused:
            refusal = refused
        else:
            messages.success(request, _("The choice is with the university's leader, who has been told."))
            return redirect("calls:selection", pk=pk)
    context: dict[str, Any] = {
        "selection": found,
        "choice": form,
        "slots": places,
        "refusal": refusal,
        "may": flags(request.actor, found),
    }
    status = INVALID if form.is_bound else 200
    return render(request, "calls/selections/choose.html", context, status=status)


@requires(Right.ENDORSE_APPLICATIONS)
@require_POST
def selection_approve(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.selection_page(request.actor), pk=pk)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return selection_page(request, found, remark_form=form)
    try:
        choosing.approve(selection=found, by=request.actor, **form.cleaned_data)
    except (LimitReached, TooLate) as refusal:
        return selection_page(request, found, refusal)
    messages.success(request, _("Approved. A place is held for each chosen application; the liaison submits them."))
    return redirect("calls:selection", pk=pk)


@requires(Right.ENDORSE_APPLICATIONS)
@require_POST
def selection_send_back(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.selection_page(request.actor), pk=pk)
    form = ReasonForm(request.POST, prefix="back")
    if not form.is_valid():
        return selection_page(request, found, back_form=form)
    choosing.send_back(selection=found, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Sent back to the liaison with your reason."))
    return redirect("calls:selection", pk=pk)


@requires(Right.RELEASE_APPLICATIONS, Right.ENDORSE_APPLICATIONS)
@require_POST
def selection_reopen(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.selection_page(request.actor), pk=pk)
    form = ReasonForm(request.POST, prefix="reopen")
    if not form.is_valid():
        return selection_page(request, found, reopen_form=form)
    choosing.reopen(selection=found, by=request.actor, **form.cleaned_data)
    messages.success(request, _("The selection is open again. What was handed in since is a candidate as well."))
    return redirect("calls:selection", pk=pk)
