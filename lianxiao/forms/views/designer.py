"""The designer: outline at the left, the properties of one thing at the right. Every change is a post."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.definitions.editing import NotThere, Spot
from lianxiao.core.definitions.editing.problems import label_of
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.refusals import LostUpdate
from lianxiao.forms.actions import designing as actions
from lianxiao.forms.forms.begin import NoteForm, ReasonForm
from lianxiao.forms.forms.options import option_rows, options_from
from lianxiao.forms.forms.properties import PropertiesForm
from lianxiao.forms.models import FormVersion
from lianxiao.forms.queries import pages
from lianxiao.forms.queries import versions as queries
from lianxiao.forms.views.flags import READERS, may
from lianxiao.organisations.roles import Right

INVALID, CONFLICT = 422, 409
NO_REVISION = -1


@requires(*READERS)
@require_GET
def version(request: Request, pk: int) -> HttpResponse:
    """The case of a version: what is wrong, what comes next, what has happened; its outline to design or to read."""
    found = get_object_or_404(queries.versions(request.actor), pk=pk)
    return case_page(request, found)


def case_page(request: Request, found: FormVersion, *, status: int = 200, **more: Any) -> HttpResponse:
    context = _context(request, found, None) | {
        "note_form": NoteForm(),
        "send_back_form": ReasonForm(prefix="send_back"),
        "timeline": pages.timeline(found),
        "others": queries.others_to_compare(request.actor, found),
        **more,
    }
    return render(request, "forms/version.html", context, status=status)


def _context(request: Request, found: FormVersion, spot: Spot | None) -> dict[str, Any]:
    problems = queries.what_is_wrong(found)
    return {
        "version": found,
        "tone": pages.TONES[found.state],
        "may": may(request.actor, found),
        "faults": problems,
        "outline": pages.outline(found, problems, spot),
        "checks": pages.check_nodes(found, problems, spot),
        "kinds": pages.kinds_of_fields(found),
        "kinds_of_checks": pages.kinds_of_checks(),
        "here": str(spot or ""),
    }


@requires(Right.DESIGN_FORMS)
@require_GET
def spot(request: Request, pk: int, spot: str) -> HttpResponse:
    found = _editable(request, pk)
    at = _spot(spot)
    try:
        form = PropertiesForm(raw=found.definition, spot=at, targets=queries.targets_of(found.form))
    except NotThere:
        return redirect("forms:version", pk=pk)
    return _spot_page(request, found, at, form.with_problems(queries.what_is_wrong(found)))


def _spot_page(
    request: Request, found: FormVersion, at: Spot, form: PropertiesForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = _context(request, found, at)
    owner = ".".join(filter(None, (at.key, at.inner)))
    context |= {
        "form": form,
        "spot": at,
        "item": form.item,
        "label": label_of(form.raw, at),
        "type": pages.told_kind(form.item),
        "options": option_rows(owner, form.item["options"], request.POST) if "options" in form.item else None,
        "columns": pages.column_nodes(form.raw, at, form.item, context["faults"]),
        "kinds_of_columns": pages.kinds_of_columns() if "columns" in form.item else None,
        **more,
    }
    return render(request, "forms/spot.html", context, status=status)


@requires(Right.DESIGN_FORMS)
@require_POST
def spot_save(request: Request, pk: int, spot: str) -> HttpResponse:
    """One save for every button of the page; `do` takes a further step with what stands in the thing."""
    found = _editable(request, pk)
    at = _spot(spot)
    form = _there(
        lambda: PropertiesForm(request.POST, raw=found.definition, spot=at, targets=queries.targets_of(found.form))
    )
    if not form.is_valid():
        return _spot_page(request, found, at, form, status=INVALID)
    values = form.values()
    if "options" in form.item:
        values["options"] = options_from(request.POST, form.item["options"])
    do = request.POST.get("do", "")
    section = form.cleaned_data.get("section") if form.has_changed() and "section" in form.changed_data else ""
    try:
        after = _there(
            lambda: actions.change(
                version=found,
                revision=_revision(request),
                spot=at,
                values=values,
                by=request.actor,
                section=section or "",
                do=do,
                kind=request.POST.get("kind", ""),
            )
        )
    except LostUpdate as refusal:
        fresh = get_object_or_404(queries.versions(request.actor), pk=pk)
        return _spot_page(request, fresh, at, form, status=CONFLICT, refusal=refusal)
    messages.success(request, _("Saved."))
    return redirect(_address(pk, after))


@requires(Right.DESIGN_FORMS)
@require_POST
def operate(request: Request, pk: int) -> HttpResponse:
    """A button of the outline: move, copy, remove, add."""
    found = _editable(request, pk)
    do = request.POST.get("do", "")
    kind = "section" if do == "add form:section" else request.POST.get(f"kind {do.partition(' ')[2]}", "")
    try:
        after = actions.operate(version=found, revision=_revision(request), do=do, kind=kind, by=request.actor)
    except NotThere:
        messages.error(request, _("That is not in the form any more; nothing was changed."))
        return redirect("forms:version", pk=pk)
    return redirect(_address(pk, after))


def _address(pk: int, spot: Spot) -> str:
    if spot.kind == "form":
        return reverse("forms:version", args=[pk])
    return reverse("forms:spot", args=[pk, str(spot)])


def _editable(request: Request, pk: int) -> FormVersion:
    found = get_object_or_404(queries.versions(request.actor), pk=pk)
    if not may(request.actor, found)["edit"]:
        raise Http404
    return found


def _spot(text: str) -> Spot:
    found: Spot = _there(lambda: Spot.read(text))
    return found


def _there(act: Any) -> Any:
    try:
        return act()
    except NotThere as error:
        raise Http404 from error


def _revision(request: Request) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else NO_REVISION


@requires(*READERS)
@require_GET
def differences(request: Request, pk: int, other_pk: int) -> HttpResponse:
    new = get_object_or_404(queries.versions(request.actor), pk=pk)
    old = get_object_or_404(queries.versions(request.actor), pk=other_pk)
    context = {
        "version": new,
        "old": old,
        "changes": queries.differences(old, new, get_language() or "zh-hans"),
        "others": queries.others_to_compare(request.actor, new),
    }
    return render(request, "forms/differences.html", context)
