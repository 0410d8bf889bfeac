"""Fields of days: a date, a period."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianxiao.core.definitions.controls import Control, LineControl, PartsControl, Place
from lianxiao.core.definitions.fields.base import Field, Posted
from lianxiao.core.definitions.organisations import Register
from lianxiao.core.definitions.problems import Fault
from lianxiao.core.definitions.shown import Shown, ShownText
from lianxiao.core.definitions.sources import Source
from lianxiao.core.definitions.texts import narrow

_DATE = re.compile(r"([0-9]{4}) ?[-/.年] ?([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2}) ?日?|([0-9]{4})([0-9]{2})([0-9]{2})")


def parse_date(text: str) -> date | None:
    """A day as people write it here: 2026-11-23, 2026/11/23, 2026.11.23, 2026年11月23日, 20261123."""
    match = _DATE.fullmatch(narrow(text))
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1900 <= year <= 2199 else None


def clean_date(raw: object) -> str:
    if isinstance(raw, date):
        raw = raw.isoformat()[:10]
    found = parse_date(text := narrow(raw))
    return text if found is None else found.isoformat()


def show_date(value: str) -> str:
    found = parse_date(value)
    if found is None:
        return value
    chinese = (get_language() or "zh").startswith("zh")
    return str(format_date(found, "Y年n月j日" if chinese else "j M Y"))


def not_a_date() -> str:
    return _("Enter a date, for example 2026-11-23.")


@dataclass(frozen=True, kw_only=True)
class Day(Field[str]):
    """`within` names a period field of the form that the day has to lie in, as milestones do in the project's."""

    type = "date"
    in_columns = True
    within: str = ""

    @classmethod
    def own(cls, source: Source) -> dict[str, Any]:
        return {"within": "" if source.get("within") is None else source.word("within")}

    def clean(self, raw: object) -> str:
        return clean_date(raw)

    def faults(self, value: str, *, final: bool) -> Iterator[Fault]:
        if parse_date(value) is None:
            yield Fault(not_a_date())

    def show(self, value: str) -> Shown:
        return ShownText(show_date(value))

    def control(self, value: str, at: Place) -> Control:
        return LineControl(at=at, value=value, is_date=True)


@dataclass(frozen=True, kw_only=True)
class Period(Field[dict[str, str]]):
    """From `start` to `end`, both days included."""

    type = "period"
    group = True

    def collect(self, data: Posted, name: str, register: Register) -> object:
        return {part: data.get(f"{name}-{part}", "") for part in ("start", "end")}

    def clean(self, raw: object) -> dict[str, str]:
        parts = raw if isinstance(raw, dict) else {}
        return {part: clean_date(parts.get(part)) for part in ("start", "end")}

    def is_empty(self, value: dict[str, str]) -> bool:
        return not any(value.values())

    def missing(self) -> Fault:
        return Fault(_("Enter both the first and the last day."), column="start")

    def faults(self, value: dict[str, str], *, final: bool) -> Iterator[Fault]:
        days = {part: parse_date(text) for part, text in value.items()}
        for part, text in value.items():
            if text and days[part] is None:
                yield Fault(not_a_date(), column=part)
            elif not text and final:
                yield Fault(_("Enter both the first and the last day."), column=part)
        start, end = days["start"], days["end"]
        if start and end and start > end:
            yield Fault(_("The last day is before the first day."), column="end")

    def holds(self, value: dict[str, str], day: str) -> bool:
        """Whether the day lies in the period; what cannot be read yet is not held against it."""
        found, start, end = parse_date(day), parse_date(value["start"]), parse_date(value["end"])
        if found is None:
            return True
        return (start is None or start <= found) and (end is None or found <= end)

    def show(self, value: dict[str, str]) -> Shown:
        if self.is_empty(value):
            return ShownText()
        start, end = show_date(value["start"]), show_date(value["end"])
        return ShownText(_("%(start)s to %(end)s") % {"start": start or "…", "end": end or "…"})

    def control(self, value: dict[str, str], at: Place) -> Control:
        labels = {"start": _("First day"), "end": _("Last day")}
        parts = tuple(
            (
                label,
                LineControl(at=at.part(part, label="", required=at.required), value=value[part], is_date=True),
            )
            for part, label in labels.items()
        )
        return PartsControl(at=at, parts=parts)
