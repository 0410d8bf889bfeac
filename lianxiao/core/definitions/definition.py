"""A form's definition: sections of fields, parsed from JSON and proved to hold together."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import gettext as _

from lianxiao.core.definitions.checks import Check, parse_checks
from lianxiao.core.definitions.conditions import Condition, parse_condition
from lianxiao.core.definitions.fields import TYPES, Choice, Day, Field, Period, Sum, Table
from lianxiao.core.definitions.problems import DefinitionError
from lianxiao.core.definitions.sources import Source, refuse
from lianxiao.core.definitions.texts import Text


@dataclass(frozen=True)
class Section:
    key: str
    title: Text
    help: Text | None
    show_if: Condition | None
    fields: tuple[Field[Any], ...]


@dataclass(frozen=True)
class Definition:
    title: Text
    sections: tuple[Section, ...]
    checks: tuple[Check, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Section]:
        return {section.key: section for section in self.sections}

    @cached_property
    def fields(self) -> dict[str, Field[Any]]:
        return {field.key: field for section in self.sections for field in section.fields}

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """The section of each field, by the field's key."""
        return {field.key: section for section in self.sections for field in section.fields}


def parse(definition: Mapping[str, Any]) -> Definition:
    """The definition, or DefinitionError with every problem in it."""
    return _parsed(json.dumps(definition, ensure_ascii=False))


@lru_cache(maxsize=64)  # every page of an application asks for the same few; known by their whole text
def _parsed(text: str) -> Definition:
    definition: dict[str, Any] = json.loads(text)
    problems: list[str] = []
    source = Source(definition, "", problems)
    parsed = Definition(source.text("title"), tuple(map(_section, source.each("sections"))), parse_checks(source))
    source.finish()
    problems += _references(parsed)
    refuse(problems)
    return parsed


def _section(source: Source) -> Section:
    section = Section(
        key=source.slug("key"),
        title=source.text("title"),
        help=source.optional_text("help"),
        show_if=parse_condition(source, "show_if"),
        fields=tuple(field for item in source.each("fields") if (field := _field(item))),
    )
    source.finish()
    return section


def _field(source: Source) -> Field[Any] | None:
    kind = source.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        source.note("type", _("must be one of %(names)s") % {"names": ", ".join(TYPES)})
        return None
    return TYPES[kind].parse(source)


def _references(definition: Definition) -> Iterator[str]:
    """Problems between fields: a key twice, a condition or a sum that points nowhere or in a circle."""
    yield from _twice("section", [section.key for section in definition.sections])
    yield from _twice("field", [field.key for section in definition.sections for field in section.fields])
    for section in definition.sections:
        if section.show_if:
            inside = any(field.key == section.show_if.field for field in section.fields)
            yield from _condition(definition, f"{section.key}.show_if", section.show_if, own=inside)
        for field in section.fields:
            if field.show_if:
                own = field.show_if.field == field.key
                yield from _condition(definition, f"{section.key}.{field.key}.show_if", field.show_if, own=own)
            yield from _within(definition, f"{section.key}.{field.key}", field)
            if isinstance(field, Sum):
                yield from _sum(definition, f"{section.key}.{field.key}", field)
    yield from _circles(definition)
    yield from _checks(definition)


def _checks(definition: Definition) -> Iterator[str]:
    yield from _twice("check", [one.key for one in definition.checks])
    for one in definition.checks:
        for name, what in one.against(definition.fields):
            yield f"checks.{one.key}.{name}: {what}"
        if one.condition:
            yield from _condition(
                definition, f"checks.{one.key}.if", one.condition, own=one.condition.field == one.left
            )


def _twice(what: str, keys: list[str]) -> Iterator[str]:
    for key in sorted({key for key in keys if key and keys.count(key) > 1}):
        yield f"{what} “{key}”: " + _("the key stands twice")


def _condition(definition: Definition, path: str, condition: Condition, *, own: bool) -> Iterator[str]:
    target = definition.fields.get(condition.field)
    if target is None:
        yield f"{path}: " + _("there is no field “%(name)s”") % {"name": condition.field}
    elif own:
        yield f"{path}: " + _("“%(name)s” decides about itself") % {"name": condition.field}
    elif target.computed:
        yield f"{path}: " + _("“%(name)s” is computed and cannot be a condition") % {"name": condition.field}
    elif isinstance(target, Choice):
        known = {option.value for option in target.options}
        for value in condition.values:
            if value not in known:
                yield f"{path}: " + _("“%(value)s” is not an option of “%(name)s”") % {
                    "value": value,
                    "name": target.key,
                }
    elif condition.values and target.group:
        yield f"{path}: " + _("“%(name)s” can only be filled or not") % {"name": condition.field}


def _within(definition: Definition, path: str, field: Field[Any]) -> Iterator[str]:
    columns = {f"{path}.{column.key}": column for column in field.columns} if isinstance(field, Table) else {}
    for place, day in {path: field, **columns}.items():
        if isinstance(day, Day) and day.within and not isinstance(definition.fields.get(day.within), Period):
            yield f"{place}.within: " + _("“%(name)s” is not a period") % {"name": day.within}


def _sum(definition: Definition, path: str, field: Sum) -> Iterator[str]:
    keys = list(definition.fields)
    earlier = keys[: keys.index(field.key)]
    for part in field.of:
        if "." in part:
            yield from _column_part(definition, path, part)
            continue
        target = definition.fields.get(part)
        if target is None or not target.numeric:
            yield f"{path}.of: " + _("“%(name)s” is not a field of figures") % {"name": part}
        elif isinstance(target, Sum) and part not in earlier:
            yield f"{path}.of: " + _("the sum “%(name)s” must stand before") % {"name": part}
    if field.equals:
        equal = definition.fields.get(field.equals)
        if equal is None or not equal.numeric or equal.key == field.key:
            yield f"{path}.equals: " + _("“%(name)s” is not another field of figures") % {"name": field.equals}


def _column_part(definition: Definition, path: str, part: str) -> Iterator[str]:
    key, _dot, column = part.partition(".")
    table = definition.fields.get(key)
    if not isinstance(table, Table) or column not in table.by_key:
        yield f"{path}.of: " + _("there is no table column “%(name)s”") % {"name": part}
    elif not table.by_key[column].numeric:
        yield f"{path}.of: " + _("“%(name)s” is not a column of figures") % {"name": part}


def _circles(definition: Definition) -> Iterator[str]:
    """Conditions that depend on each other; a field also waits for its section's condition."""
    waits = {
        field.key: [one.field for one in (field.show_if, section.show_if) if one]
        for section in definition.sections
        for field in section.fields
    }
    settled: set[str] = set()
    while ready := [
        key for key, on in waits.items() if key not in settled and settled.issuperset(set(on) & set(waits))
    ]:
        settled.update(ready)
    if circle := sorted(set(waits) - settled):
        yield _("conditions in a circle") + ": " + ", ".join(circle)


__all__ = ["Definition", "DefinitionError", "Section", "parse"]
