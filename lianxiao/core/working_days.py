"""Working days of the state calendar: weekends and holidays off, make-up days (调休上班) on.

The special days come as data (one row per day that differs from, or names, the plain week), because next
year's swaps are announced only each November and are then entered in the product.
"""

from collections.abc import Mapping
from datetime import date, timedelta

Calendar = Mapping[date, bool]

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def is_working_day(day: date, calendar: Calendar) -> bool:
    return calendar.get(day, day.weekday() < SATURDAY)


def add_working_days(start: date, n: int, calendar: Calendar) -> date:
    """The n-th working day after `start`. The day of the start itself does not count (Civil Code, art. 201)."""
    if n < 0:
        raise ValueError("A term cannot be shorter than no day")
    day = start
    while n > 0:
        day += ONE_DAY
        n -= is_working_day(day, calendar)
    return day


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """How many working days lie after `start` up to and including `end`; 0 when the end has passed."""
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=n), calendar) for n in range(1, days + 1))
