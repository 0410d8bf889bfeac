"""What a column holds decides how its cells are written: texts as text, numbers as numbers, dates as dates."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.utils import timezone

Cell = str | int | float | bool | date | datetime | None
Kind = Literal["text", "number", "money", "date", "moment"]

LONGEST_TEXT = 32_767  # Excel's own limit, in units of UTF-16, where a rare character takes two
SHORT_TEXT = LONGEST_TEXT // 2  # characters; fits whatever they are
MOST_DIGITS = 10**15  # beyond, Excel would round

_FIGURE = re.compile(r"-?\d{1,15}(\.\d+)?", re.ASCII)


@dataclass(frozen=True)
class Column:
    """`label` is the header; `kind` "text" is also for codes such as 0101; money is in 万元; width in characters."""

    label: str
    kind: Kind = "text"
    width: float | None = None


WIDTHS: dict[Kind, float] = {"text": 22, "number": 12, "money": 14, "date": 13, "moment": 18}
# Text format also keeps a cell text when somebody edits it: `=1+1` would otherwise come alive then.
FORMATS: dict[Kind, str] = {
    "text": "@",
    "number": "General",
    "money": "#,##0.00",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}


def as_text(value: object) -> Cell:
    if value is None:
        return None
    text = value if type(value) is str else str(value)
    return text if len(text) <= SHORT_TEXT else _cut(text)


def as_number(value: object) -> Cell:
    """Figures of forms come as text such as "12.50"; what is no figure stays readable as text."""
    if value is None or value == "":
        return None
    if isinstance(value, Decimal) or (isinstance(value, str) and _FIGURE.fullmatch(value)):
        value = float(value)
    if type(value) in (int, float) and -MOST_DIGITS < value < MOST_DIGITS:  # type: ignore[operator]
        return value  # type: ignore[return-value]
    return as_text(value)


def as_date(value: object) -> Cell:
    if type(value) is date or value is None:
        return value
    if isinstance(value, datetime):
        return _local(value).date()
    return value if isinstance(value, date) else as_text(value)


def as_moment(value: object) -> Cell:
    if isinstance(value, datetime):
        return _local(value)
    return as_text(value)


AS: dict[Kind, Callable[[object], Cell]] = {
    "text": as_text,
    "number": as_number,
    "money": as_number,
    "date": as_date,
    "moment": as_moment,
}


def _local(value: datetime) -> datetime:
    """A cell knows no time zone: it shows the clock of the province."""
    return timezone.make_naive(value) if timezone.is_aware(value) else value


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= LONGEST_TEXT * 2:
        return text
    return units[: (LONGEST_TEXT - 1) * 2].decode("utf-16-le", errors="ignore") + "…"
