"""The steps of a version: handed in by one, published by another, sent back, discarded."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.forms.actions import versions as actions
from lianxiao.forms.forms.begin import NoteForm, ReasonForm
from lianxiao.forms.models import FormVersion
from lianxiao.forms.queries import versions as queries
from lianxiao.forms.views.designer import INVALID, case_page
from lianxiao.organisations.roles import Right


def _take(request: Request, pk: int, step: Callable[[FormVersion], FormVersion], said: str) -> HttpResponse:
    found = get_object_or_404(queries.versions(request.actor), pk=pk)
    try:
        step(found)
    except actions.NotReady as refusal:
        messages.error(request, str(refusal))
        return redirect("forms:version", pk=pk)
    messages.success(request, said)
    return redirect("forms:version", pk=pk)


@requires(Right.DESIGN_FORMS)
@require_POST
def version_hand_in(request: Request, pk: int) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        found = get_object_or_404(queries.versions(request.actor), pk=pk)
        return case_page(request, found, note_form=form, form=form, status=INVALID)
    note = form.cleaned_data["note"]
    return _take(
        request,
        pk,
        lambda version: actions.hand_in(version=version, by=request.actor, note=note),
        _("Handed in. A colleague checks and publishes it."),
    )


@requires(Right.DESIGN_FORMS)
@require_POST
def version_publish(request: Request, pk: int) -> HttpResponse:
    return _take(
        request,
        pk,
        lambda version: actions.publish(version=version, by=request.actor),
        _("Published. Calls and filings can choose this version now; it never changes again."),
    )


@requires(Right.DESIGN_FORMS)
@require_POST
def version_send_back(request: Request, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="send_back")
    if not form.is_valid():
        found = get_object_or_404(queries.versions(request.actor), pk=pk)
        return case_page(request, found, send_back_form=form, form=form, status=INVALID)
    reason = form.cleaned_data["reason"]
    return _take(
        request,
        pk,
        lambda version: actions.send_back(version=version, by=request.actor, reason=reason),
        _("Sent back to the author with your reason."),
    )


@requires(Right.DESIGN_FORMS)
@require_POST
def version_discard(request: Request, pk: int) -> HttpResponse:
    return _take(
        request,
        pk,
        lambda version: actions.discard(version=version, by=request.actor),
        _("Discarded. The form can get another version."),
    )
