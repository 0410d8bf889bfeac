"""What every case rests on, in every test's own transaction: written once by the product, then copied in.

The rows are those that were written the first time, numbers included. Sequences never go back, so what a test makes
itself is numbered beyond them; in a database other than the one they were written in that is seen to first.
"""

from collections.abc import Callable

from django.apps import apps
from django.db import connection, models, transaction

Rows = dict[str, bytes]  # by what COPY calls the table, with its columns


class Kept:
    """What `write` writes into empty tables."""

    def __init__(self, write: Callable[[], object]) -> None:
        self.write = write
        self.rows: Rows = {}
        self.numbered: set[int] = set()  # databases that number beyond them

    def load(self) -> None:
        """By `write` the first time, and where a test has rows of its own among them already."""
        if self.rows and are_empty(self.rows):
            with transaction.atomic():  # references are compared at its end, so the order is any
                for table, rows in self.rows.items():
                    copy_in(table, rows)
            if (here := database()) not in self.numbered:
                number_beyond(self.rows)
                self.numbered.add(here)
            return
        before = {} if self.rows else tables()
        self.write()
        if not self.rows:
            written = {table: rows for table, rows in tables().items() if rows != before[table]}
            if not any(before[table] for table in written):
                self.rows = written
                self.numbered.add(database())


def tables() -> Rows:
    """Every row of ours that there is now, but for the history, which triggers keep of what is copied in too."""
    ours = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("lianxiao.") and model._meta.managed
    ]
    return {table: copy_out(table) for table in map(table_of, ours) if not table.startswith("core_change ")}


def are_empty(rows: Rows) -> bool:
    found = [f"EXISTS (SELECT FROM {table.partition(' ')[0]})" for table in rows]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' OR '.join(found)}")
        return bool(cursor.fetchone() == (False,))


def database() -> int:
    """By its own number: a copy that is made anew has the name of the one before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def number_beyond(rows: Rows) -> None:
    models_ = {table_of(model): model for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        for table in rows:
            name, key = models_[table]._meta.db_table, models_[table]._meta.pk.column
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [name, key])
            [sequence] = cursor.fetchone()
            if sequence:
                highest = f"(SELECT max({key}) FROM {name})"
                cursor.execute(f"SELECT setval(%s, greatest({highest}, nextval(%s)))", [sequence, sequence])


def table_of(model: type[models.Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.local_concrete_fields if not field.generated)
    return f"{model._meta.db_table} ({columns})"


def copy_out(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(part) for part in copy)


def copy_in(table: str, rows: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        copy.write(rows)
