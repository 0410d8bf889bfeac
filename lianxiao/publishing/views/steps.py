"""What moves a notice on: handing in, checking, publishing, withdrawing. Each names its effect before it is done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.personal_numbers import UnmaskedNumbers
from lianxiao.organisations.roles import Right
from lianxiao.publishing.actions import notices as actions
from lianxiao.publishing.forms import CheckForm, ReasonForm
from lianxiao.publishing.queries import notices as queries
from lianxiao.publishing.views.desk import notice_page


@requires(Right.WRITE_NOTICES)
@require_POST
def hand_in(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.desk_page(request.actor), pk=pk)
    try:
        actions.hand_in(notice=found, by=request.actor)
    except UnmaskedNumbers as refusal:
        fresh = get_object_or_404(queries.desk_page(request.actor), pk=pk)
        return notice_page(request, fresh, status=422, problems=_problems(refusal))
    messages.success(request, _("Handed in. A colleague has been asked to check it."))
    return redirect("publishing:desk_notice", pk=pk)


def _problems(refusal: UnmaskedNumbers) -> list[dict[str, str]]:
    return [{"label": "", "message": str(place), "anchor": "text"} for place in refusal.places]


@requires(Right.CHECK_NOTICES)
@require_POST
def pass_check(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.desk_page(request.actor), pk=pk)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return notice_page(request, found, status=422, check_form=form, form=form)
    actions.pass_check(notice=found, remark=form.cleaned_data["remark"], by=request.actor)
    messages.success(request, _("Checked. The department's leader has been asked to publish it."))
    return redirect("publishing:desk_notice", pk=pk)


@requires(Right.CHECK_NOTICES, Right.PUBLISH_NOTICES)
@require_POST
def send_back(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.desk_page(request.actor), pk=pk)
    form = CheckForm(request.POST)
    if form.is_valid():
        try:
            actions.send_back(notice=found, reason=form.cleaned_data["remark"], by=request.actor)
        except actions.ReasonMissing as refusal:
            form.add_error("remark", str(refusal))
    if form.errors:
        return notice_page(request, found, status=422, check_form=form, form=form)
    messages.success(request, _("Sent back to its writer with your remark."))
    return redirect("publishing:desk_notice", pk=pk)


@requires(Right.PUBLISH_NOTICES)
@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.desk_page(request.actor), pk=pk)
    try:
        actions.publish(notice=found, by=request.actor)
    except (UnmaskedNumbers, actions.NumberTaken) as refusal:
        fresh = get_object_or_404(queries.desk_page(request.actor), pk=pk)
        problems = [{"label": "", "message": str(refusal), "anchor": "text"}]
        return notice_page(request, fresh, status=422, problems=problems)
    messages.success(request, _("Published: everybody can read it from now on."))
    return redirect("publishing:desk_notice", pk=pk)


@requires(Right.PUBLISH_NOTICES)
@require_GET
def withdraw_page(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.desk(request.actor), pk=pk)
    if not queries.flags(request.actor, found)["withdraw"]:
        raise PermissionDenied
    return render(request, "publishing/desk/withdraw.html", {"notice": found, "form": ReasonForm()})


@requires(Right.PUBLISH_NOTICES)
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.desk(request.actor), pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw(notice=found, reason=form.cleaned_data["reason"], by=request.actor)
        except (UnmaskedNumbers, actions.ReasonMissing) as refusal:
            form.add_error("reason", str(refusal))
    if form.errors:
        return render(request, "publishing/desk/withdraw.html", {"notice": found, "form": form}, status=422)
    messages.success(request, _("Withdrawn. Its address now says so and why; the text is no longer public."))
    return redirect("publishing:desk_notice", pk=pk)
