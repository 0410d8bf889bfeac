"""A return by Excel: template, upload, what was found, confirmation."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core import files
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.refusals import Refused
from lianxiao.filing.actions import uploads as actions
from lianxiao.filing.actions.returns import TooLate
from lianxiao.filing.forms.uploads import UploadForm
from lianxiao.filing.models import Upload
from lianxiao.filing.queries import uploads as queries
from lianxiao.filing.queries import workbook
from lianxiao.filing.queries.returns import definition_of
from lianxiao.filing.queries.sheets import sheets
from lianxiao.filing.states import UPLOAD, UploadState
from lianxiao.filing.views.flags import may_with_return
from lianxiao.filing.views.returns import INVALID, draft_of, fills

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@fills
@require_GET
def template(request: Request, pk: int) -> HttpResponseBase:
    """With what stands in the return already, so that it can be gone on with."""
    found = draft_of(request, pk)
    return download(workbook.template(found), f"{found.round} {found.institution}.xlsx", XLSX)


@fills
@require_http_methods(["GET", "POST"])
def upload_new(request: Request, pk: int) -> HttpResponse:
    found = draft_of(request, pk)
    if not may_with_return(request.actor, found)["fill"]:
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.upload(filing=found, name=file.name, stream=file, by=request.actor)
        except (files.RefusedFile, TooLate) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("filing:upload", pk=made.pk)
    context = {
        "form": form,
        "filing": found,
        "sheets": sheets(found.round, definition_of(found)),
        "uploads": queries.latest(request.actor, found),
    }
    return render(request, "filing/upload_new.html", context, status=INVALID if form.errors else 200)


def _upload(request: Request, pk: int) -> Upload:
    return get_object_or_404(queries.uploads(request.actor), pk=pk)


@fills
@require_GET
def upload_page(request: Request, pk: int) -> HttpResponse:
    return _page(request, _upload(request, pk))


def _page(request: Request, made: Upload, refusal: Refused | None = None) -> HttpResponse:
    may_fill = may_with_return(request.actor, made.filing)["fill"]
    context = {
        "upload": made,
        "filing": made.filing,
        "tone": queries.TONES.get(made.state, "info"),
        "refusal": refusal,
        "may": {
            "confirm": may_fill and UPLOAD.allows(made.state, "confirm"),
            "upload": may_fill and made.state in (UploadState.FAULTY, UploadState.DISCARDED),
        },
    }
    return render(request, "filing/upload.html", context, status=409 if refusal else 200)


@fills
@require_POST
def upload_confirm(request: Request, pk: int) -> HttpResponse:
    made = _upload(request, pk)
    try:
        actions.confirm(made=made, by=request.actor)
    except Refused as refusal:
        return _page(request, _upload(request, pk), refusal)
    messages.success(request, _("Everything that was shown is written into the return."))
    return redirect("filing:return_check", pk=made.filing_id)


@fills
@require_POST
def upload_discard(request: Request, pk: int) -> HttpResponse:
    made = _upload(request, pk)
    actions.discard(made=made, by=request.actor)
    messages.success(request, _("The upload is discarded; nothing was written."))
    return redirect("filing:upload_new", pk=made.filing_id)


@fills
@require_GET
def upload_errors(request: Request, pk: int) -> HttpResponseBase:
    made = get_object_or_404(queries.uploads(request.actor).filter(errors_file__isnull=False), pk=pk)
    return download(files.open_stored(made.errors_file_id or ""), f"{_('Workbook with errors')} {made.pk}.xlsx", XLSX)
