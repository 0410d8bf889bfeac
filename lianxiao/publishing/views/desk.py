"""The desk of notices: the list, one notice with its progress, writing."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core import files
from lianxiao.core.doors import requires
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.core.personal_numbers import UnmaskedNumbers
from lianxiao.core.refusals import LostUpdate
from lianxiao.organisations.roles import Right
from lianxiao.publishing.actions import notices as actions
from lianxiao.publishing.filters import DeskFilter
from lianxiao.publishing.forms import AttachmentForm, NoticeForm
from lianxiao.publishing.models import Notice
from lianxiao.publishing.queries import notices as queries
from lianxiao.publishing.queries import texts
from lianxiao.publishing.tables import DeskTable

EVERYBODY = (Right.WRITE_NOTICES, Right.CHECK_NOTICES, Right.PUBLISH_NOTICES)


@requires(*EVERYBODY)
@require_GET
def desk(request: Request) -> HttpResponse:
    page = list_page(request, queries.desk(request.actor), filter_class=DeskFilter, table_class=DeskTable)
    may = {"write": request.actor.may(Right.WRITE_NOTICES)}
    return render(request, "publishing/desk/list.html", {"page": page, "may": may})


@requires(*EVERYBODY)
@require_GET
def desk_notice(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.desk_page(request.actor), pk=pk)
    return notice_page(request, found)


def notice_page(request: Request, found: Notice, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of one notice; `forms` are those that were refused, with what was typed."""
    context = {
        "notice": found,
        "document": texts.document(found),
        "tone": queries.TONES[found.state],
        "may": queries.flags(request.actor, found),
        "stages": queries.stages(found),
        "timeline": queries.timeline(found),
        "next": queries.next_step(found),
        "attachment_form": AttachmentForm(),
        **forms,
    }
    return render(request, "publishing/desk/notice.html", context, status=status)


@requires(*EVERYBODY)
@require_GET
def desk_pdf(request: Request, pk: int) -> FileResponse:
    found = get_object_or_404(queries.desk_page(request.actor), pk=pk)
    return download(texts.pdf(found), files.clean_name(f"{found}.pdf"), "application/pdf")


@requires(*EVERYBODY)
@require_GET
def version(request: Request, pk: int, number: int) -> HttpResponse:
    """What a version changed against the one before."""
    found = get_object_or_404(queries.desk_page(request.actor), pk=pk)
    this = get_object_or_404(queries.versions(request.actor), notice=found, version=number)
    before = queries.version_before(this)
    changes = texts.changes(before, this) if before else []
    context = {"notice": found, "version": this, "before": before, "changes": changes}
    return render(request, "publishing/desk/version.html", context)


# --- writing ---------------------------------------------------------------------------------------


@requires(Right.WRITE_NOTICES)
@require_GET
def notice_new(request: Request) -> HttpResponse:
    return render(request, "publishing/desk/form.html", {"form": NoticeForm()})


@requires(Right.WRITE_NOTICES)
@require_POST
def notice_draft(request: Request) -> HttpResponse:
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return render(request, "publishing/desk/form.html", {"form": form}, status=422)
    notice = actions.draft(values=form.cleaned_data, by=request.actor)
    messages.success(request, _("The draft is saved. Add attachments, look it over, then hand it in for checking."))
    return redirect("publishing:desk_notice", pk=notice.pk)


@requires(Right.WRITE_NOTICES)
@require_GET
def notice_edit(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    return render(request, "publishing/desk/form.html", {"form": NoticeForm(instance=found), "notice": found})


@requires(Right.WRITE_NOTICES)
@require_POST
def notice_save(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    title, newest = found.title, found.revision  # checking the form writes what was typed into `found`
    form = NoticeForm(request.POST, instance=found)
    context = {"form": form, "notice": found, "kept_title": title}
    if not form.is_valid():
        return render(request, "publishing/desk/form.html", context, status=422)
    try:
        revision = form.cleaned_data["revision"]
        actions.edit(notice=found, values=form.cleaned_data, revision=revision, by=request.actor)
    except LostUpdate as refusal:
        form.add_error(None, str(refusal))
        form.data = _with_revision(request, newest)
        return render(request, "publishing/desk/form.html", context, status=409)
    messages.success(request, _("The text is saved."))
    return redirect("publishing:desk_notice", pk=pk)


def _with_revision(request: Request, newest: int) -> QueryDict:
    """What was typed, ready to be saved over the newest version once the writer has compared."""
    data = request.POST.copy()
    data["revision"] = str(newest)
    return data


@requires(Right.WRITE_NOTICES)
@require_POST
def notice_copy(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.desk(request.actor), pk=pk)
    copy = actions.copy_notice(notice=found, by=request.actor)
    messages.success(request, _("A new draft with the same text; number and date are empty."))
    return redirect("publishing:notice_edit", pk=copy.pk)


@requires(Right.WRITE_NOTICES)
@require_POST
def attach(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.desk_page(request.actor), pk=pk)
    form = AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            actions.attach(notice=found, name=upload.name, stream=upload.file, by=request.actor)
        except (files.RefusedFile, UnmaskedNumbers) as refusal:
            form.add_error("file", str(refusal))
    if form.errors:
        return notice_page(request, found, status=422, attachment_form=form, form=form)
    return redirect("publishing:desk_notice", pk=pk)


@requires(Right.WRITE_NOTICES)
@require_POST
def attachment_remove(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.attachments(request.actor), pk=pk)
    actions.remove_attachment(attachment=found, by=request.actor)
    return redirect("publishing:desk_notice", pk=found.notice_id)
