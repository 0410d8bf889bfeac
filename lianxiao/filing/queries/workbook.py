"""A return as a workbook: a sheet for the single fields, one for each table; read back cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from lianxiao.core import spreadsheets
from lianxiao.core.definitions import Definition, Register
from lianxiao.core.definitions.answers import Filled
from lianxiao.core.definitions.fields import (
    Choice,
    Field,
    Organisations,
    Period,
    Person,
)
from lianxiao.core.definitions.personal_parts import KINDS, mask
from lianxiao.core.sealed_answers import with_standing
from lianxiao.core.spreadsheets import Checker, Row, UploadedTable, sheet_of
from lianxiao.filing.models import Return
from lianxiao.filing.queries.returns import Answers, answers_of, definition_of
from lianxiao.filing.queries.sheets import BETWEEN, Sheet, sheets


@dataclass(slots=True)
class Found:
    """What stood in a workbook: rows by sheet, and the values by field key."""

    rows: list[tuple[Sheet, list[Row]]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def bad(self) -> list[tuple[Sheet, Row]]:
        return [(sheet, row) for sheet, rows in self.rows for row in rows if row.problems]


# --- a return written out --------------------------------------------------------------------------


def template(filing: Return) -> bytes:
    """With what stands in the return already; a sample row where there is nothing."""
    definition = definition_of(filing)
    filled = Filled(definition, answers_of(filing))
    return spreadsheets.write_book(
        (sheet.described, _written(sheet, definition, filled)) for sheet in sheets(filing.round, definition)
    )


def _written(sheet: Sheet, definition: Definition, filled: Filled) -> list[list[str]]:
    if sheet.table is not None:
        table = sheet.table
        return [[_as_text(column, row[column.key]) for column in table.columns] for row in filled.value(table.key)]
    texts = []
    for one in sheet.described.fields:
        key, _dot, part = one.key.partition(".")
        value = filled.value(key)
        text = value.get(part, "") if part else _as_text(definition.fields[key], value)
        texts.append(mask(part, text) if part in KINDS else text)
    return [texts] if any(texts) else []


def _as_text(one: Field[Any], value: Any) -> str:
    if isinstance(one, Choice):
        labels = {option.value: str(option.label) for option in one.options}
        chosen: list[str] = value if isinstance(value, list) else [value] if value else []
        return "；".join(labels.get(each, each) for each in chosen)
    if isinstance(one, Organisations):
        return "；".join(each["name"] for each in value)
    return str(value)


# --- a workbook read -------------------------------------------------------------------------------


def read(filing: Return, stream: BinaryIO, register: Register) -> Found:
    """Every row against its column. Raises UnreadableTable where a sheet is not one of this round's."""
    definition, found = definition_of(filing), Found()
    for sheet in sheets(filing.round, definition):
        name = sheet_of(stream, sheet.described)
        if name is None:
            continue
        checker = Checker(sheet.described)
        rows = [checker.check(number, texts) for number, texts in UploadedTable(stream, sheet.described, sheet=name)]
        found.rows.append((sheet, rows))
        if not rows:
            continue
        if sheet.table is not None:
            found.values[sheet.table.key] = [row.values for row in rows]
        else:
            found.values |= _single_values(filing, definition, rows[0], register)
    if not found.rows:
        raise spreadsheets.UnreadableTable(
            _("No sheet of this workbook belongs to this filing. Download its template and fill that in.")
        )
    return found


def _single_values(filing: Return, definition: Definition, row: Row, register: Register) -> dict[str, Any]:
    standing = {key: value for there in answers_of(filing).values() for key, value in there.items()}
    values: dict[str, Any] = {}
    for key, text in row.values.items():
        name, _dot, part = key.partition(".")
        one = definition.fields[name]
        if part:
            values.setdefault(name, {})[part] = text
        elif isinstance(one, Organisations):
            values[name] = _named(text, register)
        elif isinstance(one, Choice) and one.multiple:
            values[name] = text.split("\n") if text else []
        else:
            values[name] = text
    for name, value in values.items():
        one = definition.fields[name]
        values[name] = cleaned = with_standing(definition, {name: one.clean(value)}, standing)[name]
        if isinstance(one, Person | Period) and not one.is_empty(cleaned):
            for fault in one.faults(cleaned, final=True):
                row.problems.setdefault(f"{name}.{fault.column}", fault.message)
    return values


def _named(text: str, register: Register) -> list[dict[str, Any]]:
    found = []
    for name in filter(None, (part.strip() for part in BETWEEN.split(text))):
        known = register.find(name)
        found.append({"id": known.id, "name": known.name} if known else {"id": None, "name": name})
    return found


def merged(filing: Return, values: dict[str, Any]) -> Answers:
    """The return's answers with what the workbook says; fields that it does not name stay."""
    definition, answers = definition_of(filing), answers_of(filing)
    new: Answers = {key: dict(there) for key, there in answers.items()}
    for name, value in values.items():
        new[definition.section_of[name].key][name] = definition.fields[name].clean(value)
    return new


def problem_lines(found: Found, most: int) -> tuple[list[Sequence[Any]], int]:
    """[sheet, row, column, what stands there, reason] of the first so many cells, and how many there are."""
    lines: list[Sequence[Any]] = []
    for sheet, row in found.bad:
        labels = {one.key: (str(one.label), text) for one, text in zip(sheet.described.fields, row.texts, strict=True)}
        for key, said in row.problems.items():
            label, text = labels[key]
            part = key.partition(".")[2]
            told = mask(part, text) if part in KINDS else text[:200]
            lines.append([str(sheet.described.title), row.number, label, told, said])
    return lines[:most], len(lines)
