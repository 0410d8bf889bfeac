"""What changed between two versions of a definition: added, removed, and changed property by property."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from lianxiao.core.definitions.differences import Segments, compare
from lianxiao.core.definitions.editing.problems import label_of
from lianxiao.core.definitions.editing.spots import Raw, Spot, fields_of, sections_of
from lianxiao.core.definitions.names import CHECK_NAMES, property_name, type_name

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class PropertyChange:
    name: str
    segments: Segments


@dataclass(frozen=True)
class Change:
    """One section, field or check. `properties` only of what was changed; of what was added, its type."""

    kind: Kind
    spot: Spot
    label: str
    where: str
    properties: tuple[PropertyChange, ...] = ()


def changes(old: Mapping[str, Any], new: Mapping[str, Any], language: str) -> list[Change]:
    """In the order of the new form; what is gone comes after what stands."""
    with override(language):
        return list(_changes(old, new))


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = _things(old), _things(new)
    if titles := tuple(_properties(old, new, {"title": old.get("title")}, {"title": new.get("title")})):
        yield Change("changed", Spot("form"), label_of(new, Spot("form")), "", titles)
    for spot, item in after.items():
        label, where = label_of(new, spot), _where(new, spot)
        if spot not in before:
            yield Change("added", spot, label, where)
        elif found := tuple(_properties(old, new, before[spot], item)):
            yield Change("changed", spot, label, where, found)
    for spot in before:
        if spot not in after:
            yield Change("removed", spot, label_of(old, spot), _where(old, spot))


def _things(raw: Mapping[str, Any]) -> dict[Spot, Raw]:
    """Every section, field and check with its properties, and with the place where it stands."""
    found: dict[Spot, Raw] = {}
    for section in sections_of(raw):
        own = {name: value for name, value in section.items() if name not in ("fields", "key")}
        found[Spot("section", str(section.get("key")))] = own
        for field in fields_of({"sections": [section]}):
            place = {"section": section.get("title")}
            own = {name: value for name, value in field.items() if name != "key"}
            found[Spot("field", str(field.get("key")))] = place | own
    for check in raw.get("checks") or []:
        own = {name: value for name, value in check.items() if name != "key"}
        found[Spot("check", str(check.get("key")))] = own
    return found


def _where(raw: Mapping[str, Any], spot: Spot) -> str:
    if spot.kind != "field":
        return ""
    for section in sections_of(raw):
        if any(field.get("key") == spot.key for field in fields_of({"sections": [section]})):
            return label_of(raw, Spot("section", str(section.get("key"))))
    return ""


def _properties(
    old: Mapping[str, Any], new: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[PropertyChange]:
    for name in dict.fromkeys([*after, *before]):
        first, second = before.get(name), after.get(name)
        if first != second:
            segments = compare(told(old, name, first), told(new, name, second))
            yield PropertyChange(property_name(name), segments)


def told(raw: Mapping[str, Any], name: str, value: Any) -> str:
    """A property's value in words."""
    if value is None or value is False:
        return pgettext("value", "none") if value is None else _("no")
    if value is True:
        return _("yes")
    if isinstance(value, dict):
        return condition_told(raw, value) if name in ("show_if", "if") else _both(value)
    if isinstance(value, list):
        return "\n".join(_item_told(raw, item) for item in value)
    if name in ("left", "right", "equals", "within"):
        return reference_told(raw, str(value))
    if name in ("type", "kind"):
        return str(CHECK_NAMES.get(value, "")) or type_name(str(value))
    return str(value)


def _item_told(raw: Mapping[str, Any], item: Any) -> str:
    if not isinstance(item, dict):
        return reference_told(raw, str(item))
    words = [_both(item.get("label") or {})]
    words += [type_name(str(item["type"]))] if "type" in item else []
    words += [
        f"{property_name(name)}: {told(raw, name, value)}".replace("\n", " / ")
        for name, value in item.items()
        if name not in ("key", "value", "label", "type")
    ]
    return " | ".join(words)


def _both(text: Mapping[str, Any]) -> str:
    return " / ".join(str(text[name]) for name in ("zh", "en") if text.get(name))


def reference_told(raw: Mapping[str, Any], reference: str) -> str:
    """The label of a field or of a table's column; what is neither stays as it is."""
    key, _dot, inner = reference.partition(".")
    if inner in ("start", "end"):
        return f"{label_of(raw, Spot('field', key))} · {_('First day') if inner == 'start' else _('Last day')}"
    return label_of(raw, Spot("column", key, inner) if inner else Spot("field", key)) or reference


def condition_told(raw: Mapping[str, Any], condition: Mapping[str, Any]) -> str:
    field = str(condition.get("field", ""))
    values = condition.get("in") or ([condition["equals"]] if condition.get("equals") else [])
    if not values:
        return _("“%(field)s” is filled in") % {"field": reference_told(raw, field)}
    labels = [label_of(raw, Spot("option", field, value)).rpartition(" · ")[2] or value for value in map(str, values)]
    between = pgettext("between alternatives", "” or “")
    return _("“%(field)s” is “%(values)s”") % {"field": reference_told(raw, field), "values": between.join(labels)}
