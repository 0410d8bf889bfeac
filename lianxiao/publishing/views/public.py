"""Notices as everybody reads them."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lianxiao.core import files
from lianxiao.core.actors import PUBLIC
from lianxiao.core.doors import public
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import page_of
from lianxiao.publishing.filters import PublishedFilter
from lianxiao.publishing.queries import notices as queries
from lianxiao.publishing.queries import texts

FEED_LENGTH = 30


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


@public("published notices for feed readers")
@require_GET
def feed(request: Request) -> HttpResponse:
    """The newest notices as Atom; the same for everybody, so that it can be kept by anybody."""
    made = Atom1Feed(
        title=_("Notices of the inter-university cooperation platform"),
        link=request.build_absolute_uri(reverse("publishing:notices")),
        feed_url=request.build_absolute_uri(),
        description="",
        language=get_language(),
    )
    for notice in queries.published(PUBLIC)[:FEED_LENGTH]:
        made.add_item(
            title=str(notice),
            link=request.build_absolute_uri(texts.public_path(notice)),
            description=next((paragraph.text for paragraph in texts.document(notice).body), ""),
            pubdate=notice.published_at,
            updateddate=notice.published_at,
            author_name=notice.issuer or str(notice.office),
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
