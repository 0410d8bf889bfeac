"""The yearly ledgers: what there is, one more, and each as PDF and Excel."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.downloads import download
from lianxiao.core.files.checking import FORMATS
from lianxiao.core.http import Request
from lianxiao.core.kept_files import content_of
from lianxiao.core.lists import page_of
from lianxiao.ledger.actions import yearly as actions
from lianxiao.ledger.forms.yearly import YearForm
from lianxiao.ledger.queries import yearly as queries
from lianxiao.organisations.roles import Right

reads = requires(Right.READ_LEDGER)


@reads
@require_GET
def yearly(request: Request) -> HttpResponse:
    page = page_of(request, queries.yearly_ledgers())
    waiting = any(one.made_at is None for one in page)
    return render(request, "ledger/yearly.html", {"page": page, "form": YearForm(), "waiting": waiting})


@reads
@require_POST
def yearly_ask(request: Request) -> HttpResponse:
    form = YearForm(request.POST)
    if form.is_valid():
        actions.ask(year=int(form.cleaned_data["year"]), by=request.actor)
        messages.success(request, _("The yearly ledger is being made; it stands here in a moment."))
    else:
        messages.error(request, _("Choose one of the years that are offered."))
    return redirect("ledger:yearly")


@reads
@require_GET
def yearly_file(request: Request, pk: int, form: str) -> FileResponse:
    found = get_object_or_404(queries.yearly_ledgers().filter(made_at__isnull=False), pk=pk)
    digest = found.pdf_id if form == "pdf" else found.workbook_id
    assert digest is not None, "a ledger that is made has both files"
    name = f"校际合作项目台账（{found.year}年度）.{form}"
    return download(content_of(digest), name, FORMATS[form].media_type)
