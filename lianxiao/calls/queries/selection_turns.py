"""Whose turn it is with a campus selection or a grant: one table for the workbench and for the lists behind it."""

from dataclasses import dataclass

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxiao.calls.models import ApplicationMember, CampusOpinion, Candidate, Selection, SlotGrant
from lianxiao.calls.states import CallState, SelectionState
from lianxiao.core.actors import Actor
from lianxiao.core.waiting import Waiting
from lianxiao.organisations.roles import Right

JUDGE, GO_ON, APPROVE = "judge", "go_on", "approve"
TURNS: list[tuple[str, str | Promise]] = [
    (JUDGE, gettext_lazy("Campus selections to judge")),
    (GO_ON, gettext_lazy("Campus selections to go on with")),
    (APPROVE, gettext_lazy("Choices to approve")),
]
STILL_TIME = Q(call_category__call__state=CallState.PUBLISHED, call_category__call__closes_at__gt=Now())


@dataclass(frozen=True, slots=True)
class SelectionTurn:
    kind: str
    rows: Q


def selection_turns(actor: Actor) -> list[SelectionTurn]:
    turns = []
    if actor.may(Right.JUDGE_ON_CAMPUS):
        turns.append(SelectionTurn(JUDGE, Q(state=SelectionState.REVIEWING) & Q(Exists(_owed(actor)))))
    if actor.may(Right.RELEASE_APPLICATIONS):
        turns.append(SelectionTurn(GO_ON, _to_go_on()))
    if actor.may(Right.ENDORSE_APPLICATIONS):
        turns.append(SelectionTurn(APPROVE, Q(state=SelectionState.CHOSEN) & ~Q(chosen_by_id__in=actor.persons)))
    return turns


def _owed(actor: Actor) -> "QuerySet[Candidate]":
    """Candidates that wait for an opinion of the actor's."""
    said = CampusOpinion.objects.filter(
        candidate=OuterRef("pk"), reviewer__user=actor.person_id, handed_in_at__isnull=False
    )
    own = ApplicationMember.objects.filter(application=OuterRef("application"), user=actor.person_id)
    return Candidate.objects.filter(selection=OuterRef("pk"), withdrawn_at=None).filter(~Exists(said), ~Exists(own))


def _to_go_on() -> Q:
    """With the liaison: prepared, all judged, ranked, or its campus notice over."""
    said = CampusOpinion.objects.filter(
        candidate=OuterRef("pk"), reviewer__user=OuterRef("selection__reviewers__user"), handed_in_at__isnull=False
    )
    own = ApplicationMember.objects.filter(
        application=OuterRef("application"), user=OuterRef("selection__reviewers__user")
    )
    missing = Candidate.objects.filter(
        selection=OuterRef("pk"), withdrawn_at=None, selection__reviewers__isnull=False
    ).filter(~Exists(said), ~Exists(own))
    return (
        Q(state__in=[SelectionState.DRAFT, SelectionState.RANKED])
        | Q(state=SelectionState.REVIEWING) & ~Q(Exists(missing))
        | Q(state=SelectionState.ON_NOTICE, notice_to__lt=timezone.localdate())
    )


def narrowed_selections(rows: "QuerySet[Selection]", actor: Actor, kind: str) -> "QuerySet[Selection]":
    for turn in selection_turns(actor):
        if turn.kind == kind:
            return rows.filter(STILL_TIME & turn.rows)
    return rows.none()


def waiting_selections(actor: Actor) -> list[Waiting]:
    labels, path = dict(TURNS), reverse("calls:selections")
    lines = []
    for turn in selection_turns(actor):
        rows = Selection.objects.visible_to(actor).filter(STILL_TIME & turn.rows)
        found = rows.aggregate(due=Min(F("call_category__call__closes_at")))
        if count := rows.count():
            lines.append(
                Waiting(
                    f"selection_{turn.kind}", str(labels[turn.kind]), count, f"{path}?waiting={turn.kind}", found["due"]
                )
            )
    return lines


def waiting_grants(actor: Actor) -> list[Waiting]:
    """Places asked for by others, for whoever grants them."""
    if not actor.may(Right.GRANT_PLACES):
        return []
    count = to_decide(SlotGrant.objects.visible_to(actor), actor).count()
    path = f"{reverse('calls:grants')}?state=asked"
    return [Waiting("grants", _("Places beyond the limit to decide on"), count, path)] if count else []


def to_decide(rows: "QuerySet[SlotGrant]", actor: Actor) -> "QuerySet[SlotGrant]":
    return rows.filter(granted_at=None, refused_at=None).exclude(asked_by_id__in=actor.persons)
