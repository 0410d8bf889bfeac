"""Official papers as PDF: letters of approval, lists of public notices."""

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from lianxiao.calls.queries import letters as queries
from lianxiao.calls.queries import public_notices
from lianxiao.calls.queries.prints_of_notices import list_pdf
from lianxiao.calls.views.downloads import download
from lianxiao.core.doors import public, requires, signed_in
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right

PDF = "application/pdf"


@signed_in
@require_GET
def letter(request: Request, pk: int) -> FileResponse:
    """The letter of an approved application, by the application's number."""
    approval = get_object_or_404(queries.approvals(request.actor), application_id=pk)
    return download(queries.letter_pdf(approval), f"立项通知书-{approval.project_number}.pdf", PDF)


@requires(Right.CONFIRM_DECISIONS, Right.RUN_PUBLIC_NOTICES)
@require_GET
def letter_preview(request: Request, pk: int) -> FileResponse:
    """The letter as it will leave; its number is given by the release."""
    item = get_object_or_404(public_notices.items(request.actor), pk=pk)
    return download(queries.preview_pdf(item.application), "立项通知书-预览.pdf", PDF)


@public("the list of a public notice, to print and to post")
@require_GET
def public_notice_pdf(request: Request, pk: int) -> FileResponse:
    notice = get_object_or_404(public_notices.published_page(request.actor), pk=pk)
    return download(list_pdf(notice), f"{notice.title}.pdf", PDF)
