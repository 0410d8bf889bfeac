"""The options of a choice, as rows of two texts; empty rows go, filled blank rows come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lianxiao.core.definitions.editing import Raw
from lianxiao.core.definitions.editing.spots import fresh_key
from lianxiao.core.definitions.texts import one_line

BLANK = 3


@dataclass(frozen=True, slots=True)
class OptionRow:
    """`spot` is where its buttons act, "" for a blank row."""

    number: int
    value: str
    zh: str
    en: str
    spot: str


def option_rows(owner: str, options: list[Raw], typed: Mapping[str, Any] | None = None) -> list[OptionRow]:
    """`owner` is the field's key, "table.column" for a column, whose options have no buttons of their own."""
    given = typed or {}
    rows = []
    for number in range(len(options) + BLANK):
        option = options[number] if number < len(options) else {}
        label = option.get("label") or {}
        value = str(option.get("value", ""))
        rows.append(
            OptionRow(
                number,
                value,
                given.get(f"option_{number}_zh", label.get("zh", "")),
                given.get(f"option_{number}_en", label.get("en", "")),
                f"option:{owner}.{value}" if value and "." not in owner else "",
            )
        )
    return rows


def options_from(posted: Mapping[str, Any], options: list[Raw]) -> list[Raw]:
    """What was typed, each under its old value; new ones under a fresh one."""
    used = {str(option.get("value")) for option in options}
    kept: list[Raw] = []
    for number in range(len(options) + BLANK):
        zh, en = (one_line(posted.get(f"option_{number}_{language}", "")) for language in ("zh", "en"))
        if not zh and not en:
            continue
        value = str(options[number].get("value")) if number < len(options) else fresh_key("option", used)
        used.add(value)
        kept.append({"value": value, "label": {"zh": zh, "en": en} if en else {"zh": zh}})
    return kept
