from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianxiao.core.doors import requires, signed_in
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.organisations.filters import record_filter
from lianxiao.organisations.queries.record import steps
from lianxiao.organisations.roles import Right
from lianxiao.organisations.tables import RecordTable
from lianxiao.site.queries import workbench as queries
from lianxiao.site.record import WORDS
from lianxiao.site.starts import start_of


@signed_in
@require_GET
def workbench(request: Request) -> HttpResponse:
    context = {"bench": queries.workbench(request.actor), "start": start_of(request.actor)}
    return render(request, "site/workbench.html", context)


@requires(Right.READ_RECORD)
@require_GET
def record(request: Request) -> HttpResponse:
    page = list_page(
        request, steps(request.actor), filter_class=record_filter(WORDS), table_class=RecordTable, words=WORDS
    )
    return render(request, "organisations/record.html", {"page": page})
