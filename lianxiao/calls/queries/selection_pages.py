"""What the pages of a campus selection show: its stages, who has handed in, what a reviewer has to do."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianxiao.calls.models import (
    Application,
    ApplicationMember,
    Call,
    CampusOpinion,
    Candidate,
    Selection,
    SelectionReviewer,
)
from lianxiao.calls.queries.applications import BEFORE_SUBMISSION
from lianxiao.calls.queries.places import Slots, slots
from lianxiao.calls.queries.progress import Stage, TimelineStep, shown_step
from lianxiao.calls.queries.selections import Result, owed_by
from lianxiao.calls.states import SelectionState, State
from lianxiao.core import steps
from lianxiao.core.actors import Actor

Label = str | Promise
TONES: dict[str, str] = {
    SelectionState.DRAFT: "neutral",
    SelectionState.REVIEWING: "warning",
    SelectionState.RANKED: "info",
    SelectionState.ON_NOTICE: "primary",
    SelectionState.CHOSEN: "warning",
    SelectionState.APPROVED: "success",
}
VERBS: dict[str, tuple[Label, str]] = {
    "begin": (gettext_lazy("Selection begun"), ""),
    "prepare": (gettext_lazy("Rules of the review set"), ""),
    "invite": (gettext_lazy("Reviewer invited"), ""),
    "remove_reviewer": (gettext_lazy("Reviewer removed"), ""),
    "hand_over": (gettext_lazy("Invitation handed over to a successor"), ""),
    "open": (gettext_lazy("Internal review opened"), ""),
    "hand_in_opinions": (pgettext_lazy("step of a selection", "Opinions handed in"), ""),
    "take_out": (gettext_lazy("Candidate taken out"), "warning"),
    "rank": (gettext_lazy("Ranking fixed"), "success"),
    "put_on_notice": (gettext_lazy("Put on campus notice"), ""),
    "choose": (gettext_lazy("Choice made"), ""),
    "approve": (gettext_lazy("Choice approved by the leader"), "success"),
    "send_back": (gettext_lazy("Choice sent back"), "warning"),
    "give_up_places": (gettext_lazy("Held places given up"), "warning"),
    "reopen": (gettext_lazy("Selection opened again"), "warning"),
}
NEXT: dict[str, Label] = {
    SelectionState.DRAFT: gettext_lazy("Set the rules, invite reviewers and open the review"),
    SelectionState.REVIEWING: gettext_lazy("Opinions of the reviewers, then the ranking"),
    SelectionState.RANKED: gettext_lazy("Put the ranking on campus notice"),
    SelectionState.ON_NOTICE: gettext_lazy("The choice, once the campus notice has ended"),
    SelectionState.CHOSEN: gettext_lazy("Approval of the choice by the university's leader"),
    SelectionState.APPROVED: gettext_lazy("Submission of what was chosen, before the call closes"),
}


def stages(selection: Selection) -> list[Stage]:
    here = SelectionState.values.index(selection.state)
    last = len(SelectionState.values) - 1
    return [
        Stage(str(label), "done" if at < here or here == last else "now" if at == here else "")
        for at, (_value, label) in enumerate(SelectionState.choices)
    ]


def steps_of(selection: Selection) -> list[TimelineStep]:
    return [shown_step(step, VERBS) for step in steps.of_case(selection)]


@dataclass(frozen=True, slots=True)
class ReviewerLine:
    """A reviewer and how far he is, without what he says."""

    reviewer: SelectionReviewer
    handed_in: int
    owed: int
    own: int


def reviewer_lines(selection: Selection) -> list[ReviewerLine]:
    standing = selection.candidates.filter(withdrawn_at=None)
    rows = selection.reviewers.select_related("user").annotate(
        handed_in=Count(
            "opinions", filter=Q(opinions__handed_in_at__isnull=False, opinions__candidate__withdrawn_at=None)
        )
    )
    total = standing.count()
    written = {
        row["user_id"]: row["n"]
        for row in ApplicationMember.objects.filter(application__candidate__in=standing)
        .values("user_id")
        .annotate(n=Count("id"))
        .order_by("user_id")
    }
    return [
        ReviewerLine(
            one, one.handed_in, max(0, total - one.handed_in - written.get(one.user_id, 0)), written.get(one.user_id, 0)
        )
        for one in rows.order_by("id")
    ]


def waiting_applications(selection: Selection) -> "QuerySet[Application]":
    """What was handed in and would become a candidate now."""
    return Application.objects.filter(
        call_category_id=selection.call_category_id,
        university_id=selection.university_id,
        state=State.WITH_LIAISON,
        candidate=None,
    ).order_by("id")


# --- a reviewer's desk -----------------------------------------------------------------------------


READ, JUDGE = pgettext_lazy("verb", "Read"), pgettext_lazy("verb", "Judge")
RECUSED = gettext_lazy("You do not judge it")
TASK_STATES: dict[str, tuple[Label, str]] = {
    "own": (gettext_lazy("Your own work"), "neutral"),
    "handed_in": (gettext_lazy("Handed in"), "success"),
    "ready": (gettext_lazy("Ready"), "primary"),
    "begun": (gettext_lazy("Mark or opinion missing"), "warning"),
    "open": (gettext_lazy("To judge"), "warning"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """A candidate as one reviewer sees it: whether it is his own work, and his opinion so far."""

    candidate: Candidate
    opinion: CampusOpinion | None
    own: bool

    @property
    def state(self) -> str:
        """own, handed_in, ready, begun or open."""
        if self.own:
            return "own"
        if self.opinion is None:
            return "open"
        if self.opinion.handed_in_at:
            return "handed_in"
        complete = self.opinion.text and (self.opinion.recused or self.opinion.score is not None)
        return "ready" if complete else "begun"

    @property
    def mark(self) -> str:
        return "—" if self.opinion is None or self.opinion.score is None else str(self.opinion.score)

    @property
    def can_be_opened(self) -> bool:
        return self.state != "own"

    @property
    def verb(self) -> str:
        return str(READ if self.state == "handed_in" else JUDGE)

    @property
    def label(self) -> str:
        if self.state == "ready" and self.opinion and self.opinion.recused:
            return str(RECUSED)
        return str(TASK_STATES[self.state][0])

    @property
    def tone(self) -> str:
        return TASK_STATES[self.state][1]


def reviewer_of(actor: Actor, selection: Selection) -> SelectionReviewer | None:
    return selection.reviewers.filter(user=actor.person_id).first()


def tasks(reviewer: SelectionReviewer) -> list[Task]:
    """Every candidate that stands, in the order in which they came in."""
    own = ApplicationMember.objects.filter(application=OuterRef("application"), user_id=reviewer.user_id)
    rows = (
        Candidate.objects.filter(selection_id=reviewer.selection_id, withdrawn_at=None)
        .select_related("application")
        .annotate(own=Exists(own))
        .order_by("id")
    )
    said = {one.candidate_id: one for one in reviewer.opinions.order_by("id")}
    return [Task(one, said.get(one.pk), one.own) for one in rows]


def task_of(reviewer: SelectionReviewer, candidate: Candidate) -> Task | None:
    return next((one for one in tasks(reviewer) if one.candidate.pk == candidate.pk), None)


def owes(reviewer: SelectionReviewer) -> int:
    return len(owed_by(reviewer))


# --- beginning one ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BeginLine:
    """A category of an open call: its places, what is drafted and handed in, the selection if there is one."""

    slots: Slots
    drafted: int
    handed_in: int
    selection: Selection | None


def begin_lines(actor: Actor, call: Call) -> list[BeginLine]:
    assert actor.organisation_id is not None
    counts = {
        row["call_category_id"]: row
        for row in Application.objects.filter(call_category__call=call, university_id=actor.organisation_id)
        .values("call_category_id")
        .annotate(
            drafted=Count("id", filter=Q(state__in=BEFORE_SUBMISSION)),
            handed_in=Count("id", filter=Q(state=State.WITH_LIAISON)),
        )
        .order_by("call_category_id")
    }
    begun = {
        one.call_category_id: one
        for one in Selection.objects.visible_to(actor).filter(call_category__call=call).order_by("id")
    }
    none = {"drafted": 0, "handed_in": 0}
    return [
        BeginLine(
            line,
            counts.get(line.call_category.pk, none)["drafted"],
            counts.get(line.call_category.pk, none)["handed_in"],
            begun.get(line.call_category.pk),
        )
        for line in slots(call, actor.organisation_id)
    ]


# --- choosing --------------------------------------------------------------------------------------


def proposed(lines: list[Result], places: Slots) -> set[int]:
    """The candidates that the free ordinary places reach to, from the top of the ranking."""
    ranked = [line.candidate.pk for line in lines if line.candidate.rank is not None]
    return set(ranked[: places.free_ordinary])


def due_of(selection: Selection) -> datetime:
    """Nothing is held or submitted later."""
    return selection.call_category.call.closes_at
