"""The clock of deadlines: the database's own, which stories may move or stop."""

from datetime import UTC, datetime, timedelta

import pytest

from lianxiao.core import clock

pytestmark = pytest.mark.django_db
THEN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_story_is_told_at_one_moment_and_the_clock_goes_on_after_it() -> None:
    before = clock.database_now()
    with clock.stopped(THEN):
        assert [clock.database_now(), clock.database_now()] == [THEN, THEN]
    assert clock.database_now() > before


def test_a_moved_clock_goes_on() -> None:
    real = clock.database_now()
    with clock.shifted(timedelta(days=2)):
        assert timedelta() < clock.database_now() - real - timedelta(days=2) < timedelta(minutes=1)
