"""The plot of the demo world holds on whichever day it is loaded: no step comes before the rules allow it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from lianxiao.calls.queries.deadlines import calendar
from lianxiao.core import clock
from lianxiao.core.working_days import add_working_days
from lianxiao.mandate.actions.facts import load_work_days
from lianxiao.site.demo.cast import Cast
from lianxiao.site.demo.lists import DemoList
from lianxiao.site.demo.material import Material
from lianxiao.site.demo.times import at, working_moment

pytestmark = pytest.mark.django_db
A_YEAR_AND_A_MONTH = 400  # so that the holidays of spring and autumn fall on every part of the plot
WORKING_DAYS_OF_NOTICE = 5


@pytest.fixture
def cast() -> Cast:
    return Cast(Material(), password="")


@contextmanager
def loaded_on(day: date) -> Iterator[None]:
    with clock.shifted(at(day, time(12)) - clock.database_now()):
        yield


def test_a_public_notice_has_run_its_working_days_when_it_is_closed(cast: Cast) -> None:
    load_work_days()
    off = calendar()
    closing = [fact for fact in cast.material.plot.each("lists") if "close" in fact["steps"]]
    for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(A_YEAR_AND_A_MONTH)):
        with loaded_on(day):
            for fact in closing:
                shown, closed = (
                    timezone.localdate(working_moment(fact["steps"][verb], DemoList.FIRST_STEP, 0))
                    for verb in ("publish", "close")
                )
                assert add_working_days(shown, WORKING_DAYS_OF_NOTICE, off) < closed, day
