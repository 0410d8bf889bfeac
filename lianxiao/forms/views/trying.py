"""A version as the applicant sees it, on a screen, a telephone and paper; and tried out with test data."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.definitions import DefinitionError, arrange, asked_for_rows, example_answers, parse, read_section
from lianxiao.core.doors import requires
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.forms.actions import designing as actions
from lianxiao.forms.models import FormVersion
from lianxiao.forms.queries import pages, prints
from lianxiao.forms.queries import versions as queries
from lianxiao.forms.views.flags import READERS


@requires(*READERS)
@require_GET
def preview(request: Request, pk: int) -> HttpResponse:
    """`?on=phone` shows it in the width of a telephone."""
    found = get_object_or_404(queries.versions(request.actor), pk=pk)
    context = {
        "version": found,
        "tried": pages.tried(found, {}),
        "phone": request.GET.get("on") == "phone",
        "faults": queries.what_is_wrong(found),
    }
    return render(request, "forms/preview.html", context)


@requires(*READERS)
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]  # typed for plain requests
@require_GET
def preview_frame(request: Request, pk: int) -> HttpResponse:
    """The form alone, for the frame that has the width of a telephone."""
    found = get_object_or_404(queries.versions(request.actor), pk=pk)
    response = render(request, "forms/frame.html", {"version": found, "tried": pages.tried(found, {})})
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@requires(*READERS)
@require_GET
def preview_pdf(request: Request, pk: int) -> FileResponse:
    found = get_object_or_404(queries.versions(request.actor), pk=pk)
    try:
        content = prints.version_pdf(found, queries.trial_of(found, request.actor))
    except DefinitionError as error:
        raise Http404 from error
    return download(content, _("Draft %(title)s.pdf") % {"title": found.form}, "application/pdf")


@requires(*READERS)
@require_GET
def trial(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.versions(request.actor), pk=pk)
    field, _colon, rows = request.GET.get("blank", "").partition(":")
    tried = pages.tried(
        found,
        queries.trial_of(found, request.actor),
        final="check" in request.GET,
        blank_rows={field: int(rows)} if rows.isdecimal() else None,
    )
    context = {
        "version": found,
        "tried": tried,
        "checked": "check" in request.GET,
        "problems": tried.problems if tried else [],
        "faults": queries.what_is_wrong(found),
    }
    return render(request, "forms/trial.html", context)


@requires(*READERS)
@require_POST
def trial_save(request: Request, pk: int) -> HttpResponse:
    """Kept as typed; “example” and “clear” put something else in its place."""
    found = get_object_or_404(queries.versions(request.actor), pk=pk)
    actions.keep_trial(version=found, answers=_answers(request, found), by=request.actor)
    here = reverse("forms:trial", args=[pk])
    if rows := asked_for_rows(request.POST):
        field, blank = next(iter(rows.items()))
        return redirect(f"{here}?blank={field}:{blank}#field-{field}")
    if request.POST.get("go") == "check":
        return redirect(f"{here}?check")
    messages.success(request, _("Kept for you alone; it counts for nothing."))
    return redirect(here)


def _answers(request: Request, found: FormVersion) -> dict[str, dict[str, object]]:
    try:
        definition = parse(found.definition)
    except DefinitionError as error:
        raise Http404 from error
    if request.POST.get("go") == "clear":
        return {}
    if request.POST.get("go") == "example":
        return arrange(definition, example_answers(definition))
    register = pages.organisations()
    stored = queries.trial_of(found, request.actor)
    return {
        section.key: {**stored.get(section.key, {}), **read_section(section, request.POST, register)}
        for section in definition.sections
    }
