"""The page of a selection, shown fresh and with a form that was refused."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from lianxiao.calls.access import selections as access
from lianxiao.calls.forms.applications import ReasonForm, RemarkForm
from lianxiao.calls.forms.selections import NoticeForm, ReviewerForm, RulesForm
from lianxiao.calls.models import Selection
from lianxiao.calls.queries import selection_pages as pages
from lianxiao.calls.queries import selections as queries
from lianxiao.calls.queries.deadlines import calendar, working_days_left
from lianxiao.calls.queries.places import slots_of
from lianxiao.core.actors import Actor
from lianxiao.core.http import Request
from lianxiao.core.refusals import Refused

INVALID = 422


def flags(actor: Actor, selection: Selection) -> dict[str, bool]:
    return {
        "prepare": access.may_prepare(actor, selection),
        "change_reviewers": access.may_change_reviewers(actor, selection),
        "take_out": access.may_take_out(actor, selection),
        "rank": access.may_rank(actor, selection),
        "put_on_notice": access.may_put_on_notice(actor, selection),
        "choose": access.may_choose(actor, selection),
        "approve": access.may_approve_choice(actor, selection),
        "send_back": access.may_send_back_choice(actor, selection),
        "reopen": access.may_reopen(actor, selection),
    }


def selection_page(
    request: Request, selection: Selection, refusal: Refused | None = None, **bound: forms.Form
) -> HttpResponse:
    """A form that was sent and has errors stands as it was filled in; what a rule said stands on top."""
    due = pages.due_of(selection)
    lines = queries.results(selection)
    shown: dict[str, forms.Form] = {
        "rules_form": RulesForm(
            initial={
                "rules": selection.rules,
                "due_date": selection.due_date,
                "min_opinions": selection.min_opinions,
            }
        ),
        "reviewer_form": ReviewerForm(),
        "notice_form": NoticeForm(),
        "remark_form": RemarkForm(),
        "back_form": ReasonForm(prefix="back"),
        "reopen_form": ReasonForm(prefix="reopen"),
        **bound,
    }
    context: dict[str, Any] = {
        "selection": selection,
        "tone": pages.TONES[selection.state],
        "stages": pages.stages(selection),
        "next": pages.NEXT[selection.state],
        "steps": pages.steps_of(selection),
        "lines": lines,
        "chosen": [line for line in lines if line.candidate.chosen],
        "reviewers": pages.reviewer_lines(selection),
        "waiting": list(pages.waiting_applications(selection)),
        "slots": slots_of(selection.call_category, selection.university_id),
        "due": due,
        "days": working_days_left(due, calendar()),
        "not_judged": queries.not_judged(selection, [line for line in lines if not line.is_out]),
        "may": flags(request.actor, selection),
        "refusal": refusal,
        "form": next(iter(bound.values()), None),
    }
    status = INVALID if bound or refusal else 200
    return render(request, "calls/selections/selection.html", context | shown, status=status)
