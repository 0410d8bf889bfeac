"""The desk for calls: list, case, drafting."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls import access
from lianxiao.calls.actions import calls as actions
from lianxiao.calls.filters.calls import DeskCallFilter
from lianxiao.calls.forms.applications import ReasonForm
from lianxiao.calls.forms.calls import CallAttachmentForm, CallForm, CopyForm, ExtensionForm
from lianxiao.calls.models import Call
from lianxiao.calls.queries import call_progress as progress
from lianxiao.calls.queries import calls as queries
from lianxiao.calls.tables.calls import DeskCallTable
from lianxiao.calls.views.calls.flags import may
from lianxiao.core.doors import requires
from lianxiao.core.files import RefusedFile
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.core.personal_numbers import UnmaskedNumbers
from lianxiao.organisations.roles import Right

DESK = (Right.DRAFT_CALLS, Right.CHECK_CALLS, Right.PUBLISH_CALLS)
INVALID = 422


@requires(*DESK)
@require_GET
def desk_calls(request: Request) -> HttpResponse:
    page = list_page(request, queries.desk_calls(request.actor), filter_class=DeskCallFilter, table_class=DeskCallTable)
    flags = {"draft": access.may_draft_call(request.actor)}
    return render(request, "calls/calls/desk_list.html", {"page": page, "may": flags})


@requires(*DESK)
@require_GET
def desk_call(request: Request, pk: int) -> HttpResponse:
    return case_page(request, get_object_or_404(queries.call_page(request.actor), pk=pk))


def case_page(request: Request, call: Call, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The case of a call; a form that was refused comes with what was typed, and 422."""
    pending = queries.pending_extension(call)
    flags = may(request.actor, call, pending)
    context = {
        "call": call,
        "may": flags,
        "pending": pending,
        "tone": progress.TONES[call.state],
        "stages": progress.stages(call),
        "timeline": progress.timeline(call),
        "next": progress.next_step(call),
        "categories": queries.category_lines(call),
        "eligible": queries.eligible_labels(call),
        "send_back_form": ReasonForm(prefix="send_back"),
        "refuse_form": ReasonForm(prefix="refuse"),
        "extension_form": ExtensionForm(call=call, initial={"new_closes_at": call.closes_at}),
        "attachment_form": CallAttachmentForm(),
        **forms,
    }
    return render(request, "calls/calls/desk_case.html", context, status=status)


# --- drafting --------------------------------------------------------------------------------------


@requires(Right.DRAFT_CALLS)
@require_GET
def call_new(request: Request) -> HttpResponse:
    return render(request, "calls/calls/edit.html", {"form": CallForm()})


@requires(Right.DRAFT_CALLS)
@require_POST
def call_create(request: Request) -> HttpResponse:
    form = CallForm(request.POST)
    if not form.is_valid():
        return render(request, "calls/calls/edit.html", {"form": form}, status=INVALID)
    call = actions.draft(values=form.values(), categories=form.choices(), by=request.actor)
    messages.success(request, _("The draft is there. Preview it, then hand it in for checking."))
    return redirect("calls:desk_call", pk=call.pk)


@requires(Right.DRAFT_CALLS)
@require_GET
def call_edit(request: Request, pk: int) -> HttpResponse:
    call = get_object_or_404(queries.own_drafts(request.actor), pk=pk)
    return render(request, "calls/calls/edit.html", {"form": CallForm(instance=call), "call": call})


@requires(Right.DRAFT_CALLS)
@require_POST
def call_save(request: Request, pk: int) -> HttpResponse:
    call = get_object_or_404(queries.own_drafts(request.actor), pk=pk)
    form = CallForm(request.POST, instance=call)
    if not form.is_valid():
        return render(request, "calls/calls/edit.html", {"form": form, "call": call}, status=INVALID)
    actions.edit(call=call, values=form.values(), categories=form.choices(), by=request.actor)
    messages.success(request, _("The draft is saved."))
    return redirect("calls:desk_call", pk=pk)


@requires(Right.DRAFT_CALLS)
@require_GET
def call_copy(request: Request, pk: int) -> HttpResponse:
    call = get_object_or_404(queries.calls(request.actor), pk=pk)
    form = CopyForm(initial=queries.next_window(call))
    return render(request, "calls/calls/copy.html", {"call": call, "form": form})


@requires(Right.DRAFT_CALLS)
@require_POST
def call_copy_now(request: Request, pk: int) -> HttpResponse:
    call = get_object_or_404(queries.calls(request.actor), pk=pk)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return render(request, "calls/calls/copy.html", {"call": call, "form": form}, status=INVALID)
    copy = actions.copy_call(call=call, by=request.actor, **form.cleaned_data)
    messages.success(request, _("A draft was begun from it. Give it its document number and look through the text."))
    return redirect("calls:call_edit", pk=copy.pk)


@requires(Right.DRAFT_CALLS)
@require_POST
def call_attach(request: Request, pk: int) -> HttpResponse:
    call = get_object_or_404(queries.call_page(request.actor), pk=pk)
    form = CallAttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            actions.attach(call=call, name=upload.name, stream=upload, by=request.actor)
        except (RefusedFile, UnmaskedNumbers) as refusal:
            form.add_error("file", str(refusal))
    if not form.is_valid():
        return case_page(request, call, attachment_form=form, form=form, status=INVALID)
    messages.success(request, _("The file is attached."))
    return redirect("calls:desk_call", pk=pk)


@requires(Right.DRAFT_CALLS)
@require_POST
def call_detach(request: Request, pk: int) -> HttpResponse:
    attachment = get_object_or_404(queries.attachments(request.actor), pk=pk)
    actions.remove_attachment(attachment=attachment, by=request.actor)
    messages.success(request, _("The file is no longer attached."))
    return redirect("calls:desk_call", pk=attachment.call_id)


@requires(*DESK)
@require_GET
def call_preview(request: Request, pk: int) -> HttpResponse:
    """The call as the public will see it."""
    call = get_object_or_404(queries.call_page(request.actor), pk=pk)
    context = {"call": call, "document": progress.document_of(call), "eligible": queries.eligible_labels(call)}
    return render(request, "calls/calls/preview.html", context)
