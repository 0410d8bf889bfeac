"""A review from its plan to its end, by the office that answers for the decision."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxiao.calls.actions import reviews
from lianxiao.calls.models import Application, CallCategory
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import Refused
from lianxiao.core.shipped import json_fact
from lianxiao.review import access
from lianxiao.review.actions.panels import place
from lianxiao.review.actions.rules import locked
from lianxiao.review.models import Criterion, Plan
from lianxiao.review.queries import plans as queries
from lianxiao.review.queries import results
from lianxiao.review.states import PLAN, SHEET

EDITABLE = ("method", "wanted", "spread_limit", "extra_rule", "is_blind", "due_at")
CRITERION = ("name", "name_en", "guidance", "guidance_en", "weight", "points", "needs_comment")


class NotReady(Refused):
    """Something is missing before this step; the message says what."""


@transaction.atomic
def begin(*, call_category: CallCategory, by: Actor) -> Plan:
    """A plan with the rubric that ships for the category."""
    if not queries.to_begin(by).filter(pk=call_category.pk).exists():
        raise PermissionDenied
    plan = Plan.objects.create(call_category=call_category, begun_by_id=by.person_id, begun_at=database_now())
    for fact in json_fact("rubrics.json").each("rubrics"):
        if fact["category"] == call_category.category.code:
            Criterion.objects.bulk_create(
                Criterion(
                    plan=plan,
                    order=order,
                    name=one.text("name"),
                    name_en=one.text("name", "en"),
                    guidance=one.text("guidance"),
                    guidance_en=one.text("guidance", "en"),
                    weight=one["weight"],
                    points=one["points"],
                    needs_comment=one["needs_comment"],
                )
                for order, one in enumerate(fact.each("criteria"), 1)
            )
    steps.record(plan, "begin", by=by, after=plan.state)
    return plan


@transaction.atomic
def edit(*, plan: Plan, values: Mapping[str, Any], criteria: Sequence[Mapping[str, Any]], by: Actor) -> Plan:
    """How it is scored, and by which rubric, until the review opens."""
    row = locked(plan, access.may_edit_plan, by)
    for name in EDITABLE:
        setattr(row, name, values[name])
    row.save(update_fields=EDITABLE)
    row.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(plan=row, order=order, **{name: line[name] for name in CRITERION})
        for order, line in enumerate(criteria, 1)
    )
    steps.record(row, "edit", by=by)
    return row


@transaction.atomic
def open_review(*, plan: Plan, by: Actor) -> Plan:
    """Fixes method and rubric; every application that passed the check comes under review. Raises NotReady."""
    row = locked(plan, partial(access.may_step, verb="open"), by)
    _check_due(row.due_at)
    weights = sum(line.weight for line in row.criteria.order_by("order"))
    if weights != 100:
        raise NotReady(_("The weights of the rubric add up to %(sum)s; they have to be 100.") % {"sum": weights})
    if not queries.not_taken_in(row).exists():
        raise NotReady(_("No application has passed the formal check yet."))
    moved = PLAN.move(row, "open", by=by, opened_at=database_now())
    _take_in(moved, by)
    return moved


def _check_due(due_at: datetime | None) -> None:
    if due_at is None:
        raise NotReady(_("Say until when scores are due."))
    if due_at <= database_now():
        raise NotReady(_("The day until which scores are due lies in the past."))


@transaction.atomic
def take_in(*, plan: Plan, by: Actor) -> int:
    """Applications that passed the formal check since; how many."""
    row = locked(plan, access.may_staff, by)
    taken = _take_in(row, by)
    if taken:
        steps.record(row, "take_in", by=by, details={"applications": taken})
    return taken


def _take_in(plan: Plan, by: Actor) -> int:
    fresh = list(queries.not_taken_in(plan))
    for application in fresh:
        reviews.open_review(application=application, by=by)
    place(plan, fresh)
    return len(fresh)


@transaction.atomic
def open_scores(*, plan: Plan, by: Actor) -> Plan:
    """Once every application has its scores. What has not come in by then is taken back."""
    row = locked(plan, partial(access.may_step, verb="open_scores"), by)
    found = queries.progress(row)
    if not found.applications or found.short:
        raise NotReady(
            ngettext(
                "%(n)d application has fewer scores than wanted.",
                "%(n)d applications have fewer scores than wanted.",
                found.short,
            )
            % {"n": found.short}
        )
    if queries.pending(row).filter(is_extra=True).exists():
        raise NotReady(_("An extra review is still to come in. Wait for it, or take it back on the page of its panel."))
    for sheet in queries.pending(row):
        SHEET.move(sheet, "withdraw", by=by)
    return PLAN.move(row, "open_scores", by=by, scores_opened_at=database_now())


@transaction.atomic
def close(*, plan: Plan, by: Actor) -> Plan:
    """The result goes to the decision: every application is reviewed, and the office proposes. Raises NotReady."""
    row = locked(plan, partial(access.may_step, verb="close"), by)
    if waiting := queries.pending(row).count():
        raise NotReady(
            ngettext(
                "%(n)d further review is still to come in.", "%(n)d further reviews are still to come in.", waiting
            )
            % {"n": waiting}
        )
    counted = results.counted(row)
    for application in Application.objects.filter(review_entry__panel__plan=row).order_by("number", "id"):
        said = _("Reviewed by %(n)d experts.") % {"n": counted[application.pk]}
        reviews.close_review(application=application, conclusion=said, by=by)
    return PLAN.move(row, "close", by=by, closed_at=database_now())
