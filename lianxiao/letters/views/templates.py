"""Templates of letters and the codes of document numbers: looked at, uploaded, decided by a second person."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.downloads import download
from lianxiao.core.files import RefusedFile
from lianxiao.core.files.checking import FORMATS
from lianxiao.core.http import Request
from lianxiao.letters import access
from lianxiao.letters.actions import templates as actions
from lianxiao.letters.forms import CodeForm, ReasonForm, TemplateForm
from lianxiao.letters.models import TemplateVersion
from lianxiao.letters.queries import letters, papers
from lianxiao.letters.queries import templates as queries
from lianxiao.letters.states import Kind, TemplateState
from lianxiao.letters.views.outbox import DESK
from lianxiao.organisations.roles import Right


@requires(*DESK)
@require_GET
def templates(request: Request) -> HttpResponse:
    return _overview(request)


def _overview(request: Request, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "lines": queries.overview(request.actor),
        "speakers": letters.speakers(),
        "may_set": access.may_set_codes(request.actor),
        **more,
    }
    return render(request, "letters/templates.html", context, status=status)


@requires(Right.WRITE_LETTERS)
@require_POST
def set_code(request: Request, pk: int) -> HttpResponse:
    organisation = get_object_or_404(letters.speakers(), pk=pk)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            actions.set_code(organisation=organisation, code=form.cleaned_data["code"], by=request.actor)
        except actions.CodeTaken as refusal:
            form.add_error("code", str(refusal))
    if form.errors:
        return _overview(request, status=422, code_form=form, code_of=organisation.pk, form=form)
    messages.success(request, _("Saved. Letters issued from now on are numbered with it."))
    return redirect("letters:templates")


@requires(*DESK)
@require_GET
def template(request: Request, kind: str) -> HttpResponse:
    return _template(request, kind, TemplateForm())


@requires(Right.WRITE_LETTERS)
@require_POST
def upload(request: Request, kind: str) -> HttpResponse:
    form = TemplateForm(request.POST, request.FILES)
    problems: list[dict[str, str]] = []
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            made = actions.upload(
                kind=_known(kind),
                name=sent.name,
                stream=sent.file,
                change=form.cleaned_data["change"],
                by=request.actor,
            )
        except RefusedFile as refusal:
            form.add_error("file", str(refusal))
        except actions.FaultyTemplate as refusal:
            problems = [{"message": str(fault), "anchor": "id_file"} for fault in refusal.faults]
        else:
            messages.success(
                request, _("Uploaded as version %(number)d. A colleague looks at it.") % {"number": made.version}
            )
            return redirect("letters:version", pk=made.pk)
    return _template(request, kind, form, status=422, problems=problems)


def _template(request: Request, kind: str, form: TemplateForm, status: int = 200, **more: Any) -> HttpResponse:
    versions = list(queries.versions(request.actor).filter(kind=_known(kind)))
    context = {
        "kind": Kind(kind),
        "versions": versions,
        "current": queries.current(kind),
        "fields": queries.field_lines(kind),
        "upload_form": form,
        "form": form if form.errors else None,
        "may_upload": access.may_upload_template(request.actor),
        "tones": queries.TONES,
        **more,
    }
    return render(request, "letters/template.html", context, status=status)


def _known(kind: str) -> str:
    if kind not in Kind:
        raise Http404
    return kind


@requires(*DESK)
@require_GET
def version(request: Request, pk: int) -> HttpResponse:
    return _version(request, get_object_or_404(queries.versions(request.actor), pk=pk))


def _version(request: Request, found: TemplateVersion, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "version": found,
        "paper": queries.sample_paper(found),
        "own_styles": queries.own_styles_of(found),
        "tone": queries.TONES[found.state],
        "waits": found.state == TemplateState.CHECKING,
        "may_decide": access.may_decide_template(request.actor, found),
        "reason_form": ReasonForm(),
        **more,
    }
    return render(request, "letters/version.html", context, status=status)


@requires(*DESK)
@require_GET
def version_file(request: Request, pk: int) -> FileResponse:
    found = get_object_or_404(queries.versions(request.actor), pk=pk)
    return download(papers.template_content(found), found.name, found.file.media_type)


@requires(*DESK)
@require_GET
def version_trial(request: Request, pk: int, form: str) -> FileResponse:
    """Filled in with samples, as PDF or Word."""
    found = get_object_or_404(queries.versions(request.actor), pk=pk)
    made = papers.trial(papers.template_content(found), found.kind)
    content = made.pdf if form == "pdf" else made.word
    return download(content, f"{found.get_kind_display()}-{found.version}.{form}", FORMATS[form].media_type)


@requires(*DESK)
@require_POST
def version_publish(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.versions(request.actor), pk=pk)
    actions.publish(version=found, by=request.actor)
    messages.success(request, _("Published. Letters drafted from now on use it; those that are there keep theirs."))
    return redirect("letters:version", pk=pk)


@requires(*DESK)
@require_POST
def version_refuse(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.versions(request.actor), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _version(request, found, status=422, reason_form=form, form=form)
    actions.refuse(version=found, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Refused. The version stays on record and is not used."))
    return redirect("letters:version", pk=pk)
