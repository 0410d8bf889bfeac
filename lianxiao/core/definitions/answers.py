"""Answers to a form: read from a post, cleaned, with what applies, sums and indicators worked out.

Answers are {section key: {field key: value}}. Attachments are not part of them; `with_attachments` folds
those that are present in, for a check, a view or a frozen copy.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from lianxiao.core.definitions.conditions import Condition
from lianxiao.core.definitions.definition import Definition, Section
from lianxiao.core.definitions.fields import (
    Attachment,
    Field,
    Indicator,
    Posted,
    Sum,
    Table,
    canonical,
    parse_figure,
)
from lianxiao.core.definitions.fields.dates import parse_date
from lianxiao.core.definitions.organisations import Register

Answers = Mapping[str, Mapping[str, Any]]
_BLANK_ROWS = 3


def read_section(section: Section, data: Posted, register: Register | None = None) -> dict[str, Any]:
    """The values of the fields that were on the page; merge them over those that are stored.

    Nothing typed is lost: what cannot be read stays as text. Attachments and sums are not read.
    """
    register = register or Register()
    on_page = {name.partition("-")[0] for name in data}
    return {
        field.key: field.clean(field.collect(data, field.key, register))
        for field in section.fields
        if field.key in on_page and not field.computed and not isinstance(field, Attachment)
    }


def asked_for_rows(data: Posted) -> dict[str, int]:
    """The blank rows to show, by field, when “add row” or “remove row” was pressed; else nothing.

    Removing itself happens in `read_section`. Hand the result to `section_form` as `blank_rows`.
    """
    if added := data.get("add_row"):
        return {added: _BLANK_ROWS}
    if removed := data.get("remove_row"):
        return {removed.partition("-")[0]: 0}
    return {}


def arrange(definition: Definition, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Answers from values by field key, cleaned; ValueError names keys that the form does not have."""
    if unknown := sorted(set(values) - set(definition.fields)):
        raise ValueError("no such fields: " + ", ".join(unknown))
    answers: dict[str, dict[str, Any]] = {section.key: {} for section in definition.sections}
    for key, value in values.items():
        answers[definition.section_of[key].key][key] = definition.fields[key].clean(value)
    return answers


def with_attachments(
    definition: Definition, answers: Answers, present: Mapping[str, Iterable[Mapping[str, Any]]]
) -> dict[str, dict[str, Any]]:
    """The answers with {field key: [{"id", "name", "size", "url", "removable", "digest"}]} folded in."""
    folded = {section.key: dict(answers.get(section.key) or {}) for section in definition.sections}
    for key, files in present.items():
        if isinstance(definition.fields.get(key), Attachment):
            folded[definition.section_of[key].key][key] = [dict(file) for file in files]
    return folded


def _day_in(value: Any, part: str) -> date | None:
    return parse_date(value[part] if part else value)


class Filled:
    """A form with its answers, worked out once and only as far as somebody asks."""

    def __init__(self, definition: Definition, answers: Answers) -> None:
        self.definition = definition
        self._answers = answers
        self._values: dict[str, Any] = {}
        self._applies: dict[str, bool] = {}

    def value(self, key: str) -> Any:
        """The cleaned value; for a sum what it comes to now."""
        if key not in self._values:
            field = self.definition.fields[key]
            if isinstance(field, Sum):
                self._values[key] = canonical(self.total(field))
            else:
                given = self._answers.get(self.definition.section_of[key].key) or {}
                self._values[key] = field.clean(given.get(key))
        return self._values[key]

    def is_empty(self, field: Field[Any]) -> bool:
        return field.is_empty(self.value(field.key))

    def applies(self, field: Field[Any]) -> bool:
        """Whether the conditions of the field and of its section are met."""
        if field.key not in self._applies:
            section = self.definition.section_of[field.key]
            self._applies[field.key] = self.section_applies(section) and self.met(field.show_if)
        return self._applies[field.key]

    def section_applies(self, section: Section) -> bool:
        return self.met(section.show_if)

    def met(self, condition: Condition | None) -> bool:
        if condition is None:
            return True
        field = self.definition.fields[condition.field]
        empty = not self.applies(field) or self.is_empty(field)
        return condition.met_by(self.value(field.key), empty=empty)

    @cached_property
    def sections(self) -> list[Section]:
        return [section for section in self.definition.sections if self.section_applies(section)]

    def fields_of(self, section: Section) -> list[Field[Any]]:
        return [field for field in section.fields if self.applies(field)]

    def figure(self, key: str) -> Decimal:
        """The figure in a field that applies, 0 when there is none to read."""
        field = self.definition.fields[key]
        if not self.applies(field):
            return Decimal(0)
        return parse_figure(self.value(key)) or Decimal(0)

    def day(self, reference: str) -> date | None:
        """The day in "field" or "period.end", when it applies and can be read."""
        key, _, part = reference.partition(".")
        field = self.definition.fields[key]
        return _day_in(self.value(key), part) if self.applies(field) else None

    def says_something(self, reference: str) -> bool:
        field = self.definition.fields[reference.partition(".")[0]]
        return self.applies(field) and not self.is_empty(field)

    def total(self, field: Sum) -> Decimal:
        return sum(map(self.figures, field.of), Decimal(0))

    def figures(self, part: str) -> Decimal:
        """The figure in "field", the total of "table.column"."""
        key, _, column = part.partition(".")
        table = self.definition.fields[key]
        if not isinstance(table, Table):
            return self.figure(key)
        return table.total(self.value(key), column) if self.applies(table) else Decimal(0)


def effective(definition: Definition, answers: Answers) -> dict[str, dict[str, Any]]:
    """The answers that count, for a frozen copy: all that applies, cleaned, with the sums; nothing else."""
    filled = Filled(definition, answers)
    return {
        section.key: {field.key: field.freeze(filled.value(field.key)) for field in filled.fields_of(section)}
        for section in filled.sections
    }


def substance(definition: Definition, answers: Answers) -> dict[str, dict[str, Any]]:
    """The answers that partners agree to: all that count, but for fields marked editorial and for contacts.

    Attachments stand for their contents, so each file has to come with its `digest`.
    """
    filled = Filled(definition, answers)
    return {
        section.key: {
            field.key: field.substance(filled.value(field.key))
            for field in filled.fields_of(section)
            if not field.editorial
        }
        for section in filled.sections
    }


def indicators(definition: Definition, answers: Answers) -> dict[str, Decimal]:
    """The figures promised, by target code; only targets for which something was filled in."""
    filled = Filled(definition, answers)
    found: dict[str, Decimal] = {}
    for field in definition.fields.values():
        if isinstance(field, Indicator) and filled.applies(field):
            figure = parse_figure(filled.value(field.key))
            if figure is not None:
                found[field.target] = found.get(field.target, Decimal(0)) + figure
    return found


def totals(definition: Definition, answers: Answers) -> dict[str, Decimal]:
    """Every total: of a sum under its field key, of a table's column under "table.column"."""
    filled = Filled(definition, answers)
    found: dict[str, Decimal] = {}
    for field in definition.fields.values():
        if isinstance(field, Sum) and filled.applies(field):
            found[field.key] = filled.total(field)
        elif isinstance(field, Table) and filled.applies(field):
            found |= {f"{field.key}.{column}": field.total(filled.value(field.key), column) for column in field.sums}
    return found
