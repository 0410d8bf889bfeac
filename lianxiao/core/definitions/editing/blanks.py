"""New things of a form, as whole as they can be before their author has said more."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from lianxiao.core.definitions.editing.spots import Raw, fields_of, fresh_key, keys_in_use
from lianxiao.core.definitions.names import TYPE_NAMES


def _in_both(text: str, **values: object) -> dict[str, str]:
    """A text of the catalogue in both languages."""
    both = {}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            both[name] = _(text) % values if values else _(text)
    return both


def _type_name(kind: str) -> dict[str, str]:
    both = {}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            both[name] = str(TYPE_NAMES[kind])
    return both


def _two_options() -> list[Raw]:
    return [{"value": f"option_{n}", "label": _in_both(gettext_noop("Option %(n)d"), n=n)} for n in (1, 2)]


def _column(number: int, key: str, kind: str) -> Raw:
    return {"key": key, "type": kind, "label": _in_both(gettext_noop("Column %(n)d"), n=number)}


def new_section(raw: Mapping[str, Any]) -> Raw:
    used = keys_in_use(raw, "section")
    return {"key": fresh_key("section", used), "title": _in_both(gettext_noop("New section")), "fields": []}


def new_field(raw: Mapping[str, Any], kind: str) -> Raw:
    field: Raw = {
        "key": fresh_key("field", keys_in_use(raw, "field")),
        "type": kind,
        "label": _type_name(kind),
    }
    if kind == "choice":
        field["options"] = _two_options()
    elif kind == "table":
        field["columns"] = [_column(1, "column_1", "short_text")]
    elif kind == "sum":
        field["of"] = [one["key"] for one in fields_of(raw) if one.get("type") in ("number", "money")][:1]
    elif kind == "indicator":
        field["target"] = ""
    return field


def new_column(raw: Mapping[str, Any], field_key: str, kind: str) -> Raw:
    used = keys_in_use(raw, "column", field_key)
    column = _column(len(used) + 1, fresh_key("column", used), kind)
    if kind == "choice":
        column["options"] = _two_options()
    return column


def new_option(raw: Mapping[str, Any], field_key: str) -> Raw:
    used = keys_in_use(raw, "option", field_key)
    return {"value": fresh_key("option", used), "label": _in_both(gettext_noop("Option %(n)d"), n=len(used) + 1)}


def new_check(raw: Mapping[str, Any], kind: str) -> Raw:
    return {
        "key": fresh_key("check", keys_in_use(raw, "check")),
        "kind": kind,
        "left": "",
        "message": _in_both(gettext_noop("Please check this answer.")),
    }
