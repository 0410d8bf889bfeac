"""The lead university's page of an application's partners and seals."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.access import consents as access
from lianxiao.calls.actions import applications as campus
from lianxiao.calls.actions import consents as actions
from lianxiao.calls.actions import scans as scan_actions
from lianxiao.calls.actions import version_prints as print_actions
from lianxiao.calls.forms.consents import AcceptanceForm, ContactForm, ScanForm
from lianxiao.calls.models import Application
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries import consent_pages, scans, version_prints
from lianxiao.calls.queries.consents import ConsentLine, asked_by_us
from lianxiao.calls.views.applications.flags import may
from lianxiao.calls.views.applications.lists import READERS
from lianxiao.calls.views.consents.uploads import uploads_of
from lianxiao.calls.views.downloads import download
from lianxiao.core import files
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right

CAMPUS = (Right.WRITE_APPLICATIONS, Right.READ_OWN_APPLICATIONS)
ASKERS = (Right.WRITE_APPLICATIONS, Right.RELEASE_APPLICATIONS)


@requires(*CAMPUS)
@require_GET
def application_consents(request: Request, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(queries.drafts(request.actor), pk=pk))


def _page(request: Request, found: Application, typed: forms.Form | ContactForm | None = None) -> HttpResponse:
    """`typed` is the form that was refused; it stands in its own place, all others are empty."""
    view = consent_pages.seals_and_consents(found)
    context: dict[str, Any] = {
        "application": found,
        "view": view,
        "may": may(request.actor, found),
        "rows": [_row(number, line, typed) for number, line in enumerate(view.lines)],
        "scan_form": typed if isinstance(typed, ScanForm) else ScanForm(),
        "acceptance_form": typed if isinstance(typed, AcceptanceForm) else AcceptanceForm(),
        "accept": {line.scan.pk for line in view.scans if access.may_accept_scan(request.actor, line.scan)},
        "form": typed,
    }
    return render(request, "calls/consents/lead.html", context, status=422 if typed is not None else 200)


def _row(number: int, line: ConsentLine, typed: forms.Form | ContactForm | None) -> tuple[ConsentLine, Any]:
    """A partner with its form; the first of all, so that two partners' fields are told apart."""
    prefix = f"partner{number}"
    own = typed if isinstance(typed, ContactForm) and typed.prefix == prefix else ContactForm(prefix=prefix)
    return line, own


@requires(*ASKERS)
@require_POST
def consent_ask(request: Request, pk: int) -> HttpResponse:
    """By account as it is; by link with the contact that was typed beside the partner."""
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    contact = None
    if prefix := request.POST.get("contact", ""):
        form = ContactForm(request.POST, prefix=prefix)
        if not form.is_valid():
            return _page(request, found, form)
        contact = form.contact
    try:
        actions.ask(application=found, party=request.POST.get("party", ""), contact=contact, by=request.actor)
    except campus.Incomplete as refusal:
        messages.error(request, str(refusal))
        return redirect("calls:application_check", pk=pk)
    messages.success(request, _("Asked. You are told when the partner answers."))
    return redirect("calls:application_consents", pk=pk)


@requires(*ASKERS)
@require_POST
def consent_remind(request: Request, pk: int) -> HttpResponse:
    consent = get_object_or_404(asked_by_us(request.actor), pk=pk)
    reminded = actions.remind(consent=consent, by=request.actor)
    messages.success(request, _("Their leader has been reminded.") if reminded.went_to_leader else _("Reminded."))
    return redirect("calls:application_consents", pk=consent.application_id)


@requires(*ASKERS)
@require_POST
def consent_take_back(request: Request, pk: int) -> HttpResponse:
    consent = get_object_or_404(asked_by_us(request.actor), pk=pk)
    actions.take_back(consent=consent, by=request.actor)
    messages.success(request, _("Taken back; the partner has been told. It can be asked again."))
    return redirect("calls:application_consents", pk=consent.application_id)


@requires(*ASKERS)
@require_POST
def print_prepare(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    try:
        print_actions.prepare_print(application=found, by=request.actor)
    except campus.Incomplete as refusal:
        messages.error(request, str(refusal))
        return redirect("calls:application_check", pk=pk)
    messages.success(request, _("The print is ready. Have it signed and sealed, then scan it and upload the scan."))
    return redirect("calls:application_consents", pk=pk)


@requires(*CAMPUS, Right.GIVE_CONSENTS)
@require_GET
def print_file(request: Request, pk: int) -> FileResponse:
    """The print of a version, for the lead university and for those who were asked about it."""
    made = get_object_or_404(version_prints.prints(request.actor), pk=pk)
    name = f"{made.code}-V{made.version.number}.pdf"
    return download(version_prints.print_pdf(made), name, "application/pdf")


@requires(*ASKERS)
@require_POST
def scan_upload(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        scan_actions.seal(application=found, uploads=uploads_of(form), by=request.actor)
    except files.RefusedFile as refusal:
        form.add_error("scans", str(refusal))
        return _page(request, found, form)
    messages.success(request, _("The scan is kept and is being read page by page; that takes some seconds."))
    return redirect("calls:application_consents", pk=pk)


@requires(Right.RELEASE_APPLICATIONS)
@require_POST
def scan_accept(request: Request, pk: int) -> HttpResponse:
    scan = get_object_or_404(scans.scans(request.actor), pk=pk)
    form = AcceptanceForm(request.POST)
    if not form.is_valid():
        return _page(request, get_object_or_404(queries.drafts(request.actor), pk=scan.application_id), form)
    scan_actions.accept(scan=scan, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("Confirmed by hand; your reason is on record."))
    return redirect("calls:application_consents", pk=scan.application_id)


@requires(*READERS, Right.GIVE_CONSENTS)
@require_GET
def scan_file(request: Request, pk: int) -> FileResponse:
    """A sealed scan, for everybody who sees the case and for the partner who sealed it."""
    part = get_object_or_404(scans.scan_files(request.actor), pk=pk)
    return download(files.open_stored(part.file_id), part.name, part.file.media_type)
