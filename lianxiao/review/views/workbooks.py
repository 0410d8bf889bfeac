"""Scores off line: the workbook down, the filled one up, and what is wrong with it."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core import files
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.refusals import LostUpdate
from lianxiao.core.spreadsheets import Row, write_errors
from lianxiao.review import access
from lianxiao.review.actions import workbooks as actions
from lianxiao.review.forms.workbooks import WorkbookForm
from lianxiao.review.queries import experts
from lianxiao.review.queries import workbooks as queries
from lianxiao.review.views.door import expert

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@expert
@require_GET
def workbook(request: Request, pk: int) -> HttpResponseBase:
    seat = get_object_or_404(experts.seats(request.actor), pk=pk)
    if not access.may_fill(request.actor, seat):
        return redirect("review:seat", pk=pk)
    return download(queries.workbook(request.actor, seat), f"{seat.panel}.xlsx", XLSX)


@expert
@require_POST
def workbook_upload(request: Request, pk: int) -> HttpResponse:
    """Never answered with a page: what is kept for a retry must not tie him to an application."""
    seat, form = get_object_or_404(experts.seats(request.actor), pk=pk), WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose the filled workbook first."))
        return redirect("review:seat", pk=pk)
    file = form.cleaned_data["file"]
    try:
        made = actions.upload(seat=seat, name=file.name, stream=file, by=request.actor)
    except (files.RefusedFile, LostUpdate) as refusal:
        messages.error(request, str(refusal))
        return redirect("review:seat", pk=pk)
    if made.filled is None:
        return redirect("review:workbook_refused", pk=made.pk)
    said = ngettext(
        "%(n)d sheet was filled and is kept for you alone. Look through it and submit it on its page.",
        "%(n)d sheets were filled and are kept for you alone. Look through each and submit it on its page.",
        made.filled,
    )
    messages.success(request, said % {"n": made.filled})
    return redirect("review:seat", pk=pk)


@expert
@require_GET
def workbook_refused(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.uploads(request.actor), pk=pk)
    return render(request, "review/workbook.html", {"upload": found, "problems": queries.problem_lines(found)})


@expert
@require_GET
def workbook_errors(request: Request, pk: int) -> HttpResponseBase:
    """As it was uploaded, with the reasons; can be mended and uploaded again."""
    found = get_object_or_404(queries.uploads(request.actor).exclude(rows=[]), pk=pk)
    rows = [Row(number, texts, {}, problems) for number, texts, problems in found.rows]
    return download(write_errors(queries.table_of(found.seat), rows), f"{_('Rows with errors')}.xlsx", XLSX)
