"""Official papers for those who see the case: issued letters as PDF and Word, the list of a public notice."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from lianxiao.calls.queries import applications, public_notices
from lianxiao.calls.queries import letters as queries
from lianxiao.calls.queries.prints_of_notices import list_pdf
from lianxiao.calls.views.downloads import download
from lianxiao.core.doors import public, requires, signed_in
from lianxiao.core.http import Request
from lianxiao.letters.queries.files import kept
from lianxiao.organisations.roles import Right

PDF = "application/pdf"


@signed_in
@require_GET
def letter(request: Request, pk: int, letter_pk: int, form: str) -> FileResponse:
    """A letter about an application that has left, as PDF or Word."""
    application = get_object_or_404(applications.applications(request.actor), pk=pk)
    found = get_object_or_404(queries.letters_of(request.actor, application), pk=letter_pk)
    return download(*kept(found, form))


@requires(Right.CONFIRM_DECISIONS, Right.RUN_PUBLIC_NOTICES)
@require_GET
def letter_preview(request: Request, pk: int) -> FileResponse:
    """The letter as it will be drafted by the release; number and date come with its issue."""
    item = get_object_or_404(public_notices.items(request.actor), pk=pk)
    return download(queries.preview_pdf(item.application), "立项通知-预览.pdf", PDF)


@public("the list of a public notice, to print and to post")
@require_GET
def public_notice_pdf(request: Request, pk: int) -> FileResponse:
    notice = get_object_or_404(public_notices.published_page(request.actor), pk=pk)
    return download(list_pdf(notice), f"{notice.title}.pdf", PDF)


@public("the list of a public notice as an official document, once it is issued")
@require_GET
def public_notice_letter(request: Request, pk: int, form: str) -> FileResponse:
    notice = get_object_or_404(public_notices.published_page(request.actor), pk=pk)
    found = queries.list_letter(notice)
    if found is None:
        raise Http404
    return download(*kept(found, form))
