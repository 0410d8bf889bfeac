"""Where something stands in a definition's JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Raw = dict[str, Any]
Items = list[Raw]


class NotThere(LookupError):
    """The definition has no such thing, or no longer."""


@dataclass(frozen=True)
class Spot:
    """`inner` is the column's key or the option's value within the field `key`."""

    kind: str
    key: str = ""
    inner: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}" + (f".{self.inner}" if self.inner else "")

    @classmethod
    def read(cls, text: str) -> "Spot":
        kind, _colon, rest = text.partition(":")
        key, _dot, inner = rest.partition(".")
        if kind not in ("form", "section", "field", "column", "option", "check"):
            raise NotThere(text)
        return cls(kind, key, inner)

    @property
    def owner(self) -> "Spot":
        """What it stands in: for a column or an option its field, else the form."""
        return Spot("field", self.key) if self.inner else Spot("form")


def sections_of(raw: Mapping[str, Any]) -> Items:
    return _objects(raw.get("sections"))


def fields_of(raw: Mapping[str, Any]) -> Items:
    return [field for section in sections_of(raw) for field in _objects(section.get("fields"))]


def place_of(raw: Mapping[str, Any], spot: Spot) -> tuple[Items, int]:
    """The list that it stands in and its number there. Raises NotThere."""
    name, wanted = {"option": ("value", spot.inner), "column": ("key", spot.inner)}.get(spot.kind, ("key", spot.key))
    for items in _lists(raw, spot):
        for number, item in enumerate(items):
            if item.get(name) == wanted:
                return items, number
    raise NotThere(str(spot))


def at(raw: Mapping[str, Any], spot: Spot) -> Raw:
    if spot.kind == "form":
        return dict(raw)
    items, number = place_of(raw, spot)
    return items[number]


def _lists(raw: Mapping[str, Any], spot: Spot) -> Iterator[Items]:
    if spot.kind == "section":
        yield sections_of(raw)
    elif spot.kind == "check":
        yield _objects(raw.get("checks"))
    elif spot.kind == "field":
        yield from (_objects(section.get("fields")) for section in sections_of(raw))
    else:
        yield from (
            _objects(field.get("columns" if spot.kind == "column" else "options"))
            for field in fields_of(raw)
            if field.get("key") == spot.key
        )


def _objects(value: Any) -> Items:
    """The list itself, so that it can be changed in place; what is no list of objects holds nothing."""
    return value if isinstance(value, list) and all(isinstance(item, dict) for item in value) else []


def keys_in_use(raw: Mapping[str, Any], spot_kind: str, owner: str = "") -> set[str]:
    if spot_kind == "section":
        return {str(section.get("key")) for section in sections_of(raw)}
    if spot_kind == "check":
        return {str(one.get("key")) for one in _objects(raw.get("checks"))}
    if spot_kind == "field":
        return {str(field.get("key")) for field in fields_of(raw)}
    name, of = ("columns", "key") if spot_kind == "column" else ("options", "value")
    return {
        str(item.get(of)) for field in fields_of(raw) if field.get("key") == owner for item in _objects(field.get(name))
    }


def fresh_key(stem: str, used: set[str]) -> str:
    return next(key for number in range(1, len(used) + 2) if (key := f"{stem}_{number}") not in used)
