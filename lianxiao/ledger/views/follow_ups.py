"""Late work: follow-ups (督办), reminders of reports, later days for single reports."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.actions.chases import ChasedOut, ChasedToday
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.ledger.access import follow_ups as access
from lianxiao.ledger.actions import chasing
from lianxiao.ledger.actions import extensions as of_days
from lianxiao.ledger.actions import follow_ups as actions
from lianxiao.ledger.actions.reports import ReasonMissing
from lianxiao.ledger.filters.follow_ups import FollowUpFilter
from lianxiao.ledger.forms.follow_ups import (
    AgainForm,
    CloseForm,
    ExtensionDecisionForm,
    ExtensionForm,
    RaiseForm,
    StatementForm,
)
from lianxiao.ledger.models import FollowUp, Project
from lianxiao.ledger.queries import follow_ups as queries
from lianxiao.ledger.queries import lights
from lianxiao.ledger.queries.periods import period_page
from lianxiao.ledger.queries.projects import project_page
from lianxiao.ledger.tables.follow_ups import FollowUpTable
from lianxiao.ledger.views.flags import may_with_follow_up
from lianxiao.ledger.views.reports import CONFLICT, INVALID, READERS, report_of, report_shown
from lianxiao.organisations.queries.record import told
from lianxiao.organisations.roles import Right

reads = requires(*READERS)
runs = requires(Right.RUN_LEDGER)


def follow_up_of(request: Request, pk: int) -> FollowUp:
    return get_object_or_404(queries.follow_up_page(request.actor), pk=pk)


@reads
@require_GET
def follow_ups(request: Request) -> HttpResponse:
    rows = queries.follow_ups(request.actor)
    page = list_page(request, rows, filter_class=FollowUpFilter, table_class=FollowUpTable)
    return render(request, "ledger/follow_ups.html", {"page": page})


@reads
@require_GET
def follow_up(request: Request, pk: int) -> HttpResponse:
    return _shown(request, follow_up_of(request, pk))


def _shown(request: Request, found: FollowUp, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "follow_up": found,
        "project": found.project,
        "tone": queries.TONES[found.state],
        "level_tone": queries.LEVEL_TONES[found.level],
        "why": queries.why(found),
        "light": lights.shown(found.project),
        "may": may_with_follow_up(request.actor, found),
        "statement_form": StatementForm(),
        "again_form": AgainForm(),
        "close_form": CloseForm(),
        "steps": told(queries.steps_of(request.actor, found), queries.VERBS),
        **more,
    }
    return render(request, "ledger/follow_up.html", context, status=status)


def _project(request: Request, pk: int) -> Project:
    found = get_object_or_404(project_page(request.actor), pk=pk)
    if not access.may_raise(request.actor, found):
        raise Http404
    return found


@runs
@require_GET
def follow_up_new(request: Request, pk: int) -> HttpResponse:
    return _new(request, _project(request, pk), RaiseForm())


def _new(request: Request, project: Project, form: RaiseForm, status: int = 200, **more: Any) -> HttpResponse:
    overdue = lights.reasons_in_words(lights.overdue(project))
    context = {"project": project, "form": form, "overdue": overdue, **more}
    return render(request, "ledger/follow_up_new.html", context, status=status)


@runs
@require_POST
def follow_up_raise(request: Request, pk: int) -> HttpResponse:
    project, form = _project(request, pk), RaiseForm(request.POST)
    if not form.is_valid():
        return _new(request, project, form, INVALID)
    try:
        made = actions.raise_by_hand(project=project, text=form.cleaned_data["text"], by=request.actor)
    except actions.AlreadyRaised as refusal:
        return _new(request, project, form, CONFLICT, refusal=refusal)
    messages.success(request, _("Raised. The parties have been told, and until when they answer."))
    return redirect("ledger:follow_up", pk=made.pk)


@requires(Right.RELEASE_PROGRESS)
@require_POST
def follow_up_answer(request: Request, pk: int) -> HttpResponse:
    found, form = follow_up_of(request, pk), StatementForm(request.POST)
    if not may_with_follow_up(request.actor, found)["answer"]:
        raise Http404
    if not form.is_valid():
        return _shown(request, found, INVALID, statement_form=form, form=form)
    actions.answer(follow_up=found, statement=form.cleaned_data["statement"], by=request.actor)
    messages.success(request, _("Answered. The lead office reads your statement now."))
    return redirect("ledger:follow_up", pk=pk)


@runs
@require_POST
def follow_up_again(request: Request, pk: int) -> HttpResponse:
    found, form = follow_up_of(request, pk), AgainForm(request.POST)
    if not may_with_follow_up(request.actor, found)["again"]:
        raise Http404
    if not form.is_valid():
        return _shown(request, found, INVALID, again_form=form, form=form)
    actions.ask_again(follow_up=found, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("Asked again. The university has been told what is missing."))
    return redirect("ledger:follow_up", pk=pk)


@runs
@require_POST
def follow_up_close(request: Request, pk: int) -> HttpResponse:
    found, form = follow_up_of(request, pk), CloseForm(request.POST)
    if not may_with_follow_up(request.actor, found)["close"]:
        raise Http404
    if not form.is_valid():
        return _shown(request, found, INVALID, close_form=form, form=form)
    try:
        actions.close(follow_up=found, remark=form.cleaned_data["remark"], by=request.actor)
    except ReasonMissing as refusal:
        form.add_error("remark", str(refusal))
        return _shown(request, found, INVALID, close_form=form, form=form)
    messages.success(request, _("Closed. The parties have been told."))
    return redirect("ledger:follow_up", pk=pk)


# --- reports ---------------------------------------------------------------------------------------


@runs
@require_POST
def report_chase(request: Request, pk: int) -> HttpResponse:
    try:
        sent = chasing.chase(report=report_of(request, pk), by=request.actor)
    except (ChasedToday, ChasedOut, NotAllowedNow) as refusal:
        return report_shown(request, report_of(request, pk), CONFLICT, refusal=refusal)
    if sent.went_to_leader:
        messages.success(request, _("Reminded. This time the university's leader has been told."))
    else:
        messages.success(request, _("Reminded. The writers and the liaison have been told."))
    return redirect("ledger:report", pk=pk)


@runs
@require_POST
def period_chase(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(period_page(request.actor), pk=pk)
    sent = chasing.chase_late(period=found, by=request.actor)
    text = ngettext(
        "%(n)s late report of your projects was chased. Whoever was reminded within 24 hours was left in peace.",
        "%(n)s late reports of your projects were chased. Whoever was reminded within 24 hours was left in peace.",
        sent,
    )
    messages.success(request, text % {"n": sent})
    return redirect("ledger:period", pk=pk)


@requires(Right.RUN_LEDGER, Right.RELEASE_PROGRESS)
@require_POST
def extension_ask(request: Request, pk: int) -> HttpResponse:
    found, form = report_of(request, pk), ExtensionForm(request.POST)
    if not access.may_ask_extension(request.actor, found):
        raise Http404
    if not form.is_valid():
        return report_shown(request, found, INVALID, extension_form=form, form=form)
    try:
        of_days.ask(report=found, by=request.actor, **form.cleaned_data)
    except of_days.NotLater as refusal:
        form.add_error("new_due_at", str(refusal))
        return report_shown(request, found, INVALID, extension_form=form, form=form)
    except of_days.AlreadyAsked as refusal:
        return report_shown(request, report_of(request, pk), CONFLICT, refusal=refusal)
    messages.success(request, _("Asked. The day moves when an officer of the lead office has granted it."))
    return redirect("ledger:report", pk=pk)


@runs
@require_POST
def extension_decide(request: Request, pk: int) -> HttpResponse:
    extension = get_object_or_404(queries.extensions(request.actor), pk=pk)
    found, form = report_of(request, extension.report_id), ExtensionDecisionForm(request.POST)
    if not access.may_decide_extension(request.actor, found, extension.asked_by_id):
        raise Http404
    if not form.is_valid():
        return report_shown(request, found, INVALID, decision_form=form, form=form)
    try:
        if form.cleaned_data["outcome"] == "grant":
            of_days.grant(extension=extension, by=request.actor)
            messages.success(request, _("Granted. The university has been told the new day."))
        else:
            of_days.refuse(extension=extension, reason=form.cleaned_data["reason"], by=request.actor)
            messages.success(request, _("Refused. The university has been told the reason."))
    except (of_days.NotLater, NotAllowedNow) as refusal:
        return report_shown(request, report_of(request, found.pk), CONFLICT, refusal=refusal)
    return redirect("ledger:report", pk=found.pk)
