"""The targets board, a target taken apart, the facts behind the figures, and a fact's correction."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import ListPage, list_page
from lianxiao.core.templatetags.lianxiao import day
from lianxiao.ledger.access.progress import may_correct
from lianxiao.ledger.actions import facts as actions
from lianxiao.ledger.actions.projects import export
from lianxiao.ledger.filters.board import BoardFilter, FactFilter
from lianxiao.ledger.forms.progress import FactForm
from lianxiao.ledger.models import IndicatorFact
from lianxiao.ledger.queries import board as queries
from lianxiao.ledger.queries import facts as of_facts
from lianxiao.ledger.queries.board import Board
from lianxiao.ledger.queries.board_parts import parts
from lianxiao.ledger.queries.mandate_tasks import tasks
from lianxiao.ledger.tables.facts import FactTable, board_columns, board_rows, fact_columns
from lianxiao.organisations.roles import Right

reads = requires(Right.READ_LEDGER)
sees = requires(Right.READ_LEDGER, Right.READ_OWN_PROJECTS, Right.WRITE_APPLICATIONS)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INVALID = 422


def _board(request: Request) -> tuple[BoardFilter, Board]:
    filters = BoardFilter(request.GET, queryset=queries.cells(), request=request)
    return filters, queries.board(filters.qs, filters.narrowed, english=get_language() == "en")


@reads
@require_GET
def board(request: Request) -> HttpResponse:
    filters, found = _board(request)
    context = {"filter": filters, "board": found, "tasks": tasks(found.mandate_year, looked_at=found.forecast_year)}
    return render(request, "ledger/board.html", context)


@reads
@require_POST
def board_export(request: Request) -> FileResponse:
    """Exactly what the board shows under the same address."""
    filters, found = _board(request)
    file = export(
        rows=board_rows(found),
        columns=board_columns(found),
        filters=filters.in_words,
        title=_("Targets board"),
        by=request.actor,
    )
    return download(file, _("Targets board %(day)s.xlsx") % {"day": day(timezone.localdate())}, XLSX)


@reads
@require_GET
def board_target(request: Request, pk: int) -> HttpResponse:
    target = get_object_or_404(queries.counted_targets(), pk=pk)
    filters = BoardFilter(request.GET, queryset=queries.cells(), request=request)
    english, wanted = get_language() == "en", filters.narrowed
    lines = queries.board(filters.qs, wanted, english=english).lines
    context = {
        "filter": filters,
        "target": target,
        "unit": target.shown_unit,
        "line": next((one for one in lines if one.target == target), None),
        "parts": parts(queries.of_year(filters.qs, wanted.year), target, wanted),
    }
    return render(request, "ledger/board_target.html", context)


# --- facts -----------------------------------------------------------------------------------------


def _listed(request: Request) -> ListPage[IndicatorFact]:
    return list_page(
        request,
        of_facts.facts(request.actor),
        filter_class=FactFilter,
        table_class=FactTable,
        foot=lambda filters, _rows: filters.total,
    )


@sees
@require_GET
def facts(request: Request) -> HttpResponse:
    page = _listed(request)
    form = page.filter.form
    one_target = form.is_valid() and form.cleaned_data["target"] is not None
    context = {"page": page, "total": page.table.total.amount if one_target else None}
    return render(request, "ledger/facts.html", context)


@sees
@require_POST
def facts_export(request: Request) -> FileResponse:
    """Every filtered fact, not only those of one page."""
    page = _listed(request)
    file = export(
        rows=of_facts.rows_of_file(page.table.data.data),
        columns=fact_columns(),
        filters=page.filter.in_words,
        title=_("Facts of the ledger"),
        by=request.actor,
    )
    return download(file, _("Facts of the ledger %(day)s.xlsx") % {"day": day(timezone.localdate())}, XLSX)


@sees
@require_GET
def fact(request: Request, pk: int) -> HttpResponse:
    return _fact(request, get_object_or_404(of_facts.fact_page(request.actor), pk=pk))


def _fact(request: Request, found: IndicatorFact, status: int = 200, **more: Any) -> HttpResponse:
    corrected = of_facts.is_corrected(found)
    context = {
        "fact": found,
        "unit": found.target.shown_unit,
        "files": of_facts.evidence_of(request.actor, found),
        "sees_report": of_facts.sees_report(request.actor, found),
        "corrected": corrected,
        "counted": of_facts.is_counted(found),
        "may_correct": may_correct(request.actor, found.project) and not corrected and found.reverses_id is None,
        "form": FactForm(initial={"amount": found.amount}),
        **more,
    }
    return render(request, "ledger/fact.html", context, status=status)


@requires(Right.RUN_LEDGER)
@require_POST
def fact_correct(request: Request, pk: int) -> HttpResponse:
    found, form = get_object_or_404(of_facts.fact_page(request.actor), pk=pk), FactForm(request.POST)
    if not form.is_valid():
        return _fact(request, found, INVALID, form=form)
    amount: Decimal = form.cleaned_data["amount"]
    anew = actions.correct(fact=found, amount=amount, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("Corrected. The old figure and its reversal stay on record."))
    return redirect("ledger:fact", pk=anew.pk if anew else pk)
