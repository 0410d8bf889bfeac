"""Notices as everybody reads them."""

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lianxiao.core import files
from lianxiao.core.actors import PUBLIC
from lianxiao.core.doors import public
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import page_of
from lianxiao.publishing.filters import PublishedFilter
from lianxiao.publishing.models import Notice
from lianxiao.publishing.queries import notices as queries
from lianxiao.publishing.queries import texts


@public("published notices")
@require_GET
def notices(request: Request) -> HttpResponse:
    filters = PublishedFilter(request.GET, queryset=queries.published(request.actor), request=request)
    page = page_of(request, filters.qs)
    return render(request, "publishing/public/list.html", {"filter": filters, "page": page})


@public("a published notice, or that it was withdrawn")
@require_GET
def notice(request: Request, pk: int) -> HttpResponse:
    found = queries.published_page(request.actor).filter(pk=pk).first()
    if found is None:
        return _withdrawn(request, pk)
    earlier, later = queries.neighbours(request.actor, found)
    context = {"notice": found, "document": texts.document(found), "earlier": earlier, "later": later}
    return render(request, "publishing/public/notice.html", context)


def _withdrawn(request: Request, pk: int) -> HttpResponse:
    """410: it was here and will not come back; search engines drop it."""
    gone = get_object_or_404(queries.withdrawn(request.actor), pk=pk)
    return render(request, "publishing/public/withdrawn.html", {"notice": gone}, status=410)


@public("a published notice as PDF")
@require_GET
def notice_pdf(request: Request, pk: int) -> FileResponse:
    found = get_object_or_404(queries.published_page(request.actor), pk=pk)
    return download(texts.pdf(found), files.clean_name(f"{found}.pdf"), "application/pdf")


@public("attachments of published notices")
@require_GET
def attachment(request: Request, pk: int) -> FileResponse:
    found = get_object_or_404(queries.attachments(request.actor), pk=pk)
    try:
        content = files.open_stored(found.file_id)
    except FileNotFoundError:
        raise Http404 from None
    return download(content, found.name, found.file.media_type)


class NoticeFeed(Feed[Notice, Notice]):
    """The newest notices for feed readers. The same for everybody, so that it can be kept by anybody."""

    link = "/notices/"

    def title(self) -> str:
        return _("Notices of the inter-university cooperation platform")

    def items(self) -> "QuerySet[Notice]":
        return queries.published(PUBLIC)[:30]

    def item_title(self, item: Notice) -> str:
        return str(item)

    def item_description(self, item: Notice) -> str:
        return next((paragraph.text for paragraph in texts.document(item).body), "")

    def item_link(self, item: Notice) -> str:
        return texts.public_path(item)

    def item_pubdate(self, item: Notice) -> object:
        return item.published_at


feed = public("published notices for feed readers")(require_GET(NoticeFeed()))
