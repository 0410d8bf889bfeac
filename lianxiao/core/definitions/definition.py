"""A form's definition: sections of fields, parsed from JSON and proved to hold together."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

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
    parsed = Definition(source.text("title"), tuple(map(_section, source.each("sections"))))
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
        source.note("type", "must be one of " + ", ".join(TYPES))
        return None
    return TYPES[kind].parse(source)


def _references(definition: Definition) -> Iterator[str]:
    """Problems between fields: a key twice, a condition or a sum that points nowhere or in a circle."""
    yield from _twice("section", [section.key for section in definition.sections])
    yield from _twice("field", [field.key for section in definition.sections for field in section.fields])
    for section in definition.sections:
        if section.show_if:
            inside = any(field.key == section.show_if.field for field in section.fields)
            yield from _condition(definition, section.key, section.show_if, own=inside)
        for field in section.fields:
            if field.show_if:
                own = field.show_if.field == field.key
                yield from _condition(definition, f"{section.key}.{field.key}", field.show_if, own=own)
            yield from _within(definition, f"{section.key}.{field.key}", field)
            if isinstance(field, Sum):
                yield from _sum(definition, f"{section.key}.{field.key}", field)
    yield from _circles(definition)


def _twice(what: str, keys: list[str]) -> Iterator[str]:
    for key in sorted({key for key in keys if key and keys.count(key) > 1}):
        yield f"{what} “{key}”: the key stands twice"


def _condition(definition: Definition, path: str, condition: Condition, *, own: bool) -> Iterator[str]:
    path = f"{path}.show_if"
    target = definition.fields.get(condition.field)
    if target is None:
        yield f"{path}: there is no field “{condition.field}”"
    elif own:
        yield f"{path}: “{condition.field}” decides about itself"
    elif target.computed:
        yield f"{path}: “{condition.field}” is computed and cannot be a condition"
    elif isinstance(target, Choice):
        known = {option.value for option in target.options}
        for value in condition.values:
            if value not in known:
                yield f"{path}: “{value}” is not an option of “{condition.field}”"
    elif condition.values and target.group:
        yield f"{path}: “{condition.field}” can only be filled or not"


def _within(definition: Definition, path: str, field: Field[Any]) -> Iterator[str]:
    columns = {f"{path}.{column.key}": column for column in field.columns} if isinstance(field, Table) else {}
    for place, day in {path: field, **columns}.items():
        if isinstance(day, Day) and day.within and not isinstance(definition.fields.get(day.within), Period):
            yield f"{place}.within: “{day.within}” is not a period"


def _sum(definition: Definition, path: str, field: Sum) -> Iterator[str]:
    keys = list(definition.fields)
    earlier = keys[: keys.index(field.key)]
    for part in field.of:
        if "." in part:
            yield from _column_part(definition, path, part)
            continue
        target = definition.fields.get(part)
        if target is None or not target.numeric:
            yield f"{path}.of: “{part}” is not a field of figures"
        elif isinstance(target, Sum) and part not in earlier:
            yield f"{path}.of: the sum “{part}” must stand before"
    if field.equals:
        equal = definition.fields.get(field.equals)
        if equal is None or not equal.numeric or equal.key == field.key:
            yield f"{path}.equals: “{field.equals}” is not another field of figures"


def _column_part(definition: Definition, path: str, part: str) -> Iterator[str]:
    key, _, column = part.partition(".")
    table = definition.fields.get(key)
    if not isinstance(table, Table) or column not in table.by_key:
        yield f"{path}.of: there is no table column “{part}”"
    elif not table.by_key[column].numeric:
        yield f"{path}.of: “{part}” is not a column of figures"


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
        yield "conditions in a circle: " + ", ".join(circle)


__all__ = ["Definition", "DefinitionError", "Section", "parse"]
