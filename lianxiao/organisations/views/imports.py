"""Import of people: template, upload, what was found, confirmation, first passwords."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core import files
from lianxiao.core.doors import requires
from lianxiao.core.downloads import download
from lianxiao.core.http import Request, shown_once
from lianxiao.core.spreadsheets import Column, write_template, write_xlsx
from lianxiao.organisations import access
from lianxiao.organisations.actions import imports as actions
from lianxiao.organisations.forms.imports import ImportForm, ImportWhereForm
from lianxiao.organisations.models import ImportRun
from lianxiao.organisations.queries import imports as queries
from lianxiao.organisations.queries.record import told
from lianxiao.organisations.roles import Right
from lianxiao.organisations.states import IMPORT, ImportState

manager = requires(Right.MANAGE_PEOPLE, Right.MANAGE_ALL_PEOPLE)
asks = require_http_methods(["GET", "POST"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGES = "organisations/imports"


def _run(request: Request, pk: int) -> ImportRun:
    return get_object_or_404(queries.imports(request.actor), pk=pk)


@manager
@require_GET
def imports(request: Request) -> HttpResponse:
    return render(request, f"{PAGES}/list.html", {"runs": queries.latest(request.actor)})


@manager
@require_GET
def import_where(request: Request) -> HttpResponse:
    """Of which institution; who manages one only goes on at once."""
    form = ImportWhereForm(request.GET or None, actor=request.actor)
    if form.is_valid():
        return redirect("organisations:import_new", form.cleaned_data["organisation"].pk)
    places = queries.where_people_are_imported(request.actor)[:2]
    if len(places) == 1:
        return redirect("organisations:import_new", places[0].pk)
    return render(request, f"{PAGES}/where.html", {"form": form})


@manager
@require_GET
def import_template(request: Request) -> HttpResponseBase:
    name = f"{queries.PEOPLE.title} {queries.PEOPLE.mark}.xlsx"
    return download(write_template(queries.PEOPLE), name, XLSX)


@manager
@asks
def import_new(request: Request, organisation_pk: int) -> HttpResponse:
    organisation = get_object_or_404(queries.where_people_are_imported(request.actor), pk=organisation_pk)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = actions.upload(organisation=organisation, name=file.name, stream=file, by=request.actor)
        except files.RefusedFile as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("organisations:import_run", run.pk)
    context = {"form": form, "organisation": organisation, "table": queries.PEOPLE}
    return render(request, f"{PAGES}/new.html", context, status=422 if form.errors else 200)


@manager
@require_GET
@never_cache
def import_run(request: Request, pk: int) -> HttpResponse:
    run = _run(request, pk)
    allowed = access.may_import_people(request.actor, run.organisation)
    context = {
        "run": run,
        "table": queries.PEOPLE,
        "standing": queries.standing_of(run),
        "progress": queries.progress(run),
        "waiting_for_password": queries.without_password(run, request.actor).count(),
        "steps": told(queries.steps_of(run), queries.VERBS),
        "may": {
            "confirm": allowed and IMPORT.allows(run.state, "confirm"),
            "upload": allowed and run.state == ImportState.FAULTY,
            "passwords": allowed and run.state == ImportState.DONE,
        },
    }
    return render(request, f"{PAGES}/run.html", context)


@manager
@require_GET
def import_errors(request: Request, pk: int) -> HttpResponseBase:
    run = get_object_or_404(queries.imports(request.actor).filter(errors_file__isnull=False), pk=pk)
    return download(files.open_stored(run.errors_file_id or ""), f"{_('Rows with errors')} {run.pk}.xlsx", XLSX)


@manager
@require_POST
def import_confirm(request: Request, pk: int) -> HttpResponse:
    run = actions.confirm(run=_run(request, pk), by=request.actor)
    return redirect("organisations:import_run", run.pk)


@manager
@require_POST
def import_discard(request: Request, pk: int) -> HttpResponse:
    actions.discard(run=_run(request, pk), by=request.actor)
    messages.success(request, _("The import is discarded; nothing was written."))
    return redirect("organisations:imports")


@manager
@require_POST
@never_cache
def import_passwords(request: Request, pk: int) -> HttpResponseBase:
    """A file that exists only in this answer."""
    run = _run(request, pk)
    given = actions.give_passwords(run=run, by=request.actor)
    columns = [Column(_("Name")), Column(_("Account")), Column(_("First password"))]
    rows = ([user.name, user.username, password] for user, password in given)
    note = [(_("Organisation"), run.organisation.name), (_("Given by"), request.actor.name)]
    file = write_xlsx(columns, rows, title=_("First passwords"), note=note)
    return shown_once(download(file, f"{_('First passwords')} {run.pk}.xlsx", XLSX))
