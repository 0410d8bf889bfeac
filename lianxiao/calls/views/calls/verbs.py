"""The steps of a call: handed in, checked, published, extended, closed, concluded."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxiao.calls.actions import calls as actions
from lianxiao.calls.actions import deadlines
from lianxiao.calls.forms.applications import ReasonForm
from lianxiao.calls.forms.calls import ExtensionForm
from lianxiao.calls.models import Call
from lianxiao.calls.queries import calls as queries
from lianxiao.calls.views.calls.desk import INVALID, case_page
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right


def _take(request: Request, pk: int, step: Callable[[Call], object], said: str) -> HttpResponse:
    """Take a step and go back to the case; what is missing is shown there, field by field."""
    call = get_object_or_404(queries.call_page(request.actor), pk=pk)
    try:
        step(call)
    except actions.NotReady as refusal:
        fresh = get_object_or_404(queries.call_page(request.actor), pk=pk)
        return case_page(request, fresh, problems=queries.named_problems(fresh, refusal.problems), status=INVALID)
    messages.success(request, said)
    return redirect("calls:desk_call", pk=pk)


@requires(Right.DRAFT_CALLS)
@require_POST
def call_hand_in(request: Request, pk: int) -> HttpResponse:
    return _take(
        request,
        pk,
        lambda call: actions.hand_in(call=call, by=request.actor),
        _("Handed in. Somebody else checks it now."),
    )


@requires(Right.CHECK_CALLS)
@require_POST
def call_pass(request: Request, pk: int) -> HttpResponse:
    return _take(
        request,
        pk,
        lambda call: actions.pass_check(call=call, by=request.actor),
        _("Checked. A leader of the department publishes it now."),
    )


@requires(Right.CHECK_CALLS, Right.PUBLISH_CALLS)
@require_POST
def call_send_back(request: Request, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="send_back")
    if not form.is_valid():
        call = get_object_or_404(queries.call_page(request.actor), pk=pk)
        return case_page(request, call, send_back_form=form, form=form, status=INVALID)
    reason = form.cleaned_data["reason"]
    return _take(
        request,
        pk,
        lambda call: actions.send_back(call=call, by=request.actor, reason=reason),
        _("Sent back to the drafter with your reason."),
    )


@requires(Right.PUBLISH_CALLS)
@require_POST
def call_publish(request: Request, pk: int) -> HttpResponse:
    return _take(
        request,
        pk,
        lambda call: actions.publish(call=call, by=request.actor),
        _("Published. The liaisons of all institutions that may apply have been told."),
    )


@requires(Right.DRAFT_CALLS)
@require_POST
def call_close(request: Request, pk: int) -> HttpResponse:
    return _take(
        request,
        pk,
        lambda call: deadlines.close(call=call, by=request.actor),
        _("Closed. What was in is sealed with its number and digest."),
    )


@requires(Right.DRAFT_CALLS)
@require_POST
def call_conclude(request: Request, pk: int) -> HttpResponse:
    return _take(
        request,
        pk,
        lambda call: deadlines.conclude(call=call, by=request.actor),
        _("Concluded. The call stays readable for everybody."),
    )


# --- extensions ------------------------------------------------------------------------------------


@requires(Right.DRAFT_CALLS)
@require_POST
def extension_ask(request: Request, pk: int) -> HttpResponse:
    call = get_object_or_404(queries.call_page(request.actor), pk=pk)
    form = ExtensionForm(request.POST, call=call)
    if not form.is_valid():
        return case_page(request, call, extension_form=form, form=form, status=INVALID)
    deadlines.ask_extension(call=call, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Asked for. The deadline moves when a leader of the department grants it."))
    return redirect("calls:desk_call", pk=pk)


@requires(Right.PUBLISH_CALLS)
@require_POST
def extension_grant(request: Request, pk: int) -> HttpResponse:
    extension = get_object_or_404(queries.extensions(request.actor), pk=pk)
    deadlines.grant_extension(extension=extension, by=request.actor)
    messages.success(request, _("Granted. The new deadline and its reason are public; the liaisons have been told."))
    return redirect("calls:desk_call", pk=extension.call_id)


@requires(Right.PUBLISH_CALLS)
@require_POST
def extension_refuse(request: Request, pk: int) -> HttpResponse:
    extension = get_object_or_404(queries.extensions(request.actor), pk=pk)
    form = ReasonForm(request.POST, prefix="refuse")
    if not form.is_valid():
        call = get_object_or_404(queries.call_page(request.actor), pk=extension.call_id)
        return case_page(request, call, refuse_form=form, form=form, status=INVALID)
    deadlines.refuse_extension(extension=extension, by=request.actor, reason=form.cleaned_data["reason"])
    messages.success(request, _("Refused. The deadline stays as it was."))
    return redirect("calls:desk_call", pk=extension.call_id)
