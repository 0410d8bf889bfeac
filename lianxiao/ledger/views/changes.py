"""Change requests: their list, one of them side by side with the ledger, and the steps of those whose turn it is."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core import files
from lianxiao.core.doors import requires
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.core.refusals import LostUpdate
from lianxiao.ledger.access import changes as access
from lianxiao.ledger.actions import changes as actions
from lianxiao.ledger.actions.reports import Incomplete
from lianxiao.ledger.filters.changes import ChangeFilter
from lianxiao.ledger.forms.changes import ChangeForm, DecisionForm, KindForm
from lianxiao.ledger.forms.progress import BackForm
from lianxiao.ledger.models import ChangeRequest, Project
from lianxiao.ledger.queries import changes as queries
from lianxiao.ledger.queries.places import places
from lianxiao.ledger.queries.projects import project_page
from lianxiao.ledger.tables.changes import ChangeTable
from lianxiao.ledger.views.flags import may_with_change
from lianxiao.ledger.views.reports import CONFLICT, INVALID, READERS
from lianxiao.organisations.queries.record import told
from lianxiao.organisations.roles import Right

reads = requires(*READERS)
# Liaisons write for imported projects, which nobody applied for.
writes = requires(Right.WRITE_PROGRESS, Right.RELEASE_PROGRESS)


def change_of(request: Request, pk: int) -> ChangeRequest:
    return get_object_or_404(queries.change_page(request.actor), pk=pk)


@reads
@require_GET
def changes(request: Request) -> HttpResponse:
    page = list_page(request, queries.changes(request.actor), filter_class=ChangeFilter, table_class=ChangeTable)
    return render(request, "ledger/changes.html", {"page": page})


@reads
@require_GET
def change(request: Request, pk: int) -> HttpResponse:
    return change_shown(request, change_of(request, pk))


def change_shown(request: Request, found: ChangeRequest, status: int = 200, **more: Any) -> HttpResponse:
    may = may_with_change(request.actor, found)
    context = {
        "change": found,
        "project": found.project,
        "tone": queries.TONES[found.state],
        "answer_tone": queries.ANSWER_TONES.get(found.state, "warning"),
        "may": may,
        "shown": queries.shown(found) if may["read"] else [],
        "gaps": queries.gaps_of(found) if may["write"] or may["release"] else [],
        "back_form": BackForm(),
        "decision_form": DecisionForm(),
        "steps": told(queries.steps_of(request.actor, found), queries.VERBS),
        **more,
    }
    return render(request, "ledger/change.html", context, status=status)


# --- writing ---------------------------------------------------------------------------------------


def _project(request: Request, pk: int) -> Project:
    found = get_object_or_404(project_page(request.actor), pk=pk)
    if not access.may_draft(request.actor, found):
        raise Http404
    return found


@writes
@require_GET
def change_new(request: Request, pk: int) -> HttpResponse:
    return _new(request, _project(request, pk), KindForm())


def _new(request: Request, project: Project, form: KindForm, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "ledger/change_new.html", {"project": project, "form": form, **more}, status=status)


@writes
@require_POST
def change_draft(request: Request, pk: int) -> HttpResponse:
    project, form = _project(request, pk), KindForm(request.POST)
    if not form.is_valid():
        return _new(request, project, form, INVALID)
    try:
        made = actions.draft(project=project, kind=form.cleaned_data["kind"], by=request.actor)
    except actions.AnotherWaits as refusal:
        return _new(request, project, form, CONFLICT, refusal=refusal)
    return redirect("ledger:change_edit", pk=made.pk)


@writes
@require_GET
def change_edit(request: Request, pk: int) -> HttpResponse:
    found = change_of(request, pk)
    if not may_with_change(request.actor, found)["write"]:
        return redirect("ledger:change", pk=pk)
    return _edit(request, found)


def _edit(
    request: Request, found: ChangeRequest, status: int = 200, form: ChangeForm | None = None, **more: Any
) -> HttpResponse:
    shown = form or ChangeForm(change=found, places=places(found.project, found.kind))
    context = {"change": found, "project": found.project, "form": shown, **more}
    return render(request, "ledger/change_edit.html", context, status=status)


@writes
@require_POST
def change_save(request: Request, pk: int) -> HttpResponse:
    found = change_of(request, pk)
    if not may_with_change(request.actor, found)["write"]:
        raise Http404
    form = ChangeForm(request.POST, change=found, places=places(found.project, found.kind))
    if not form.is_valid():
        return _edit(request, found, INVALID, form=form)
    said = {"reason": form.cleaned_data["reason"], "wanted": form.wanted()}
    try:
        actions.save(change=found, revision=form.cleaned_data["revision"], by=request.actor, **said)
    except LostUpdate as refusal:
        typed = {**request.POST.dict(), "revision": str(found.revision)}
        again = ChangeForm(typed, change=found, places=form.places)
        return _edit(request, found, CONFLICT, form=again, refusal=refusal)
    return _after_save(request, found)


def _after_save(request: Request, found: ChangeRequest) -> HttpResponse:
    refused = []
    for upload in request.FILES.getlist("file"):
        try:
            actions.attach(change=found, name=upload.name or "", stream=upload, by=request.actor)  # type: ignore[arg-type]
        except files.RefusedFile as refusal:
            message = _("“%(name)s” was not taken: %(reason)s") % {"name": upload.name, "reason": refusal}
            refused.append({"label": "", "message": message, "anchor": "id_file"})
    removed = request.POST.get("remove_file", "")
    if removed.isdecimal() and len(removed) < 18:
        file = get_object_or_404(queries.attachments(request.actor), pk=int(removed), change=found)
        actions.remove_file(file=file, by=request.actor)
    if refused:
        # The words are stored, so the answer is no refusal of the whole.
        return _edit(request, change_of(request, found.pk), problems=refused)
    messages.success(request, _("Saved."))
    if removed or request.POST.get("go") != "check":
        return redirect("ledger:change_edit", pk=found.pk)
    return redirect("ledger:change", pk=found.pk)


@reads
@require_GET
def change_file(request: Request, pk: int) -> FileResponse:
    found = get_object_or_404(queries.attachments(request.actor), pk=pk)
    return download(files.open_stored(found.file_id), found.name, found.file.media_type)


# --- steps -----------------------------------------------------------------------------------------


@writes
@require_POST
def change_hand_in(request: Request, pk: int) -> HttpResponse:
    try:
        actions.hand_in(change=change_of(request, pk), by=request.actor)
    except Incomplete as refusal:
        return change_shown(request, change_of(request, pk), INVALID, refusal=refusal)
    messages.success(request, _("Handed in. The liaison of your university has been asked to release it."))
    return redirect("ledger:change", pk=pk)


@writes
@require_POST
def change_withdraw(request: Request, pk: int) -> HttpResponse:
    actions.withdraw(change=change_of(request, pk), by=request.actor)
    messages.success(request, _("Withdrawn. The project stays as it is."))
    return redirect("ledger:change", pk=pk)


@requires(Right.RELEASE_PROGRESS)
@require_POST
def change_release(request: Request, pk: int) -> HttpResponse:
    try:
        actions.release(change=change_of(request, pk), by=request.actor)
    except Incomplete as refusal:
        return change_shown(request, change_of(request, pk), INVALID, refusal=refusal)
    messages.success(request, _("Released. The lead office has it now."))
    return redirect("ledger:change", pk=pk)


@requires(Right.RELEASE_PROGRESS, Right.WRITE_PROGRESS)
@require_POST
def change_send_back(request: Request, pk: int) -> HttpResponse:
    found, form = change_of(request, pk), BackForm(request.POST)
    if not access.own(request.actor, found):
        raise Http404
    if not form.is_valid():
        return change_shown(request, found, INVALID, back_form=form, form=form)
    actions.send_back(change=found, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("With its writers again."))
    return redirect("ledger:change", pk=pk)


SAID = {
    "approve": gettext_lazy("Approved. The ledger says so from now on, and the university has been told."),
    "return": gettext_lazy("Returned. The university has been told the reason."),
    "refuse": gettext_lazy("Refused. The university has been told the reason."),
}


@requires(Right.RUN_LEDGER)
@require_POST
def change_decide(request: Request, pk: int) -> HttpResponse:
    found, form = change_of(request, pk), DecisionForm(request.POST)
    if not may_with_change(request.actor, found)["decide"]:
        raise Http404
    if not form.is_valid():
        return change_shown(request, found, INVALID, decision_form=form, form=form)
    outcome, reason = form.cleaned_data["outcome"], form.cleaned_data["reason"]
    try:
        if outcome == "approve":
            actions.approve(change=found, answer=reason, by=request.actor)
        elif outcome == "return":
            actions.return_for_correction(change=found, reason=reason, by=request.actor)
        else:
            actions.refuse(change=found, reason=reason, by=request.actor)
    except actions.Outdated as refusal:
        return change_shown(request, change_of(request, pk), CONFLICT, decision_form=form, refusal=refusal)
    messages.success(request, SAID[outcome])
    return redirect("ledger:change", pk=pk)
