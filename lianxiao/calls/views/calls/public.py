"""Calls as everybody reads them."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from lianxiao.calls import access
from lianxiao.calls.filters.calls import PublicCallFilter
from lianxiao.calls.queries import call_progress as progress
from lianxiao.calls.queries import calls as queries
from lianxiao.calls.queries.deadlines import calendar, working_days_left
from lianxiao.calls.queries.places import slot_lines
from lianxiao.calls.tables.calls import PublicCallTable
from lianxiao.calls.views.downloads import download
from lianxiao.core.definitions import parse
from lianxiao.core.doors import public
from lianxiao.core.files import open_stored
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page


@public("published calls are addressed to everybody")
@require_GET
def call_list(request: Request) -> HttpResponse:
    page = list_page(
        request, queries.published_calls(request.actor), filter_class=PublicCallFilter, table_class=PublicCallTable
    )
    return render(request, "calls/calls/public_list.html", {"page": page})


@public("published calls are addressed to everybody")
@require_GET
def call(request: Request, pk: int) -> HttpResponse:
    call = get_object_or_404(queries.public_page(request.actor), pk=pk)
    own = access.may_read_own_places(request.actor)
    context = {
        "call": call,
        "document": progress.document_of(call),
        "eligible": queries.eligible_labels(call),
        "granted": queries.granted_extensions(call),
        "days": working_days_left(call.closes_at, calendar()),
        "lines": slot_lines(request.actor, call) if own else [],
        "may": {"begin": access.may_begin_application(request.actor)},
    }
    return render(request, "calls/calls/public_call.html", context)


@public("the forms of published calls can be read before one applies")
@require_GET
def call_form(request: Request, pk: int) -> HttpResponse:
    """The empty form of one category, to read and to print."""
    category = get_object_or_404(queries.call_categories(request.actor), pk=pk)
    definition = parse(category.form.definition)
    context = {"category": category, "call": category.call, "definition": definition}
    return render(request, "calls/calls/blank_form.html", context)


@public("attachments of published calls; queries keep those of drafts on the desk")
@require_GET
def call_attachment(request: Request, pk: int) -> FileResponse:
    attachment = get_object_or_404(queries.attachments(request.actor), pk=pk)
    return download(open_stored(attachment.file_id), attachment.name, attachment.file.media_type)
