"""The end of a project: its final acceptance (验收), its withdrawal (撤销)."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core import files
from lianxiao.core.doors import requires
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.ledger.access import endings as access
from lianxiao.ledger.actions import endings as actions
from lianxiao.ledger.filters.acceptances import AcceptanceFilter
from lianxiao.ledger.forms.endings import AcceptanceForm
from lianxiao.ledger.forms.progress import BackForm
from lianxiao.ledger.models import Acceptance, Project
from lianxiao.ledger.queries import endings as queries
from lianxiao.ledger.queries.projects import project_page
from lianxiao.ledger.tables.acceptances import AcceptanceTable
from lianxiao.ledger.views.flags import may_with_acceptance
from lianxiao.ledger.views.reports import CONFLICT, INVALID, READERS
from lianxiao.organisations.queries.record import told
from lianxiao.organisations.roles import Right

reads = requires(*READERS)
runs = requires(Right.RUN_LEDGER)
releases = requires(Right.RELEASE_PROGRESS)
OPINION = ("meeting_date", "members", "opinion", "conclusion")


def acceptance_of(request: Request, pk: int) -> Acceptance:
    return get_object_or_404(queries.acceptance_page(request.actor), pk=pk)


@reads
@require_GET
def acceptances(request: Request) -> HttpResponse:
    rows = queries.acceptances(request.actor)
    page = list_page(request, rows, filter_class=AcceptanceFilter, table_class=AcceptanceTable)
    return render(request, "ledger/acceptances.html", {"page": page})


@reads
@require_GET
def acceptance(request: Request, pk: int) -> HttpResponse:
    return _shown(request, acceptance_of(request, pk))


def _shown(request: Request, found: Acceptance, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "acceptance": found,
        "project": found.project,
        "tone": queries.TONES[found.state],
        "may": may_with_acceptance(request.actor, found),
        "back_form": BackForm(),
        "steps": told(queries.steps_of(found), queries.VERBS),
        **more,
    }
    return render(request, "ledger/acceptance.html", context, status=status)


# --- applying --------------------------------------------------------------------------------------


def _project(request: Request, pk: int) -> Project:
    found = get_object_or_404(project_page(request.actor), pk=pk)
    if not access.may_apply(request.actor, found):
        raise Http404
    return found


@releases
@require_GET
def acceptance_new(request: Request, pk: int) -> HttpResponse:
    project = _project(request, pk)
    there = queries.acceptance_of(request.actor, project)
    if there and not access.may_apply_again(request.actor, there):
        return redirect("ledger:acceptance", pk=there.pk)
    initial = {name: getattr(there, name) for name in OPINION} if there else {}
    return _new(request, project, AcceptanceForm(initial=initial))


def _new(request: Request, project: Project, form: AcceptanceForm, status: int = 200, **more: Any) -> HttpResponse:
    there = queries.acceptance_of(request.actor, project)
    context = {"project": project, "form": form, "there": there, "reasons": queries.in_the_way(project), **more}
    return render(request, "ledger/acceptance_new.html", context, status=status)


@releases
@require_POST
def acceptance_apply(request: Request, pk: int) -> HttpResponse:
    project, form = _project(request, pk), AcceptanceForm(request.POST)
    if not form.is_valid():
        return _new(request, project, form, INVALID)
    uploads = [(one.name or "", one) for one in request.FILES.getlist("file")]
    try:
        made = actions.apply(project=project, opinion=form.said(), uploads=uploads, by=request.actor)  # type: ignore[arg-type]
    except (files.RefusedFile, actions.FilesMissing) as refusal:
        problems = [{"label": "", "message": str(refusal), "anchor": "id_file"}]
        return _new(request, project, form, INVALID, problems=problems)
    except actions.InTheWay as refusal:
        return _new(request, project, form, CONFLICT, refusal=refusal)
    messages.success(request, _("Applied. The lead office reads it now."))
    return redirect("ledger:acceptance", pk=made.pk)


@reads
@require_GET
def acceptance_file(request: Request, pk: int) -> FileResponse:
    found = get_object_or_404(queries.acceptance_files(request.actor), pk=pk)
    return download(files.open_stored(found.file_id), found.name, found.file.media_type)


# --- the lead office -------------------------------------------------------------------------------


@runs
@require_POST
def acceptance_confirm(request: Request, pk: int) -> HttpResponse:
    try:
        actions.confirm(acceptance=acceptance_of(request, pk), by=request.actor)
    except actions.InTheWay as refusal:
        return _shown(request, acceptance_of(request, pk), CONFLICT, refusal=refusal)
    messages.success(request, _("Confirmed. The project is finished, and the university has been told."))
    return redirect("ledger:acceptance", pk=pk)


@runs
@require_POST
def acceptance_return(request: Request, pk: int) -> HttpResponse:
    found, form = acceptance_of(request, pk), BackForm(request.POST)
    if not may_with_acceptance(request.actor, found)["confirm"]:
        raise Http404
    if not form.is_valid():
        return _shown(request, found, INVALID, back_form=form, form=form)
    actions.return_for_correction(acceptance=found, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("Returned. The university has been told the reason."))
    return redirect("ledger:acceptance", pk=pk)


# --- withdrawal ------------------------------------------------------------------------------------


@runs
@require_GET
def withdrawal_new(request: Request, pk: int) -> HttpResponse:
    return _withdrawal(request, _to_withdraw(request, pk), BackForm())


def _to_withdraw(request: Request, pk: int) -> Project:
    found = get_object_or_404(project_page(request.actor), pk=pk)
    if not access.may_propose_withdrawal(request.actor, found):
        raise Http404
    return found


def _withdrawal(request: Request, project: Project, form: BackForm, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "ledger/withdrawal_new.html", {"project": project, "form": form, **more}, status=status)


@runs
@require_POST
def withdrawal_propose(request: Request, pk: int) -> HttpResponse:
    project, form = _to_withdraw(request, pk), BackForm(request.POST)
    if not form.is_valid():
        return _withdrawal(request, project, form, INVALID)
    try:
        actions.propose_withdrawal(project=project, reason=form.cleaned_data["reason"], by=request.actor)
    except actions.AlreadyProposed as refusal:
        return _withdrawal(request, project, form, CONFLICT, refusal=refusal)
    messages.success(request, _("Proposed. It takes effect when another officer of your office carries it out."))
    return redirect("ledger:project", pk=pk)


@runs
@require_POST
def withdrawal_confirm(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.withdrawals(request.actor), pk=pk)
    try:
        actions.withdraw(withdrawal=found, by=request.actor)
        messages.success(request, _("Withdrawn. The parties have been told."))
    except actions.InTheWay as refusal:
        messages.error(request, str(refusal))
    return redirect("ledger:project", pk=found.project_id)


@runs
@require_POST
def withdrawal_drop(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.withdrawals(request.actor), pk=pk)
    actions.drop_withdrawal(withdrawal=found, by=request.actor)
    messages.success(request, _("Dropped. The project goes on."))
    return redirect("ledger:project", pk=found.project_id)
