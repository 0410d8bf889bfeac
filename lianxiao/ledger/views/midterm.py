"""Mid-term checks (中期检查): the desk of the office, and the pages of their projects."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core import files
from lianxiao.core.doors import requires
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.ledger.access import midterm as access
from lianxiao.ledger.actions import midterm as actions
from lianxiao.ledger.filters.midterm import CheckedFilter, MidtermFilter
from lianxiao.ledger.forms.midterm import MidtermForm, VerdictForm
from lianxiao.ledger.forms.progress import BackForm
from lianxiao.ledger.models import CheckedProject, MidtermCheck
from lianxiao.ledger.queries import midterm as queries
from lianxiao.ledger.states import MidtermState
from lianxiao.ledger.tables.midterm import CheckedTable, MidtermTable
from lianxiao.ledger.views.flags import may_with_checked, may_with_midterm
from lianxiao.ledger.views.reports import CONFLICT, INVALID, READERS
from lianxiao.organisations.queries.record import told
from lianxiao.organisations.roles import Right

reads = requires(*READERS)
runs = requires(Right.RUN_LEDGER)
releases = requires(Right.RELEASE_PROGRESS)
asks = require_http_methods(["GET", "POST"])


def _check(request: Request, pk: int) -> MidtermCheck:
    return get_object_or_404(queries.check_page(request.actor), pk=pk)


def _checked(request: Request, pk: int) -> CheckedProject:
    return get_object_or_404(queries.checked_page(request.actor), pk=pk)


@reads
@require_GET
def midterms(request: Request) -> HttpResponse:
    page = list_page(request, queries.checks(request.actor), filter_class=MidtermFilter, table_class=MidtermTable)
    return render(request, "ledger/midterms.html", {"page": page, "may_draft": access.may_draft(request.actor)})


@runs
@asks
def midterm_new(request: Request) -> HttpResponse:
    form = MidtermForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("ledger:midterm", pk=actions.draft(values=form.values(), by=request.actor).pk)
    return render(request, "ledger/midterm_edit.html", {"form": form}, status=INVALID if form.errors else 200)


@runs
@asks
def midterm_edit(request: Request, pk: int) -> HttpResponse:
    found = _check(request, pk)
    if not access.may_edit(request.actor, found):
        raise Http404
    form = MidtermForm(request.POST or None, instance=_check(request, pk))
    if request.method == "POST" and form.is_valid():
        actions.edit(check=found, values=form.values(), by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("ledger:midterm", pk=pk)
    context = {"form": form, "check": found}
    return render(request, "ledger/midterm_edit.html", context, status=INVALID if form.errors else 200)


@reads
@require_GET
def midterm(request: Request, pk: int) -> HttpResponse:
    return _page(request, _check(request, pk))


def _page(request: Request, found: MidtermCheck, status: int = 200, **more: Any) -> HttpResponse:
    may = may_with_midterm(request.actor, found)
    is_out = found.state != MidtermState.DRAFT
    context = {
        "check": found,
        "tone": queries.TONES[found.state],
        "is_out": is_out,
        "may": may,
        "candidates": queries.candidates(found) if may["edit"] else [],
        "chosen": None,
        "counts": queries.counts(request.actor, found) if is_out else [],
        "awaited": queries.waiting_in(found).count() if may["draw"] else 0,
        "steps": told(queries.steps_of(found), queries.VERBS),
        **more,
    }
    return render(request, "ledger/midterm.html", context, status=status)


@runs
@require_POST
def midterm_open(request: Request, pk: int) -> HttpResponse:
    chosen = [int(one) for one in request.POST.getlist("project") if one.isdecimal()]
    try:
        actions.open_check(check=_check(request, pk), projects=chosen, by=request.actor)
    except actions.NotReady as refusal:
        return _page(request, _check(request, pk), CONFLICT, refusal=refusal, chosen=chosen)
    messages.success(request, _("Opened. The universities conclude on their projects now."))
    return redirect("ledger:midterm", pk=pk)


@runs
@require_POST
def midterm_draw(request: Request, pk: int) -> HttpResponse:
    return _step(request, pk, actions.draw, _("Drawn. Your office looks at these projects itself."))


@runs
@require_POST
def midterm_close(request: Request, pk: int) -> HttpResponse:
    return _step(request, pk, actions.close, _("Closed. Nothing of this check changes any more."))


def _step(request: Request, pk: int, action: Any, done: str) -> HttpResponse:
    try:
        action(check=_check(request, pk), by=request.actor)
    except actions.NotReady as refusal:
        return _page(request, _check(request, pk), CONFLICT, refusal=refusal)
    messages.success(request, done)
    return redirect("ledger:midterm", pk=pk)


@reads
@require_GET
def midterm_sample(request: Request, pk: int) -> HttpResponse:
    """Everything that `docs/recompute_sample.py` needs."""
    found = _check(request, pk)
    if found.drawn_at is None:
        raise Http404
    options = {"ensure_ascii": False, "indent": 1}
    name = f'attachment; filename="sample-{pk}.json"'
    return JsonResponse(queries.drawn_from(found), json_dumps_params=options, headers={"Content-Disposition": name})


# --- one project -----------------------------------------------------------------------------------


@reads
@require_GET
def midterm_projects(request: Request) -> HttpResponse:
    page = list_page(request, queries.checked(request.actor), filter_class=CheckedFilter, table_class=CheckedTable)
    return render(request, "ledger/midterm_projects.html", {"page": page})


@reads
@require_GET
def midterm_project(request: Request, pk: int) -> HttpResponse:
    return _shown(request, _checked(request, pk))


def _shown(request: Request, found: CheckedProject, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "checked": found,
        "project": found.project,
        "tone": queries.CHECKED_TONES[found.state],
        "may": may_with_checked(request.actor, found),
        "verdict_form": VerdictForm(),
        "conclude_form": VerdictForm(initial={"verdict": found.verdict, "words": found.words}),
        "back_form": BackForm(),
        "steps": told(queries.steps_of(found), queries.CHECKED_VERBS),
        **more,
    }
    return render(request, "ledger/midterm_project.html", context, status=status)


@releases
@require_POST
def midterm_conclude(request: Request, pk: int) -> HttpResponse:
    found, form = _checked(request, pk), VerdictForm(request.POST)
    if not access.may_conclude(request.actor, found):
        raise Http404
    if not form.is_valid():
        return _shown(request, found, INVALID, conclude_form=form, form=form)
    uploads = [(one.name or "", one) for one in request.FILES.getlist("file")]
    try:
        actions.conclude(checked=found, uploads=uploads, by=request.actor, **form.cleaned_data)  # type: ignore[arg-type]
    except (files.RefusedFile, actions.EvidenceMissing) as refusal:
        problems = [{"label": "", "message": str(refusal), "anchor": "id_file"}]
        return _shown(request, found, INVALID, conclude_form=form, problems=problems)
    messages.success(request, _("Concluded. The office reads it now."))
    return redirect("ledger:midterm_project", pk=pk)


@reads
@require_GET
def midterm_file(request: Request, pk: int) -> FileResponse:
    found = get_object_or_404(queries.files(request.actor), pk=pk)
    return download(files.open_stored(found.file_id), found.name, found.file.media_type)


@runs
@require_POST
def midterm_return(request: Request, pk: int) -> HttpResponse:
    found, form = _checked(request, pk), BackForm(request.POST)
    if not access.may_return(request.actor, found):
        raise Http404
    if not form.is_valid():
        return _shown(request, found, INVALID, back_form=form, form=form)
    actions.return_for_correction(checked=found, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("Returned. The university has been told the reason."))
    return redirect("ledger:midterm_project", pk=pk)


@runs
@require_POST
def midterm_check(request: Request, pk: int) -> HttpResponse:
    found, form = _checked(request, pk), VerdictForm(request.POST)
    if not access.may_check(request.actor, found):
        raise Http404
    if not form.is_valid():
        return _shown(request, found, INVALID, verdict_form=form, form=form)
    actions.check_project(checked=found, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Checked. Your conclusion stands, and the university has been told."))
    return redirect("ledger:midterm_project", pk=pk)
