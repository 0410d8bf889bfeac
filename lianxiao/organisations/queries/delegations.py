"""Deputies: whom a person has named, for whom he stands in, what was done in whose stead."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.models import Step
from lianxiao.organisations.models import Delegation, Membership, account_typed
from lianxiao.organisations.models.delegation import DelegationQuerySet
from lianxiao.organisations.queries.people import Standing
from lianxiao.organisations.roles import ADMINISTRATORS, Right


def delegations(actor: Actor) -> DelegationQuerySet:
    return Delegation.objects.visible_to(actor).select_related(
        "membership__user", "membership__organisation", "deputy", "confirmed_by", "ended_by"
    )


def listed(actor: Actor) -> DelegationQuerySet:
    return delegations(actor).order_by("-id")


def waiting_delegations(actor: Actor) -> DelegationQuerySet:
    """What this actor, as second person, may confirm."""
    if not actor.may(Right.GRANT_ROLES):
        return Delegation.objects.none()
    return listed(actor).waiting().exclude(membership__user=actor.user_id).exclude(deputy=actor.user_id)


def possible_deputy(membership: Membership, username: str) -> Membership | None:
    """A colleague of the same organisation who is no administrator, by his account."""
    there = Membership.objects.current().filter(
        organisation_id=membership.organisation_id, user__username=account_typed(username)
    )
    administrators = Membership.objects.filter(ended_at=None, role__in=sorted(ADMINISTRATORS))
    rows = there.exclude(user_id=membership.user_id).exclude(user__in=administrators.values("user"))
    return rows.select_related("user").order_by("id").first()


def done_in_stead(actor: Actor, delegation: Delegation) -> "QuerySet[Step]":
    """What the deputy did by it, the newest first: for the two of them, as it tells of cases."""
    if actor.user_id not in (delegation.membership.user_id, delegation.deputy_id):
        return Step.objects.none()
    return Step.objects.filter(actor_id=delegation.deputy_id, details__behalf__delegation=delegation.pk).order_by("-id")


@dataclass(frozen=True, slots=True)
class Line:
    row: Delegation
    standing: Standing


def lines(rows: "list[Delegation]") -> list[Line]:
    force = set(Delegation.objects.in_force().filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    now = database_now()
    return [Line(row, standing_of(row, now, in_force=row.pk in force)) for row in rows]


LABELS: dict[str, tuple[str | Promise, str]] = {
    "ended": (_("Ended"), "neutral"),
    "over": (pgettext_lazy("a delegation", "Run out"), "neutral"),
    "waiting": (_("Waits for confirmation"), "warning"),
    "later": (pgettext_lazy("a delegation", "Not begun"), "info"),
    "force": (_("In force"), "success"),
    "void": (pgettext_lazy("a delegation", "Without effect: one of the two has left"), "neutral"),
}


def standing_of(row: Delegation, now: datetime, *, in_force: bool) -> Standing:
    if row.ended_at is not None:
        name = "ended"
    elif row.ends_at <= now:
        name = "over"
    elif row.needs_second and row.confirmed_at is None:
        name = "waiting"
    elif row.starts_at > now:
        name = "later"
    else:
        name = "force" if in_force else "void"
    return Standing(*LABELS[name])
