"""Days that have to lie within a period of the form: a milestone is not due after the project has ended."""

from typing import Any

import pytest

from lianxiao.core.definitions import check, parse
from lianxiao.core.definitions.problems import DefinitionError
from tests.core.definitions.made import field, form, raw_form, said, section

PERIOD = field("period", "period")
TABLE = field("milestones", "table", columns=[field("name"), field("due", "date", within="period")])
SPAN = {"start": "2027-01-01", "end": "2028-12-31"}
OUTSIDE = "This day lies outside “Period”, 1 Jan 2027 to 31 Dec 2028."


def answers(*days: str, **period: str) -> dict[str, Any]:
    return {"period": period or SPAN, "milestones": [{"name": "A", "due": day} for day in days]}


def test_a_day_outside_the_period_is_told_at_its_cell_and_the_first_and_last_day_lie_within() -> None:
    given = answers("2026-12-31", "2027-01-01", "2028-12-31", "2029-01-01")
    assert said(form(PERIOD, TABLE), given) == [("id_milestones-0-due", OUTSIDE), ("id_milestones-3-due", OUTSIDE)]


def test_a_single_day_can_have_to_lie_within_as_well() -> None:
    day = field("signed", "date", within="period")
    assert said(form(PERIOD, day), {"period": SPAN, "signed": "2030-01-01"}) == [("id_signed", OUTSIDE)]


def test_a_draft_may_have_its_days_before_its_period() -> None:
    assert said(form(PERIOD, TABLE), answers("2030-01-01"), final=False) == []


@pytest.mark.parametrize("period", [{"start": "", "end": ""}, {"start": "2027-01-01", "end": "soon"}])
def test_a_period_that_cannot_be_read_is_not_held_against_a_day(period: dict[str, str]) -> None:
    told = said(form(PERIOD, TABLE), {**answers("2030-01-01"), "period": period})
    assert [anchor for anchor, _message in told if anchor.startswith("id_milestones")] == []


def test_a_period_that_does_not_apply_binds_nobody() -> None:
    hidden = field("period", "period", show_if={"field": "fixed", "equals": "yes"})
    definition = form(field("fixed"), hidden, TABLE)
    assert said(definition, {**answers("2030-01-01"), "fixed": "no"}) == []


def test_the_period_may_stand_in_another_section() -> None:
    definition = parse(raw_form(section("first", PERIOD), section("second", TABLE)))
    found = check(definition, {"first": {"period": SPAN}, "second": answers("2030-01-01")}, final=True)
    assert [(one.section_key, one.anchor) for one in found] == [("second", "id_milestones-0-due")]


@pytest.mark.parametrize("within", ["milestones", "nothing"])
def test_within_names_a_period(within: str) -> None:
    day = field("due", "date", within=within)
    with pytest.raises(DefinitionError, match=f"basic.due.within: “{within}” is not a period"):
        form(PERIOD, TABLE, day)
