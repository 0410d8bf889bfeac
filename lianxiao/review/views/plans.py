"""The desk of a review: its plan, its panels, who reviews what, the results."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.core.refusals import Refused
from lianxiao.organisations.queries.record import told
from lianxiao.review import access
from lianxiao.review.actions import inviting, reminding, second
from lianxiao.review.actions import plans as actions
from lianxiao.review.actions.panels import NameTaken
from lianxiao.review.filters import PlanFilter
from lianxiao.review.forms.plans import CriterionFormSet, LinesForm, PlanForm, SecondForm, lines_of, rubric_of
from lianxiao.review.models import Plan
from lianxiao.review.queries import plans as queries
from lianxiao.review.queries.comparison import comparison
from lianxiao.review.queries.results import opinions, results
from lianxiao.review.tables import PlanTable
from lianxiao.review.views.door import office

INVALID = 422
asks = require_http_methods(["GET", "POST"])


def one_plan(request: Request, pk: int) -> Plan:
    return get_object_or_404(queries.plan_page(request.actor), pk=pk)


@office
@require_GET
def plans(request: Request) -> HttpResponse:
    rows = queries.plans(request.actor).order_by("-id")
    page = list_page(request, rows, filter_class=PlanFilter, table_class=PlanTable)
    return render(request, "review/plans.html", {"page": page, "to_begin": queries.to_begin(request.actor)})


@office
@require_POST
def plan_begin(request: Request, category_pk: int) -> HttpResponse:
    category = get_object_or_404(queries.to_begin(request.actor), pk=category_pk)
    made = actions.begin(call_category=category, by=request.actor)
    messages.success(request, _("Prepared with the rubric of the category. Look through it, then open the review."))
    return redirect("review:plan_edit", pk=made.pk)


@office
@require_GET
def plan(request: Request, pk: int) -> HttpResponse:
    return _page(request, one_plan(request, pk))


def _page(request: Request, found: Any, status: int = 200, **more: Any) -> HttpResponse:
    may = queries.abilities(request.actor, found)
    context = {
        "plan": found,
        "criteria": queries.rubric(found),
        "panels": found.listed,
        "tone": queries.TONES[found.state],
        "progress": queries.progress(found),
        "fresh": queries.not_taken_in(found),
        "late": queries.late(found).count(),
        "apart": queries.apart_in(found) if may["staff"] else [],
        "may": may,
        "steps": told(queries.steps_of(found), queries.VERBS),
        **more,
    }
    return render(request, "review/plan.html", context, status=status)


@office
@asks
def plan_edit(request: Request, pk: int) -> HttpResponse:
    found = one_plan(request, pk)
    if not queries.abilities(request.actor, found)["edit"]:
        return redirect("review:plan", pk=pk)
    form = PlanForm(request.POST or None, instance=one_plan(request, pk))
    lines = CriterionFormSet(request.POST or None, initial=rubric_of(found), prefix="line")
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        actions.edit(plan=found, values=form.values(), criteria=lines_of(lines), by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("review:plan", pk=pk)
    status = INVALID if request.method == "POST" else 200
    return render(request, "review/plan_edit.html", {"plan": found, "form": form, "lines": lines}, status=status)


def _step(request: Request, pk: int, act: Callable[[Plan], Any], said: str) -> HttpResponse:
    try:
        act(one_plan(request, pk))
    except Refused as refusal:
        problems = [{"label": "", "message": str(refusal), "anchor": ""}]
        return _page(request, one_plan(request, pk), INVALID, problems=problems)
    messages.success(request, said)
    return redirect("review:plan", pk=pk)


@office
@require_POST
def plan_open(request: Request, pk: int) -> HttpResponse:
    said = _("Open. Method and rubric are fixed; now experts are assigned.")
    return _step(request, pk, lambda found: actions.open_review(plan=found, by=request.actor), said)


@office
@require_POST
def plan_take_in(request: Request, pk: int) -> HttpResponse:
    return _step(request, pk, lambda found: actions.take_in(plan=found, by=request.actor), _("Taken in."))


@office
@require_POST
def plan_invite(request: Request, pk: int) -> HttpResponse:
    asked = inviting.invite(plan=one_plan(request, pk), by=request.actor)
    said = ngettext("%(n)d expert was invited.", "%(n)d experts were invited.", asked) % {"n": asked}
    messages.success(request, said)
    return redirect("review:plan", pk=pk)


@office
@require_POST
def plan_remind(request: Request, pk: int) -> HttpResponse:
    sent = reminding.remind(plan=one_plan(request, pk), by=request.actor)
    messages.success(
        request, ngettext("%(n)d expert was reminded.", "%(n)d experts were reminded.", sent) % {"n": sent}
    )
    return redirect("review:plan", pk=pk)


@office
@require_POST
def plan_open_scores(request: Request, pk: int) -> HttpResponse:
    said = _("Scores are open to the lead offices.")
    return _step(request, pk, lambda found: actions.open_scores(plan=found, by=request.actor), said)


@office
@asks
def plan_second(request: Request, pk: int) -> HttpResponse:
    """Which applications go to a second round, chosen from the ranking of the first."""
    found = one_plan(request, pk)
    if not queries.abilities(request.actor, found)["begin_second"]:
        return redirect("review:plan", pk=pk)
    lines = results(request.actor, found).lines
    form = SecondForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        name, due_at, chosen = (form.cleaned_data[one] for one in ("name", "due_at", "chosen"))
        try:
            made = second.begin(plan=found, applications=chosen, name=name, due_at=due_at, by=request.actor)
        except Refused as refusal:
            form.add_error("name" if isinstance(refusal, NameTaken) else "due_at", str(refusal))
        else:
            messages.success(request, _("Begun. Assign the experts of the second round here, then invite them."))
            return redirect("review:panel", pk=made.pk)
    context = {"plan": found, "form": form, "lines": lines}
    return render(request, "review/second.html", context, status=INVALID if form.errors else 200)


@office
@require_POST
def plan_open_second(request: Request, pk: int) -> HttpResponse:
    said = _("The scores of the second round are open to the lead offices.")
    return _step(request, pk, lambda found: second.open_scores(plan=found, by=request.actor), said)


@office
@require_POST
def plan_close(request: Request, pk: int) -> HttpResponse:
    said = _("Closed. The applications wait for your proposals now.")
    return _step(request, pk, lambda found: actions.close(plan=found, by=request.actor), said)


@office
@require_GET
def plan_results(request: Request, pk: int) -> HttpResponse:
    found = one_plan(request, pk)
    if not access.may_read_scores(request.actor, found):
        return redirect("review:plan", pk=pk)
    shown = request.GET.get("application", "")
    context = {
        "plan": found,
        "results": results(request.actor, found),
        "opinions": opinions(request.actor, found, int(shown)) if shown.isdecimal() and len(shown) < 10 else [],
        "shown": shown,
        "may": queries.abilities(request.actor, found),
    }
    return render(request, "review/results.html", context)


@office
@require_GET
def plan_comparison(request: Request, pk: int) -> HttpResponse:
    """What follows from these lines. Nothing is stored: the proposals are made from it, one by one or in bulk."""
    found = one_plan(request, pk)
    if not access.may_read_scores(request.actor, found):
        return redirect("review:plan", pk=pk)
    form = LinesForm(request.GET, plan=found)
    compared = comparison(request.actor, found, form.lines())
    rows = [row for row in compared.rows if form.shows(row)]
    context = {"plan": found, "form": form, "compared": compared, "rows": rows}
    return render(request, "review/comparison.html", context)
