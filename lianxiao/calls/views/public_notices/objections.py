"""The office settles objections, item by item."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.actions import objections as actions
from lianxiao.calls.forms.public_notices import FindingForm, SuspensionForm
from lianxiao.calls.models import Objection, PublicNoticeItem
from lianxiao.calls.queries import public_notices as queries
from lianxiao.calls.views.public_notices.desk import INVALID, flags
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right


@requires(Right.RUN_PUBLIC_NOTICES)
@require_GET
def item_suspend(request: Request, pk: int) -> HttpResponse:
    item = get_object_or_404(queries.own_items(request.actor), pk=pk)
    return _suspend_page(request, item, SuspensionForm())


@requires(Right.RUN_PUBLIC_NOTICES)
@require_POST
def item_suspend_now(request: Request, pk: int) -> HttpResponse:
    item = get_object_or_404(queries.own_items(request.actor), pk=pk)
    form = SuspensionForm(request.POST)
    if not form.is_valid():
        return _suspend_page(request, item, form)
    actions.suspend(item=item, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("This line is suspended; the others go on."))
    return redirect("calls:desk_public_notice", pk=item.public_notice_id)


def _suspend_page(request: Request, item: PublicNoticeItem, form: forms.Form) -> HttpResponse:
    status = INVALID if form.is_bound else 200
    return render(request, "calls/public_notices/suspend.html", {"item": item, "form": form}, status=status)


@requires(Right.RUN_PUBLIC_NOTICES)
@require_GET
def objection(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.objections_of_office(request.actor), pk=pk)
    return _objection_page(request, row, FindingForm())


@requires(Right.RUN_PUBLIC_NOTICES)
@require_POST
def objection_settle(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.objections_of_office(request.actor), pk=pk)
    form = FindingForm(request.POST)
    if not form.is_valid():
        return _objection_page(request, row, form)
    actions.settle(objection=row, by=request.actor, **form.cleaned_data)
    messages.success(request, _("The finding is on record."))
    return redirect("calls:desk_public_notice", pk=row.item.public_notice_id)


def _objection_page(request: Request, row: Objection, form: forms.Form) -> HttpResponse:
    notice = row.item.public_notice
    context = {"objection": row, "notice": notice, "form": form, "may": flags(request.actor, notice)}
    return render(request, "calls/public_notices/objection.html", context, status=INVALID if form.is_bound else 200)
