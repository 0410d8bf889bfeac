from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.actions.chases import chase, chase_each
from lianxiao.calls.models.chase import Owed
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries import chases
from lianxiao.calls.queries.chases import path_for
from lianxiao.calls.queries.progress import NEXT
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right

CHASERS = (
    Right.WRITE_APPLICATIONS,
    Right.RELEASE_APPLICATIONS,
    Right.CHECK_APPLICATIONS,
    Right.PROPOSE_DECISIONS,
)


@requires(*CHASERS)
@require_POST
def application_chase(request: Request, pk: int) -> HttpResponse:
    """Reminds whoever owes the next step, then back to the page of the case or of its decision."""
    application = get_object_or_404(queries.application_page(request.actor), pk=pk)
    row = chase(application=application, by=request.actor)
    told = (
        _("Their leader has been reminded.") if row.went_to_leader else _("Reminded; it stands in the progress line.")
    )
    messages.success(request, told)
    return redirect(path_for(application, Owed(row.owed)))


@requires(*CHASERS)
@require_GET
def chase_selected_page(request: Request) -> HttpResponse:
    rows = chases.selected(request.actor, request.GET.getlist("pk"))
    waited = [(row, NEXT[row.state]) for row in rows if chases.may_chase_row(request.actor, row)]
    return render(request, "calls/applications/chase_selected.html", {"rows": waited})


@requires(*CHASERS)
@require_POST
def chase_selected(request: Request) -> HttpResponse:
    """Each on its own, under one request: what became of every one is told."""
    rows = chases.selected(request.actor, request.POST.getlist("pk"))
    results = chase_each(applications=rows, by=request.actor)
    done = [result for result in results if not result.refusal]
    context = {
        "results": results,
        "done": len(done),
        "case_view": "calls:application",
        "list_view": "calls:applications",
    }
    return render(request, "calls/results.html", context)
