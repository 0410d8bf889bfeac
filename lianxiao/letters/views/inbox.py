"""Letters received: what the department issued to the own organisation."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.letters.actions import letters as actions
from lianxiao.letters.filters import InboxFilter
from lianxiao.letters.queries import files
from lianxiao.letters.queries import letters as queries
from lianxiao.letters.tables import InboxTable
from lianxiao.organisations.roles import Right


@requires(Right.RECEIVE_LETTERS)
@require_GET
def inbox(request: Request) -> HttpResponse:
    page = list_page(request, queries.inbox(request.actor), filter_class=InboxFilter, table_class=InboxTable)
    return render(request, "letters/inbox.html", {"page": page})


@requires(Right.RECEIVE_LETTERS)
@require_GET
def received_file(request: Request, pk: int, form: str) -> FileResponse:
    found = get_object_or_404(queries.inbox(request.actor), pk=pk)
    return download(*files.kept(found.letter, form))


@requires(Right.RECEIVE_LETTERS)
@require_POST
def confirm_receipt(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.inbox(request.actor), pk=pk)
    actions.confirm_receipt(delivery=found, by=request.actor)
    messages.success(request, _("Receipt of %(number)s is confirmed.") % {"number": found.letter.number})
    return redirect("letters:inbox")
