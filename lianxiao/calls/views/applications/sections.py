from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.access import hands as access
from lianxiao.calls.actions import applications as actions
from lianxiao.calls.actions import attachments as files_actions
from lianxiao.calls.actions.consent_voiding import ConsentsAtStake
from lianxiao.calls.actions.freezing import Frozen
from lianxiao.calls.models import Application
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries import section_pages
from lianxiao.calls.queries.consents import standing
from lianxiao.calls.states import Hand
from lianxiao.calls.views.applications.flags import may
from lianxiao.calls.views.downloads import download
from lianxiao.core import files
from lianxiao.core.definitions import Attachment, Problem, Section, asked_for_rows, read_section
from lianxiao.core.doors import requires
from lianxiao.core.http import Request, shown_once
from lianxiao.core.refusals import LostUpdate
from lianxiao.organisations.roles import Right

NO_REVISION = -1


@requires(Right.WRITE_APPLICATIONS, Right.READ_OWN_APPLICATIONS)
@require_GET
def section(request: Request, pk: int, key: str) -> HttpResponse:
    """For whoever may write now; everybody else is led to the same place of the form for reading."""
    found = get_object_or_404(queries.parts(request.actor), pk=pk)
    if not access.may_read_section(request.actor, found, key):
        raise Http404
    if not access.may_write_section(request.actor, found, key):
        if found.hand == Hand.PARTNER:
            return redirect("calls:part", pk=pk)
        return redirect(reverse("calls:application_form", args=[pk]) + f"#shown-{key}")
    field, _colon, rows = request.GET.get("blank", "").partition(":")
    page = section_pages.section_page(
        request.actor,
        found,
        key,
        final="check" in request.GET,
        blank_rows={field: int(rows)} if rows.isdecimal() else None,
    )
    return _page(request, found, page)


def _page(
    request: Request,
    found: Application,
    page: section_pages.SectionPage | None,
    at_stake: ConsentsAtStake | None = None,
    status: int = 200,
) -> HttpResponse:
    if page is None:
        raise Http404
    context = {
        "application": found,
        "page": page,
        "problems": page.problems,
        "may": may(request.actor, found),
        "standing": standing(found).count(),
        "at_stake": at_stake,
    }
    return render(request, "calls/applications/section.html", context, status=409 if at_stake else status)


@requires(Right.WRITE_APPLICATIONS)
@require_POST
def section_save(request: Request, pk: int, key: str) -> HttpResponse:
    """One save for every button of the page and for autosave; what was typed is stored as it is."""
    found = get_object_or_404(queries.written(request.actor), pk=pk)
    asked = _section(request, found, key)
    typed = read_section(asked, request.POST, queries.register())
    try:
        saved = actions.save_section(
            application=found,
            key=key,
            values=typed,
            revision=_revision(request),
            by=request.actor,
            voids=_voids(request),
        )
    except ConsentsAtStake as refusal:
        return _at_stake(request, found, key, typed, refusal)
    except LostUpdate as refusal:
        return _lost(request, pk, key, typed, refusal)
    except Frozen as refusal:
        return _frozen(request, found, key, typed, refusal)
    if "X-Autosave" in request.headers:
        return JsonResponse({"saved_at": saved.section.saved_at, "revision": saved.revision})
    return _after_save(request, found, asked)


def _section(request: Request, found: Application, key: str) -> Section:
    section = queries.definition_of(found.form).by_key.get(key)
    if section is None or not access.may_read_section(request.actor, found, key):
        raise Http404
    return section


def _revision(request: Request) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else NO_REVISION


def _voids(request: Request) -> bool:
    """Whether the person has ticked that consents become void."""
    return "voids" in request.POST


def _at_stake(
    request: Request, found: Application, key: str, typed: dict[str, Any], refusal: ConsentsAtStake
) -> HttpResponse:
    """409: nothing was written; what was typed stands on the page, beside the question. Autosave waits for it."""
    if "X-Autosave" in request.headers:
        message = _("%(refusal)s Tick the box above the form and press “Save”.") % {"refusal": refusal}
        return JsonResponse({"message": message}, status=409)
    found = get_object_or_404(queries.parts(request.actor), pk=found.pk)
    page = section_pages.section_page(request.actor, found, key, typed=typed)
    return _page(request, found, page, refusal)


def _lost(request: Request, pk: int, key: str, typed: dict[str, Any], refusal: LostUpdate) -> HttpResponse:
    """409 with both versions; nothing was written, nothing typed is lost."""
    if "X-Autosave" in request.headers:
        message = _("%(refusal)s Press “Save” to see both versions side by side.") % {"refusal": refusal}
        return JsonResponse({"message": message}, status=409)
    found = get_object_or_404(queries.parts(request.actor), pk=pk)
    context = {
        "application": found,
        "refusal": refusal,
        "clashes": section_pages.clashes(found, key, typed),
        "page": section_pages.section_page(request.actor, found, key, typed=typed),
        "may": may(request.actor, found),
    }
    return render(request, "calls/applications/conflict.html", context, status=409)


def _frozen(request: Request, found: Application, key: str, typed: dict[str, Any], refusal: Frozen) -> HttpResponse:
    """The page as typed, with the frozen answers as they stand and the reason at each of them."""
    if "X-Autosave" in request.headers:
        return JsonResponse({"message": str(refusal)}, status=409)
    found = get_object_or_404(queries.parts(request.actor), pk=found.pk)
    kept = {name: value for name, value in typed.items() if name not in {one.field_key for one in refusal.problems}}
    page = section_pages.section_page(request.actor, found, key, typed=kept, problems=refusal.problems)
    return _page(request, found, page, status=422)


def _after_save(request: Request, found: Application, asked: Section) -> HttpResponse:
    refused = _attach(request, found, asked)
    if removed := request.POST.get("remove_attachment", ""):
        _remove(request, found, removed)
    found = get_object_or_404(queries.parts(request.actor), pk=found.pk)
    page = section_pages.section_page(request.actor, found, asked.key, problems=refused)
    here = reverse("calls:section", args=[found.pk, asked.key])
    if page is None:
        return redirect("calls:part" if found.hand == Hand.PARTNER else "calls:application", pk=found.pk)
    if refused:
        return shown_once(_page(request, found, page))
    if rows := asked_for_rows(request.POST):
        field, blank = next(iter(rows.items()))
        return redirect(f"{here}?blank={field}:{blank}#field-{field}")
    if page.problems or removed or request.FILES or request.POST.get("go") not in ("next", "list"):
        messages.success(request, _("Saved."))
        return redirect(here)
    if request.POST["go"] == "next" and page.after:
        return redirect(page.after.url)
    if found.hand == Hand.PARTNER:
        return redirect("calls:part", pk=found.pk)
    return redirect("calls:application_check" if request.POST["go"] == "next" else "calls:application", pk=found.pk)


def _attach(request: Request, found: Application, asked: Section) -> list[Problem]:
    """Keep the files that came along; those refused are told at their field."""
    refused = []
    for field in asked.fields:
        if not isinstance(field, Attachment):
            continue
        for upload in request.FILES.getlist(field.key):
            try:
                files_actions.attach(
                    application=found,
                    field_key=field.key,
                    name=upload.name or "",
                    stream=upload,  # type: ignore[arg-type]
                    by=request.actor,
                    voids=_voids(request),
                )
            except ConsentsAtStake as refusal:
                refused.append(Problem(field.key, None, None, str(refusal), asked.key, str(field.label)))
            except files.RefusedFile as refusal:
                message = _("“%(name)s” was not taken: %(reason)s") % {"name": upload.name, "reason": refusal}
                refused.append(Problem(field.key, None, None, message, asked.key, str(field.label)))
    return refused


def _remove(request: Request, found: Application, number: str) -> None:
    pk = int(number) if number.isdecimal() and len(number) < 18 else 0
    attachment = get_object_or_404(queries.attachments(request.actor), pk=pk, application=found)
    files_actions.remove_attachment(attachment=attachment, by=request.actor, voids=_voids(request))


@requires(Right.WRITE_APPLICATIONS, Right.READ_OWN_APPLICATIONS)
@require_GET
def attachment_file(request: Request, pk: int) -> FileResponse:
    """A file of a draft, for the own university and for the partner's people whose section it stands in."""
    attachment = get_object_or_404(queries.attachments(request.actor), pk=pk)
    if not queries.may_read_attachment(request.actor, attachment):
        raise Http404
    return download(files.open_stored(attachment.file_id), attachment.name, attachment.file.media_type)
