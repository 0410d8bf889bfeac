"""The record of steps as auditors search it, and as a case tells it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.models import Step
from lianxiao.organisations import access
from lianxiao.organisations.roles import Role


def steps(actor: Actor) -> "QuerySet[Step]":
    """Every step of everybody, for auditors; the newest first."""
    if not access.may_read_record(actor):
        return Step.objects.none()
    return Step.objects.order_by("-id")


@dataclass(frozen=True, slots=True)
class Told:
    """A step as the progress line of a case shows it."""

    action: str
    at: datetime
    who: str
    role: str
    organisation: str
    remark: str
    tone: str


def told(rows: Iterable[Step], verbs: Mapping[str, tuple[str | Promise, str]]) -> list[Told]:
    lines = []
    for step in rows:
        label, tone = verbs.get(step.verb, (step.verb, ""))
        lines.append(
            Told(str(label), step.at, who(step), role_label(step.role), step.organisation_name, step.remark, tone)
        )
    return lines


def who(step: Step) -> str:
    return _("by the system") if step.role == SYSTEM.role else step.actor_name


def role_label(role: str) -> str:
    return str(Role(role).label) if role in Role.values else ""
