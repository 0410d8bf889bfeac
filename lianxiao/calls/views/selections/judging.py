"""A reviewer's desk: the candidates, one candidate with its form, handing in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.calls.access import selections as access
from lianxiao.calls.actions.selections import judging
from lianxiao.calls.actions.selections.rules import NotReady
from lianxiao.calls.forms.selections import OpinionForm
from lianxiao.calls.models import Candidate, Selection, SelectionReviewer
from lianxiao.calls.queries import applications as campus
from lianxiao.calls.queries import selection_pages as pages
from lianxiao.calls.queries import selections as queries
from lianxiao.core.definitions import ShownSection, show
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.refusals import Refused
from lianxiao.organisations.roles import Right

INVALID = 422
judges = requires(Right.JUDGE_ON_CAMPUS)


def _reviewer(request: Request, selection: Selection) -> SelectionReviewer:
    reviewer = pages.reviewer_of(request.actor, selection)
    if reviewer is None:
        raise Http404
    return reviewer


@judges
@require_GET
def judge_list(request: Request, pk: int) -> HttpResponse:
    return _list(request, get_object_or_404(queries.selections(request.actor), pk=pk))


def _list(request: Request, selection: Selection, refusal: Refused | None = None) -> HttpResponse:
    reviewer = _reviewer(request, selection)
    tasks = pages.tasks(reviewer)
    owed = [task for task in tasks if task.state not in ("own", "handed_in")]
    context = {
        "selection": selection,
        "tasks": tasks,
        "owed": len(owed),
        "ready": sum(task.state == "ready" for task in owed),
        "refusal": refusal,
        "may": {"judge": access.may_judge(request.actor, selection)},
    }
    return render(request, "calls/selections/judge_list.html", context, status=INVALID if refusal else 200)


@judges
@require_http_methods(["GET", "POST"])
def judge(request: Request, pk: int) -> HttpResponse:
    """The whole application beside mark and opinion; kept for the reviewer alone until he hands in."""
    found = get_object_or_404(queries.candidates(request.actor), pk=pk)
    task = pages.task_of(_reviewer(request, found.selection), found)
    if task is None or not access.may_judge(request.actor, found.selection):
        raise Http404
    form = OpinionForm(request.POST or None, initial=OpinionForm.start(task.opinion))
    if form.is_valid():
        judging.judge(candidate=found, by=request.actor, **form.cleaned_data)
        messages.success(request, _("Kept. Nobody else reads it before you hand your opinions in."))
        return redirect("calls:judge_list", pk=found.selection_id)
    context = {"candidate": found, "task": task, "opinion_form": form, "form": form, "sections": _whole(found)}
    return render(request, "calls/selections/judge.html", context, status=INVALID if form.is_bound else 200)


def _whole(candidate: Candidate) -> list[ShownSection]:
    application = candidate.application
    answers = campus.filled(application, lambda one: reverse("calls:attachment_file", args=[one.pk]))
    return show(campus.definition_of(application.form), answers, get_language() or "zh-hans")


@judges
@require_POST
def judge_hand_in(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.selections(request.actor), pk=pk)
    _reviewer(request, found)
    try:
        count = judging.hand_in(selection=found, by=request.actor)
    except NotReady as refusal:
        return _list(request, found, refusal)
    said = ngettext("%(count)d opinion is handed in.", "%(count)d opinions are handed in.", count)
    messages.success(request, said % {"count": count})
    return redirect("calls:judge_list", pk=pk)
