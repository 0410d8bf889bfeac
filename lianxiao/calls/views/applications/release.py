from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.actions import applications as actions
from lianxiao.calls.forms.applications import ReasonForm, RemarkForm
from lianxiao.calls.models import Application
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries import overview
from lianxiao.calls.queries.phrases import phrases
from lianxiao.calls.queries.places import slots_in
from lianxiao.calls.queries.selections import running_selection
from lianxiao.calls.queries.similar import panel
from lianxiao.calls.views.applications.flags import may
from lianxiao.core.definitions import show
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right

CAMPUS = (Right.WRITE_APPLICATIONS, Right.READ_OWN_APPLICATIONS)


def _whole(found: Application) -> list[Any]:
    answers = queries.filled(found, lambda one: reverse("calls:attachment_file", args=[one.pk]))
    return show(queries.definition_of(found.form), answers, get_language() or "zh-hans")


@requires(*CAMPUS)
@require_GET
def application_check(request: Request, pk: int) -> HttpResponse:
    """提交前核对: the whole form with everything that still keeps it from leaving."""
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    context = {
        "application": found,
        "may": may(request.actor, found),
        "todo": overview.todo(found),
        "sections": _whole(found),
    }
    return render(request, "calls/applications/check.html", context)


@requires(Right.WRITE_APPLICATIONS)
@require_POST
def application_hand_in(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.applications(request.actor), pk=pk)
    try:
        actions.hand_in(application=found, by=request.actor)
    except actions.Incomplete as refusal:
        messages.error(request, str(refusal))
        return redirect("calls:application_check", pk=pk)
    messages.success(request, _("Handed to the university's liaison, who has been told."))
    return redirect("calls:application", pk=pk)


@requires(Right.RELEASE_APPLICATIONS, Right.ENDORSE_APPLICATIONS)
@require_GET
def application_decide(request: Request, pk: int) -> HttpResponse:
    """The liaison's and the leader's desk: the essentials, the whole form, on or back."""
    found = get_object_or_404(queries.application_page(request.actor), pk=pk)
    return _desk(request, found, RemarkForm(), ReasonForm())


def _desk(
    request: Request, found: Application, remark: RemarkForm, reason: ReasonForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "application": found,
        "may": may(request.actor, found),
        "facts": overview.essentials(found, get_language() or "zh-hans"),
        "todo": overview.todo(found),
        "sections": _whole(found),
        "similar": panel(request.actor, found),
        "slots": slots_in(found),
        "running": running_selection(found),
        "remark_form": remark,
        "reason_form": reason,
        "phrases": phrases("send_back"),
    }
    if reason.errors or remark.errors:
        context["form"] = reason if reason.errors else remark
    return render(request, "calls/applications/decide.html", context, status=status)


@requires(Right.RELEASE_APPLICATIONS)
@require_POST
def application_pass_on(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.application_page(request.actor), pk=pk)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _desk(request, found, form, ReasonForm(), status=422)
    actions.pass_on(application=found, by=request.actor, remark=form.cleaned_data["remark"])
    messages.success(request, _("Passed on to the university's leader for approval."))
    return redirect("calls:application", pk=pk)


@requires(Right.ENDORSE_APPLICATIONS)
@require_POST
def application_endorse(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.application_page(request.actor), pk=pk)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _desk(request, found, form, ReasonForm(), status=422)
    actions.endorse(application=found, by=request.actor, remark=form.cleaned_data["remark"])
    messages.success(request, _("Approved. The liaison can submit it now."))
    return redirect("calls:application", pk=pk)


@requires(Right.RELEASE_APPLICATIONS, Right.ENDORSE_APPLICATIONS)
@require_POST
def application_send_back(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.application_page(request.actor), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _desk(request, found, RemarkForm(), form, status=422)
    actions.send_back(application=found, by=request.actor, reason=form.cleaned_data["reason"])
    messages.success(request, _("Sent back to the authors with your reason."))
    return redirect("calls:application", pk=pk)


@requires(Right.WRITE_APPLICATIONS)
@require_POST
def application_discard(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.applications(request.actor), pk=pk)
    actions.discard(application=found, by=request.actor)
    messages.success(request, _("The draft was discarded and is gone from the lists."))
    return redirect("calls:applications")
