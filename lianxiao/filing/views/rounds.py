"""The desk of the office: rounds, their progress, their totals."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.definitions import parse
from lianxiao.core.doors import requires
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import ListPage, list_page
from lianxiao.core.refusals import Refused
from lianxiao.core.templatetags.lianxiao import day
from lianxiao.filing.actions import chasing, deadlines, exports
from lianxiao.filing.actions import rounds as actions
from lianxiao.filing.filters import ReturnFilter, RoundFilter
from lianxiao.filing.forms.rounds import LaterForm, ReasonForm, RoundForm
from lianxiao.filing.models import Return, Round
from lianxiao.filing.queries import figures, returns
from lianxiao.filing.queries import rounds as queries
from lianxiao.filing.tables import ReturnTable, RoundTable, file_columns, file_rows
from lianxiao.filing.views.flags import may_with_round
from lianxiao.organisations.queries.record import told
from lianxiao.organisations.roles import Right

desk = requires(Right.RUN_FILINGS, Right.READ_FILINGS)
runs = requires(Right.RUN_FILINGS)
decides = requires(Right.GRANT_FILING_EXTENSIONS)
asks = require_http_methods(["GET", "POST"])
INVALID = 422
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def _round(request: Request, pk: int) -> Round:
    return get_object_or_404(queries.round_page(request.actor), pk=pk)


@desk
@require_GET
def rounds(request: Request) -> HttpResponse:
    page = list_page(request, queries.rounds(request.actor), filter_class=RoundFilter, table_class=RoundTable)
    return render(request, "filing/rounds.html", {"page": page, "may_draft": request.actor.may(Right.RUN_FILINGS)})


@runs
@asks
def round_new(request: Request) -> HttpResponse:
    form = RoundForm(request.POST or None, actor=request.actor, initial={"year": timezone.localdate().year})
    if request.method == "POST" and form.is_valid():
        made = actions.draft(values=form.values(), named=form.cleaned_data["named"], by=request.actor)
        return redirect("filing:round", pk=made.pk)
    return render(request, "filing/round_edit.html", {"form": form}, status=INVALID if form.errors else 200)


@runs
@asks
def round_edit(request: Request, pk: int) -> HttpResponse:
    found = _round(request, pk)
    if not may_with_round(request.actor, found)["edit"]:
        return redirect("filing:round", pk=pk)
    form = RoundForm(request.POST or None, instance=_round(request, pk), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        actions.edit(round_=found, values=form.values(), named=form.cleaned_data["named"], by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("filing:round", pk=pk)
    context = {"form": form, "round": found}
    return render(request, "filing/round_edit.html", context, status=INVALID if form.errors else 200)


@desk
@require_GET
def round_page(request: Request, pk: int) -> HttpResponse:
    return _page(request, _round(request, pk))


def _listed(request: Request, found: Round) -> "ListPage[Return]":
    rows = returns.returns(request.actor).filter(round=found).order_by("institution__official_order", "id")
    return list_page(request, rows, filter_class=ReturnFilter, table_class=ReturnTable)


def _page(request: Request, found: Round, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "round": found,
        "period": queries.period_of(found),
        "tone": queries.TONES[found.state],
        "is_out": found.opened_at is not None,
        "page": _listed(request, found),
        "progress": queries.progress(found),
        "to_chase": chasing.to_chase(queries.returns_in(request.actor, found)).count(),
        "respondents": queries.respondents(found.kinds, found.named.all()).count(),
        "pending": queries.pending_extension(found),
        "may": may_with_round(request.actor, found),
        "extension_form": LaterForm(than=found.closes_at),
        "refuse_form": ReasonForm(),
        "steps": told(queries.steps_of(found), queries.VERBS),
        **more,
    }
    return render(request, "filing/round.html", context, status=status)


@desk
@require_POST
def round_export(request: Request, pk: int) -> HttpResponseBase:
    """Exactly what the list shows under the same address, with the figures of each newest copy."""
    found = _round(request, pk)
    page, form = _listed(request, found), "csv" if request.POST.get("form") == "csv" else "xlsx"
    asked = figures.labels(parse(found.form.definition))
    file = exports.export(
        round_=found,
        rows=file_rows(page.table, asked),
        columns=file_columns(asked),
        filters=page.filter.in_words,
        form=form,
        by=request.actor,
    )
    return download(file, f"{found} {day(timezone.localdate())}.{form}", TYPES[form])


@desk
@require_GET
def round_totals(request: Request, pk: int) -> HttpResponse:
    found = _round(request, pk)
    context = {
        "round": found,
        "period": queries.period_of(found),
        "kinds": [kind.label for kind in figures.KINDS],
        "lines": figures.totals(found),
        "progress": queries.progress(found),
    }
    return render(request, "filing/totals.html", context)


@runs
@require_POST
def round_open(request: Request, pk: int) -> HttpResponse:
    found = _round(request, pk)
    try:
        actions.open_round(round_=found, by=request.actor)
    except actions.NotReady as refusal:
        problems = [{"label": "", "message": said, "anchor": ""} for said in refusal.problems.values()]
        return _page(request, _round(request, pk), INVALID, problems=problems)
    messages.success(request, _("Open. Every respondent has its return now, and the liaisons have been told."))
    return redirect("filing:round", pk=pk)


@runs
@require_POST
def round_close(request: Request, pk: int) -> HttpResponse:
    return _step(request, pk, lambda found: deadlines.close(round_=found, by=request.actor), _("Closed."))


@runs
@require_POST
def round_conclude(request: Request, pk: int) -> HttpResponse:
    said = _("Concluded: nothing of this round changes any more.")
    return _step(request, pk, lambda found: deadlines.conclude(round_=found, by=request.actor), said)


def _step(request: Request, pk: int, act: Any, said: str) -> HttpResponse:
    try:
        act(_round(request, pk))
    except Refused as refusal:
        problems = [{"label": "", "message": str(refusal), "anchor": ""}]
        return _page(request, _round(request, pk), INVALID, problems=problems)
    messages.success(request, said)
    return redirect("filing:round", pk=pk)


@runs
@require_POST
def round_chase(request: Request, pk: int) -> HttpResponse:
    found = _round(request, pk)
    sent = chasing.chase_late(round_=found, by=request.actor)
    said = ngettext("%(n)d institution was reminded.", "%(n)d institutions were reminded.", sent) % {"n": sent}
    messages.success(request, said)
    return redirect("filing:round", pk=pk)


@runs
@require_POST
def extension_ask(request: Request, pk: int) -> HttpResponse:
    found = _round(request, pk)
    form = LaterForm(request.POST, than=found.closes_at)
    if form.is_valid():
        values = form.cleaned_data
        try:
            deadlines.ask_extension(
                round_=found, new_closes_at=values["until"], reason=values["reason"], by=request.actor
            )
        except Refused as refusal:
            form.add_error("until", str(refusal))
    if form.errors:
        return _page(request, found, INVALID, extension_form=form, form=form)
    messages.success(request, _("Asked for. The deadline moves once a second person has granted it."))
    return redirect("filing:round", pk=pk)


@decides
@require_POST
def extension_grant(request: Request, pk: int) -> HttpResponse:
    extension = get_object_or_404(queries.extensions(request.actor), pk=pk)
    said = _("Granted. The new deadline is in force, and whoever is still awaited has been told.")
    return _step(
        request,
        extension.round_id,
        lambda _found: deadlines.grant_extension(extension=extension, by=request.actor),
        said,
    )


@decides
@require_POST
def extension_refuse(request: Request, pk: int) -> HttpResponse:
    extension = get_object_or_404(queries.extensions(request.actor), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, _round(request, extension.round_id), INVALID, refuse_form=form, form=form)
    deadlines.refuse_extension(extension=extension, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("Refused. The deadline stays."))
    return redirect("filing:round", pk=extension.round_id)
