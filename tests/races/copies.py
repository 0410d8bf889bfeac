"""Databases that are copied whole, so that what many threads commit is gone with the copy that they did it in."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections


def named() -> str:
    name: str = connection.settings_dict["NAME"]
    return name


@contextmanager
def copy_of(name: str, called: str) -> Iterator[str]:
    """Of a database that nobody but this process is connected to."""
    connection.close()
    administer(f'DROP DATABASE IF EXISTS "{called}" WITH (FORCE)')
    administer(f'CREATE DATABASE "{called}" TEMPLATE "{name}"')
    try:
        yield called
    finally:
        administer(f'DROP DATABASE "{called}" WITH (FORCE)')


@contextmanager
def inside(name: str) -> Iterator[None]:
    """Every connection that is opened meanwhile, in whatever thread, leads to this database."""
    before = named()
    _lead_to(name)
    try:
        yield
    finally:
        _lead_to(before)


def _lead_to(name: str) -> None:
    connection.close()
    connections.settings["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def administer(sql: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql)
