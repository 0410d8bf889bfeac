"""Public notices as everybody reads them, and the way to object."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.actions import objections as actions
from lianxiao.calls.filters.public_notices import PublicNoticeFilter
from lianxiao.calls.forms.public_notices import ObjectionForm
from lianxiao.calls.models import PublicNoticeItem
from lianxiao.calls.queries import notice_pages as pages
from lianxiao.calls.queries import public_notices as queries
from lianxiao.calls.queries.deadlines import calendar, working_days_left
from lianxiao.calls.queries.letters import list_letter
from lianxiao.calls.tables.public_notices import PublicNoticeTable
from lianxiao.calls.views.public_notices.desk import INVALID
from lianxiao.core.doors import public
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.core.official_text import paragraphs

REASON = "public notices are there for everybody to read and to object to"


@public(REASON)
@require_GET
def public_notices(request: Request) -> HttpResponse:
    rows = queries.published_notices(request.actor).order_by("-published_at", "-id")
    page = list_page(request, rows, filter_class=PublicNoticeFilter, table_class=PublicNoticeTable)
    return render(request, "calls/public_notices/public_list.html", {"page": page})


@public(REASON)
@require_GET
def public_notice(request: Request, pk: int) -> HttpResponse:
    notice = get_object_or_404(queries.published_page(request.actor), pk=pk)
    context = {
        "notice": notice,
        "paragraphs": paragraphs(queries.body_of(notice)),
        "lines": pages.lines_of(notice, desk=False),
        "letter": list_letter(notice),
        "days": working_days_left(notice.ends_at, calendar()) if notice.ends_at else None,
    }
    return render(request, "calls/public_notices/public.html", context)


@public(REASON)
@require_GET
def object_to(request: Request, pk: int) -> HttpResponse:
    item = get_object_or_404(queries.published_items(request.actor), pk=pk)
    return _object_page(request, item, ObjectionForm())


@public(REASON)
@require_POST
def object_now(request: Request, pk: int) -> HttpResponse:
    item = get_object_or_404(queries.published_items(request.actor), pk=pk)
    form = ObjectionForm(request.POST)
    if not form.is_valid():
        return _object_page(request, item, form)
    try:
        objection = actions.object_to(item=item, by=request.actor, **form.cleaned_data)
    except actions.NoticeOver as refusal:
        form.add_error(None, str(refusal))
        return _object_page(request, item, form)
    return redirect("calls:objection_receipt", pk=pk, number=objection.number)


@public(REASON)
@require_GET
def objection_receipt(request: Request, pk: int, number: str) -> HttpResponse:
    """Says the number again; nothing of what was written."""
    item = get_object_or_404(queries.published_items(request.actor), pk=pk)
    return render(request, "calls/public_notices/receipt.html", {"item": item, "number": number})


def _object_page(request: Request, item: PublicNoticeItem, form: ObjectionForm) -> HttpResponse:
    notice = get_object_or_404(queries.published_notices(request.actor), pk=item.public_notice_id)
    context = {"item": item, "notice": notice, "form": form}
    return render(request, "calls/public_notices/object.html", context, status=INVALID if form.is_bound else 200)
