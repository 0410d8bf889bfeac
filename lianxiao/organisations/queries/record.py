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


Verbs = Mapping[str, tuple[str | Promise, str]]


@dataclass(frozen=True, slots=True)
class Words:
    """What cases, steps and states are called, by the kind of case; what has no name stands as it is stored."""

    cases: Mapping[str, str | Promise]
    verbs: Mapping[str, Verbs]
    general: Verbs
    states: Mapping[str, Mapping[str, str | Promise]]

    def case(self, step: Step) -> str:
        return f"{self.cases.get(step.case_kind, step.case_kind)} {step.case_id}"

    def verb(self, step: Step) -> str:
        named = {**self.general, **self.verbs.get(step.case_kind, {})}
        return str(named.get(step.verb, (step.verb, ""))[0])

    def change(self, step: Step) -> str:
        names = self.states.get(step.case_kind, {})
        return " → ".join(str(names.get(state, state)) for state in (step.before, step.after) if state)

    def all_verbs(self) -> list[tuple[str, str]]:
        """For a choice: a step that several kinds know by other names stands under all of them."""
        names: dict[str, list[str]] = {}
        for verbs in (self.general, *self.verbs.values()):
            for verb, (label, _tone) in verbs.items():
                if str(label) not in names.setdefault(verb, []):
                    names[verb].append(str(label))
        return sorted(((verb, " / ".join(labels)) for verb, labels in names.items()), key=lambda pair: pair[1])


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


def told(rows: Iterable[Step], verbs: Verbs) -> list[Told]:
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
