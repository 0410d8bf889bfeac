from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries import frozen, prints
from lianxiao.calls.queries.progress import next_step
from lianxiao.calls.views.applications.lists import READERS
from lianxiao.calls.views.downloads import download
from lianxiao.core import files
from lianxiao.core.doors import requires
from lianxiao.core.http import Request


@requires(*READERS)
@require_GET
def submission(request: Request, pk: int) -> HttpResponse:
    """A version for reading, with its code and digests."""
    found = get_object_or_404(frozen.submissions(request.actor), pk=pk)
    sections = frozen.shown(
        found, get_language() or "zh-hans", lambda number: reverse("calls:submission_file", args=[pk, number])
    )
    return render(request, "calls/applications/submission.html", {"submission": found, "sections": sections})


@requires(*READERS)
@require_GET
def submission_changes(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(frozen.submissions(request.actor), pk=pk, version__gt=1)
    changes = frozen.changes(found, get_language() or "zh-hans")
    return render(request, "calls/applications/changes.html", {"submission": found, "changes": changes})


@requires(*READERS)
@require_GET
def submission_pdf(request: Request, pk: int) -> FileResponse:
    found = get_object_or_404(frozen.submissions(request.actor), pk=pk)
    name = f"{found.content['number']}-V{found.version}.pdf"
    return download(prints.submission_pdf(found), name, "application/pdf")


@requires(*READERS)
@require_GET
def submission_file(request: Request, pk: int, number: int) -> FileResponse:
    """An attachment of a frozen copy, as it was submitted."""
    found = get_object_or_404(frozen.submissions(request.actor), pk=pk)
    file = frozen.file_in(found, number)
    if file is None:
        raise Http404
    return download(files.open_stored(file["digest"]), file["name"], file["media_type"])


@requires(*READERS)
@require_GET
def application_receipt(request: Request, pk: int) -> HttpResponse:
    """受理回执: what was received, where it went, what comes next."""
    found = get_object_or_404(queries.application_page(request.actor), pk=pk, submitted_at__isnull=False)
    newest = list(found.submissions.all())[-1]
    context = {
        "application": found,
        "submission": newest,
        "next": next_step(found),
        "verify_at": prints.verify_url(newest.code),
    }
    return render(request, "calls/applications/receipt.html", context)
