"""Months, named by their first day."""

from collections.abc import Iterator
from datetime import date, timedelta

LONGEST_MONTH = 31


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_after(month: date) -> date:
    return month_of(month + timedelta(days=LONGEST_MONTH))


def months_between(first: date, last: date) -> Iterator[date]:
    """From the first to the last, both included."""
    month = first
    while month <= last:
        yield month
        month = month_after(month)
