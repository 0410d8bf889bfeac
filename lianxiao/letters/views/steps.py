"""What moves a letter on: checking, issuing, void. Each names its effect; several at once say what became of each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.refusals import LostUpdate, Refused
from lianxiao.letters.actions import letters as actions
from lianxiao.letters.actions import several
from lianxiao.letters.forms import CheckForm, ReasonForm
from lianxiao.letters.queries import letters as queries
from lianxiao.letters.views.outbox import DESK, letter_page
from lianxiao.organisations.roles import Right

INVALID = 422


@requires(Right.WRITE_LETTERS)
@require_POST
def pass_check(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.letter_page(request.actor), pk=pk)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return letter_page(request, found, status=INVALID, form=form)
    try:
        actions.pass_check(letter=found, revision=form.cleaned_data["revision"], by=request.actor)
    except LostUpdate as refusal:
        return letter_page(request, found, status=409, problems=[{"message": str(refusal)}])
    messages.success(request, _("Checked. The department's leader has been asked to issue it."))
    return redirect("letters:letter", pk=pk)


@requires(*DESK)
@require_POST
def send_back(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.letter_page(request.actor), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return letter_page(request, found, status=INVALID, back_form=form, form=form)
    actions.send_back(letter=found, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Sent back to its office with your remark."))
    return redirect("letters:letter", pk=pk)


@requires(Right.ISSUE_LETTERS)
@require_POST
def issue(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.letter_page(request.actor), pk=pk)
    try:
        issued = actions.issue(letter=found, by=request.actor)
    except (actions.NoCode, actions.TemplateUnfit) as refusal:
        fresh = get_object_or_404(queries.letter_page(request.actor), pk=pk)
        return letter_page(request, fresh, status=INVALID, problems=[{"message": str(refusal)}])
    messages.success(request, _("Issued as %(number)s. The receivers have been told.") % {"number": issued.number})
    return redirect("letters:letter", pk=pk)


@requires(Right.WRITE_LETTERS)
@require_GET
def discard_page(request: Request, pk: int) -> HttpResponse:
    return _reason_page(request, pk, "discard", ReasonForm())


@requires(Right.WRITE_LETTERS)
@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "discard", actions.discard, _("Discarded. It will not be sent."))


@requires(Right.ISSUE_LETTERS)
@require_GET
def withdraw_page(request: Request, pk: int) -> HttpResponse:
    return _reason_page(request, pk, "withdraw", ReasonForm())


@requires(Right.ISSUE_LETTERS)
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    return _with_reason(
        request, pk, "withdraw", actions.withdraw, _("Void. Its number stays used; receivers are told.")
    )


@requires(Right.WRITE_LETTERS)
@require_POST
def draft_anew(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.outbox(request.actor), pk=pk)
    drafted = actions.draft_anew(letter=found, by=request.actor)
    messages.success(request, _("Drafted anew in the template that is used now. Read it and correct it."))
    return redirect("letters:letter", pk=drafted.pk)


def _reason_page(request: Request, pk: int, verb: str, form: forms.Form) -> HttpResponse:
    found = get_object_or_404(queries.outbox(request.actor), pk=pk)
    if not queries.flags(request.actor, found)[verb]:
        raise PermissionDenied
    status = INVALID if form.errors else 200
    return render(request, f"letters/{verb}.html", {"letter": found, "form": form}, status=status)


def _with_reason(request: Request, pk: int, verb: str, act: Callable[..., Any], done: str) -> HttpResponse:
    found = get_object_or_404(queries.outbox(request.actor), pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            act(letter=found, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("reason", str(refusal))
    if form.errors:
        return _reason_page(request, pk, verb, form)
    messages.success(request, done)
    return redirect("letters:letter", pk=pk)


# --- several at once --------------------------------------------------------------------------------


@requires(Right.WRITE_LETTERS)
@require_GET
def check_selected_page(request: Request) -> HttpResponse:
    return _selected_page(request, "check")


@requires(Right.WRITE_LETTERS)
@require_POST
def check_selected(request: Request) -> HttpResponse:
    return _selected(request, several.check_each)


@requires(Right.ISSUE_LETTERS)
@require_GET
def issue_selected_page(request: Request) -> HttpResponse:
    return _selected_page(request, "issue")


@requires(Right.ISSUE_LETTERS)
@require_POST
def issue_selected(request: Request) -> HttpResponse:
    return _selected(request, several.issue_each)


def _selected_page(request: Request, verb: str) -> HttpResponse:
    rows = list(queries.selected(request.actor, request.GET.getlist("pk")))
    return render(request, "letters/selected.html", {"rows": rows, "verb": verb})


def _selected(request: Request, act: Callable[..., list[several.RowResult]]) -> HttpResponse:
    """Each row is sent as its number and the revision that was shown."""
    shown = dict(one.split("-", 1) for one in request.POST.getlist("pk") if "-" in one)
    revisions = {int(pk): int(revision) for pk, revision in shown.items() if pk.isdecimal() and revision.isdecimal()}
    rows = list(queries.selected(request.actor, list(shown)))
    results = act(letters=rows, revisions=revisions, by=request.actor)
    done = sum(not result.refusal for result in results)
    return render(request, "letters/results.html", {"results": results, "done": done})
