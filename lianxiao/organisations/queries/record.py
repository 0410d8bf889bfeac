"""The record of steps as auditors search it, and as a case tells it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Cast
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
    # Where a kind of case has its title: the model and the field. Every one is searched by; shown are those that
    # give nothing of a case away.
    titles: Mapping[str, tuple[type[models.Model], str]]
    shown: frozenset[str]

    def kind(self, kind: str) -> str:
        return str(self.cases.get(kind, kind))

    def case(self, step: Step) -> str:
        return f"{self.kind(step.case_kind)} {step.case_id}"

    def about(self, text: str, column: str) -> Q:
        """Rows of the record (by `case_id` or `case_key`) about cases whose title holds this text."""
        found = Q(pk__in=())
        for kind, (model, field) in self.titles.items():
            ids = model._default_manager.filter(**{f"{field}__icontains": text}).order_by()
            keys = (
                ids.annotate(key=Cast("pk", models.CharField())).values("key")
                if column == "case_key"
                else ids.values("pk")
            )
            found |= Q(case_kind=kind, **{f"{column}__in": keys})
        return found

    def titles_of(self, cases: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The titles of these cases (kind and number as text), in one query whatever their kinds."""
        # Every kind is asked for, so that a page costs the same whatever stands on it; nothing has the number 0.
        wanted: dict[str, set[str]] = {kind: {"0"} for kind in self.shown}
        for kind, key in cases:
            if kind in self.shown and key.isdecimal():
                wanted[kind].add(key)
        parts = [
            self.titles[kind][0]
            ._default_manager.filter(pk__in=keys)
            .order_by()
            .annotate(kind_=Value(kind), title_=Cast(self.titles[kind][1], models.TextField()))
            .values_list("kind_", "pk", "title_")
            for kind, keys in sorted(wanted.items())
        ]
        rows = parts[0].union(*parts[1:], all=True)
        return {(kind, str(pk)): title for kind, pk, title in rows}

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
    return _("by the system") if step.role == SYSTEM.role else step.who


def role_label(role: str) -> str:
    return str(Role(role).label) if role in Role.values else ""
