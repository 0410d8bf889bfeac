"""The plot holds together whatever day the demo world is loaded on: weekends and holidays move people's steps."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from lianxiao.calls.actions.public_notices import end_of_notice
from lianxiao.core import clock
from lianxiao.core.shipped import Fact
from lianxiao.mandate.actions.facts import load_work_days
from lianxiao.site.demo.material import Material
from lianxiao.site.demo.times import midnight_after, working_moment
from tests.world import load_facts

pytestmark = pytest.mark.django_db
WORKING_DAYS = 5  # of a public notice, as the call of 2020 has it


def faults(material: Material) -> Iterator[str]:
    for fact in material.plot.each("calls"):
        yield from (f"{fact['code']}: {told}" for told in _faults_of_call(fact))
    for fact in material.plot.each("lists"):
        ends = end_of_notice(working_moment(fact["steps"]["publish"], 12, 0), WORKING_DAYS)
        if "close" in fact["steps"] and not ends <= working_moment(fact["steps"]["close"], 13, 0):
            yield f"{fact['code']}: the notice was closed early"


def _faults_of_call(fact: Fact) -> Iterator[str]:
    days, cases = fact["call"], fact["cases"]
    opens, closes = midnight_after(days["opens"] + 1), midnight_after(days["closes"])
    if not cases:
        return
    if not max(opens, working_moment(fact["steps"]["publish"], 3, 4)) < working_moment(cases["begin"], 1, 0):
        yield "begun before it was published"
    if not working_moment(cases["submit"], 5, 999) < closes:
        yield "submitted too late"
    if "send_back" not in cases:
        return
    window = end_of_notice(working_moment(cases["send_back"], 6, 0), WORKING_DAYS)
    if not working_moment(cases["resubmit"], 8, 999) < window:
        yield "corrected too late"


def test_it_can_be_played_on_any_day_of_a_year() -> None:
    load_facts()
    load_work_days()
    material = Material()
    found = {}
    for days in range(366):
        with clock.shifted(timedelta(days=days - 180)):
            if told := list(faults(material)):
                found[days - 180] = told
    assert not found, found
