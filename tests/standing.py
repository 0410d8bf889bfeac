"""What a whole module of tests stands on: made once, seen by each test as if it were its own, taken back at the end.

    standing = standing_on(lambda world: project(world))

    @pytest.fixture
    def world(standing: World) -> World:
        return deepcopy(standing)

Each test runs in a savepoint above it, so nothing that one does is there for the next.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests.world import World


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written within is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def standing_on(build: Callable[[World], object]) -> Any:
    """A fixture of the module: the world after `build`, with everything decided that is put off to a commit."""

    @pytest.fixture(scope="module")
    def standing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
        with django_db_blocker.unblock(), taken_back():
            world = World()
            build(world)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            yield world

    return standing
