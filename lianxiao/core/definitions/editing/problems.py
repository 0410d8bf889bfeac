"""Problems of a definition with the spot and the property that each is about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from lianxiao.core.definitions.definition import parse
from lianxiao.core.definitions.editing.spots import NotThere, Spot, at, fields_of, sections_of
from lianxiao.core.definitions.names import property_name
from lianxiao.core.definitions.problems import DefinitionError
from lianxiao.core.definitions.texts import Text

_STEP = re.compile(r"([a-z_]+)\[([0-9]+)\]")
_KINDS = {"sections": "section", "fields": "field", "columns": "column", "options": "option", "checks": "check"}


@dataclass(frozen=True)
class SpotProblem:
    spot: Spot
    name: str  # of the property
    message: str
    label: str


def problems_of(raw: Mapping[str, Any]) -> list[SpotProblem]:
    """Empty when the form could be filled in."""
    try:
        parse(raw)
    except DefinitionError as error:
        return [_located(raw, problem) for problem in error.problems]
    return []


def _located(raw: Mapping[str, Any], problem: str) -> SpotProblem:
    path, _colon, message = problem.partition(": ")
    spot, rest = _by_numbers(raw, path) if "[" in path else _by_keys(raw, path)
    name = rest.split(".")[0]
    label = label_of(raw, spot)
    words = " · ".join(filter(None, (label, property_name(name) if name else "")))
    return SpotProblem(spot, name, message or path, words)


def _by_numbers(raw: Mapping[str, Any], path: str) -> tuple[Spot, str]:
    """sections[0].fields[1].columns[2].label"""
    item: Any = raw
    spot, rest = Spot("form"), path
    while match := _STEP.match(rest):
        item = item[match[1]][int(match[2])]
        if not isinstance(item, dict):
            break
        kind = _KINDS[match[1]]
        key = str(item.get("value" if kind == "option" else "key", ""))
        inside = kind in ("column", "option")
        spot = Spot(kind, spot.key, key) if inside else Spot(kind, key)
        rest = rest[match.end() :].lstrip(".")
        if kind == "column":  # what is wrong inside a column is mended on the column's page
            break
    return spot, rest


def _by_keys(raw: Mapping[str, Any], path: str) -> tuple[Spot, str]:
    """section.show_if, section.field.of, section.table.column.within, checks.key.left"""
    first, _dot, rest = path.partition(".")
    if first == "checks":
        key, _dot, name = rest.partition(".")
        return Spot("check", key), name
    second, _dot, more = rest.partition(".")
    if more and any(field.get("key") == second for field in fields_of(raw)):
        column, _dot, name = more.partition(".")
        return (Spot("column", second, column), name) if name else (Spot("field", second), more)
    if any(section.get("key") == first for section in sections_of(raw)):
        return Spot("section", first), rest
    return Spot("form"), path if path in ("title", "sections", "checks") else ""


def label_of(raw: Mapping[str, Any], spot: Spot) -> str:
    """What people call it, in the active language."""
    try:
        item = at(raw, spot)
    except NotThere:
        return ""
    words = item.get("message" if spot.kind == "check" else "label") or item.get("title")
    if not isinstance(words, dict):
        return spot.inner or spot.key
    chinese, english = str(words.get("zh", "")), str(words.get("en", ""))
    text = Text(chinese, english).within(get_language() or "zh-hans") or spot.inner or spot.key
    return f"{label_of(raw, spot.owner)} · {text}" if spot.inner else text
