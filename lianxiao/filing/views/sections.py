"""The sections of a return on line: saved by buttons and by themselves; a lost update is shown side by side."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.definitions import Section, asked_for_rows, read_section
from lianxiao.core.http import Request
from lianxiao.core.refusals import LostUpdate
from lianxiao.filing.actions import returns as actions
from lianxiao.filing.models import Return
from lianxiao.filing.queries import section_pages
from lianxiao.filing.queries.returns import definition_of
from lianxiao.filing.views.flags import may_with_return
from lianxiao.filing.views.returns import campus, draft_of, fills
from lianxiao.forms.queries.pages import organisations

NO_REVISION = -1


@campus
@require_GET
def section(request: Request, pk: int, key: str) -> HttpResponse:
    """For whoever may write now; everybody else of the university reads it on the page of the return."""
    found = draft_of(request, pk)
    if not may_with_return(request.actor, found)["fill"]:
        return redirect(reverse("filing:return_check", args=[pk]) + f"#shown-{key}")
    field, _colon, rows = request.GET.get("blank", "").partition(":")
    blank = {field: int(rows)} if rows.isdecimal() and len(rows) < 4 else None
    return _page(request, found, section_pages.section_page(found, key, final="check" in request.GET, blank_rows=blank))


def _page(request: Request, found: Return, page: section_pages.SectionPage | None, status: int = 200) -> HttpResponse:
    if page is None:
        raise Http404
    context = {"filing": found, "page": page, "problems": page.problems}
    return render(request, "filing/section.html", context, status=status)


@fills
@require_POST
def section_save(request: Request, pk: int, key: str) -> HttpResponse:
    """One save for every button of the page and for autosave; what was typed is stored as it is."""
    found = draft_of(request, pk)
    asked = definition_of(found).by_key.get(key)
    if asked is None:
        raise Http404
    typed = read_section(asked, request.POST, organisations())
    try:
        saved = actions.save_section(filing=found, key=key, values=typed, revision=_revision(request), by=request.actor)
    except LostUpdate as refusal:
        return _lost(request, pk, key, typed, refusal)
    except actions.TooLate as refusal:
        return _late(request, found, key, typed, refusal)
    if "X-Autosave" in request.headers:
        return JsonResponse({"saved_at": saved.saved_at, "revision": saved.revision})
    return _after_save(request, pk, asked)


def _revision(request: Request) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else NO_REVISION


def _lost(request: Request, pk: int, key: str, typed: dict[str, Any], refusal: LostUpdate) -> HttpResponse:
    """409 with both versions; nothing was written, nothing typed is lost."""
    if "X-Autosave" in request.headers:
        message = _("%(refusal)s Press “Save” to see both versions side by side.") % {"refusal": refusal}
        return JsonResponse({"message": message}, status=409)
    found = draft_of(request, pk)
    context = {
        "filing": found,
        "refusal": refusal,
        "clashes": section_pages.clashes(found, key, typed),
        "page": section_pages.section_page(found, key, typed=typed),
    }
    return render(request, "filing/conflict.html", context, status=409)


def _late(request: Request, found: Return, key: str, typed: dict[str, Any], refusal: actions.TooLate) -> HttpResponse:
    """What was typed stands on the page, to be copied; nothing was saved."""
    if "X-Autosave" in request.headers:
        return JsonResponse({"message": str(refusal)}, status=409)
    messages.error(request, str(refusal))
    return _page(request, found, section_pages.section_page(found, key, typed=typed), status=409)


def _after_save(request: Request, pk: int, asked: Section) -> HttpResponse:
    found = draft_of(request, pk)
    page = section_pages.section_page(found, asked.key)
    here = reverse("filing:section", args=[pk, asked.key])
    if page is None:
        return redirect("filing:return", pk=pk)
    if rows := asked_for_rows(request.POST):
        field, blank = next(iter(rows.items()))
        return redirect(f"{here}?blank={field}:{blank}#field-{field}")
    if page.problems or request.POST.get("go") not in ("next", "list"):
        messages.success(request, _("Saved."))
        return redirect(here)
    if request.POST["go"] == "next" and page.after:
        return redirect(page.after.url)
    return redirect("filing:return_check" if request.POST["go"] == "next" else "filing:return", pk=pk)
