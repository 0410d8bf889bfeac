"""How decisions are read: what has passed the formal check, with its standing proposal and countersigns."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.models import Application, Countersign, Proposal, Submission
from lianxiao.calls.states import State
from lianxiao.core.actors import Actor
from lianxiao.core.waiting import Waiting
from lianxiao.mandate.models import CategoryLead

PROPOSE, COUNTERSIGN, CONFIRM = "propose", "countersign", "confirm"


def decisions(actor: Actor) -> "QuerySet[Application]":
    """Applications that passed the formal check, among those that the actor may see.

    `responsible_id` is the office that answers for the decision, the first in order of the category's leads.
    `turn` is what the actor has to do: "propose", "countersign", "confirm" or None.
    """
    if not access.may_read_decisions(actor):
        return Application.objects.none()
    responsible = CategoryLead.objects.filter(category=OuterRef("call_category__category")).order_by("order", "id")
    return (
        Application.objects.visible_to(actor)
        .filter(checked_at__isnull=False)
        .annotate(responsible_id=Subquery(responsible.values("office_id")[:1], output_field=IntegerField()))
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
            & (Q(call_category__call__with_review=False) | Exists(Proposal.objects.filter(application=OuterRef("pk"))))
        )
        return ready & Q(responsible_id=actor.organisation_id)
    if what == COUNTERSIGN and access.may_read_checks(actor):
        return Q(state=State.PROPOSED) & Exists(_unsigned().filter(office_id=actor.organisation_id))
    if what == CONFIRM and access.may_approve(actor):
        return Q(state=State.PROPOSED) & ~Exists(_unsigned())
    return access.NOBODY


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
    )


def review_comes_first(application: Application, *, proposed_before: bool) -> bool:
    """Where the call asks for expert review, it stands between check and proposal.

    What was proposed once has been reviewed: a proposal that was sent back needs no second review.
    """
    return (
        application.call_category.call.with_review
        and application.state in (State.CHECKED, State.UNDER_REVIEW)
        and not proposed_before
    )
