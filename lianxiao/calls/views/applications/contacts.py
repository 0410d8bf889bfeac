from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lianxiao.calls.actions.contacts import read_contacts
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.views.applications.lists import READERS
from lianxiao.core.doors import requires
from lianxiao.core.http import Request, shown_once
from lianxiao.organisations.roles import Right


@requires(*READERS, Right.CONFIRM_DECISIONS)
@require_POST
@never_cache
def application_contacts(request: Request, pk: int) -> HttpResponse:
    """Shown once, in the open; posted, so that every reading is a step."""
    found = get_object_or_404(queries.application_page(request.actor), pk=pk)
    context = {"application": found, "contacts": read_contacts(application=found, by=request.actor)}
    return shown_once(render(request, "calls/applications/contacts.html", context))
