"""Who has a section open: told by the page that is open, every twenty seconds."""

from datetime import timedelta

from django.db import connection

from lianxiao.calls.actions.reach import must_write
from lianxiao.calls.models import Application, Presence
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now

KEPT = timedelta(hours=1)


def be_present(*, application: Application, key: str, by: Actor) -> None:
    """One row a person and section, moved forward by the database's clock."""
    must_write(by, application, key)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO calls_presence (application_id, key, user_id, seen_at)
            VALUES (%s, %s, %s, clock_timestamp())
            ON CONFLICT ON CONSTRAINT presence_once DO UPDATE SET seen_at = EXCLUDED.seen_at
            """,
            [application.pk, key, by.person_id],
        )


def forget_presence() -> int:
    """What is long past tells nothing and is not kept."""
    gone, _tables = Presence.objects.filter(seen_at__lt=database_now() - KEPT).delete()
    return gone
