"""How decisions are read: what has passed the formal check, with its standing proposal and countersigns."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxiao.calls import access
from lianxiao.calls.models import Application, Countersign, Proposal, Submission
from lianxiao.calls.queries.phrases import phrases
from lianxiao.calls.queries.progress import TONES, next_step, stages, steps_of, timeline
from lianxiao.calls.states import State
from lianxiao.core.actors import Actor
from lianxiao.core.templatetags.lianxiao import moment
from lianxiao.core.waiting import Waiting
from lianxiao.mandate.models import CategoryLead

PROPOSE, COUNTERSIGN, CONFIRM = "propose", "countersign", "confirm"


def decisions(actor: Actor) -> "QuerySet[Application]":
    """Applications that passed the formal check, among those that the actor may see.

    `responsible_id` is the office that answers for the decision, the first in order of the category's leads.
    `turn` is what the actor has to do: "propose", "countersign", "confirm" or "".
    """
    if not access.may_read_decisions(actor):
        return Application.objects.none()
    responsible = CategoryLead.objects.filter(category=OuterRef("call_category__category")).order_by("order", "id")
    return (
        Application.objects.visible_to(actor)
        .filter(checked_at__isnull=False)
        .annotate(responsible_id=Subquery(responsible.values("office_id")[:1], output_field=IntegerField()))
        .annotate(turn=_turn_of(actor))
        .select_related("call_category__call", "call_category__category", "university")
        .prefetch_related(
            Prefetch(
                "proposals",
                Proposal.objects.filter(sent_back_at=None)
                .select_related("office", "proposed_by", "confirmed_by")
                .prefetch_related(
                    Prefetch(
                        "countersigns",
                        Countersign.objects.select_related("office", "signed_by").order_by("id"),
                    )
                )
                .order_by("id"),
                to_attr="standing",
            )
        )
    )


def decision_page(actor: Actor) -> "QuerySet[Application]":
    """One application with its checks and every proposal, also those that were sent back."""
    return decisions(actor).prefetch_related(
        Prefetch(
            "submissions",
            Submission.objects.prefetch_related("checks__office", "checks__decided_by").order_by("-version"),
        ),
        Prefetch(
            "proposals",
            Proposal.objects.exclude(sent_back_at=None).select_related("office", "proposed_by").order_by("id"),
            to_attr="sent_back",
        ),
    )


def turn(actor: Actor, what: str) -> Q:
    """Condition on `decisions`: those in which the actor has this to do now."""
    if what == PROPOSE and access.may_read_checks(actor):
        ready = Q(state=State.REVIEWED) | (
            Q(state=State.CHECKED)
            & (
                Q(call_category__call__with_review=False)
                | Q(Exists(Proposal.objects.filter(application=OuterRef("pk"))))
            )
        )
        return ready & Q(responsible_id=actor.organisation_id)
    if what == COUNTERSIGN and access.may_read_checks(actor):
        return Q(state=State.PROPOSED) & Q(Exists(_unsigned().filter(office_id=actor.organisation_id)))
    if what == CONFIRM and access.may_approve(actor):
        own = Proposal.objects.filter(application=OuterRef("pk"), sent_back_at=None, proposed_by__in=actor.persons)
        return Q(state=State.PROPOSED) & ~Q(Exists(_unsigned())) & ~Q(Exists(own))
    return access.NOBODY


def _turn_of(actor: Actor) -> Case:
    return Case(
        *(When(turn(actor, what), then=Value(what)) for what in (PROPOSE, COUNTERSIGN, CONFIRM)),
        default=Value(""),
        output_field=CharField(),
    )


def selected(actor: Actor, numbers: Iterable[str]) -> "QuerySet[Application]":
    """The rows that were ticked in the list, as far as the actor sees them."""
    return decisions(actor).filter(pk__in=[int(number) for number in numbers if number.isdecimal()]).order_by("id")


def _unsigned() -> "QuerySet[Countersign]":
    return Countersign.objects.filter(proposal__application=OuterRef("pk"), proposal__sent_back_at=None, signed_at=None)


def waiting_decisions(actor: Actor) -> list[Waiting]:
    """Proposals, countersigns and confirmations that the actor has to give."""
    labels = {
        PROPOSE: _("Decisions to propose"),
        COUNTERSIGN: _("Proposals to countersign"),
        CONFIRM: _("Decisions to confirm"),
    }
    if not access.may_read_decisions(actor):
        return []
    path = reverse("calls:decisions")
    counts = {what: decisions(actor).filter(turn(actor, what)).count() for what in labels}
    return [
        Waiting(f"decisions_{what}", labels[what], count, f"{path}?turn={what}")
        for what, count in counts.items()
        if count
    ]


def responsible_office_id(application: Application) -> int | None:
    """The lead office that answers for the decision."""
    return application.call_category.category.leads.order_by("order", "id").values_list("office_id", flat=True).first()


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the page of a decision offers."""

    propose: bool
    countersign: bool
    confirm: bool
    send_back: bool
    await_review: bool
    record_review: bool


def abilities(actor: Actor, application: Any) -> Abilities:
    """For an application from `decision_page`."""
    standing = application.standing[0] if application.standing else None
    unsigned = [sign.office_id for sign in standing.countersigns.all() if sign.signed_at is None] if standing else []
    review_open = review_comes_first(application, proposed_before=bool(application.sent_back))
    may_confirm = access.may_confirm(actor, application)
    return Abilities(
        propose=access.may_propose(actor, application, application.responsible_id) and not review_open,
        countersign=access.may_countersign(actor, application) and actor.organisation_id in unsigned,
        confirm=may_confirm and not unsigned,
        send_back=may_confirm,
        await_review=review_open,
        record_review=review_open and access.may_review(actor, application, application.responsible_id),
    )


@dataclass(frozen=True, slots=True)
class BulkAbilities:
    """What can be done with a selection of rows."""

    propose: bool
    confirm: bool

    @property
    def any(self) -> bool:
        return self.propose or self.confirm


def bulk_abilities(actor: Actor) -> BulkAbilities:
    return BulkAbilities(propose=access.speaks_for_lead_office(actor), confirm=access.may_approve(actor))


def decision_context(actor: Actor, application: Any) -> dict[str, Any]:
    """What the page of a decision shows, for an application from `decision_page`."""
    taken = steps_of(application)
    return {
        "application": application,
        "proposal": application.standing[0] if application.standing else None,
        "earlier": application.sent_back,
        "submission": next(iter(application.submissions.all())),
        "facts": facts(application),
        "stages": stages(application, taken),
        "timeline": timeline(actor, application, taken),
        "next": next_step(application),
        "may": abilities(actor, application),
        "state_tone": TONES[application.state],
        "phrases": [*phrases("approve_with_changes"), *phrases("not_approve")],
    }


def facts(application: Application) -> list[tuple[str, object]]:
    """Label and value."""
    category = application.call_category.category
    return [
        (_("Application number"), application.number),
        (_("Lead university"), application.university),
        (_("Project leader"), application.leader_name),
        (_("Category"), category),
        (pgettext("of applications", "Call"), application.call_category.call),
        (_("Formal check passed"), moment(application.checked_at)),
    ]


def review_comes_first(application: Application, *, proposed_before: bool) -> bool:
    """Where the call asks for expert review, it stands between check and proposal.

    What was proposed once has been reviewed: a proposal that was sent back needs no second review.
    """
    return (
        application.call_category.call.with_review
        and application.state in (State.CHECKED, State.UNDER_REVIEW)
        and not proposed_before
    )
