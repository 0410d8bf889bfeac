"""Web hooks of organisations: who is told of what, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.organisations import access
from lianxiao.organisations.models import (
    AllowedHost,
    HookAttempt,
    HookDelivery,
    Membership,
    Organisation,
    User,
    WebHook,
)
from lianxiao.organisations.occasions import HOOKED, INSIDE_ONLY, group_of
from lianxiao.organisations.roles import Role

SPEAKERS = (Role.DEPARTMENT_LEADER, Role.OFFICER, Role.LIAISON, Role.LEADER, Role.PARTNER)
SHOWN = 30
TRIED = "test"
VERBS = {
    "make": (_("Set up"), "success"),
    "change": (_("Changed"), ""),
    "switch_on": (_("Switched on"), "success"),
    "switch_off": (_("Switched off"), "warning"),
    "try": (_("Tried out"), ""),
}


def web_hooks(actor: Actor) -> "QuerySet[WebHook]":
    return WebHook.objects.visible_to(actor).select_related("organisation", "made_by").order_by("organisation_id", "id")


def hosts() -> "QuerySet[AllowedHost]":
    return AllowedHost.objects.select_related("added_by").order_by("host")


def host_names() -> set[str]:
    return set(AllowedHost.objects.values_list("host", flat=True).order_by("host"))


def organisations_for(actor: Actor) -> "QuerySet[Organisation]":
    """For which the actor may set one up."""
    rows = Organisation.objects.filter(is_active=True)
    return (rows if access.may_allow_hosts(actor) else rows.filter(pk=actor.organisation_id or 0)).order_by("id")


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """`in_full`: with the title and what the receiver answered, which may repeat it."""

    row: HookDelivery
    in_full: bool


def deliveries(hook: WebHook, actor: Actor) -> list[DeliveryLine]:
    """The newest, each with its attempts. What they were about is for the organisation's own people."""
    attempts = Prefetch("attempts", HookAttempt.objects.order_by("-id"))
    rows = hook.deliveries.order_by("-id").prefetch_related(attempts)[:SHOWN]
    own = hook.organisation_id == actor.organisation_id
    return [DeliveryLine(row, own or row.kind == TRIED) for row in rows]


def hooks_told(users: Sequence[User], kind: str) -> list[WebHook]:
    """Those of the organisations for which these people speak.

    Whoever speaks for two is told alone: which of them a message is for, only he knows. What concerns a person and
    not the organisation, such as an invitation to judge, is never told outside.
    """
    group = group_of(kind)
    if group not in HOOKED or kind in INSIDE_ONLY or not users:
        return []
    speaking = (
        Membership.objects.current()
        .filter(user__in=users, role__in=[str(role) for role in SPEAKERS])
        .values("user_id")
        .annotate(held=Count("organisation_id", distinct=True), told=Min("organisation_id"))
        .filter(held=1)
    )
    rows = WebHook.objects.filter(is_on=True, groups__contains=[group], organisation__is_active=True)
    return list(rows.filter(organisation__in=speaking.values("told")).order_by("id"))


def due(ids: Sequence[int] | None = None) -> "QuerySet[HookDelivery]":
    rows = HookDelivery.objects.filter(due_at__lte=database_now(), hook__is_on=True)
    return rows if ids is None else rows.filter(pk__in=ids)
