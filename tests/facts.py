"""The facts that cases rest on, in every test's own transaction: read from the files once, then copied in.

The rows are those that the loaders wrote, numbers included. Sequences never go back, so what a test makes itself
is numbered beyond them.
"""

from collections.abc import Callable

from django.apps import apps
from django.db import connection, models, transaction

Rows = dict[str, bytes]  # by what COPY calls the table, with its columns

_kept: Rows = {}


def load(loaders: tuple[Callable[[], object], ...]) -> None:
    """By the loaders the first time, and where a test has rows of its own among the facts already."""
    if _kept and are_empty(_kept):
        with transaction.atomic():  # references are compared at its end, so the order is any
            for table, rows in _kept.items():
                copy_in(table, rows)
        return
    before = {} if _kept else tables()
    for loader in loaders:
        loader()
    if not _kept:
        written = {table: rows for table, rows in tables().items() if rows != before[table]}
        if not any(before[table] for table in written):
            _kept.update(written)


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


def table_of(model: type[models.Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.local_concrete_fields if not field.generated)
    return f"{model._meta.db_table} ({columns})"


def copy_out(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(part) for part in copy)


def copy_in(table: str, rows: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        copy.write(rows)
