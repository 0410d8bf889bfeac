"""A partner outside answers by link: the request, a code by mail, then the version and the answer. No account."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.access import consents as access
from lianxiao.calls.actions import consent_links as actions
from lianxiao.calls.actions import scans as scan_actions
from lianxiao.calls.actions.consents import Signer
from lianxiao.calls.forms.consents import CodeForm, OutsideConsentForm, OutsideRefusalForm, ScanForm
from lianxiao.calls.models import PartnerConsent
from lianxiao.calls.queries import consent_links as links
from lianxiao.calls.queries import consent_pages as pages
from lianxiao.calls.queries import version_prints
from lianxiao.calls.views.consents.uploads import uploads_of
from lianxiao.calls.views.downloads import download
from lianxiao.core import files
from lianxiao.core.doors import public
from lianxiao.core.http import Request
from lianxiao.core.refusals import Refused

REASON = "partners outside have no account; a signed link and a code by mail stand in its place"
View = Callable[..., HttpResponseBase]


def in_the_partners_language(view: View) -> View:
    """The language that was chosen on the page, else the one that the partner was asked in."""

    @wraps(view)
    def told(request: Request, token: str, **more: Any) -> HttpResponseBase:
        row = get_object_or_404(links.linked(token))
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else row.language
        with translation.override(language):
            request.LANGUAGE_CODE = language
            try:
                response = view(request, row, token, **more)
            except Refused as refusal:
                # The refused step is undone by itself; told on the page, in this language.
                messages.error(request, str(refusal))
                response = redirect("calls:link", token=token)
        response["Content-Language"] = language
        return response

    return told


def _given(request: Request, row: PartnerConsent) -> str:
    return request.COOKIES.get(f"consent-{row.pk}", "")


def _passed(request: Request, row: PartnerConsent) -> bool:
    return links.has_passed(row, _given(request, row))


@public(REASON)
@require_GET
@in_the_partners_language
def link(request: Request, row: PartnerConsent, token: str) -> HttpResponse:
    return _page(request, row, token) if _passed(request, row) else _gate(request, row, token, CodeForm())


def _gate(request: Request, row: PartnerConsent, token: str, form: CodeForm) -> HttpResponse:
    """Who asks, and nothing of what."""
    context = {
        "consent": row,
        "token": token,
        "address": links.masked(row.contact_email),
        "form": form,
    }
    return render(request, "calls/consents/gate.html", context, status=422 if form.is_bound else 200)


def _page(request: Request, row: PartnerConsent, token: str, typed: forms.Form | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "consent": row,
        "token": token,
        "title": pages.title_in(row.version),
        "sections": pages.version_shown(
            row.version, request.LANGUAGE_CODE, lambda number: reverse("calls:link_file", args=[token, number])
        ),
        "scan": pages.own_scan(row),
        "may": {"answer": row.is_open, "seal": access.may_seal_given(row)},
        "give_form": typed if isinstance(typed, OutsideConsentForm) else OutsideConsentForm(prefix="give"),
        "refuse_form": typed if isinstance(typed, OutsideRefusalForm) else OutsideRefusalForm(prefix="refuse"),
        "scan_form": typed if isinstance(typed, ScanForm) else ScanForm(),
        "form": typed,
    }
    return render(request, "calls/consents/outside.html", context, status=422 if typed is not None else 200)


@public(REASON)
@require_POST
@in_the_partners_language
def link_code(request: Request, row: PartnerConsent, token: str) -> HttpResponse:
    actions.send_code(consent=row, by=request.actor)
    messages.success(request, _("A code is on its way to %(address)s.") % {"address": links.masked(row.contact_email)})
    return redirect("calls:link", token=token)


@public(REASON)
@require_POST
@in_the_partners_language
def link_enter(request: Request, row: PartnerConsent, token: str) -> HttpResponse:
    """A wrong code is answered like a right one, by another page, so that it stays counted."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _gate(request, row, token, form)
    entered = actions.enter(consent=row, typed=form.cleaned_data["code"], by=request.actor)
    response = redirect("calls:link", token=token)
    if entered.given:
        response.set_cookie(
            f"consent-{row.pk}",
            entered.given,
            max_age=links.PASS_LIVES,
            path="/consents/link/",
            secure=settings.PRODUCTION,
            httponly=True,
            samesite="Lax",
        )
        return response
    left = ngettext("%(left)d attempt is left.", "%(left)d attempts are left.", entered.left) % {"left": entered.left}
    messages.error(request, _("The code is wrong. %(left)s") % {"left": left})
    return response


@public(REASON)
@require_GET
@in_the_partners_language
def link_pdf(request: Request, row: PartnerConsent, token: str) -> HttpResponseBase:
    if not _passed(request, row):
        return redirect("calls:link", token=token)
    made = row.version.print
    return download(version_prints.print_pdf(made), f"{made.code}-V{row.version.number}.pdf", "application/pdf")


@public(REASON)
@require_GET
@in_the_partners_language
def link_file(request: Request, row: PartnerConsent, token: str, number: int) -> HttpResponseBase:
    if not _passed(request, row):
        return redirect("calls:link", token=token)
    file = pages.file_in(row.version, number)
    if file is None:
        raise Http404
    response: FileResponse = download(files.open_stored(file["digest"]), file["name"], file["media_type"])
    return response


@public(REASON)
@require_POST
@in_the_partners_language
def link_give(request: Request, row: PartnerConsent, token: str) -> HttpResponse:
    if not _passed(request, row):
        return redirect("calls:link", token=token)
    form = OutsideConsentForm(request.POST, prefix="give")
    if not form.is_valid():
        return _page(request, row, token, form)
    signer = Signer(form.cleaned_data["name"], form.cleaned_data["position"])
    actions.give_by_link(consent=row, signer=signer, given=_given(request, row), by=request.actor)
    messages.success(request, _("Confirmed. The lead university has been told."))
    return redirect("calls:link", token=token)


@public(REASON)
@require_POST
@in_the_partners_language
def link_refuse(request: Request, row: PartnerConsent, token: str) -> HttpResponse:
    if not _passed(request, row):
        return redirect("calls:link", token=token)
    form = OutsideRefusalForm(request.POST, prefix="refuse")
    if not form.is_valid():
        return _page(request, row, token, form)
    typed = form.cleaned_data
    signer = Signer(typed["name"], typed["position"])
    given = _given(request, row)
    actions.refuse_by_link(consent=row, signer=signer, reason=typed["reason"], given=given, by=request.actor)
    messages.success(request, _("Declined. The lead university has been told and reads your reason."))
    return redirect("calls:link", token=token)


@public(REASON)
@require_POST
@in_the_partners_language
def link_scan(request: Request, row: PartnerConsent, token: str) -> HttpResponse:
    if not _passed(request, row):
        return redirect("calls:link", token=token)
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, token, form)
    given = _given(request, row)
    try:
        scan_actions.seal_by_link(consent=row, uploads=uploads_of(form), given=given, by=request.actor)
    except files.RefusedFile as refusal:
        form.add_error("scans", str(refusal))
        return _page(request, row, token, form)
    messages.success(request, _("The scan is kept and is being read page by page; that takes some seconds."))
    return redirect("calls:link", token=token)
