"""Transfers (转办): a waiting task given to a colleague, and taken back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.doors import signed_in
from lianxiao.core.http import Request
from lianxiao.organisations.access.transfers import may_take_back
from lianxiao.organisations.actions import transfers as actions
from lianxiao.organisations.queries import transfers as queries
from lianxiao.site import transfers as table
from lianxiao.site.forms import TransferForm


def _kind(name: str) -> table.Kind:
    if name not in table.KINDS:
        raise Http404
    return table.KINDS[name]


@signed_in
@require_GET
def transfers(request: Request) -> HttpResponse:
    lines = [(line, may_take_back(request.actor, line.transfer)) for line in table.lines(request.actor)]
    return render(request, "site/transfers/list.html", {"lines": lines})


@signed_in
@require_http_methods(["GET", "POST"])
def transfer(request: Request, kind: str, pk: int) -> HttpResponse:
    found = _kind(kind)
    case: Any = get_object_or_404(found.rows(request.actor), pk=pk)
    form = TransferForm(request.POST or None)
    path = reverse(found.view, args=[pk])
    if request.method == "POST" and form.is_valid():
        try:
            actions.transfer(kind=kind, case=case, path=path, by=request.actor, **form.cleaned_data)
        except (actions.NotAColleague, actions.WithAnother) as refusal:
            form.add_error("username", str(refusal))
        else:
            messages.success(request, _("Transferred; the colleague was told."))
            return redirect("site:transfers")
    context = {
        "form": form,
        "kind": found,
        "title": found.title(case),
        "path": path,
        "standing": queries.standing_on(request.actor, kind, pk),
        "colleagues": queries.colleagues(request.actor),
    }
    return render(request, "site/transfers/transfer.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def transfer_back(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.transfers(request.actor), pk=pk)
    case: Any = get_object_or_404(_kind(row.kind).rows(request.actor), pk=row.case_id)
    actions.take_back(transfer=row, case=case, by=request.actor)
    messages.success(request, _("Taken back."))
    return redirect("site:transfers")
