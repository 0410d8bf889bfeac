"""Work under another role of the database, as long as a block lasts: the one way to what only that role may read."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from psycopg.pq import TransactionStatus


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    """Inside a transaction, with which the role ends whatever happens; nested blocks come back to the outer one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), set_config('role', %s, true)", [role])
        before = cursor.fetchone()[0]
    try:
        yield
    finally:
        # What failed is undone to a savepoint, and with it the role; until then nothing can be said to the database.
        if connection.connection.info.transaction_status != TransactionStatus.INERROR:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('role', %s, true)", [before])
