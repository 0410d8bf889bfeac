"""How reviews are read by the offices that lead them. Scores are none of this: see `results`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import Application, CallCategory
from lianxiao.calls.states import CallState, State
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.models import Step
from lianxiao.core.steps import of_case
from lianxiao.mandate.models import CategoryLead
from lianxiao.review import access
from lianxiao.review.models import Criterion, Entry, Panel, Plan, Seat, Sheet
from lianxiao.review.models.secret import SECOND
from lianxiao.review.states import SEATED, STANDING, PlanState, SeatState, SheetState

TONES: Mapping[str, str] = {
    PlanState.DRAFT: "neutral",
    PlanState.RUNNING: "info",
    PlanState.OPENED: "warning",
    PlanState.SECOND: "info",
    PlanState.CLOSED: "success",
}
VERBS: Mapping[str, tuple[str | Promise, str]] = {
    "begin": (_("Review prepared"), ""),
    "edit": (_("Review plan changed"), ""),
    "open": (_("Review opened; rubric and method fixed"), "info"),
    "take_in": (_("Further applications taken in"), ""),
    "panel": (_("Panel set up"), ""),
    "seal_draw": (_("Seed of a draw sealed; its digest on record"), "info"),
    "draw": (_("Experts drawn; seed disclosed"), "info"),
    "assign": (_("Experts assigned"), ""),
    "assign_extra": (_("Extra expert assigned"), "info"),
    "invite": (_("Experts invited"), ""),
    "remind": (_("Experts reminded"), ""),
    "remind_office": (_("Office told of reminders without effect"), "warning"),
    "replace": (_("An expert taken off"), "warning"),
    "open_scores": (_("Scores opened"), "warning"),
    "begin_second": (_("Second round begun"), "info"),
    "open_second": (_("Scores of the second round opened"), "warning"),
    "export": (_("Exported to Excel"), ""),
    "close": (_("Review closed"), "success"),
}


A_DAY, NEAR = timedelta(days=1), timedelta(days=3)


def responsible() -> "QuerySet[CategoryLead]":
    """The lead that answers for the decision, of the plan in the outer query."""
    return CategoryLead.objects.filter(category=OuterRef("call_category__category")).order_by("order", "id")


def plans(actor: Actor) -> "QuerySet[Plan]":
    """With the office that runs each (`office_id`) and how far it has come, in counts only."""
    standing = Sheet.objects.filter(seat__panel__plan=OuterRef("pk"), state__in=STANDING, round=1)
    submitted = standing.filter(state=SheetState.SUBMITTED)
    entries = Entry.objects.filter(panel__plan=OuterRef("pk"))
    return (
        Plan.objects.visible_to(actor)
        .select_related("call_category__call", "call_category__category")
        .annotate(
            office_id=Subquery(responsible().values("office_id")[:1], output_field=IntegerField()),
            entry_count=_count(entries, "panel__plan"),
            sheet_count=_count(standing, "seat__panel__plan"),
            submitted_count=_count(submitted, "seat__panel__plan"),
        )
    )


def _count(rows: "QuerySet[Any]", group: str) -> Any:
    counted = rows.order_by().values(group).annotate(n=Count("pk")).values("n")
    return Subquery(counted, output_field=IntegerField())


def to_begin(actor: Actor) -> "QuerySet[CallCategory]":
    """Categories of calls with review that the office answers for, and whose review nobody has prepared yet."""
    if not access.may_keep_pool(actor):
        return CallCategory.objects.none()
    first = CategoryLead.objects.filter(category=OuterRef("category")).order_by("order", "id")
    return (
        CallCategory.objects.filter(
            call__with_review=True,
            call__state__in=(CallState.PUBLISHED, CallState.CLOSED),
            review_plan=None,
        )
        .annotate(office_id=Subquery(first.values("office_id")[:1]))
        .filter(office_id=actor.organisation_id)
        .select_related("call", "category")
        .order_by("-call__closes_at", "category__order", "id")
    )


def office_of(plan: Plan) -> int | None:
    leads = plan.call_category.category.leads.order_by("order", "id")
    return leads.values_list("office_id", flat=True).first()


def plan_page(actor: Actor) -> "QuerySet[Plan]":
    seats = Seat.objects.filter(panel=OuterRef("pk"), state__in=SEATED)
    standing = Sheet.objects.filter(seat__panel=OuterRef("pk"), state__in=STANDING)
    panels = Panel.objects.annotate(
        entry_count=_count(Entry.objects.filter(panel=OuterRef("pk")), "panel"),
        seat_count=_count(seats, "panel"),
        sheet_count=_count(standing, "seat__panel"),
        submitted_count=_count(standing.filter(state=SheetState.SUBMITTED), "seat__panel"),
    ).order_by("id")
    return plans(actor).prefetch_related(Prefetch("panels", panels, to_attr="listed"))


def not_taken_in(plan: Plan) -> "QuerySet[Application]":
    """Applications that passed the formal check, had no proposal yet and stand on no panel."""
    placed = Entry.objects.values("application")
    return (
        Application.objects.filter(call_category_id=plan.call_category_id, state=State.CHECKED, proposals=None)
        .exclude(pk__in=placed)
        .select_related("university")
        .order_by("number", "id")
    )


def rubric(plan: Plan) -> list[Criterion]:
    return list(Criterion.objects.filter(plan=plan).order_by("order", "id"))


def entries(plan: Plan) -> "QuerySet[Entry]":
    return Entry.objects.filter(panel__plan=plan).select_related("application", "panel").order_by("id")


def steps_of(plan: Plan) -> "QuerySet[Step]":
    return of_case(plan)


@dataclass(frozen=True, slots=True)
class Progress:
    """What an office may know before scores are open: how many, never which or what."""

    applications: int
    short: int
    wanted: int
    submitted: int
    invited: int
    declined: int

    @property
    def complete(self) -> bool:
        return self.applications > 0 and self.short == 0

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.submitted / self.wanted)) if self.wanted else 0


def progress(plan: Plan) -> Progress:
    """Of the round at work. `short` counts the applications that have fewer scores than wanted."""
    seats = Seat.objects.filter(panel__plan=plan, panel__round=plan.round)
    in_ = dict(_submitted(plan).values_list("application").annotate(n=Count("pk")))
    there = entries(plan).filter(panel__round=SECOND) if plan.round == SECOND else entries(plan)
    applications = list(there.values_list("application_id", flat=True))
    return Progress(
        applications=len(applications),
        short=sum(1 for one in applications if in_.get(one, 0) < plan.wanted),
        wanted=len(applications) * plan.wanted,
        submitted=sum(min(in_.get(one, 0), plan.wanted) for one in applications),
        invited=seats.filter(state=SeatState.INVITED).count(),
        declined=seats.filter(state=SeatState.DECLINED).count(),
    )


def _submitted(plan: Plan) -> "QuerySet[Sheet]":
    """Without an order of their own, to be grouped."""
    return Sheet.objects.filter(seat__panel__plan=plan, state=SheetState.SUBMITTED, round=plan.round).order_by()


def pending(plan: Plan) -> "QuerySet[Sheet]":
    return Sheet.objects.filter(seat__panel__plan=plan, state=SheetState.ASSIGNED).order_by("id")


def late(plan: Plan) -> "QuerySet[Seat]":
    """Seats of those who owe something and were not written to within a day: an answer to an invitation of three days
    ago, or an answer or scores near or past due."""
    now = database_now()
    to_score = Sheet.objects.filter(seat=OuterRef("pk"), state=SheetState.ASSIGNED)
    due = Q(invited_at__lte=now - A_DAY, due_at__lt=now + NEAR)
    unanswered = Q(due | Q(invited_at__lte=now - NEAR), state=SeatState.INVITED)
    owes = unanswered | Q(due, Exists(to_score), state=SeatState.ACCEPTED)
    rested = Q(reminded_at=None) | Q(reminded_at__lte=now - A_DAY)
    return (
        Seat.objects.filter(owes, rested, panel__plan=plan)
        .filter(panel__plan__state__in=access.AT_WORK, panel__round=plan.round)
        .select_related("panel", "expert")
        .order_by("id")
    )


def apart_in(plan: Plan) -> "QuerySet[Entry]":
    """Applications whose marks are all in and lie far apart, with `has_extra`; the database says so without a mark
    being read."""
    extra = Sheet.objects.filter(application=OuterRef("application"), is_extra=True, state__in=STANDING)
    return apart(entries(plan)).annotate(has_extra=Exists(extra)).order_by("application__number", "id")


def apart(rows: "QuerySet[Entry]") -> "QuerySet[Entry]":
    return rows.filter(Func(F("application_id"), function="review.review_is_wide", output_field=BooleanField()))


def is_complete(plan: Plan) -> bool:
    return progress(plan).complete


def abilities(actor: Actor, plan: Any) -> dict[str, bool]:
    """For a plan from `plans`."""
    office: int | None = plan.office_id
    staff = access.may_staff(actor, plan, office)
    return {
        "edit": access.may_edit_plan(actor, plan, office),
        "open": access.may_step(actor, plan, office, "open"),
        "staff": staff,
        "seat": access.may_seat(actor, plan, office),
        "begin_second": access.may_begin_second(actor, plan, office),
        "open_second": access.may_step(actor, plan, office, "open_second"),
        "open_scores": access.may_step(actor, plan, office, "open_scores"),
        "read_scores": access.may_read_scores(actor, plan),
        "close": access.may_step(actor, plan, office, "close"),
    }
