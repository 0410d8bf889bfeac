"""Exports of personal data: asked for with a reason, granted by another where many are concerned, taken in a day."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.doors import requires, signed_in
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import page_of
from lianxiao.core.spreadsheets import write_xlsx
from lianxiao.organisations import access
from lianxiao.organisations.actions import personal as actions
from lianxiao.organisations.forms.people import ReasonForm
from lianxiao.organisations.models import ALONE_UP_TO, PersonalExport
from lianxiao.organisations.queries import personal as queries
from lianxiao.organisations.queries.record import role_label
from lianxiao.organisations.roles import Right
from lianxiao.site import exports as lists

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
guardian = requires(Right.GUARD_PERSONAL_DATA)


def _kind(request: Request, name: str) -> lists.Kind:
    if name not in lists.KINDS:
        raise Http404
    kind = lists.KINDS[name]
    if not kind.rights & request.actor.rights:
        raise PermissionDenied
    return kind


def _export(request: Request, pk: int) -> PersonalExport:
    return get_object_or_404(queries.exports(request.actor), pk=pk)


@signed_in
@require_http_methods(["GET", "POST"])
def export_new(request: Request, kind: str) -> HttpResponse:
    """What the file would hold, and what for; the filters stand in the address."""
    found = _kind(request, kind)
    holds = lists.extent(found, found.listed(request))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        export = actions.ask_export(
            kind=kind,
            query=request.GET.urlencode(),
            filters=holds.filters,
            people=len(holds.people),
            rows=holds.rows,
            up_to=holds.up_to,
            reason=form.cleaned_data["reason"],
            by=request.actor,
        )
        return redirect("site:export", export.pk)
    context = {"kind": found, "holds": holds, "form": form, "needs_second": len(holds.people) > ALONE_UP_TO}
    return render(request, "site/exports/new.html", context, status=422 if form.errors else 200)


@requires(Right.READ_RECORD, Right.MANAGE_PEOPLE, Right.MANAGE_ALL_PEOPLE, Right.GUARD_PERSONAL_DATA)
@require_GET
def exports(request: Request) -> HttpResponse:
    asked = queries.waiting_exports if request.GET.get("waiting") else queries.exports
    page = page_of(request, asked(request.actor))
    lines = [{"row": row, "title": lists.KINDS[row.kind].title, "state": queries.state_of(row)} for row in page]
    return render(request, "site/exports/list.html", {"page": page, "lines": lines})


@signed_in
@require_GET
def export(request: Request, pk: int) -> HttpResponse:
    row = _export(request, pk)
    own = row.asked_by_id == request.actor.user_id and row.asked_as == request.actor.role
    context = {
        "export": row,
        "title": lists.KINDS[row.kind].title,
        "role": role_label(row.asked_as),
        "state": queries.state_of(row),
        "may": {
            "take": own and queries.may_be_taken(row, timezone.now()),
            "grant": access.may_grant_export(request.actor, row.asked_by_id) and queries.is_waiting(row),
        },
    }
    return render(request, "site/exports/export.html", context)


@guardian
@require_POST
def export_grant(request: Request, pk: int) -> HttpResponse:
    actions.grant_export(export=_export(request, pk), by=request.actor)
    messages.success(request, _("The export is granted; it can be downloaded for a day."))
    return redirect("site:export", pk)


@guardian
@require_POST
def export_refuse(request: Request, pk: int) -> HttpResponse:
    actions.refuse_export(export=_export(request, pk), by=request.actor)
    messages.success(request, _("The export is refused; who asked was told."))
    return redirect("site:export", pk)


@signed_in
@require_POST
def export_take(request: Request, pk: int) -> FileResponse:
    row = _export(request, pk)
    kind = _kind(request, row.kind)
    page = lists.page_for(request, row)
    people = lists.people_of(kind, page.rows.filter(pk__lte=row.up_to))
    actions.take_export(export=row, people=people, fields=list(kind.fields), by=request.actor)
    note = [(_("Exported by"), f"{request.actor.organisation_name} {request.actor.name}"), (_("Reason"), row.reason)]
    file = write_xlsx(
        lists.columns(page.table),
        lists.rows(kind, page.table, row.up_to),
        title=str(kind.title),
        note=[*note, *((label, text) for label, text in row.filters)],
    )
    return download(file, f"{kind.title} {timezone.localdate():%Y-%m-%d}.xlsx", XLSX)
