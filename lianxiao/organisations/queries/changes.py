"""The history of fields as people read it: who changed what, from what to what."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.models import Change
from lianxiao.core.steps import kind_of
from lianxiao.core.templatetags.lianxiao import moment
from lianxiao.organisations import access
from lianxiao.organisations.queries.columns import COLUMNS, ENDINGS
from lianxiao.organisations.queries.record import role_label

OPERATIONS: Mapping[str, str | Promise] = {
    "insert": gettext_lazy("Added"),
    "update": gettext_lazy("Changed"),
    "delete": gettext_lazy("Deleted"),
}
HIDDEN = "•"
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+[+-][0-9:]+$")
LONGEST = 120  # characters of a value in a line


@dataclass(frozen=True, slots=True)
class Line:
    """One field: what it is called, what it was, what it became."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ToldChange:
    at: datetime
    who: str
    role: str
    organisation: str
    operation: str
    kind: str
    lines: list[Line]


def changes(actor: Actor) -> "QuerySet[Change]":
    """Every change of every row, for auditors; the newest first."""
    return Change.objects.order_by("-id") if access.may_read_record(actor) else Change.objects.none()


def changes_of(case: models.Model) -> "QuerySet[Change]":
    """What changed in the fields of a case and of the rows that belong to it, the newest first.

    Whether the reader may see it is decided by whoever shows the case.
    """
    return Change.objects.filter(case_kind=kind_of(case), case_key=str(case.pk)).order_by("-id")


def told_changes(rows: Iterable[Change]) -> list[ToldChange]:
    return [
        ToldChange(
            at=row.at,
            who=who(row),
            role=role_label(row.role),
            organisation=row.organisation_name,
            operation=operation(row),
            kind=row.kind,
            lines=lines(row),
        )
        for row in rows
    ]


def who(row: Change) -> str:
    if row.role == SYSTEM.role:
        return _("by the system")
    if row.role == "database":
        return _("directly in the database (%(account)s)") % {"account": row.actor_name}
    return row.actor_name or _("without signing in")


def operation(row: Change) -> str:
    return str(OPERATIONS.get(row.operation, row.operation))


def lines(row: Change) -> list[Line]:
    """Answers of a form one by one."""
    model = _model(row.kind)
    found = []
    for column in sorted({*row.before, *row.after}):
        one, other = row.before.get(column), row.after.get(column)
        if isinstance(one, dict | None) and isinstance(other, dict | None) and (one or other):
            one, other = one or {}, other or {}
            found += [
                Line(
                    f"{label(model, column)} · {key}", shown(model, "", one.get(key)), shown(model, "", other.get(key))
                )
                for key in sorted({*one, *other})
            ]
        else:
            found.append(Line(label(model, column), shown(model, column, one), shown(model, column, other)))
    return found


def label(model: type[models.Model] | None, column: str) -> str:
    if column in COLUMNS:
        return str(COLUMNS[column])
    for ending in ("_at", "_by_id", "_by"):
        if column.removesuffix(ending) in ENDINGS and column.endswith(ending):
            stamp = str(ENDINGS[column.removesuffix(ending)])
            return stamp if ending == "_at" else _("%(stamp)s by") % {"stamp": stamp}
    field = _field(model, column)
    named = getattr(field, "_verbose_name", None)
    return str(named) if named else column


def shown(model: type[models.Model] | None, column: str, value: Any) -> str:
    if value is None:
        return ""
    if value == HIDDEN:
        return str(_("(not kept)"))
    choices = dict(getattr(_field(model, column), "flatchoices", None) or [])
    text = str(choices[value]) if isinstance(value, str) and value in choices else _plain(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict):
        return " · ".join(filter(None, (_plain(one) for one in value.values() if one is not None)))
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value if one is not None)
    if isinstance(value, str) and MOMENT.match(value):
        return moment(datetime.fromisoformat(value))
    return str(value)


def _model(kind: str) -> type[models.Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _field(model: type[models.Model] | None, column: str) -> Any:
    if model is None or not column:
        return None
    try:
        return model._meta.get_field(column.removesuffix("_id"))
    except FieldDoesNotExist:
        return None
