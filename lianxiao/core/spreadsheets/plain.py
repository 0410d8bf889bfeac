"""A table as CSV, for programs and for office suites of every kind."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from lianxiao.core.spreadsheets.columns import Column

MARK = "\ufeff"  # without it Excel takes UTF-8 for something else
# What an office suite would take for the beginning of a formula; some take the full-width signs, too.
ALIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> bytes:
    """No text is ever a formula: one that could be is written behind an apostrophe."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow([_text(str(column.label)) for column in columns])
    for row in rows:
        writer.writerow([_text(value) for value in row])
    return (MARK + made.getvalue()).encode()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(ALIVE) else text
