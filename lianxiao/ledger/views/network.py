"""Who works with whom, and the same as a file."""

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
from lianxiao.ledger.filters.network import NetworkFilter
from lianxiao.ledger.queries import network as queries
from lianxiao.ledger.queries.projects import counted, standing
from lianxiao.ledger.tables import network as tables
from lianxiao.ledger.views.projects import READERS, XLSX


def _network(request: Request) -> tuple[NetworkFilter, queries.Network]:
    filters = NetworkFilter(request.GET, queryset=standing(counted(request.actor)), request=request)
    list_url = reverse("ledger:projects")
    return filters, queries.network(filters.qs, lambda pair: f"{list_url}?{filters.list_query(pair)}")


@requires(*READERS)
@require_GET
def network(request: Request) -> HttpResponse:
    filters, found = _network(request)
    return render(request, "ledger/network.html", {"filter": filters, "network": found})


@requires(*READERS)
@require_POST
def network_export(request: Request) -> FileResponse:
    """Every pair that the page counts, under the same address."""
    filters, found = _network(request)
    file = export(
        rows=tables.rows(found),
        columns=tables.columns(),
        filters=filters.in_words,
        title=_("Who works with whom"),
        by=request.actor,
    )
    return download(file, _("Who works with whom %(day)s.xlsx") % {"day": day(timezone.localdate())}, XLSX)
