"""A return: the university's list and page, the office's check."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.calendar import calendar, working_days_left
from lianxiao.core.doors import requires
from lianxiao.core.http import Request, shown_once
from lianxiao.core.lists import list_page
from lianxiao.core.refusals import Refused
from lianxiao.filing.actions import chasing, checks, deadlines
from lianxiao.filing.actions import returns as actions
from lianxiao.filing.actions.contacts import read_contacts
from lianxiao.filing.filters import OwnReturnFilter
from lianxiao.filing.forms.rounds import CorrectionForm, LaterForm, ReasonForm
from lianxiao.filing.models import Return
from lianxiao.filing.queries import figures, section_pages
from lianxiao.filing.queries import returns as queries
from lianxiao.filing.queries.rounds import period_of
from lianxiao.filing.tables import OwnReturnTable
from lianxiao.filing.views.flags import may_with_return
from lianxiao.organisations.queries.record import told
from lianxiao.organisations.roles import Right

CAMPUS = (Right.FILL_FILINGS, Right.RELEASE_FILINGS)
campus = requires(*CAMPUS)
fills = requires(Right.FILL_FILINGS)
reads = requires(Right.RUN_FILINGS, Right.READ_FILINGS, *CAMPUS)
runs = requires(Right.RUN_FILINGS)
INVALID = 422


def language() -> str:
    return get_language() or "zh-hans"


def return_of(request: Request, pk: int) -> Return:
    return get_object_or_404(queries.return_page(request.actor), pk=pk)


def draft_of(request: Request, pk: int) -> Return:
    return get_object_or_404(queries.drafts(request.actor), pk=pk)


@campus
@require_GET
def returns(request: Request) -> HttpResponse:
    rows = queries.own_returns(request.actor)
    page = list_page(request, rows, filter_class=OwnReturnFilter, table_class=OwnReturnTable)
    return render(request, "filing/returns.html", {"page": page})


@reads
@require_GET
def return_page(request: Request, pk: int) -> HttpResponse:
    return _page(request, return_of(request, pk))


def _page(request: Request, found: Return, status: int = 200, **more: Any) -> HttpResponse:
    may, copy = may_with_return(request.actor, found), queries.newest_copy(found)
    context = {
        "filing": found,
        "round": found.round,
        "period": period_of(found.round),
        "tone": queries.TONES[found.state],
        "may": may,
        "late": queries.is_late(found),
        "days_left": working_days_left(found.due_at, calendar()),
        "lines": section_pages.section_lines(found) if may["own"] else [],
        "correction": queries.open_correction(found),
        "asked": section_pages.asked_lines(found),
        # Before it is submitted an office sees that it is being filled in, and nothing of what is typed.
        "changes": figures.comparison(found) if may["own"] or copy else [],
        "copy": copy,
        "copies": list(found.copies.all()),
        "shown": queries.shown_copy(copy, language()) if copy else [],
        "later_form": LaterForm(than=found.due_at),
        "back_form": ReasonForm(),
        "steps": told(queries.steps_of(found), queries.VERBS),
        **more,
    }
    return render(request, "filing/return.html", context, status=status)


@requires(Right.RUN_FILINGS, *CAMPUS)
@require_POST
@never_cache
def return_contacts(request: Request, pk: int) -> HttpResponse:
    """Shown once, in the open; posted, so that every reading is a step."""
    found = return_of(request, pk)
    context = {"filing": found, "round": found.round, "contacts": read_contacts(filing=found, by=request.actor)}
    return shown_once(render(request, "filing/contacts.html", context))


@reads
@require_GET
def copy_page(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.copies(request.actor), pk=pk)
    context = {"copy": found, "filing": found.filing, "shown": queries.shown_copy(found, language())}
    return render(request, "filing/copy.html", context)


# --- at the university -----------------------------------------------------------------------------


@campus
@require_GET
def return_check(request: Request, pk: int) -> HttpResponse:
    """Everything that keeps it from leaving; what changed since the round before; then the step."""
    return _check(request, draft_of(request, pk))


def _check(request: Request, found: Return, status: int = 200, **more: Any) -> HttpResponse:
    changes = figures.comparison(found)
    context = {
        "filing": found,
        "round": found.round,
        "todo": section_pages.todo(found),
        "changes": changes,
        "unexplained": [one for one in changes if one.unexplained],
        "sections": queries.shown_answers(found, language()),
        "may": may_with_return(request.actor, found),
        "back_form": ReasonForm(),
        **more,
    }
    return render(request, "filing/check.html", context, status=status)


@fills
@require_POST
def return_explain(request: Request, pk: int) -> HttpResponse:
    found = draft_of(request, pk)
    texts = {
        name.partition("-")[2]: request.POST.get(name, "").replace("\x00", "")
        for name in request.POST
        if name.startswith("why-")
    }
    actions.explain(filing=found, texts=texts, by=request.actor)
    messages.success(request, _("Your explanations are saved."))
    return redirect("filing:return_check", pk=pk)


def _leave(request: Request, pk: int, act: Any, said: str) -> HttpResponse:
    """A refusal is told on the page with everything that is still missing."""
    try:
        act(draft_of(request, pk))
    except (actions.Incomplete, actions.Unexplained, actions.TooLate) as refusal:
        return _check(request, draft_of(request, pk), INVALID, refusal=refusal)
    messages.success(request, said)
    return redirect("filing:return", pk=pk)


@fills
@require_POST
def return_submit(request: Request, pk: int) -> HttpResponse:
    said = _("Submitted. The office has it now; a frozen copy with its digest is kept.")
    return _leave(request, pk, lambda found: actions.submit(filing=found, by=request.actor), said)


@fills
@require_POST
def return_pass_on(request: Request, pk: int) -> HttpResponse:
    said = _("Passed on. The university leader has been asked to release it.")
    return _leave(request, pk, lambda found: actions.pass_on(filing=found, by=request.actor), said)


@requires(Right.RELEASE_FILINGS)
@require_POST
def return_release(request: Request, pk: int) -> HttpResponse:
    said = _("Submitted. The office has it now; a frozen copy with its digest is kept.")
    return _leave(request, pk, lambda found: actions.release(filing=found, by=request.actor), said)


@campus
@require_POST
def return_send_back(request: Request, pk: int) -> HttpResponse:
    found, form = draft_of(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, INVALID, back_form=form, form=form)
    actions.send_back(filing=found, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("With the liaison again."))
    return redirect("filing:return", pk=pk)


# --- at the office ---------------------------------------------------------------------------------


@runs
@require_POST
def return_accept(request: Request, pk: int) -> HttpResponse:
    actions_ = checks.accept(filing=return_of(request, pk), by=request.actor)
    messages.success(request, _("Accepted. The university has been told."))
    return redirect("filing:return", pk=actions_.pk)


@runs
@require_GET
def return_correct(request: Request, pk: int) -> HttpResponse:
    """What is to be corrected, field by field, before it is sent."""
    found = return_of(request, pk)
    if not may_with_return(request.actor, found)["check"]:
        raise Http404
    return _correct(request, found, CorrectionForm(), {})


def _correct(
    request: Request, found: Return, form: CorrectionForm, typed: dict[str, str], status: int = 200, **more: Any
) -> HttpResponse:
    copy = queries.newest_copy(found)
    assert copy is not None  # what is checked was submitted
    shown = queries.shown_copy(copy, language())
    context = {
        "filing": found,
        "form": form,
        "sections": [
            (section.title, [(one, one.key in typed, typed.get(one.key, "")) for one in section.fields])
            for section in shown
        ],
        **more,
    }
    return render(request, "filing/correct.html", context, status=status)


@runs
@require_POST
def return_back(request: Request, pk: int) -> HttpResponse:
    found, form = return_of(request, pk), CorrectionForm(request.POST)
    ticked = [name.partition("-")[2] for name in request.POST if name.startswith("ask-")]
    reasons = {key: request.POST.get(f"reason-{key}", "").replace("\x00", "").strip() for key in ticked}
    if not form.is_valid():
        return _correct(request, found, form, reasons, INVALID)
    try:
        checks.return_for_correction(
            filing=found, reasons=reasons, due_at=form.cleaned_data["due_at"], by=request.actor
        )
    except (checks.ReasonsMissing, deadlines.NotLater) as refusal:
        problems = [{"label": "", "message": str(refusal), "anchor": "fields"}]
        return _correct(request, found, form, reasons, INVALID, problems=problems)
    messages.success(request, _("Returned. The university has been told the reasons and the deadline."))
    return redirect("filing:return", pk=pk)


@runs
@require_POST
def return_extend(request: Request, pk: int) -> HttpResponse:
    found = return_of(request, pk)
    form = LaterForm(request.POST, than=found.due_at)
    if not form.is_valid():
        return _page(request, found, INVALID, later_form=form, form=form)
    values = form.cleaned_data
    deadlines.extend_one(filing=found, until=values["until"], reason=values["reason"], by=request.actor)
    messages.success(request, _("The university has a later deadline of its own now and has been told."))
    return redirect("filing:return", pk=pk)


@runs
@require_POST
def return_chase(request: Request, pk: int) -> HttpResponse:
    found = return_of(request, pk)
    try:
        chasing.chase(filing=found, by=request.actor)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("%(university)s was reminded.") % {"university": found.institution})
    return redirect("filing:return", pk=pk)
