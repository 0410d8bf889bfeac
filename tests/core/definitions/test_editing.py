"""The designer's verbs: pure, complete, and honest about what is unfinished."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxiao.core.definitions import changes, check, parse, section_form, show
from lianxiao.core.definitions.editing import (
    NotThere,
    Raw,
    Spot,
    add,
    at,
    change,
    duplicate,
    move,
    new_check,
    new_column,
    new_field,
    new_option,
    new_section,
    problems_of,
    put_in_section,
    remove,
)
from lianxiao.core.definitions.editing.spots import fields_of, sections_of
from lianxiao.core.definitions.fields import TYPES
from lianxiao.core.definitions.fields.tables import COLUMN_TYPES
from tests.core.definitions.made import field, milestones, options, raw_form, section, text

RAW = raw_form(
    section("one", field("a"), field("kind", "choice", options=options("x", "y"))),
    section("two", milestones(), field("b", "money", show_if={"field": "kind", "equals": "x"})),
)


def order(raw: Raw) -> list[list[str]]:
    return [[one["key"] for one in section["fields"]] for section in raw["sections"]]


@pytest.mark.parametrize("kind", TYPES)
def test_a_new_field_of_every_type_can_be_filled_in_or_says_what_it_lacks(kind: str) -> None:
    raw = add(RAW, Spot("section", "one"), "field", new_field(RAW, kind))
    lacking = {one.name for one in problems_of(raw)}
    assert lacking == ({"target"} if kind == "indicator" else set())
    assert parse(RAW).fields.keys() == {"a", "kind", "milestones", "b"}


@pytest.mark.parametrize("kind", COLUMN_TYPES)
def test_a_new_column_of_every_type_can_be_filled_in(kind: str) -> None:
    raw = add(RAW, Spot("field", "milestones"), "column", new_column(RAW, "milestones", kind))
    assert problems_of(raw) == []


def test_things_are_put_where_they_are_asked_for() -> None:
    after = add(RAW, Spot("section", "one"), "field", field("new"), after=Spot("field", "a"))
    assert order(after)[0] == ["a", "new", "kind"]
    fresh = add(RAW, Spot("form"), "section", new_section(RAW), after=Spot("section", "one"))
    assert [one["key"] for one in fresh["sections"]] == ["one", "section_1", "two"]
    option = add(RAW, Spot("field", "kind"), "option", new_option(RAW, "kind"))
    assert [one["value"] for one in at(option, Spot("field", "kind"))["options"]] == ["x", "y", "option_1"]


def test_a_field_goes_over_the_edge_of_its_section() -> None:
    assert order(move(RAW, Spot("field", "kind"), 1)) == [["a"], ["kind", "milestones", "b"]]
    assert order(move(RAW, Spot("field", "milestones"), -1)) == [["a", "kind", "milestones"], ["b"]]
    assert order(move(RAW, Spot("field", "a"), -1)) == order(RAW)
    assert order(put_in_section(RAW, Spot("field", "a"), "two")) == [["kind"], ["milestones", "b", "a"]]


def test_a_section_and_a_column_change_places() -> None:
    assert [one["key"] for one in move(RAW, Spot("section", "two"), -1)["sections"]] == ["two", "one"]
    moved = move(RAW, Spot("column", "milestones", "due"), -1)
    assert [one["key"] for one in at(moved, Spot("field", "milestones"))["columns"]] == ["due", "name", "cost", "kind"]


def test_a_copy_has_keys_of_its_own() -> None:
    raw = duplicate(duplicate(RAW, Spot("field", "a")), Spot("section", "two"))
    assert problems_of(raw) == []
    assert order(raw) == [["a", "field_1", "kind"], ["milestones", "b"], ["field_2", "field_3"]]


def test_what_hung_on_a_removed_field_is_told_at_its_property() -> None:
    raw = remove(RAW, Spot("field", "kind"))
    assert [(str(one.spot), one.name, one.label) for one in problems_of(raw)] == [
        ("field:b", "show_if", "B · Shown only if")
    ]


def test_a_property_is_set_and_taken_away() -> None:
    raw = change(RAW, Spot("field", "a"), {"required": True, "help": text("h")})
    assert parse(raw).fields["a"].required is True
    assert at(change(raw, Spot("field", "a"), {"help": None}), Spot("field", "a")) == field("a", required=True)


def test_a_day_that_lies_within_no_period_is_told_at_its_column() -> None:
    raw = change(RAW, Spot("column", "milestones", "due"), {"within": "a"})
    assert [(str(one.spot), one.name, one.label) for one in problems_of(raw)] == [
        ("column:milestones.due", "within", "Milestones · Due · Lies within the period")
    ]


def test_problems_inside_a_table_and_of_a_check_are_told_there() -> None:
    raw = change(RAW, Spot("column", "milestones", "due"), {"label": {"en": "x"}})
    raw = add(raw, Spot("form"), "check", new_check(raw, "at_most"))
    raw = change(raw, Spot("section", "one"), {"title": {"zh": ""}})
    assert [(str(one.spot), one.name) for one in problems_of(raw)] == [
        ("section:one", "title"),
        ("column:milestones.due", "label"),
        ("check:check_1", "left"),
        ("check:check_1", "right"),
    ]


@pytest.mark.parametrize("spot", ["field:gone", "section:gone", "column:a.gone", "option:kind.z", "check:gone", "x:y"])
def test_what_is_not_there_is_not_changed(spot: str) -> None:
    with pytest.raises(NotThere):
        change(RAW, Spot.read(spot), {"required": True})


# --- properties ------------------------------------------------------------------------------------

KINDS = sorted(TYPES)


def step(raw: Raw, choice: tuple[int, int, int]) -> Raw:
    """One verb on one of the things that are there, as the numbers say."""
    verb, which, kind = choice
    spots = [Spot("section", one["key"]) for one in sections_of(raw)]
    spots += [Spot("field", one["key"]) for one in fields_of(raw)]
    if not spots:
        return add(raw, Spot("form"), "section", new_section(raw))
    spot = spots[which % len(spots)]
    new_one = new_field(raw, KINDS[kind % len(KINDS)])
    holder = spot if spot.kind == "section" else Spot("section", sections_of(raw)[0]["key"])
    verbs: list[Any] = [
        lambda: add(raw, holder, "field", new_one),
        lambda: move(raw, spot, 1 if kind % 2 else -1),
        lambda: duplicate(raw, spot),
        lambda: remove(raw, spot),
        lambda: change(raw, spot, {"help": text("h"), "show_if": {"field": "kind", "filled": True}}),
        lambda: change(raw, spot, {"required": True} if spot.kind == "field" else {"title": text("t")}),
    ]
    result: Raw = verbs[verb % len(verbs)]()
    return result


STEPS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40), st.integers(0, 40)), max_size=12)


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_whatever_is_done_the_form_works_or_says_where_it_does_not(choices: list[tuple[int, int, int]]) -> None:
    raw = RAW
    for choice in choices:
        before = copy.deepcopy(raw)
        new = step(raw, choice)
        assert raw == before
        raw = new
    assert bool(changes(RAW, raw, "en")) == (raw != RAW) or order(raw) != order(RAW)
    if problems := problems_of(raw):
        assert all(one.spot.kind == "form" or at(raw, one.spot) is not None for one in problems)
        return
    parsed = parse(raw)
    assert len(parsed.fields) == len(fields_of(raw))
    for one in parsed.sections:
        section_form(parsed, one, {})
    assert len(show(parsed, {}, "en")) <= len(parsed.sections)
    check(parsed, {}, final=True)


@given(STEPS)
@settings(max_examples=40, deadline=None)
def test_a_version_differs_from_itself_in_nothing(choices: list[tuple[int, int, int]]) -> None:
    raw = RAW
    for choice in choices:
        raw = step(raw, choice)
    assert changes(raw, raw, "zh-hans") == []
