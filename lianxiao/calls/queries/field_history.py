"""The time line of every field of an application: who changed which answer or file, from what to what.

Read from the history that the database keeps, so what it masks is masked here. Only what the university writes itself:
under the same case the history also holds what offices decide, which is told when it is decided.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from lianxiao.calls.models import Application, ApplicationSection, Attachment
from lianxiao.calls.queries.applications import definition_of
from lianxiao.core.definitions import Definition, Difference
from lianxiao.core.definitions.differences import compare, field_difference
from lianxiao.core.models import Change
from lianxiao.core.steps import kind_of
from lianxiao.organisations.queries.changes import changes_of, shown, who
from lianxiao.organisations.queries.record import role_label


@dataclass(frozen=True, slots=True)
class FieldChange:
    at: datetime
    who: str
    role: str
    organisation: str
    changes: list[Difference]


def field_changes(application: Application) -> "QuerySet[Change]":
    """The newest first. Whether the reader may see the draft, whoever shows it has asked."""
    answers = Q(kind=kind_of(ApplicationSection), after__has_key="answers") & ~Q(after__answers={})
    emptied = Q(kind=kind_of(ApplicationSection), before__has_key="answers") & ~Q(before__answers={})
    return changes_of(application).filter(answers | emptied | Q(kind=kind_of(Attachment)))


def told_fields(application: Application, rows: Iterable[Change]) -> list[FieldChange]:
    """In the reader's language, in one query whatever stands in the rows."""
    page, definition = list(rows), definition_of(application.form)
    keys = [int(row.key) for row in page if row.kind == kind_of(Attachment)]
    files = Attachment.objects.filter(application=application, pk__in=keys).in_bulk()
    return [
        FieldChange(
            at=row.at,
            who=who(row),
            role=role_label(row.role),
            organisation=row.organisation_name,
            changes=_file(definition, row, files.get(int(row.key)))
            if row.kind == kind_of(Attachment)
            else _answers(definition, row),
        )
        for row in page
    ]


def _answers(definition: Definition, row: Change) -> list[Difference]:
    before, after = row.before.get("answers") or {}, row.after.get("answers") or {}
    order = {key: place for place, key in enumerate(definition.fields)}
    keys = sorted({*before, *after}, key=lambda key: (order.get(key, len(order)), key))
    return [_answer(definition, key, before.get(key), after.get(key)) for key in keys]


def _answer(definition: Definition, key: str, old: Any, new: Any) -> Difference:
    """Where the form would show both alike, as when a number was masked, what the history holds."""
    found = field_difference(definition, key, old, new, get_language() or "zh-hans")
    if found is not None:
        return found
    return _plain(definition, key, shown(None, "", old), shown(None, "", new))


def _file(definition: Definition, row: Change, file: Attachment | None) -> list[Difference]:
    """Given, or taken out: removed ones keep their row."""
    name = file.name if file else str(row.after.get("name") or row.before.get("name") or "")
    key = file.field_key if file else str(row.after.get("field_key") or row.before.get("field_key") or "")
    taken = row.operation == "delete" or (row.operation == "update" and "removed_at" in row.after)
    return [_plain(definition, key, name if taken else "", "" if taken else name)]


def _plain(definition: Definition, key: str, old: str, new: str) -> Difference:
    field = definition.fields.get(key)
    section = definition.section_of.get(key)
    return Difference(
        section_key=section.key if section else "",
        section_title=str(section.title) if section else "",
        field_key=key,
        label=str(field.label) if field else key,
        old=old,
        new=new,
        segments=compare(old, new),
    )
