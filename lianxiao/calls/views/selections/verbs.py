"""The liaison's steps up to the campus notice."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxiao.calls.actions.selections import choosing, preparing
from lianxiao.calls.forms.applications import ReasonForm
from lianxiao.calls.forms.selections import NoticeForm, ReviewerForm, RulesForm
from lianxiao.calls.queries import applications as campus
from lianxiao.calls.queries import selections as queries
from lianxiao.calls.views.selections.page import INVALID, flags, selection_page
from lianxiao.core.doors import requires
from lianxiao.core.files import RefusedFile
from lianxiao.core.http import Request
from lianxiao.core.refusals import Refused
from lianxiao.organisations.roles import Right

runs = requires(Right.RELEASE_APPLICATIONS)


@runs
@require_POST
def selection_begin(request: Request, category_pk: int) -> HttpResponse:
    category = get_object_or_404(campus.call_categories(request.actor), pk=category_pk)
    selection = preparing.begin(call_category=category, by=request.actor)
    messages.success(request, _("The selection is begun. Set its rules and invite reviewers, then open the review."))
    return redirect("calls:selection", pk=selection.pk)


@runs
@require_POST
def selection_prepare(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.selection_page(request.actor), pk=pk)
    form = RulesForm(request.POST)
    if not form.is_valid():
        return selection_page(request, found, rules_form=form)
    preparing.prepare(selection=found, by=request.actor, **form.cleaned_data)
    messages.success(request, _("The rules of the review are set."))
    return redirect("calls:selection", pk=pk)


@runs
@require_POST
def reviewer_invite(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.selection_page(request.actor), pk=pk)
    form = ReviewerForm(request.POST)
    if not form.is_valid():
        return selection_page(request, found, reviewer_form=form)
    try:
        reviewer = preparing.invite(selection=found, by=request.actor, **form.cleaned_data)
    except preparing.NotAReviewer as refusal:
        form.add_error("username", str(refusal))
        return selection_page(request, found, reviewer_form=form)
    messages.success(request, _("%(name)s is a reviewer.") % {"name": reviewer.user.name})
    return redirect("calls:selection", pk=pk)


@runs
@require_POST
def reviewer_remove(request: Request, pk: int) -> HttpResponse:
    reviewer = get_object_or_404(queries.reviewers(request.actor), pk=pk)
    preparing.remove_reviewer(reviewer=reviewer, by=request.actor)
    messages.success(request, _("%(name)s is no reviewer any more.") % {"name": reviewer.user.name})
    return redirect("calls:selection", pk=reviewer.selection_id)


@runs
@require_POST
def selection_open(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.selection_page(request.actor), pk=pk)
    try:
        preparing.open_review(selection=found, by=request.actor)
    except Refused as refusal:
        return selection_page(request, found, refusal)
    messages.success(request, _("The review is open; the reviewers have been told."))
    return redirect("calls:selection", pk=pk)


@runs
@require_POST
def candidate_take_out(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.candidates(request.actor), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        line = next(one for one in queries.results(found.selection) if one.candidate.pk == pk)
        may = flags(request.actor, found.selection)
        context = {"candidate": found, "line": line, "may": may, "reason_form": form, "form": form}
        return render(request, "calls/selections/candidate.html", context, status=INVALID)
    preparing.take_out(candidate=found, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Taken out of the selection. It can be sent back to its authors now."))
    return redirect("calls:selection", pk=found.selection_id)


@runs
@require_POST
def selection_notice(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.selection_page(request.actor), pk=pk)
    form = NoticeForm(request.POST, request.FILES)
    if not form.is_valid():
        return selection_page(request, found, notice_form=form)
    given = form.cleaned_data
    try:
        choosing.put_on_notice(
            selection=found,
            name=given["file"].name,
            stream=given["file"],
            first=given["first"],
            last=given["last"],
            by=request.actor,
        )
    except RefusedFile as refusal:
        form.add_error("file", str(refusal))
        return selection_page(request, found, notice_form=form)
    messages.success(request, _("The campus notice is on record. The choice is made when it has ended."))
    return redirect("calls:selection", pk=pk)
