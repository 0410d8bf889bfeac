"""The list of projects, one project, and the list as a file."""

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import Table

from lianxiao.calls.queries.letters import approval_letter
from lianxiao.calls.views.downloads import download
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.lists import ListPage, list_page, page_of
from lianxiao.core.templatetags.lianxiao import day
from lianxiao.ledger.access import importing
from lianxiao.ledger.access.endings import may_decide_withdrawal
from lianxiao.ledger.actions import projects as actions
from lianxiao.ledger.filters.projects import Narrowing, ProjectFilter
from lianxiao.ledger.models import Project
from lianxiao.ledger.queries import changes, endings, field_history, follow_ups, lights, midterm, reports, totals
from lianxiao.ledger.queries import projects as queries
from lianxiao.ledger.queries.achieved import achieved
from lianxiao.ledger.queries.trail import trail
from lianxiao.ledger.states import ProjectState
from lianxiao.ledger.tables.projects import TONES, ProjectTable, file_columns, file_rows
from lianxiao.ledger.views.flags import may_with_project
from lianxiao.letters.queries.files import kept
from lianxiao.organisations.roles import Right

READERS = (Right.READ_LEDGER, Right.READ_OWN_PROJECTS, Right.WRITE_APPLICATIONS)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(*READERS)
@require_GET
def projects(request: Request) -> HttpResponse:
    context = {"page": listed(request), "may_import": importing.may_import(request.actor)}
    return render(request, "ledger/list.html", context)


def listed(request: Request) -> "ListPage[Project]":
    return list_page(
        request,
        queries.projects(request.actor),
        filter_class=ProjectFilter,
        table_class=ProjectTable,
        foot=total_by_cells if totals.counts_by_cells(request.actor) else total_by_rows,
    )


def total_by_rows(_filters: Narrowing, rows: "QuerySet[Project]") -> totals.Total:
    return totals.total_of_rows(rows)


def total_by_cells(filters: Narrowing, rows: "QuerySet[Project]", cells: totals.Cells | None = None) -> totals.Total:
    """From the cells (of the whole province, unless others are given) where they know the answer."""
    if filters.asks_for_rows:
        return totals.total_of_rows(rows)
    return totals.total_of_cells(filters.filter_queryset(totals.cells() if cells is None else cells))


@requires(*READERS)
@require_POST
def project_export(request: Request) -> FileResponse:
    """Exactly what the list shows under the same address: filters, columns, order."""
    page = listed(request)
    table: Table = page.table
    file = actions.export(
        rows=file_rows(table),
        columns=file_columns(table),
        filters=page.filter.in_words,
        by=request.actor,
    )
    name = _("Ledger of cooperation projects %(day)s.xlsx") % {"day": day(timezone.localdate())}
    return download(file, name, XLSX)


@requires(*READERS)
@require_GET
def project(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.project_page(request.actor), pk=pk)
    withdrawal = endings.withdrawal_of(request.actor, found)
    followed = follow_ups.of_project(request.actor, found)
    asked = changes.of_project(request.actor, found)
    context = {
        "project": found,
        "state_tone": TONES[found.state],
        "trail": trail(request.actor, found),
        "light": lights.shown(found),
        "achieved": achieved(found, english=get_language() == "en"),
        "reports": reports.of_project(request.actor, pk),
        "changes": asked,
        "acceptance": endings.acceptance_of(request.actor, found),
        "midterm": midterm.of_project(request.actor, found),
        "withdrawal": withdrawal,
        "may_decide_withdrawal": withdrawal is not None
        and may_decide_withdrawal(request.actor, found, withdrawal.proposed_by_id),
        "follow_ups": followed,
        "open_follow_up": next((one for one in followed if one.closed_at is None), None),
        "pending_change": changes.pending(asked) if found.state == ProjectState.RUNNING else None,
        "may": may_with_project(request.actor, found, asked),
    }
    return render(request, "ledger/project.html", context)


@requires(*READERS)
@require_GET
def project_fields(request: Request, pk: int) -> HttpResponse:
    """Who changed which field, from what to what, since it was entered."""
    found = get_object_or_404(queries.project_page(request.actor), pk=pk)
    page = page_of(request, field_history.field_changes(found))
    context = {"project": found, "page": page, "changes": field_history.told_fields(found, page.object_list)}
    return render(request, "ledger/fields.html", context)


@requires(*READERS)
@require_GET
def project_letter(request: Request, pk: int, form: str) -> FileResponse:
    """The letter of approval once it is issued, for everybody who sees the project: it goes to all its parties."""
    found = get_object_or_404(queries.project_page(request.actor), pk=pk)
    letter = approval_letter(found.application) if found.application else None
    if letter is None:
        raise Http404
    return download(*kept(letter, form))
