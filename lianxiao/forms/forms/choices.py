"""What a designer chooses from: fields of the form, their answers, figures, days, targets."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from lianxiao.core.definitions.changes import condition_told, reference_told
from lianxiao.core.definitions.editing import Raw, Spot
from lianxiao.core.definitions.editing.problems import label_of
from lianxiao.core.definitions.editing.spots import fields_of, sections_of
from lianxiao.mandate.models import Target

Pairs = list[tuple[str, str]]
Groups = list[tuple[str, Pairs]]
FIGURES = ("number", "money", "indicator", "sum")


def words(text: Mapping[str, Any] | None, fallback: str = "") -> str:
    return str((text or {}).get("zh") or fallback)


def section_choices(raw: Raw) -> Pairs:
    return [(str(one.get("key")), label_of(raw, Spot("section", str(one.get("key"))))) for one in sections_of(raw)]


def conditions(raw: Raw, *, without: str) -> Groups:
    """“field = answer” by field; the value is read back by `condition_from`."""
    groups: Groups = []
    for field in fields_of(raw):
        key = str(field.get("key"))
        if key == without or field.get("type") == "sum":
            continue
        name = label_of(raw, Spot("field", key))
        pairs = [(f"{key}=", condition_told(raw, {"field": key, "filled": True}))]
        pairs += [
            (f"{key}={option.get('value')}", condition_told(raw, {"field": key, "equals": option.get("value")}))
            for option in field.get("options") or []
        ]
        groups.append((name, pairs))
    return groups


def condition_values(condition: Mapping[str, Any] | None) -> list[str]:
    if not condition:
        return []
    values = condition.get("in") or [condition.get("equals", "")]
    return [f"{condition.get('field')}={value}" for value in values]


def condition_from(chosen: Iterable[str]) -> Raw | None:
    """One field with one or several answers; ValueError when several fields were mixed."""
    pairs = [one.partition("=")[::2] for one in chosen if one]
    if not pairs:
        return None
    if len({field for field, _value in pairs}) > 1:
        raise ValueError(_("One condition looks at one field only; choose several answers of the same field."))
    field, values = pairs[0][0], [value for _field, value in pairs if value]
    if len(values) < len(pairs):
        return {"field": field, "filled": True}
    return {"field": field, "equals": values[0]} if len(values) == 1 else {"field": field, "in": values}


def figures(raw: Raw, *, without: str = "", columns: bool = True) -> Pairs:
    """Fields of figures, and columns of figures as "table.column"."""
    return [(reference, reference_told(raw, reference)) for reference in _figures(raw, columns) if reference != without]


def _figures(raw: Raw, columns: bool) -> Iterator[str]:
    for field in fields_of(raw):
        if field.get("type") in FIGURES:
            yield str(field.get("key"))
        elif columns and field.get("type") == "table":
            yield from (f"{field.get('key')}.{key}" for key in _figure_columns(field))


def _figure_columns(table: Raw) -> list[str]:
    return [str(one.get("key")) for one in table.get("columns") or [] if one.get("type") in FIGURES]


def totals(raw: Raw, table: Raw) -> Pairs:
    return [(key, label_of(raw, Spot("column", str(table.get("key")), key))) for key in _figure_columns(table)]


def days(raw: Raw) -> Pairs:
    found: Pairs = []
    for field in fields_of(raw):
        key = str(field.get("key"))
        if field.get("type") == "date":
            found.append((key, reference_told(raw, key)))
        elif field.get("type") == "period":
            found += [(f"{key}.{part}", reference_told(raw, f"{key}.{part}")) for part in ("start", "end")]
    return found


def periods(raw: Raw) -> Pairs:
    keys = [str(field.get("key")) for field in fields_of(raw) if field.get("type") == "period"]
    return [(key, reference_told(raw, key)) for key in keys]


def answers(raw: Raw) -> Pairs:
    return [
        (str(field.get("key")), reference_told(raw, str(field.get("key"))))
        for field in fields_of(raw)
        if field.get("type") != "sum"
    ]


def targets(rows: Iterable[Target]) -> Groups:
    groups: dict[str, Pairs] = {}
    for row in rows:
        unit = row.unit
        groups.setdefault(str(row.category), []).append((row.code, f"{row} ({unit})" if unit else str(row)))
    return list(groups.items())
