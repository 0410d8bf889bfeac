"""What others must see before a long transaction ends: written beside it, on a connection of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper


@contextmanager
def beside() -> Iterator[CursorWrapper]:
    """Each statement takes effect at once and stays when the transaction is undone.

    Only for rows that the transaction does not hold, else they wait for one another for ever.
    """
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()
