"""The database's clock: the only one that deadlines are compared with (two web servers may disagree)."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """The present moment, not the start of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
