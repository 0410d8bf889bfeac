"""The verbs of a designer. None of them fails for what is unfinished; NotThere for what is not there."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from lianxiao.core.definitions.editing.spots import (
    NotThere,
    Raw,
    Spot,
    fresh_key,
    keys_in_use,
    place_of,
    sections_of,
)

LISTS = {"section": "sections", "check": "checks", "field": "fields", "column": "columns", "option": "options"}


def add(raw: Mapping[str, Any], owner: Spot, kind: str, item: Mapping[str, Any], *, after: Spot | None = None) -> Raw:
    """Put a new section or check into the form, a field into a section, a column or an option into a field."""
    new = deepcopy(dict(raw))
    holder = new
    if owner.kind != "form":
        items, number = place_of(new, owner)
        holder = items[number]
    there = holder.setdefault(LISTS[kind], [])
    position = len(there)
    if after is not None:
        items, number = place_of(new, after)
        if items is there:
            position = number + 1
    there.insert(position, deepcopy(dict(item)))
    return new


def change(raw: Mapping[str, Any], spot: Spot, values: Mapping[str, Any]) -> Raw:
    """Set properties; None takes one away."""
    new = deepcopy(dict(raw))
    target = new
    if spot.kind != "form":
        items, number = place_of(new, spot)
        target = items[number]
    for name, value in values.items():
        if value is None:
            target.pop(name, None)
        else:
            target[name] = deepcopy(value)
    return new


def move(raw: Mapping[str, Any], spot: Spot, steps: int) -> Raw:
    """Up (-1) or down (1) among its likes; a field at the edge of its section goes on into the next one."""
    new = deepcopy(dict(raw))
    items, number = place_of(new, spot)
    position = number + steps
    if 0 <= position < len(items):
        items.insert(position, items.pop(number))
    elif spot.kind == "field":
        _over_the_edge(new, items, number, steps)
    return new


def _over_the_edge(new: Raw, items: list[Raw], number: int, steps: int) -> None:
    sections = sections_of(new)
    here = next(at for at, section in enumerate(sections) if section.get("fields") is items)
    beyond = here + steps
    if 0 <= beyond < len(sections):
        there = sections[beyond].setdefault("fields", [])
        there.insert(len(there) if steps < 0 else 0, items.pop(number))


def put_in_section(raw: Mapping[str, Any], spot: Spot, section_key: str) -> Raw:
    """A field to the end of another section."""
    new = deepcopy(dict(raw))
    items, number = place_of(new, spot)
    sections, at = place_of(new, Spot("section", section_key))
    there = sections[at].setdefault("fields", [])
    if there is not items:
        there.append(items.pop(number))
    return new


def duplicate(raw: Mapping[str, Any], spot: Spot) -> Raw:
    """A copy right behind the original, under keys of its own."""
    if spot.kind == "form":
        raise NotThere(str(spot))
    new = deepcopy(dict(raw))
    items, number = place_of(new, spot)
    copy = deepcopy(items[number])
    name = "value" if spot.kind == "option" else "key"
    copy[name] = fresh_key(spot.kind, keys_in_use(new, spot.kind, spot.key))
    if spot.kind == "section":
        used = keys_in_use(new, "field")
        for field in copy.get("fields") or []:
            field["key"] = fresh_key("field", used)
            used.add(field["key"])
    items.insert(number + 1, copy)
    return new


def remove(raw: Mapping[str, Any], spot: Spot) -> Raw:
    """Take it away; what referred to it becomes a problem, told where it stands."""
    new = deepcopy(dict(raw))
    items, number = place_of(new, spot)
    del items[number]
    if spot.kind == "check" and not items:
        new.pop("checks", None)
    return new
