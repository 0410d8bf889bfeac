"""Who may see and do what with reviews. Pure: no request, no query.

An expert has no power by his role: what he sees follows from his seats. Of the department's side only the lead offices
of a category see its review, and only the first of them runs it.
"""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.organisations.roles import Right
from lianxiao.review.states import PLAN, SEAT, PlanState, SeatState, SheetState

if TYPE_CHECKING:
    from lianxiao.review.models import Plan, Seat, Sheet

NOBODY = Q(pk__in=())
# Scores of an application are the experts' own until then.
SCORES_READ = (PlanState.OPENED, PlanState.SECOND, PlanState.CLOSED)
AT_WORK = (PlanState.RUNNING, PlanState.SECOND)


# --- lead offices ----------------------------------------------------------------------------------


def may_keep_pool(actor: Actor) -> bool:
    return actor.may(Right.RUN_REVIEWS)


def led_by(actor: Actor, path: str = "") -> Q:
    """Plans of categories that the actor's office leads; `path` is the way to the category."""
    if not actor.may(Right.RUN_REVIEWS):
        return NOBODY
    return Q(**{f"{path}category__leads__office_id": actor.organisation_id})


def visible_plans(actor: Actor) -> Q:
    return led_by(actor, "call_category__")


def visible_panels(actor: Actor) -> Q:
    return led_by(actor, "plan__call_category__")


def answers_for(actor: Actor, responsible_office_id: int | None) -> bool:
    """The office that answers for the decision runs the review."""
    return actor.may(Right.RUN_REVIEWS) and actor.organisation_id == responsible_office_id


def may_edit_plan(actor: Actor, plan: "Plan", office_id: int | None) -> bool:
    return answers_for(actor, office_id) and plan.state == PlanState.DRAFT


def may_step(actor: Actor, plan: "Plan", office_id: int | None, verb: str) -> bool:
    return answers_for(actor, office_id) and PLAN.allows(plan.state, verb)


def may_staff(actor: Actor, plan: "Plan", office_id: int | None) -> bool:
    """Panels, and what is reviewed on them, as long as scores are not open."""
    return answers_for(actor, office_id) and plan.state == PlanState.RUNNING


def may_seat(actor: Actor, plan: "Plan", office_id: int | None) -> bool:
    """Assignments, invitations, reminders: in the first round and in the second."""
    return answers_for(actor, office_id) and plan.state in AT_WORK


def may_begin_second(actor: Actor, plan: "Plan", office_id: int | None) -> bool:
    """Once in a review."""
    return may_step(actor, plan, office_id, "begin_second") and plan.second_begun_at is None


def may_read_scores(actor: Actor, plan: "Plan") -> bool:
    """Of rounds that were opened; `visible_plans` already keeps others away."""
    return actor.may(Right.RUN_REVIEWS) and plan.state in SCORES_READ


# --- experts ---------------------------------------------------------------------------------------


def is_expert(actor: Actor) -> bool:
    return actor.may(Right.REVIEW_WHEN_INVITED)


def visible_seats(actor: Actor) -> Q:
    """His own, once he was invited. One that he was taken from, or gave up, is gone for him."""
    if not is_expert(actor):
        return NOBODY
    return Q(expert_id=actor.user_id, state__in=(SeatState.INVITED, SeatState.ACCEPTED))


def visible_sheets(actor: Actor) -> Q:
    """His own, once he has declared that he judges without prejudice."""
    if not is_expert(actor):
        return NOBODY
    return Q(
        seat__expert_id=actor.user_id,
        seat__state=SeatState.ACCEPTED,
        state__in=(SheetState.ASSIGNED, SheetState.SUBMITTED),
    )


def visible_uploads(actor: Actor) -> Q:
    if not is_expert(actor):
        return NOBODY
    return Q(seat__expert_id=actor.user_id, seat__state=SeatState.ACCEPTED)


def may_fill(actor: Actor, seat: "Seat") -> bool:
    """Score by workbook what is his to score on the page."""
    return is_expert(actor) and seat.expert_id == actor.user_id and seat.state == SeatState.ACCEPTED


def may_answer(actor: Actor, seat: "Seat") -> bool:
    return is_expert(actor) and seat.expert_id == actor.user_id and SEAT.allows(seat.state, "accept")


def may_score(actor: Actor, sheet: "Sheet", seat: "Seat") -> bool:
    return (
        is_expert(actor)
        and seat.expert_id == actor.user_id
        and seat.state == SeatState.ACCEPTED
        and sheet.state == SheetState.ASSIGNED
    )
