"""The desk of a panel: who reviews what, by hand, by rule, by draw."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.http import Request
from lianxiao.core.refusals import Refused
from lianxiao.review.actions import assigning, inviting, panels
from lianxiao.review.forms.plans import PanelForm
from lianxiao.review.models import Panel
from lianxiao.review.queries import desk, pool
from lianxiao.review.queries import plans as queries
from lianxiao.review.states import DrawState
from lianxiao.review.views.door import office
from lianxiao.review.views.plans import INVALID, asks, one_plan


def _panel(request: Request, pk: int) -> Panel:
    return get_object_or_404(desk.panels(request.actor), pk=pk)


@office
@asks
def panel_new(request: Request, pk: int) -> HttpResponse:
    found, form = one_plan(request, pk), PanelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = panels.set_up(plan=found, by=request.actor, **_values(form))
        except panels.NameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect("review:panel", pk=made.pk)
    status = INVALID if form.errors else 200
    return render(request, "review/panel_edit.html", {"plan": found, "form": form}, status=status)


def _values(form: PanelForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("name", "major_codes")}


@office
@asks
def panel_edit(request: Request, pk: int) -> HttpResponse:
    found = _panel(request, pk)
    form = PanelForm(request.POST or None, instance=_panel(request, pk))
    if request.method == "POST" and form.is_valid():
        try:
            panels.rename(panel=found, by=request.actor, **_values(form))
        except panels.NameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect("review:panel", pk=pk)
    context = {"plan": found.plan, "panel": found, "form": form}
    return render(request, "review/panel_edit.html", context, status=INVALID if form.errors else 200)


@office
@require_GET
def panel(request: Request, pk: int) -> HttpResponse:
    return _desk(request, _panel(request, pk))


def _desk(request: Request, found: Panel, status: int = 200, **more: Any) -> HttpResponse:
    there = desk.desk(found)
    may = queries.abilities(request.actor, found.plan)
    may["seat"] = may["seat"] and found.round == found.plan.round
    context = {
        "plan": found.plan,
        "panel": found,
        "desk": there,
        "others": desk.panels(request.actor).filter(plan=found.plan_id).exclude(pk=found.pk).order_by("id"),
        "sealed": next((one for one in there.draws if one.state == DrawState.SEALED), None),
        "may": may,
        **more,
    }
    return render(request, "review/panel.html", context, status=status)


def _at_desk(request: Request, pk: int, act: Callable[[Panel], Any], said: Callable[[Any], str]) -> HttpResponse:
    try:
        done = act(_panel(request, pk))
    except Refused as refusal:
        problems = [{"label": "", "message": str(refusal), "anchor": ""}]
        return _desk(request, _panel(request, pk), INVALID, problems=problems)
    messages.success(request, said(done))
    return redirect("review:panel", pk=pk)


@office
@require_POST
def panel_assign(request: Request, pk: int, application_pk: int) -> HttpResponse:
    """One application, to the expert that was chosen beside it."""
    found = _panel(request, pk)
    entry = get_object_or_404(desk.entries_of(found), application=application_pk)
    expert = get_object_or_404(pool.available(), code=request.POST.get("expert", ""))

    def act(there: Panel) -> Any:
        return assigning.by_hand(panel=there, application=entry.application, expert=expert, by=request.actor)

    return _at_desk(request, pk, act, lambda _done: _("Assigned. The expert learns of it with the invitation."))


@office
@require_POST
def panel_extra(request: Request, pk: int, application_pk: int) -> HttpResponse:
    """One more expert for an application whose marks lie far apart."""
    found = _panel(request, pk)
    entry = get_object_or_404(desk.entries_of(found), application=application_pk)
    expert = get_object_or_404(pool.available(), code=request.POST.get("expert", ""))

    def act(there: Panel) -> Any:
        return assigning.extra_by_hand(panel=there, application=entry.application, expert=expert, by=request.actor)

    return _at_desk(request, pk, act, lambda _done: _("Asked as extra expert. Invite him on the page of the review."))


@office
@require_POST
def panel_move(request: Request, pk: int, application_pk: int) -> HttpResponse:
    entry = get_object_or_404(desk.entries_of(_panel(request, pk)), application=application_pk)
    number = request.POST.get("to", "")
    to = _panel(request, int(number) if number.isdecimal() and len(number) < 10 else 0)
    return _at_desk(
        request, pk, lambda _found: panels.move(entry=entry, to=to, by=request.actor), lambda _done: _("Moved.")
    )


@office
@require_POST
def panel_rule(request: Request, pk: int) -> HttpResponse:
    return _at_desk(
        request,
        pk,
        lambda found: assigning.by_rule(panel=found, by=request.actor),
        lambda n: ngettext("%(n)d assignment was made.", "%(n)d assignments were made.", n) % {"n": n},
    )


@office
@require_POST
def draw_seal(request: Request, pk: int) -> HttpResponse:
    return _at_desk(
        request,
        pk,
        lambda found: assigning.seal_seed(panel=found, by=request.actor),
        lambda _done: _("Sealed: the digest of the seed is on record. Now the draw can be held."),
    )


@office
@require_POST
def draw_carry_out(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(desk.draws(request.actor).select_related("panel__plan"), pk=pk)
    return _at_desk(
        request,
        found.panel_id,
        lambda _panel: assigning.carry_out(draw_=found, by=request.actor),
        lambda _done: _("Drawn. Seed and list can be downloaded and the draw done again by anybody."),
    )


@office
@require_GET
def draw_file(request: Request, pk: int) -> HttpResponseBase:
    """Everything that `docs/recompute_draw.py` needs."""
    found = get_object_or_404(desk.draws(request.actor), pk=pk, state=DrawState.DRAWN)
    content = {"seed_digest": found.seed_digest, "seed": found.seed, "list": found.listed, "result": found.result}
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="draw-{found.pk}.json"'
    return response


@office
@require_POST
def sheet_take_back(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(desk.sheets(request.actor), pk=pk)
    return _at_desk(
        request,
        found.seat.panel_id,
        lambda _panel: assigning.take_back(sheet=found, by=request.actor),
        lambda _done: _("Taken back."),
    )


@office
@require_POST
def seat_replace(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(desk.seats(request.actor), pk=pk)
    return _at_desk(
        request,
        found.panel_id,
        lambda _panel: inviting.replace(seat=found, by=request.actor),
        lambda _done: _("Taken off. What was not submitted is free; assign it to somebody else and invite again."),
    )
