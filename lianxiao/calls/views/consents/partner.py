"""A partner's people answer by account: what they are asked, the version it is about, their scan."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.access import consents as access
from lianxiao.calls.actions import consents as actions
from lianxiao.calls.actions import scans as scan_actions
from lianxiao.calls.filters.consents import ConsentFilter
from lianxiao.calls.forms.consents import PositionForm, RefusalForm, ScanForm
from lianxiao.calls.models import PartnerConsent
from lianxiao.calls.queries import consent_pages as pages
from lianxiao.calls.queries import consents as queries
from lianxiao.calls.tables.consents import ConsentTable
from lianxiao.calls.views.consents.uploads import uploads_of
from lianxiao.calls.views.downloads import download
from lianxiao.core import files
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.organisations.roles import Right


@requires(Right.GIVE_CONSENTS)
@require_GET
def consent_list(request: Request) -> HttpResponse:
    page = list_page(request, queries.consents(request.actor), filter_class=ConsentFilter, table_class=ConsentTable)
    return render(request, "calls/consents/list.html", {"page": page})


@requires(Right.GIVE_CONSENTS)
@require_GET
def consent(request: Request, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(queries.consents(request.actor), pk=pk))


def _page(request: Request, row: PartnerConsent, typed: forms.Form | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "consent": row,
        "title": pages.title_in(row.version),
        "sections": pages.version_shown(
            row.version,
            get_language() or "zh-hans",
            lambda number: reverse("calls:consent_file", args=[row.pk, number]),
        ),
        "scan": pages.own_scan(row),
        "may": {
            "answer": access.may_answer_consent(request.actor, row),
            "seal": access.may_seal_as_partner(request.actor, row),
        },
        "give_form": typed if isinstance(typed, PositionForm) else PositionForm(prefix="give"),
        "refuse_form": typed if isinstance(typed, RefusalForm) else RefusalForm(prefix="refuse"),
        "scan_form": typed if isinstance(typed, ScanForm) else ScanForm(),
        "form": typed,
    }
    return render(request, "calls/consents/partner.html", context, status=422 if typed is not None else 200)


@requires(Right.GIVE_CONSENTS)
@require_POST
def consent_give(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.consents(request.actor), pk=pk)
    form = PositionForm(request.POST, prefix="give")
    if not form.is_valid():
        return _page(request, row, form)
    actions.give(consent=row, position=form.cleaned_data["position"], by=request.actor)
    messages.success(request, _("Confirmed. The lead university has been told."))
    return redirect("calls:consent", pk=pk)


@requires(Right.GIVE_CONSENTS)
@require_POST
def consent_refuse(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.consents(request.actor), pk=pk)
    form = RefusalForm(request.POST, prefix="refuse")
    if not form.is_valid():
        return _page(request, row, form)
    actions.refuse(consent=row, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Declined. The lead university has been told and reads your reason."))
    return redirect("calls:consent", pk=pk)


@requires(Right.GIVE_CONSENTS)
@require_GET
def consent_file(request: Request, pk: int, number: int) -> FileResponse:
    """An attachment of the version that the partner is asked about."""
    row = get_object_or_404(queries.consents(request.actor), pk=pk)
    file = pages.file_in(row.version, number)
    if file is None:
        raise Http404
    return download(files.open_stored(file["digest"]), file["name"], file["media_type"])


@requires(Right.GIVE_CONSENTS)
@require_POST
def consent_scan(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.consents(request.actor), pk=pk)
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        scan_actions.seal_as_partner(consent=row, uploads=uploads_of(form), by=request.actor)
    except files.RefusedFile as refusal:
        form.add_error("scans", str(refusal))
        return _page(request, row, form)
    messages.success(request, _("The scan is kept and is being read page by page; that takes some seconds."))
    return redirect("calls:consent", pk=pk)
