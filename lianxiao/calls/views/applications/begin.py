from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.actions import applications as actions
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries.deadlines import calendar, working_days_left
from lianxiao.calls.queries.places import slot_lines
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right


@requires(Right.WRITE_APPLICATIONS)
@require_GET
def application_new_list(request: Request) -> HttpResponse:
    """Which call? With one open call the question does not arise."""
    calls = list(queries.open_calls(request.actor))
    if len(calls) == 1:
        return redirect("calls:application_new", call_pk=calls[0].pk)
    days = calendar()
    rows = [(call, working_days_left(call.closes_at, days)) for call in calls]
    return render(request, "calls/applications/new_list.html", {"rows": rows})


@requires(Right.WRITE_APPLICATIONS)
@require_GET
def application_new(request: Request, call_pk: int) -> HttpResponse:
    """The categories with the university's places, so that nobody writes for a full one unknowingly."""
    call = get_object_or_404(queries.open_calls(request.actor), pk=call_pk)
    context = {
        "call": call,
        "days": working_days_left(call.closes_at, calendar()),
        "lines": slot_lines(request.actor, call),
    }
    return render(request, "calls/applications/new.html", context)


@requires(Right.WRITE_APPLICATIONS)
@require_POST
def application_begin(request: Request, category_pk: int) -> HttpResponse:
    call_category = get_object_or_404(queries.call_categories(request.actor), pk=category_pk)
    application = actions.begin(call_category=call_category, by=request.actor)
    messages.success(request, _("The draft is there. Fill in its sections in any order; what you type is saved."))
    return redirect("calls:application", pk=application.pk)
