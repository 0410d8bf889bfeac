from decimal import Decimal
from typing import Any

import pytest

from lianxiao.core.definitions import (
    arrange,
    asked_for_rows,
    check,
    effective,
    indicators,
    parse,
    read_section,
    totals,
    with_attachments,
)
from tests.core.definitions.made import field, form, milestones, options, posted, raw_form, section

KIND = field("kind", "choice", options=options("institute", "platform"), required=True)


def conditional() -> Any:
    """A form where `seat` applies to institutes, `rooms` to institutes with a seat, `links` to platforms."""
    return parse(
        raw_form(
            section(
                "basic",
                KIND,
                field("seat", required=True, show_if={"field": "kind", "equals": "institute"}),
                field("rooms", "number", required=True, show_if={"field": "seat", "filled": True}),
            ),
            section("links", field("url", required=True), show_if={"field": "kind", "in": ["platform"]}),
        )
    )


def keys(answers: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in answers.items()}


# --- reading ---------------------------------------------------------------------------------------


def test_only_what_was_on_the_page_is_read() -> None:
    two = form(field("a"), field("b"), milestones(), field("c", "choice", options=options("x"), multiple=True))
    assert read_section(two.sections[0], posted(a="1", c="", revision="3")) == {"a": "1", "c": []}


def test_files_and_sums_are_never_read_from_a_post() -> None:
    mixed = form(field("n", "number"), field("file", "attachment"), field("total", "sum", of=["n"]))
    assert read_section(mixed.sections[0], posted(n="1", file="7", total="99")) == {"n": "1"}


def test_a_button_for_rows_is_told_from_a_save() -> None:
    assert asked_for_rows(posted(a="1")) == {}
    assert asked_for_rows(posted(add_row="milestones")) == {"milestones": 3}
    assert asked_for_rows(posted(remove_row="milestones-4")) == {"milestones": 0}


def test_values_are_arranged_by_section_and_cleaned() -> None:
    two = parse(raw_form(section("one", field("a", "number")), section("two", field("b"))))
    assert arrange(two, {"b": " x ", "a": "1,000"}) == {"one": {"a": "1000"}, "two": {"b": "x"}}
    with pytest.raises(ValueError, match="no such fields: c, d"):
        arrange(two, {"d": 1, "c": 1, "a": 1})


# --- conditions ------------------------------------------------------------------------------------


def test_what_does_not_apply_is_neither_required_nor_kept() -> None:
    answers = {"basic": {"kind": "platform", "seat": "沈阳", "rooms": "3"}, "links": {"url": "x"}}
    assert check(conditional(), answers, final=True) == []
    assert keys(effective(conditional(), answers)) == {"basic": ["kind"], "links": ["url"]}


def test_what_applies_is_required() -> None:
    problems = check(conditional(), {"basic": {"kind": "institute"}}, final=True)
    assert [one.field_key for one in problems] == ["seat"]


def test_a_condition_counts_as_unmet_when_its_own_field_does_not_apply() -> None:
    stale = {"basic": {"kind": "platform", "seat": "沈阳"}, "links": {"url": "x"}}
    assert [one.field_key for one in check(conditional(), stale, final=True)] == []
    fresh = {"basic": {"kind": "institute", "seat": "沈阳"}}
    assert [one.field_key for one in check(conditional(), fresh, final=True)] == ["rooms"]


def test_a_hidden_section_asks_for_nothing() -> None:
    assert check(conditional(), {"basic": {"kind": "institute", "seat": "s", "rooms": "1"}}, final=True) == []


def test_a_condition_on_several_choices_is_met_by_one_of_them() -> None:
    several = form(
        field("kinds", "choice", options=options("x", "y", "z"), multiple=True),
        field("why", required=True, show_if={"field": "kinds", "in": ["x", "y"]}),
    )
    assert check(several, {"basic": {"kinds": ["z"]}}, final=True) == []
    assert [one.field_key for one in check(several, {"basic": {"kinds": ["z", "y"]}}, final=True)] == ["why"]


def test_what_does_not_apply_is_not_checked_in_a_draft_either() -> None:
    assert check(conditional(), {"basic": {"kind": "platform", "rooms": "many"}}, final=False) == []


# --- sums ------------------------------------------------------------------------------------------


def budget(**more: Any) -> Any:
    return form(
        milestones(),
        field("other", "money"),
        field("granted", "money"),
        field("cost", "sum", of=["milestones.cost", "other"]),
        field("all", "sum", of=["cost", "granted"], **more),
    )


def test_sums_add_columns_fields_and_earlier_sums() -> None:
    answers = {"milestones": [{"cost": "0.1"}, {"cost": "0.2"}, {"cost": "x"}], "other": "1,000", "granted": "5"}
    assert totals(budget(), {"basic": answers}) == {
        "milestones.cost": Decimal("0.3"),
        "cost": Decimal("1000.3"),
        "all": Decimal("1005.3"),
    }
    assert effective(budget(), {"basic": answers})["basic"]["all"] == "1005.3"


def test_a_typed_sum_is_not_believed() -> None:
    assert effective(budget(), {"basic": {"all": "99", "granted": "5"}})["basic"]["all"] == "5"


def test_a_sum_that_differs_from_the_field_it_must_equal_is_told_at_the_sum() -> None:
    compared = budget(equals="other")
    wrong = {"basic": {"other": "1000", "granted": "5"}}
    (problem,) = check(compared, wrong, final=True)
    assert (problem.field_key, problem.message) == ("all", "This comes to 1,005, but “Other” says 1,000.")
    assert check(compared, wrong, final=False) == []
    assert check(compared, {"basic": {"other": "1000"}}, final=True) == []
    assert check(compared, {"basic": {"granted": "5"}}, final=True) == []  # nothing to compare with yet


def test_what_does_not_apply_counts_for_nothing() -> None:
    hidden = form(
        KIND,
        field("n", "number", show_if={"field": "kind", "equals": "institute"}),
        field("t", "table", columns=[field("x", "number")], show_if={"field": "kind", "equals": "institute"}),
        field("goal", "indicator", target="courses", show_if={"field": "kind", "equals": "institute"}),
        field("total", "sum", of=["n", "t.x"]),
    )
    answers = {"n": "5", "t": [{"x": "2"}], "goal": "9", "kind": "platform"}
    assert totals(hidden, {"basic": answers}) == {"total": Decimal(0)}
    assert indicators(hidden, {"basic": answers}) == {}
    answers["kind"] = "institute"
    assert totals(hidden, {"basic": answers}) == {"total": Decimal(7)}
    assert indicators(hidden, {"basic": answers}) == {"courses": Decimal(9)}


def test_indicators_of_one_target_are_added_and_empty_ones_left_out() -> None:
    goals = form(
        field("a", "indicator", target="courses"),
        field("b", "indicator", target="courses", decimals=1),
        field("c", "indicator", target="students"),
        field("d", "indicator", target="teachers"),
    )
    assert indicators(goals, {"basic": {"a": "2", "b": "0.5", "c": "", "d": "0"}}) == {
        "courses": Decimal("2.5"),
        "teachers": Decimal(0),
    }


# --- attachments -----------------------------------------------------------------------------------


def test_attachments_are_folded_in_checked_and_frozen() -> None:
    plan = form(field("plan", "attachment", required=True, formats=["pdf", "jpg"], max_mb=1), field("a"))
    assert [one.message for one in check(plan, {}, final=True)] == ["Attach a file."]
    files = [{"id": 3, "name": "计划.PDF", "size": 1024 * 1024, "url": "/f/3", "removable": True}]
    answers = with_attachments(plan, {"basic": {"a": "x"}}, {"plan": files, "unknown": files, "a": files})
    assert answers == {"basic": {"a": "x", "plan": files}}
    assert check(plan, answers, final=True) == []
    assert effective(plan, answers)["basic"]["plan"] == [{"id": 3, "name": "计划.PDF", "size": 1024 * 1024}]


def test_a_file_of_the_wrong_kind_or_size_or_one_too_many_is_told() -> None:
    plan = form(field("plan", "attachment", formats=["pdf", "jpg"], max_mb=1))
    files = [{"id": 1, "name": "a.exe", "size": 1}, {"id": 2, "name": "b.jpeg", "size": 1024 * 1024 + 1}]
    answers = with_attachments(plan, {}, {"plan": files})
    assert [one.message for one in check(plan, answers, final=False)] == [
        "“a.exe” is not one of: pdf、jpg.",
        "“b.jpeg” is larger than 1 MB.",
    ]
    assert check(plan, answers, final=True)[-1].message == "Attach one file only."
