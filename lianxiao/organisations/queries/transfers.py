"""What was transferred to whom."""

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.organisations.models import Membership, Transfer, account_typed
from lianxiao.organisations.models.transfer import TransferQuerySet


def transfers(actor: Actor) -> TransferQuerySet:
    return Transfer.objects.visible_to(actor).select_related("from_user", "to_user", "organisation")


def standing_of_actor(actor: Actor) -> TransferQuerySet:
    """To the actor and from him, or whom he stands in for, in the role in which he acts, the newest first."""
    mine = Q(from_user__in=actor.persons) | Q(to_user__in=actor.persons)
    return transfers(actor).standing().filter(mine, role=actor.role).order_by("-id")


INNER = ("transfer_task", "take_back_task")
VERBS: dict[str, tuple[str | Promise, str]] = {
    "transfer_task": (_("Transferred to a colleague"), ""),
    "take_back_task": (_("Transfer taken back"), ""),
}


def without_inner(actor: Actor, rows: "QuerySet[Step]") -> "QuerySet[Step]":
    """The steps of a case that two sides read: who saw to it within another organisation is not the reader's."""
    return rows.exclude(~Q(organisation_id=actor.organisation_id or 0), verb__in=INNER)


def standing_on(actor: Actor, kind: str, case_id: int) -> Transfer | None:
    return transfers(actor).standing().filter(kind=kind, case_id=case_id).first()


def colleagues(actor: Actor) -> "list[Membership]":
    """Others in the actor's role at his organisation, at most two hundred."""
    there = Membership.objects.current().filter(organisation_id=actor.organisation_id or 0, role=actor.role)
    others = there.exclude(user_id__in=actor.persons).select_related("user")
    return list(others.order_by("user__initials", "user_id")[:200])


def colleague(actor: Actor, username: str) -> Membership | None:
    there = Membership.objects.current().filter(
        organisation_id=actor.organisation_id or 0, role=actor.role, user__username=account_typed(username)
    )
    return there.exclude(user_id__in=actor.persons).select_related("user").first()
