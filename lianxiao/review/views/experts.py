"""The pages of an expert: what he is asked for, what he has to score, one application beside the rubric."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.core.refusals import LostUpdate
from lianxiao.review import access
from lianxiao.review.actions import inviting
from lianxiao.review.actions import sheets as actions
from lianxiao.review.filters import SheetFilter
from lianxiao.review.forms.sheets import ReasonForm, SheetForm
from lianxiao.review.forms.workbooks import WorkbookForm
from lianxiao.review.models import Seat, Sheet
from lianxiao.review.queries import experts as queries
from lianxiao.review.states import SeatState
from lianxiao.review.tables import SheetTable
from lianxiao.review.views.door import expert

INVALID = 422
NO_REVISION = -1
asks = require_http_methods(["GET", "POST"])


def _sheet(request: Request, pk: int) -> Sheet:
    return get_object_or_404(queries.sheets(request.actor), pk=pk)


def _seat(request: Request, pk: int) -> Seat:
    return get_object_or_404(queries.seats(request.actor), pk=pk)


@expert
@require_GET
def mine(request: Request) -> HttpResponse:
    rows = queries.sheets(request.actor).order_by("state", "seat__due_at", "application__number", "id")
    page = list_page(request, rows, filter_class=SheetFilter, table_class=SheetTable)
    seats = list(queries.seats(request.actor))
    context = {
        "page": page,
        "invited": [seat for seat in seats if seat.state == SeatState.INVITED],
        "accepted": [seat for seat in seats if seat.state == SeatState.ACCEPTED],
    }
    return render(request, "review/mine.html", context)


@expert
@require_GET
def seat(request: Request, pk: int) -> HttpResponse:
    return _invitation(request, _seat(request, pk))


def _invitation(request: Request, found: Seat, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "seat": found,
        "may_answer": access.may_answer(request.actor, found),
        "sheets": list(queries.on_seat(request.actor, found)),
        "decline_form": ReasonForm(),
        "may_fill": access.may_fill(request.actor, found) and found.given > found.scored,  # type: ignore[attr-defined]
        "workbook_form": WorkbookForm(),
        **more,
    }
    return render(request, "review/seat.html", context, status=status)


@expert
@require_POST
def seat_accept(request: Request, pk: int) -> HttpResponse:
    found = _seat(request, pk)
    try:
        inviting.accept(seat=found, declared="declared" in request.POST, by=request.actor)
    except inviting.NotDeclared as refusal:
        return _invitation(request, found, INVALID, refusal=refusal)
    messages.success(request, _("Accepted, and your declaration is on record. The applications are listed below."))
    return redirect("review:seat", pk=pk)


@expert
@require_POST
def seat_decline(request: Request, pk: int) -> HttpResponse:
    found, form = _seat(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _invitation(request, found, INVALID, decline_form=form, form=form)
    inviting.decline(seat=found, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("Declined. The office finds somebody else; you need do nothing more."))
    return redirect("review:mine")


# --- one application -------------------------------------------------------------------------------


@expert
@require_GET
def sheet(request: Request, pk: int) -> HttpResponse:
    found = _sheet(request, pk)
    form = SheetForm(sheet=found, criteria=list(queries.criteria_of(found)))
    if "check" in request.GET and access.may_score(request.actor, found, found.seat):
        form = form.with_problems(queries.missing_in(found))
    return _page(request, found, form)


def _page(request: Request, found: Sheet, form: SheetForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "sheet": found,
        "form": form,
        "page": queries.sheet_page(request.actor, found, get_language() or "zh-hans"),
        "may_score": access.may_score(request.actor, found, found.seat),
        "recuse_form": ReasonForm(),
        **more,
    }
    return render(request, "review/sheet.html", context, status=status)


@expert
@require_POST
def sheet_save(request: Request, pk: int) -> HttpResponse:
    """One save for every button and for autosave; with the button of submission, that follows."""
    found = _sheet(request, pk)
    form = SheetForm(request.POST, sheet=found, criteria=list(queries.criteria_of(found)))
    by_itself = "X-Autosave" in request.headers
    if not form.is_valid():
        if by_itself:
            said = next(iter(form.errors.values()))[0]
            return JsonResponse({"message": _("Not saved: %(said)s") % {"said": said}}, status=409)
        return _page(request, found, form, INVALID)
    try:
        saved = actions.save(
            sheet=found,
            given=form.given(),
            overall=form.cleaned_data["overall"],
            revision=_revision(request),
            by=request.actor,
        )
    except LostUpdate as refusal:
        if by_itself:
            return JsonResponse({"message": str(refusal)}, status=409)
        return _page(request, _sheet(request, pk), form, 409, refusal=refusal)
    if by_itself:
        return JsonResponse({"saved_at": saved.saved_at, "revision": saved.revision})
    return _after_save(request, found)


def _revision(request: Request) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else NO_REVISION


def _after_save(request: Request, found: Sheet) -> HttpResponse:
    following = queries.next_to_score(request.actor, found)
    if request.POST.get("go") == "submit":
        # Never answered with the page itself: what is kept for a retry must not tie him to the application.
        if queries.missing_in(_sheet(request, found.pk)):
            return redirect(reverse("review:sheet", args=[found.pk]) + "?check")
        return redirect("review:sheet_submit", pk=found.pk)
    if request.POST.get("go") == "next" and following:
        return redirect(following)
    messages.success(request, _("Saved; only you can read it."))
    return redirect("review:sheet", pk=found.pk)


@expert
@asks
def sheet_submit(request: Request, pk: int) -> HttpResponse:
    """Read once more what is then fixed."""
    found = _sheet(request, pk)
    if request.method == "POST":
        actions.submit(sheet=found, by=request.actor)
        messages.success(request, _("Submitted. Nobody reads it before all scores are opened."))
        return redirect(queries.next_to_score(request.actor, found) or "review:mine")
    if not access.may_score(request.actor, found, found.seat) or queries.missing_in(found):
        return redirect("review:sheet", pk=pk)
    form = SheetForm(sheet=found, criteria=list(queries.criteria_of(found)))
    return render(request, "review/submit.html", {"sheet": found, "form": form})


@expert
@require_POST
def sheet_recuse(request: Request, pk: int) -> HttpResponse:
    found, form = _sheet(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        own = SheetForm(sheet=found, criteria=list(queries.criteria_of(found)))
        return _page(request, found, own, INVALID, recuse_form=form)
    following = queries.next_to_score(request.actor, found)
    actions.recuse(sheet=found, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("On record. The application goes to somebody else."))
    return redirect(following or "review:mine")


@expert
@require_GET
def sheet_print(request: Request, pk: int) -> HttpResponseBase:
    """For reading away from the screen."""
    found = _sheet(request, pk)
    return download(queries.print_of(found), f"{found.application.number}.pdf", "application/pdf")


@expert
@require_GET
def sheet_file(request: Request, pk: int, number: int) -> HttpResponseBase:
    """An attachment of the application, as it was submitted."""
    file = queries.file_of(_sheet(request, pk), number)
    if file is None:
        raise Http404
    if file.content is None:
        return render(request, "review/withheld.html", {"sheet": _sheet(request, pk), "name": file.name}, status=403)
    return download(file.content, file.name, file.media_type)
