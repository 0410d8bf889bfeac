"""One section of a return as a page: what is typed, what is only read, what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from lianxiao.core import definitions
from lianxiao.core.definitions import Clash, FieldRow, Problem
from lianxiao.core.definitions.controls import SectionForm
from lianxiao.core.sealed_answers import opened
from lianxiao.filing.models import Return
from lianxiao.filing.queries.returns import (
    Answers,
    answers_of,
    definition_of,
    open_correction,
    open_fields,
    open_reasons,
)
from lianxiao.forms.queries.pages import organisations

Values = Mapping[str, Any]
SECTION_TONES = {
    definitions.State.NOT_STARTED: "neutral",
    definitions.State.UNDER_WAY: "warning",
    definitions.State.DONE: "success",
}


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section in the task list; `asked` counts the fields there that the office wants corrected."""

    key: str
    title: str
    label: str
    tone: str
    asked: int
    url: str


@dataclass(frozen=True, slots=True)
class SectionPage:
    key: str
    title: str
    help: str
    rows: list[FieldRow]
    suggestions: tuple[Any, ...]
    problems: list[Problem]
    revision: int
    saved_at: datetime | None
    saved_by: str
    lines: list[SectionLine]
    number: int
    after: SectionLine | None


@dataclass(frozen=True, slots=True)
class Todo:
    """A problem that keeps the return from leaving, with the address of the field."""

    label: str
    message: str
    url: str


def section_lines(filing: Return) -> list[SectionLine]:
    asked = set(open_reasons(filing))
    return [
        SectionLine(
            key=one.section.key,
            title=str(one.section.title),
            label=one.label,
            tone=SECTION_TONES[one.state],
            asked=len({field.key for field in one.section.fields} & asked),
            url=reverse("filing:section", args=[filing.pk, one.section.key]),
        )
        for one in definitions.progress(definition_of(filing), answers_of(filing))
    ]


def section_page(
    filing: Return,
    key: str,
    *,
    final: bool = False,
    typed: Values | None = None,
    problems: Iterable[Problem] = (),
    blank_rows: Mapping[str, int] | None = None,
) -> SectionPage | None:
    """None when the form has no such section, or it does not apply to these answers.

    `typed` stands in place of what is stored; `final` asks for everything a submission would complain about.
    """
    definition, lines = definition_of(filing), section_lines(filing)
    at = next((at for at, line in enumerate(lines) if line.key == key), None)
    if at is None:
        return None
    answers, section = _merged(filing, key, typed), definition.by_key[key]
    wrong = [*problems, *definitions.check_section(definition, section, answers, final=final)]
    drawn = definitions.section_form(
        definition, section, answers, problems=wrong, register=organisations(), blank_rows=blank_rows
    )
    stored = next(one for one in filing.sections.all() if one.key == key)
    return SectionPage(
        key=key,
        title=drawn.title,
        help=drawn.help,
        rows=_rows(filing, drawn, answers),
        suggestions=drawn.suggestions,
        problems=wrong,
        revision=stored.revision,
        saved_at=stored.saved_at,
        saved_by=stored.saved_by.name if stored.saved_by else "",
        lines=lines,
        number=at + 1,
        after=lines[at + 1] if at + 1 < len(lines) else None,
    )


def _rows(filing: Return, drawn: SectionForm, answers: Answers) -> list[FieldRow]:
    """All as inputs, or in a correction those alone that may be changed."""
    if open_correction(filing) is None:
        return [FieldRow(field, None, "") for field in drawn.fields]
    return definitions.field_rows(
        definition_of(filing),
        drawn,
        answers,
        may_change=open_fields(filing),
        asked=open_reasons(filing),
        kept={},
        language=get_language() or "zh-hans",
    )


def _merged(filing: Return, key: str, typed: Values | None) -> Answers:
    """The section in the open, for whoever writes it."""
    answers = answers_of(filing)
    return {**answers, key: {**opened(filing, answers[key]), **(typed or {})}}


def clashes(filing: Return, key: str, typed: Values) -> list[Clash]:
    """Where what was typed differs from what somebody else saved in the meantime."""
    theirs, mine = _merged(filing, key, None), _merged(filing, key, typed)
    return definitions.clashes(definition_of(filing), key, theirs, mine, get_language() or "zh-hans")


def todo(filing: Return) -> list[Todo]:
    """Everything that is missing or wrong, each with the way to its field."""
    found = definitions.check(definition_of(filing), answers_of(filing), final=True)
    return [Todo(one.label, one.message, _field_url(filing, one)) for one in found]


def _field_url(filing: Return, problem: Problem) -> str:
    return f"{reverse('filing:section', args=[filing.pk, problem.section_key])}?check=1#{problem.anchor}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the office wants corrected, and the way to it."""

    label: str
    reason: str
    url: str


def asked_lines(filing: Return) -> list[Asked]:
    correction, definition = open_correction(filing), definition_of(filing)
    if correction is None:
        return []
    return [
        Asked(
            str(definition.fields[row.field_key].label),
            row.reason,
            f"{reverse('filing:section', args=[filing.pk, row.section_key])}#field-{row.field_key}",
        )
        for row in correction.reasons.all()
    ]
