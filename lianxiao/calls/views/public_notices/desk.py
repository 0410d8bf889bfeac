"""The office's desk for public notices (公示): drafted, published, closed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.calls import access
from lianxiao.calls.actions import public_notices as actions
from lianxiao.calls.filters.public_notices import DeskNoticeFilter
from lianxiao.calls.forms.public_notices import PublicNoticeForm
from lianxiao.calls.models import Call, PublicNotice
from lianxiao.calls.queries import notice_pages as pages
from lianxiao.calls.queries import public_notices as queries
from lianxiao.calls.queries.deadlines import calendar, working_days_left
from lianxiao.calls.tables.public_notices import DeskNoticeTable
from lianxiao.core.actors import Actor
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.core.personal_numbers import UnmaskedNumbers
from lianxiao.core.refusals import Refused
from lianxiao.organisations.roles import Right

INVALID = 422
desk = requires(Right.RUN_PUBLIC_NOTICES, Right.CONFIRM_DECISIONS)


def flags(actor: Actor, notice: PublicNotice) -> dict[str, bool]:
    return {
        "edit": access.may_edit_public_notice(actor, notice),
        "publish": access.may_publish_public_notice(actor, notice),
        "close": access.may_close_public_notice(actor, notice),
        "settle": access.may_handle_objections(actor, notice),
        "release": access.may_release(actor, notice),
        "letters": access.may_approve(actor) or access.may_handle_objections(actor, notice),
    }


@desk
@require_GET
def desk_public_notices(request: Request) -> HttpResponse:
    page = list_page(
        request,
        queries.public_notices(request.actor).order_by("-id"),
        filter_class=DeskNoticeFilter,
        table_class=DeskNoticeTable,
    )
    may = {"draft": access.may_run_public_notices(request.actor)}
    return render(request, "calls/public_notices/desk_list.html", {"page": page, "may": may})


@desk
@require_GET
def desk_public_notice(request: Request, pk: int) -> HttpResponse:
    notice = get_object_or_404(queries.public_notice_page(request.actor), pk=pk)
    context = {
        "notice": notice,
        "lines": pages.lines_of(notice, desk=True),
        "steps": pages.steps_of(notice),
        "days": working_days_left(notice.ends_at, calendar()) if notice.ends_at else None,
        "tone": pages.TONES[notice.state],
        "may": flags(request.actor, notice),
    }
    return render(request, "calls/public_notices/desk.html", context)


@requires(Right.RUN_PUBLIC_NOTICES)
@require_GET
def public_notice_new(request: Request) -> HttpResponse:
    """Which call the new list belongs to."""
    context = {"calls": queries.calls_with_confirmed(request.actor)}
    return render(request, "calls/public_notices/new.html", context)


@requires(Right.RUN_PUBLIC_NOTICES)
@require_http_methods(["GET", "POST"])
def public_notice_new_for(request: Request, call_pk: int) -> HttpResponse:
    call = get_object_or_404(queries.calls_of_office(request.actor), pk=call_pk)
    form = PublicNoticeForm(
        request.POST or None, choices=queries.ready_for_notice(request.actor, call), initial=_proposal(request, call)
    )
    if not form.is_valid():
        return _edit_page(request, form, call)
    notice = actions.draft(call=call, by=request.actor, **_given(form))
    messages.success(request, _("The list is drafted. Look at it as the public will, then publish it."))
    return redirect("calls:desk_public_notice", pk=notice.pk)


@requires(Right.RUN_PUBLIC_NOTICES)
@require_http_methods(["GET", "POST"])
def public_notice_edit(request: Request, pk: int) -> HttpResponse:
    notice = get_object_or_404(queries.drafts(request.actor), pk=pk)
    choices = queries.choices_of(request.actor, notice)
    chosen = [item.application_id for item in notice.items.all()]
    form = PublicNoticeForm(request.POST or None, instance=notice, choices=choices, initial={"applications": chosen})
    if not form.is_valid():
        return _edit_page(request, form, notice.call, notice)
    actions.edit(notice=notice, by=request.actor, **_given(form))
    messages.success(request, _("The draft is changed."))
    return redirect("calls:desk_public_notice", pk=pk)


def _proposal(request: Request, call: Call) -> dict[str, Any]:
    """Words to begin with; the officer changes what does not fit."""
    return {
        "title": f"关于{call.year}年度拟立项校际合作项目的公示",
        "title_en": f"Public notice of inter-university cooperation projects to be approved in {call.year}",
        "body": f"根据《{call.title}》，经形式审查和审议，现将拟立项项目予以公示。"
        "公示期内如有异议，请实名提出并说明理由。",
        "body_en": f"Under “{call.title_en or call.title}”, the projects below are to be approved after formal check"
        " and deliberation and are put on public notice. Objections are raised by name and with grounds while it runs.",
        "contact": queries.last_contact(request.actor),
        "working_days": call.notice_working_days,
    }


def _given(form: PublicNoticeForm) -> dict[str, Any]:
    values = dict(form.cleaned_data)
    return {"applications": list(values.pop("applications")), "values": values}


def _edit_page(
    request: Request, form: PublicNoticeForm, call: Call, notice: PublicNotice | None = None
) -> HttpResponse:
    context = {"form": form, "call": call, "notice": notice}
    status = INVALID if form.is_bound else 200
    return render(request, "calls/public_notices/edit.html", context, status=status)


@requires(Right.RUN_PUBLIC_NOTICES)
@require_GET
def public_notice_publish(request: Request, pk: int) -> HttpResponse:
    """What publication does, before it is done."""
    notice = get_object_or_404(queries.public_notice_page(request.actor), pk=pk)
    return _publish_page(request, notice)


def _publish_page(request: Request, notice: PublicNotice, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "notice": notice,
        "lines": pages.lines_of(notice, desk=False),
        "refusal": refusal,
        "may": flags(request.actor, notice),
    }
    return render(request, "calls/public_notices/publish.html", context, status=INVALID if refusal else 200)


@requires(Right.RUN_PUBLIC_NOTICES)
@require_POST
def public_notice_publish_now(request: Request, pk: int) -> HttpResponse:
    notice = get_object_or_404(queries.public_notice_page(request.actor), pk=pk)
    try:
        actions.publish(notice=notice, by=request.actor)
    except (UnmaskedNumbers, actions.NothingToShow) as refusal:
        return _publish_page(request, notice, refusal)
    messages.success(request, _("Published. The list can be read by everybody and is frozen."))
    return redirect("calls:desk_public_notice", pk=pk)


@requires(Right.RUN_PUBLIC_NOTICES)
@require_POST
def public_notice_close(request: Request, pk: int) -> HttpResponse:
    notice = get_object_or_404(queries.public_notices(request.actor), pk=pk)
    actions.close(notice=notice, by=request.actor)
    messages.success(request, _("The public notice has ended. The department's leader releases the list."))
    return redirect("calls:desk_public_notice", pk=pk)
