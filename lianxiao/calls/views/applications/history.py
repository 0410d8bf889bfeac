"""Versions: kept ones and the differences between any two, the history of a section, bringing an older one back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.access import hands
from lianxiao.calls.actions import history as actions
from lianxiao.calls.actions.consent_voiding import ConsentsAtStake
from lianxiao.calls.forms.hands import VersionForm
from lianxiao.calls.models import Application, SectionVersion
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries import field_history, history, section_pages
from lianxiao.calls.queries.consents import standing
from lianxiao.calls.views.applications.flags import may
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.lists import page_of
from lianxiao.organisations.roles import Right

CAMPUS = (Right.WRITE_APPLICATIONS, Right.READ_OWN_APPLICATIONS)
NOW = "now"


@requires(*CAMPUS)
@require_GET
def application_versions(request: Request, pk: int) -> HttpResponse:
    return _versions(request, get_object_or_404(queries.drafts(request.actor), pk=pk), VersionForm())


@requires(Right.WRITE_APPLICATIONS)
@require_POST
def version_keep(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _versions(request, found, form)
    try:
        version = actions.name_version(application=found, name=form.cleaned_data["name"], by=request.actor)
    except actions.NothingNew as refusal:
        form.add_error("name", str(refusal))
        return _versions(request, found, form)
    messages.success(request, _("Kept as version %(number)d.") % {"number": version.number})
    return redirect("calls:versions", pk=pk)


def _versions(request: Request, found: Application, form: VersionForm) -> HttpResponse:
    context = {
        "application": found,
        "may": may(request.actor, found),
        "versions": history.versions_of(found),
        "sections": [(one.key, str(one.title)) for one in queries.definition_of(found.form).sections],
        "form": form,
    }
    return render(request, "calls/applications/versions.html", context, status=422 if form.errors else 200)


@requires(*CAMPUS)
@require_GET
def version_compare(request: Request, pk: int) -> HttpResponse:
    """`old` is a number, `new` a number or "now"."""
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    old, new = request.GET.get("old", ""), request.GET.get("new", NOW)
    if not _is_number(old) or not (new == NOW or _is_number(new)):
        raise Http404
    comparison = history.compared(found, int(old), None if new == NOW else int(new), get_language() or "zh-hans")
    if comparison is None:
        raise Http404
    return render(request, "calls/applications/compared.html", {"application": found, "comparison": comparison})


@requires(*CAMPUS)
@require_GET
def application_fields(request: Request, pk: int) -> HttpResponse:
    """Who changed which field, from what to what, since the beginning."""
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    page = page_of(request, field_history.field_changes(found))
    changes = field_history.told_fields(found, page.object_list)
    context = {"application": found, "page": page, "changes": changes}
    return render(request, "calls/applications/fields.html", context)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 10


@requires(*CAMPUS)
@require_GET
def section_history(request: Request, pk: int, key: str) -> HttpResponse:
    found = _readable(request, pk, key)
    context = {
        "application": found,
        "key": key,
        "title": str(queries.definition_of(found.form).by_key[key].title),
        "versions": history.history_of(found, key),
        "current": section_pages.stored_section(found, key),
    }
    return render(request, "calls/applications/section_history.html", context)


def _readable(request: Request, pk: int, key: str) -> Application:
    found = get_object_or_404(queries.parts(request.actor), pk=pk)
    if key not in queries.definition_of(found.form).by_key or not hands.may_read_section(request.actor, found, key):
        raise Http404
    return found


@requires(*CAMPUS)
@require_GET
def section_version(request: Request, pk: int) -> HttpResponse:
    """What has changed since this save, and the way back to it."""
    version = get_object_or_404(history.section_versions(request.actor), pk=pk)
    found = _readable(request, version.application_id, version.key)
    return _version_page(request, found, version)


def _version_page(
    request: Request, found: Application, version: SectionVersion, at_stake: ConsentsAtStake | None = None
) -> HttpResponse:
    current = section_pages.stored_section(found, version.key)
    context = {
        "application": found,
        "version": version,
        "current": current,
        "title": str(queries.definition_of(found.form).by_key[version.key].title),
        "changes": history.section_differences(
            found, version.key, version.answers, current.answers, get_language() or "zh-hans"
        ),
        "may_restore": hands.may_write_section(request.actor, found, version.key)
        and version.answers != current.answers,
        "standing": standing(found).count(),
        "at_stake": at_stake,
    }
    return render(request, "calls/applications/section_version.html", context, status=409 if at_stake else 200)


@requires(Right.WRITE_APPLICATIONS)
@require_POST
def section_restore(request: Request, pk: int) -> HttpResponse:
    version = get_object_or_404(history.section_versions(request.actor), pk=pk)
    found = _readable(request, version.application_id, version.key)
    text = request.POST.get("revision", "")
    revision = int(text) if _is_number(text) else -1
    try:
        actions.restore(version=version, revision=revision, by=request.actor, voids="voids" in request.POST)
    except ConsentsAtStake as refusal:
        return _version_page(request, found, version, refusal)
    messages.success(request, _("Brought back. What stood before is in the history."))
    return redirect("calls:section", pk=version.application_id, key=version.key)
