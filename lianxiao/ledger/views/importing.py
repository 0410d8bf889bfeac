"""Import of earlier years' projects: upload, which column is which, what was found, confirmation."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core import files
from lianxiao.core.doors import requires
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import page_of
from lianxiao.core.spreadsheets import Row, UnreadableTable, write_errors, write_template
from lianxiao.ledger.actions import importing as actions
from lianxiao.ledger.forms.importing import ColumnsForm, UploadForm
from lianxiao.ledger.models import ProjectImport
from lianxiao.ledger.queries import importing as queries
from lianxiao.ledger.queries.earlier_table import table_of
from lianxiao.ledger.states import PROJECT_IMPORT, ProjectImportState
from lianxiao.organisations.queries.record import told
from lianxiao.organisations.roles import Right

INVALID = 422
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
officer = requires(Right.RUN_LEDGER)
asks = require_http_methods(["GET", "POST"])


def _run(request: Request, pk: int) -> ProjectImport:
    return get_object_or_404(queries.imports(request.actor), pk=pk)


@officer
@asks
def imports(request: Request) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = actions.upload(name=file.name, stream=file, by=request.actor)
        except (files.RefusedFile, UnreadableTable) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("ledger:import", run.pk)
    page = page_of(request, queries.imports(request.actor).defer("rows", "seen"))
    context = {"form": form, "page": page, "tones": queries.TONES}
    return render(request, "ledger/imports.html", context, status=INVALID if form.errors else 200)


@officer
@require_GET
def import_template(request: Request) -> HttpResponseBase:
    table = table_of(request.actor.organisation_id or 0)
    return download(write_template(table), f"{table.title} {table.mark}.xlsx", XLSX)


@officer
@require_GET
def import_run(request: Request, pk: int) -> HttpResponse:
    run = _run(request, pk)
    return _shown(request, run, _columns(run, request))


@officer
@require_POST
def import_check(request: Request, pk: int) -> HttpResponse:
    run = _run(request, pk)
    form = _columns(run, request)
    if not form.is_valid():
        return _shown(request, run, form)
    try:
        actions.check(run=run, columns=form.said_columns, texts=form.said_texts, by=request.actor)
    except UnreadableTable as refusal:
        form.add_error(None, str(refusal))
        return _shown(request, run, form)
    return redirect("ledger:import", run.pk)


def _columns(run: ProjectImport, request: Request) -> ColumnsForm:
    return ColumnsForm(
        request.POST if request.method == "POST" else None,
        table=table_of(run.office_id),
        seen=queries.seen_of(run),
        columns=run.columns,
        texts=run.texts,
    )


def _shown(request: Request, run: ProjectImport, form: ColumnsForm) -> HttpResponse:
    context = {
        "run": run,
        "form": form,
        "seen": queries.seen_of(run),
        "is_checked": run.state != ProjectImportState.UPLOADED,
        "found": queries.found_in(run, form.table),
        "tone": queries.TONES[run.state],
        "projects": queries.projects_of(run),
        "steps": told(queries.steps_of(run), queries.VERBS),
        "may": {
            "check": PROJECT_IMPORT.allows(run.state, "find_ready"),
            "confirm": PROJECT_IMPORT.allows(run.state, "import"),
            "discard": PROJECT_IMPORT.allows(run.state, "discard"),
            "errors": run.state == ProjectImportState.FAULTY and run.row_count > 0,
        },
    }
    return render(request, "ledger/import.html", context, status=INVALID if form.errors else 200)


@officer
@require_GET
def import_errors(request: Request, pk: int) -> HttpResponseBase:
    """Every row, the wrong cells marked: mended, the file is uploaded as a whole."""
    run = get_object_or_404(queries.imports(request.actor), pk=pk, state=ProjectImportState.FAULTY)
    rows = [Row(number, texts, {}, problems) for number, texts, problems in run.rows]
    return download(write_errors(table_of(run.office_id), rows), f"{_('All rows, errors marked')} {run.pk}.xlsx", XLSX)


@officer
@require_POST
def import_confirm(request: Request, pk: int) -> HttpResponse:
    run = actions.confirm(run=_run(request, pk), by=request.actor)
    messages.success(request, _("Imported. The projects stand in the ledger."))
    return redirect("ledger:import", run.pk)


@officer
@require_POST
def import_discard(request: Request, pk: int) -> HttpResponse:
    actions.discard(run=_run(request, pk), by=request.actor)
    messages.success(request, _("The import is discarded; nothing was written."))
    return redirect("ledger:imports")
