"""One section of an application as a page: what is typed, what is only read, what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from lianxiao.calls.models import Application, ApplicationSection, Attachment, SectionAssignment
from lianxiao.calls.queries import hands
from lianxiao.calls.queries.applications import definition_of, filled, open_fields, open_reasons, register
from lianxiao.calls.queries.comments import CommentedSection, commented_sections
from lianxiao.calls.queries.freezing import frozen_in
from lianxiao.calls.queries.overview import SectionLine, section_lines
from lianxiao.calls.states import State
from lianxiao.core import definitions
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import Clash, Definition, FieldRow, Problem
from lianxiao.core.definitions.controls import SectionForm
from lianxiao.core.sealed_answers import opened

Values = Mapping[str, Any]
Answers = dict[str, dict[str, Any]]


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
    before: SectionLine | None
    after: SectionLine | None
    present: list[str]
    assigned_to: list[str]
    assignment: SectionAssignment | None
    comments: CommentedSection


def section_page(
    actor: Actor,
    application: Application,
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
    definition = definition_of(application.form)
    lines = section_lines(application, actor)
    at = next((at for at, line in enumerate(lines) if line.key == key), None)
    if at is None:
        return None
    answers = merged(application, key, typed)
    section = definition.by_key[key]
    wrong = [*problems, *definitions.check_section(definition, section, answers, final=final)]
    drawn = definitions.section_form(
        definition, section, answers, problems=wrong, register=register(), blank_rows=blank_rows
    )
    stored, comments = stored_section(application, key), commented_sections(actor, application, key)[0]
    return SectionPage(
        key=key,
        title=drawn.title,
        help=drawn.help,
        rows=_with_comments(_rows(application, definition, drawn, answers), comments),
        suggestions=drawn.suggestions,
        problems=wrong,
        revision=stored.revision,
        saved_at=stored.saved_at,
        saved_by=stored.saved_by.name if stored.saved_by else "",
        lines=lines,
        number=at + 1,
        before=lines[at - 1] if at else None,
        after=lines[at + 1] if at + 1 < len(lines) else None,
        present=hands.present(actor, application, key),
        assigned_to=hands.assigned_to_others(actor, application, key),
        assignment=hands.own_assignment(actor, application, key),
        comments=comments,
    )


def stored_section(application: Application, key: str) -> ApplicationSection:
    return next(section for section in application.sections.all() if section.key == key)


def merged(application: Application, key: str, typed: Values | None) -> Answers:
    """The section in the open, for whoever writes it."""
    answers = filled(application, attachment_url)
    return {**answers, key: {**opened(application, answers[key]), **(typed or {})}}


def attachment_url(attachment: Attachment) -> str:
    return reverse("calls:attachment_file", args=[attachment.pk])


def clashes(application: Application, key: str, typed: Values) -> list[Clash]:
    """Where what was typed differs from what somebody else saved in the meantime."""
    return definitions.clashes(
        definition_of(application.form),
        key,
        merged(application, key, None),
        merged(application, key, typed),
        get_language() or "zh-hans",
    )


def _with_comments(rows: list[FieldRow], said: CommentedSection) -> list[FieldRow]:
    places = {place.field_key: place for place in said.places}
    return [replace(row, comments=places.get((row.input or row.shown).key)) for row in rows]  # type: ignore[union-attr]


def _rows(application: Application, definition: Definition, drawn: SectionForm, answers: Answers) -> list[FieldRow]:
    frozen = frozen_in(application)
    if application.state != State.RETURNED and not frozen:
        return [FieldRow(field, None, "") for field in drawn.fields]
    return definitions.field_rows(
        definition,
        drawn,
        answers,
        may_change=set(definition.fields) - set(frozen) if frozen else open_fields(application),
        asked=open_reasons(application),
        kept={key: definitions.frozen_since(last) for key, last in frozen.items()},
        language=get_language() or "zh-hans",
    )
