"""A section on the page of somebody who may change only some of it, and what two people typed into the same one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lianxiao.core.definitions.answers import Answers
from lianxiao.core.definitions.controls import FieldForm, SectionForm
from lianxiao.core.definitions.definition import Definition
from lianxiao.core.definitions.differences import differences
from lianxiao.core.definitions.showing import show
from lianxiao.core.definitions.shown import ShownField


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field as an input, or for reading where it may not be changed now; `reason` is what is asked of it, or why.

    `comments` is what the page has to say beside it.
    """

    input: FieldForm | None
    shown: ShownField | None
    reason: str
    comments: Any = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that differs between what is stored and what was typed."""

    label: str
    theirs: str
    mine: str


def field_rows(
    definition: Definition,
    drawn: SectionForm,
    answers: Answers,
    *,
    may_change: Collection[str],
    asked: Mapping[str, str],
    kept: Mapping[str, str],
    language: str,
) -> list[FieldRow]:
    """`asked` says by field what is to be corrected, `kept` why a field stays as it is."""
    read = {field.key: field for section in show(definition, answers, language) for field in section.fields}
    return [
        FieldRow(field, None, asked.get(field.key, ""))
        if field.key in may_change
        else FieldRow(None, read[field.key], kept.get(field.key, ""))
        for field in drawn.fields
        if field.key in may_change or field.key in read
    ]


def clashes(definition: Definition, key: str, theirs: Answers, mine: Answers, language: str) -> list[Clash]:
    """Where what was typed into a section differs from what somebody else saved in the meantime."""
    found = differences(definition, theirs, mine, language)
    return [Clash(one.label, one.old, one.new) for one in found if one.section_key == key]


def with_called_for(definition: Definition, keys: Iterable[str]) -> set[str]:
    """These fields, and all that their answers call for."""
    found = set(keys)
    while True:
        called_for = {
            key
            for key, field in definition.fields.items()
            if any(one and one.field in found for one in (field.show_if, definition.section_of[key].show_if))
        }
        if called_for <= found:
            return found
        found |= called_for
