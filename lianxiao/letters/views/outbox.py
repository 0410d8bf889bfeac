"""The outbox: the list, one letter with its preview and progress, its free text, its files."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import ListPage, list_page
from lianxiao.core.refusals import LostUpdate
from lianxiao.core.templatetags.lianxiao import day
from lianxiao.letters.actions import letters as actions
from lianxiao.letters.actions.exports import export as export_rows
from lianxiao.letters.filters import OutboxFilter
from lianxiao.letters.forms import CheckForm, LetterForm
from lianxiao.letters.models import Letter
from lianxiao.letters.queries import files, shown
from lianxiao.letters.queries import letters as queries
from lianxiao.letters.tables import OutboxTable, file_columns, file_rows
from lianxiao.organisations.roles import Right

DESK = (Right.WRITE_LETTERS, Right.ISSUE_LETTERS)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def outbox_page(request: Request) -> ListPage[Letter]:
    rows = queries.outbox(request.actor)
    return list_page(request, rows, filter_class=OutboxFilter, table_class=OutboxTable, actor=request.actor)


@requires(*DESK)
@require_GET
def outbox(request: Request) -> HttpResponse:
    page = outbox_page(request)
    may = {"check": request.actor.may(Right.WRITE_LETTERS), "issue": request.actor.may(Right.ISSUE_LETTERS)}
    return render(request, "letters/outbox.html", {"page": page, "may": may})


@requires(*DESK)
@require_POST
def export(request: Request) -> FileResponse:
    """Exactly what the list shows under the same address."""
    page = outbox_page(request)
    assert isinstance(page.filter, OutboxFilter)
    file = export_rows(
        rows=file_rows(page.rows), columns=file_columns(), filters=page.filter.in_words, by=request.actor
    )
    name = _("Official letters %(day)s.xlsx") % {"day": day(timezone.localdate())}
    return download(file, name, XLSX)


@requires(*DESK)
@require_GET
def letter(request: Request, pk: int) -> HttpResponse:
    return letter_page(request, get_object_or_404(queries.letter_page(request.actor), pk=pk))


def letter_page(request: Request, found: Letter, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "letter": found,
        "paper": shown.paper_of(found),
        "tone": queries.TONES[found.state],
        "may": queries.flags(request.actor, found),
        "stages": queries.stages(found),
        "timeline": queries.timeline(found),
        "next": queries.next_step(found),
        "check_form": CheckForm(initial={"revision": found.revision}),
        **more,
    }
    return render(request, "letters/letter.html", context, status=status)


@requires(*DESK)
@require_GET
def letter_file(request: Request, pk: int, form: str) -> FileResponse:
    """As it was issued; a draft as it would be issued today, marked as one."""
    found = get_object_or_404(queries.letter_page(request.actor), pk=pk)
    return download(*(files.kept(found, form) if found.code else shown.drafted(found, form)))


@requires(Right.WRITE_LETTERS)
@require_GET
def edit_page(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    return render(request, "letters/edit.html", {"letter": found, "form": LetterForm(instance=found)})


@requires(Right.WRITE_LETTERS)
@require_POST
def edit(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    newest = found.revision  # checking the form writes what was typed into `found`
    form = LetterForm(request.POST, instance=found)
    context = {"letter": found, "form": form}
    if not form.is_valid():
        return render(request, "letters/edit.html", context, status=422)
    values = form.cleaned_data
    try:
        actions.edit(letter=found, values=values, revision=values["revision"], by=request.actor)
    except LostUpdate as refusal:
        form.add_error(None, str(refusal))
        form.data = request.POST.copy()
        form.data["revision"] = str(newest)
        return render(request, "letters/edit.html", context, status=409)
    messages.success(request, _("The text is saved. Another person checks it now."))
    return redirect("letters:letter", pk=pk)
