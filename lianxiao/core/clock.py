"""The database's clock: the only one that deadlines are compared with (two web servers may disagree)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from django.db import connection

_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)
_shift: ContextVar[timedelta] = ContextVar("shift", default=timedelta())


def database_now() -> datetime:
    """The present moment, not the start of the transaction."""
    if (told := _stopped.get()) is not None:
        return told
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment + _shift.get()


def shift() -> timedelta:
    """By how much the story that is told happens earlier or later than now."""
    told = _stopped.get()
    return _shift.get() if told is None else told - datetime.now(UTC)


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Let stories of the demo world and of tests happen earlier or later.

    Slots are not moved by it: their window is compared inside the database.
    """
    token = _shift.set(by)
    try:
        yield
    finally:
        _shift.reset(token)


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Let all that is done inside happen at one moment; for the demo world, which tells the past step by step."""
    token = _stopped.set(at)
    try:
        yield
    finally:
        _stopped.reset(token)
