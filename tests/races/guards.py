"""Takes a guard of the database off for a negative control, and puts it back as it was."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


def run(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def without_constraints(table: str, *names: str) -> Iterator[None]:
    """The table is emptied before they are put back, as what it holds may break them."""
    definitions = {
        name: run("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", name)[0][0]
        for name in names
    }
    for name in names:
        run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        run(f"TRUNCATE {table}")
        for name, definition in definitions.items():
            run(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


@contextmanager
def without_trigger(table: str, name: str) -> Iterator[None]:
    run(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    try:
        yield
    finally:
        run(f"ALTER TABLE {table} ENABLE TRIGGER {name}")


@contextmanager
def by_force(*tables: str) -> Iterator[None]:
    """The product's triggers on these tables are asleep, as for a wrong restore or a hand in the database."""
    with transaction.atomic():
        run("SET CONSTRAINTS ALL DEFERRED")
        awake = [
            (table, name)
            for table in tables
            for (name,) in run(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'",
                table,
            )
        ]
        for table, name in awake:
            run(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        yield
        run("SET CONSTRAINTS ALL IMMEDIATE")
        for table, name in awake:
            run(f"ALTER TABLE {table} ENABLE TRIGGER {name}")


class Snapshot:
    """What stands in some tables, to be put back before the next order is tried."""

    def __init__(self, *tables: str) -> None:
        self.tables = tables
        run("CREATE SCHEMA kept")
        for table in tables:
            run(f"CREATE TABLE kept.{table} AS TABLE {table}")

    def put_back(self) -> None:
        with by_force(*self.tables):
            for table in self.tables:
                run(f"DELETE FROM {table}")
                run(f"INSERT INTO {table} SELECT * FROM kept.{table}")

    def drop(self) -> None:
        run("DROP SCHEMA kept CASCADE")
