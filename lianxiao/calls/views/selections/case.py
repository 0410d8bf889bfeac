from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from lianxiao.calls.access import selections as access
from lianxiao.calls.filters.selections import SelectionFilter
from lianxiao.calls.forms.applications import ReasonForm
from lianxiao.calls.queries import applications as campus
from lianxiao.calls.queries import selection_pages as pages
from lianxiao.calls.queries import selections as queries
from lianxiao.calls.tables.selections import NOTHING_TO_JUDGE, SelectionTable
from lianxiao.calls.views.downloads import download
from lianxiao.calls.views.selections.page import flags, selection_page
from lianxiao.core.doors import requires
from lianxiao.core.files import open_stored
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.organisations.roles import Right

OVERSEE = (Right.READ_OWN_APPLICATIONS,)


@requires(Right.READ_OWN_APPLICATIONS, Right.JUDGE_ON_CAMPUS)
@require_GET
def selections(request: Request) -> HttpResponse:
    page = list_page(
        request,
        queries.selections(request.actor).order_by("-id"),
        filter_class=SelectionFilter,
        table_class=SelectionTable,
    )
    page.table.request = request
    if not access.may_oversee(request.actor):
        page.table.empty_text = NOTHING_TO_JUDGE
    may = {"begin": access.may_begin_selection(request.actor)}
    return render(request, "calls/selections/list.html", {"page": page, "may": may})


@requires(Right.RELEASE_APPLICATIONS)
@require_GET
def selection_new(request: Request) -> HttpResponse:
    """The categories of the open calls, with what waits in each and how many places there are."""
    calls = [(call, pages.begin_lines(request.actor, call)) for call in campus.open_calls(request.actor)]
    return render(request, "calls/selections/new.html", {"calls": calls})


@requires(*OVERSEE)
@require_GET
def selection(request: Request, pk: int) -> HttpResponse:
    return selection_page(request, get_object_or_404(queries.selection_page(request.actor), pk=pk))


@requires(*OVERSEE)
@require_GET
def selection_notice_file(request: Request, pk: int) -> FileResponse:
    found = get_object_or_404(queries.selection_page(request.actor), pk=pk)
    if found.notice is None:
        raise Http404
    return download(open_stored(found.notice.digest), found.notice_name, found.notice.media_type)


@requires(*OVERSEE)
@require_GET
def candidate(request: Request, pk: int) -> HttpResponse:
    """The opinions that were handed in on one candidate."""
    found = get_object_or_404(queries.candidates(request.actor), pk=pk)
    line = next(one for one in queries.results(found.selection) if one.candidate.pk == pk)
    may = flags(request.actor, found.selection)
    context = {"candidate": found, "line": line, "may": may, "reason_form": ReasonForm()}
    return render(request, "calls/selections/candidate.html", context)
