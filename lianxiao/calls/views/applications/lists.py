from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianxiao.calls import access
from lianxiao.calls.access.chases import waits_for_others
from lianxiao.calls.filters.applications import ApplicationFilter
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries.chases import with_owed
from lianxiao.calls.tables.applications import ApplicationTable
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.organisations.roles import Right

READERS = (
    Right.WRITE_APPLICATIONS,
    Right.READ_OWN_APPLICATIONS,
    Right.CHECK_APPLICATIONS,
    Right.READ_ALL_APPLICATIONS,
)


@requires(*READERS)
@require_GET
def applications(request: Request) -> HttpResponse:
    page = list_page(
        request,
        with_owed(queries.listed(request.actor), request.actor),
        filter_class=ApplicationFilter,
        table_class=ApplicationTable,
        actor=request.actor,
    )
    may = {"begin": access.may_begin_application(request.actor), "chase": waits_for_others(request.actor)}
    return render(request, "calls/applications/list.html", {"page": page, "may": may})
