"""Progress reports: their list, one of them, what is written in it, and the steps of those whose turn it is."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core import files
from lianxiao.core.calendar import calendar, working_days_left
from lianxiao.core.doors import requires
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.core.refusals import LostUpdate
from lianxiao.ledger.access.follow_ups import may_decide_extension
from lianxiao.ledger.actions import reports as actions
from lianxiao.ledger.filters.progress import ReportFilter
from lianxiao.ledger.forms.follow_ups import ExtensionDecisionForm, ExtensionForm
from lianxiao.ledger.forms.progress import BackForm, ReportForm
from lianxiao.ledger.models import ProgressReport
from lianxiao.ledger.queries import follow_ups as late
from lianxiao.ledger.queries import periods
from lianxiao.ledger.queries import reports as queries
from lianxiao.ledger.tables.progress import ReportTable
from lianxiao.ledger.views.flags import may_with_report
from lianxiao.organisations.queries.record import told
from lianxiao.organisations.roles import Right

READERS = (Right.READ_LEDGER, Right.READ_PROGRESS, Right.WRITE_PROGRESS)
reads = requires(*READERS)
# Liaisons write for imported projects, which nobody applied for.
writes = requires(Right.WRITE_PROGRESS, Right.RELEASE_PROGRESS)
INVALID, CONFLICT = 422, 409


def report_of(request: Request, pk: int) -> ProgressReport:
    return get_object_or_404(queries.report_page(request.actor), pk=pk)


def english() -> bool:
    return get_language() == "en"


@reads
@require_GET
def reports(request: Request) -> HttpResponse:
    page = list_page(request, queries.reports(request.actor), filter_class=ReportFilter, table_class=ReportTable)
    return render(request, "ledger/reports.html", {"page": page})


@reads
@require_GET
def report(request: Request, pk: int) -> HttpResponse:
    return report_shown(request, report_of(request, pk))


def report_shown(request: Request, found: ProgressReport, status: int = 200, **more: Any) -> HttpResponse:
    may, extension = may_with_report(request.actor, found), late.extension_of(found)
    milestones, indicators = queries.shown_items(found, english=english()) if may["read"] else ([], [])
    context = {
        "report": found,
        "period": found.period,
        "months": periods.months_in_words(found.period),
        "project": found.project,
        "tone": queries.TONES[found.state],
        "may": may,
        "late": queries.is_late(found),
        "days_left": working_days_left(found.due_at, calendar()),
        "milestones": milestones,
        "indicators": indicators,
        "reasons": [(queries.title_of(one.item) if one.item else "", one) for one in found.reasons.all()],
        "gaps": queries.gaps_of(found) if may["hand_in"] or may["release"] else [],
        "back_form": BackForm(),
        "chasing": late.chasing(request.actor, found),
        "extension": extension,
        "may_decide": extension is not None and may_decide_extension(request.actor, found, extension.asked_by_id),
        "extension_form": ExtensionForm(),
        "decision_form": ExtensionDecisionForm(),
        "steps": told(queries.steps_of(found), queries.VERBS),
        **more,
    }
    return render(request, "ledger/report.html", context, status=status)


# --- writing ---------------------------------------------------------------------------------------


@writes
@require_GET
def report_edit(request: Request, pk: int) -> HttpResponse:
    found = report_of(request, pk)
    if not may_with_report(request.actor, found)["write"]:
        return redirect("ledger:report", pk=pk)
    return _edit(request, found)


def _edit(request: Request, found: ProgressReport, status: int = 200, **more: Any) -> HttpResponse:
    milestones, indicators = queries.shown_items(found, english=english())
    context = {
        "report": found,
        "project": found.project,
        "period": found.period,
        "form": ReportForm(report=found, milestones=milestones, indicators=indicators),
        "reasons": [(queries.title_of(one.item) if one.item else "", one) for one in found.reasons.all()],
        **more,
    }
    return render(request, "ledger/report_edit.html", context, status=status)


@writes
@require_POST
def report_save(request: Request, pk: int) -> HttpResponse:
    """Words and figures, then the files that came along; nothing typed is lost when something is refused."""
    found = report_of(request, pk)
    milestones, indicators = queries.shown_items(found, english=english())
    form = ReportForm(request.POST, report=found, milestones=milestones, indicators=indicators)
    if not form.is_valid():
        return _edit(request, found, INVALID, form=form)
    revision = form.cleaned_data["revision"]
    try:
        actions.save(report=found, words=form.words(), said=form.said(), revision=revision, by=request.actor)
    except LostUpdate as refusal:
        typed = {**request.POST.dict(), "revision": str(found.revision)}
        again = ReportForm(typed, report=found, milestones=milestones, indicators=indicators)
        return _edit(request, found, CONFLICT, form=again, refusal=refusal)
    return _after_save(request, found)


def _after_save(request: Request, found: ProgressReport) -> HttpResponse:
    refused = _attach(request, found)
    if removed := request.POST.get("remove_file", ""):
        _remove(request, found, removed)
    if refused:
        # The words are stored, so the answer is no refusal of the whole.
        return _edit(request, report_of(request, found.pk), problems=refused)
    messages.success(request, _("Saved."))
    if removed or request.POST.get("go") != "check":
        return redirect("ledger:report_edit", pk=found.pk)
    return redirect("ledger:report", pk=found.pk)


def _attach(request: Request, found: ProgressReport) -> list[dict[str, str]]:
    refused = []
    for name in request.FILES:
        number = name.partition("-")[2]
        if not name.startswith("file-") or not number.isdecimal():
            continue
        item = actions.of_report(found, int(number))
        for upload in request.FILES.getlist(name):
            try:
                actions.attach(item=item, name=upload.name or "", stream=upload, by=request.actor)  # type: ignore[arg-type]
            except files.RefusedFile as refusal:
                message = _("“%(name)s” was not taken: %(reason)s") % {"name": upload.name, "reason": refusal}
                refused.append({"label": "", "message": message, "anchor": f"item-{number}"})
    return refused


def _remove(request: Request, found: ProgressReport, number: str) -> None:
    pk = int(number) if number.isdecimal() and len(number) < 18 else 0
    file = get_object_or_404(queries.evidence(request.actor), pk=pk, item__report=found)
    actions.remove_file(file=file, by=request.actor)


@reads
@require_GET
def evidence_file(request: Request, pk: int) -> FileResponse:
    found = get_object_or_404(queries.evidence(request.actor), pk=pk)
    return download(files.open_stored(found.file_id), found.name, found.file.media_type)


# --- steps at the university -----------------------------------------------------------------------


@writes
@require_POST
def report_hand_in(request: Request, pk: int) -> HttpResponse:
    try:
        actions.hand_in(report=report_of(request, pk), by=request.actor)
    except actions.Incomplete as refusal:
        return report_shown(request, report_of(request, pk), INVALID, refusal=refusal)
    messages.success(request, _("Handed in. The liaison of your university has been asked to release it."))
    return redirect("ledger:report", pk=pk)


@requires(Right.RELEASE_PROGRESS)
@require_POST
def report_release(request: Request, pk: int) -> HttpResponse:
    try:
        actions.release(report=report_of(request, pk), by=request.actor)
    except actions.Incomplete as refusal:
        return report_shown(request, report_of(request, pk), INVALID, refusal=refusal)
    messages.success(request, _("Released. The lead office has it now."))
    return redirect("ledger:report", pk=pk)


@requires(Right.RELEASE_PROGRESS, Right.WRITE_PROGRESS)
@require_POST
def report_send_back(request: Request, pk: int) -> HttpResponse:
    found, form = report_of(request, pk), BackForm(request.POST)
    if not may_with_report(request.actor, found)["own"]:
        raise Http404
    if not form.is_valid():
        return report_shown(request, found, INVALID, back_form=form, form=form)
    actions.send_back(report=found, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("With its writers again."))
    return redirect("ledger:report", pk=pk)
