"""The plot holds together whatever day the demo world is loaded on: weekends and holidays move people's steps."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from lianxiao.calls.actions.public_notices import end_of_notice
from lianxiao.core import clock
from lianxiao.mandate.actions.facts import load_work_days
from lianxiao.site.demo.material import Material
from lianxiao.site.demo.story import A_MINUTE
from lianxiao.site.demo.times import midnight_after, working_moment
from tests.world import load_facts

pytestmark = pytest.mark.django_db
WORKING_DAYS = 5  # of a public notice, as the call of 2020 has it


def faults(material: Material) -> Iterator[str]:
    for fact in material.plot.each("calls"):
        opens, closes = midnight_after(fact["call"]["opens"] + 1), midnight_after(fact["call"]["closes"])
        published = working_moment(fact["steps"].get("publish", 0), 3, 4)
        cases = fact["cases"]
        if cases and not max(opens, published) < working_moment(cases["begin"], 1, 0):
            yield f"{fact['code']}: begun before it was published"
        if cases and not working_moment(cases["submit"], 5, 999) < closes:
            yield f"{fact['code']}: submitted too late"
        if "conclude" in fact["steps"] and not closes + A_MINUTE < working_moment(fact["steps"]["conclude"], 5, 0):
            yield f"{fact['code']}: concluded before it was closed"
        if "send_back" in cases:
            window = end_of_notice(working_moment(cases["send_back"], 6, 0), WORKING_DAYS)
            if not working_moment(cases["resubmit"], 8, 999) < window:
                yield f"{fact['code']}: corrected too late"
    for fact in material.plot.each("lists"):
        ends = end_of_notice(working_moment(fact["steps"]["publish"], 12, 0), WORKING_DAYS)
        if "close" in fact["steps"] and not ends <= working_moment(fact["steps"]["close"], 13, 0):
            yield f"{fact['code']}: the notice was closed early"


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
