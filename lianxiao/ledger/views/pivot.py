"""The ledger by any two of its dimensions, and the same as a file."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.templatetags.lianxiao import day
from lianxiao.ledger.actions.projects import export
from lianxiao.ledger.filters.pivot import PivotFilter
from lianxiao.ledger.queries import pivot as queries
from lianxiao.ledger.queries import totals
from lianxiao.ledger.queries.projects import counted
from lianxiao.ledger.tables import pivot as tables
from lianxiao.ledger.views.projects import READERS, XLSX


def _pivot(request: Request) -> tuple[PivotFilter, queries.Pivot]:
    filters = PivotFilter(request.GET, queryset=counted(request.actor), request=request)
    down, across = filters.dimensions
    from_cells = totals.counts_by_cells(request.actor) and not filters.asks_for_rows
    rows = filters.filter_queryset(totals.cells()) if from_cells else filters.qs
    list_url = reverse("ledger:projects")
    return filters, queries.pivot(rows, down, across, lambda at: f"{list_url}?{filters.list_query(at)}")


@requires(*READERS)
@require_GET
def pivot(request: Request) -> HttpResponse:
    filters, found = _pivot(request)
    funding = filters.shows_funding
    context = {
        "filter": filters,
        "pivot": found,
        "funding": funding,
        "measure": filters.measure,
        "bars": queries.bars(found, funding=funding),
        "cities": queries.map_rows(found, funding=funding) if found.down.key == "city" else [],
        "total": found.sum.total.amount(funding=funding),
    }
    return render(request, "ledger/pivot.html", context)


@requires(*READERS)
@require_POST
def pivot_export(request: Request) -> FileResponse:
    """Exactly what the page shows under the same address."""
    filters, found = _pivot(request)
    title = _("Ledger by %(down)s and %(across)s") % {"down": found.down.label, "across": found.across.label}
    file = export(
        rows=tables.rows(found, funding=filters.shows_funding),
        columns=tables.columns(found, funding=filters.shows_funding),
        filters=filters.in_words,
        title=title,
        by=request.actor,
    )
    name = f"{title} {day(timezone.localdate())}.xlsx"
    return download(file, name, XLSX)
