"""The time line of every field of a project: who changed what, from what to what, as the database keeps it.

What offices only consider (a withdrawal that is proposed) stands under the same case and is left out; the page tells
what everybody who sees the project may know.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.models import Change
from lianxiao.core.steps import kind_of
from lianxiao.core.templatetags.lianxiao import day, figure
from lianxiao.ledger.models import (
    Project,
    ProjectIndicator,
    ProjectLight,
    ProjectMilestone,
    ProjectParty,
)
from lianxiao.organisations.queries.changes import changes_of, shown, who
from lianxiao.organisations.queries.record import role_label

# What people know of a project, by table; keys and numbers of the database are left out.
FIELDS: Mapping[
    type[Project | ProjectMilestone | ProjectIndicator | ProjectParty | ProjectLight], dict[str, str | Promise]
] = {
    Project: {
        "title": _("Project title"),
        "leader_name": _("Project leader"),
        "summary": _("Summary"),
        "start_date": _("Begins"),
        "end_date": _("Ends"),
        "funding": _("Funding (10,000 yuan)"),
        "state": _("State"),
    },
    ProjectMilestone: {
        "name": _("Milestone"),
        "due_date": pgettext_lazy("milestone", "Due"),
        "deliverable": _("Deliverable"),
        "reached_date": pgettext_lazy("milestone", "Reached"),
        "dropped_at": pgettext_lazy("milestone", "Taken out"),
    },
    ProjectIndicator: {"promised": _("Promised")},
    ProjectParty: {"name": _("Partner")},
    ProjectLight: {"light": _("Light")},
}
BY_KIND = {kind_of(model): (model, labels) for model, labels in FIELDS.items()}


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    old: str
    new: str
    segments: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedAt:
    at: datetime
    who: str
    role: str
    organisation: str
    changes: list[FieldChange]


def field_changes(project: Project) -> "QuerySet[Change]":
    """The newest first. Whether the reader may see the project, whoever shows it has asked."""
    return changes_of(project).filter(kind__in=BY_KIND)


def told_fields(project: Project, rows: Iterable[Change]) -> list[ChangedAt]:
    """In the reader's language, in two queries whatever stands in the rows."""
    page = list(rows)
    milestones = ProjectMilestone.objects.filter(project=project).in_bulk()
    indicators = ProjectIndicator.objects.filter(project=project).select_related("target").in_bulk()
    names = {
        **{(kind_of(ProjectMilestone), str(pk)): one.name for pk, one in milestones.items()},
        **{(kind_of(ProjectIndicator), str(pk)): str(one.target) for pk, one in indicators.items()},
    }
    told = []
    for row in page:
        changes = _changes(row, names.get((row.kind, row.key), ""))
        if changes:
            told.append(ChangedAt(row.at, who(row), role_label(row.role), row.organisation_name, changes))
    return told


def _changes(row: Change, name: str) -> list[FieldChange]:
    model, labels = BY_KIND[row.kind]
    changed = [column for column in labels if row.before.get(column) != row.after.get(column)]
    return [
        FieldChange(
            f"{name} · {labels[column]}" if name and column != "name" else str(labels[column]),
            _shown(model, column, row.before.get(column)),
            _shown(model, column, row.after.get(column)),
        )
        for column in changed
    ]


def _shown(model: type[models.Model], column: str, value: Any) -> str:
    """Amounts and days as the project's page writes them; the history keeps them as JSON."""
    field = model._meta.get_field(column)
    if value is not None and isinstance(field, models.DecimalField):
        return figure(Decimal(str(value)))
    if value is not None and type(field) is models.DateField:
        return day(date.fromisoformat(value))
    return shown(model, column, value)
