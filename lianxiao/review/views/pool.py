"""The pool of experts, and its import by Excel."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core import files
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.core.spreadsheets import Row, UnreadableTable, write_errors, write_template
from lianxiao.review.actions import pool as actions
from lianxiao.review.filters import PoolFilter
from lianxiao.review.forms.pool import AddForm, EditForm, UploadForm
from lianxiao.review.queries import pool as queries
from lianxiao.review.states import POOL_IMPORT, PoolImportState
from lianxiao.review.tables import PoolTable
from lianxiao.review.views.door import office

INVALID = 422
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
asks = require_http_methods(["GET", "POST"])


@office
@require_GET
def pool(request: Request) -> HttpResponse:
    rows = queries.pool(request.actor).order_by("user__initials", "id")
    page = list_page(request, rows, filter_class=PoolFilter, table_class=PoolTable)
    return render(request, "review/pool.html", {"page": page})


@office
@asks
def expert_new(request: Request) -> HttpResponse:
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add(user=form.cleaned_data["user"], most=form.cleaned_data["most"], by=request.actor)
        messages.success(request, _("Added to the pool."))
        return redirect("review:pool")
    return render(request, "review/expert_new.html", {"form": form}, status=INVALID if form.errors else 200)


@office
@asks
def expert_edit(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.pool(request.actor), pk=pk)
    form = EditForm(request.POST or None, instance=get_object_or_404(queries.pool(request.actor), pk=pk))
    if request.method == "POST" and form.is_valid():
        actions.edit(expert=found, by=request.actor, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("review:pool")
    context = {"expert": found, "form": form, **queries.profile_of(found)}
    return render(request, "review/expert.html", context, status=INVALID if form.errors else 200)


@office
@require_GET
def template(request: Request) -> HttpResponseBase:
    return download(write_template(queries.EXPERTS), f"{queries.EXPERTS.title} {queries.EXPERTS.mark}.xlsx", XLSX)


@office
@asks
def import_new(request: Request) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = actions.upload(name=file.name, stream=file, by=request.actor)
        except (files.RefusedFile, UnreadableTable) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("review:import", run.pk)
    context = {"form": form, "table": queries.EXPERTS, "runs": queries.imports(request.actor)[:10]}
    return render(request, "review/import_new.html", context, status=INVALID if form.errors else 200)


@office
@require_GET
def import_run(request: Request, pk: int) -> HttpResponse:
    run = get_object_or_404(queries.imports(request.actor), pk=pk)
    context = {
        "run": run,
        "found": queries.shown(run),
        "may_confirm": POOL_IMPORT.allows(run.state, "import"),
        "is_faulty": run.state == PoolImportState.FAULTY,
    }
    return render(request, "review/import.html", context)


@office
@require_GET
def import_errors(request: Request, pk: int) -> HttpResponseBase:
    run = get_object_or_404(queries.imports(request.actor), pk=pk, state=PoolImportState.FAULTY)
    rows = [Row(number, texts, {}, problems) for number, texts, problems in run.bad]
    return download(write_errors(queries.EXPERTS, rows), f"{_('Rows with errors')} {run.pk}.xlsx", XLSX)


@office
@require_POST
def import_confirm(request: Request, pk: int) -> HttpResponse:
    actions.confirm(run=get_object_or_404(queries.imports(request.actor), pk=pk), by=request.actor)
    messages.success(request, _("Imported. The experts are in the pool."))
    return redirect("review:pool")


@office
@require_POST
def import_discard(request: Request, pk: int) -> HttpResponse:
    actions.discard(run=get_object_or_404(queries.imports(request.actor), pk=pk), by=request.actor)
    messages.success(request, _("The import is discarded; nothing was written."))
    return redirect("review:import_new")
