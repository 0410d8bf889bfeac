"""Checks across fields: told at the field they name first, in the author's words, only at submission."""

from typing import Any

import pytest

from lianxiao.core.definitions import DefinitionError, check, parse
from tests.core.definitions.made import field, milestones, options, raw_form, section

FIELDS = [
    field("own", "money"),
    field("asked", "money"),
    field("begin", "date"),
    field("span", "period"),
    field("way", "choice", options=options("other", "usual")),
    field("words"),
    field("extra", "money", show_if={"field": "way", "equals": "other"}),
    milestones(),
]
SAID = {"zh": "请核对", "en": "Look again"}


def with_check(kind: str, **more: Any) -> dict[str, Any]:
    raw = raw_form(section("basic", *FIELDS))
    return {**raw, "checks": [{"key": "one", "kind": kind, "message": SAID, **more}]}


def told(raw: dict[str, Any], *, final: bool = True, **answers: Any) -> list[tuple[str, str]]:
    return [(one.anchor, one.message) for one in check(parse(raw), {"basic": answers}, final=final)]


CASES: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any], str]] = [
    ({"kind": "at_most", "left": "asked", "right": "own"}, {"asked": "6", "own": "5"}, {"asked": "5", "own": "5"}, ""),
    (
        {"kind": "at_most", "left": "milestones.cost", "right": "own"},
        {"milestones": [{"name": "a", "cost": "3"}, {"name": "b", "cost": "3"}], "own": "5"},
        {"milestones": [{"name": "a", "cost": "3"}], "own": "5"},
        "",
    ),
    (
        {"kind": "not_before", "left": "span.end", "right": "begin"},
        {"span": {"start": "2026-01-01", "end": "2026-05-01"}, "begin": "2026-05-02"},
        {"span": {"start": "2026-01-01", "end": "2026-05-02"}, "begin": "2026-05-02"},
        "-end",
    ),
    (
        {"kind": "sum_equals", "left": "own", "of": ["asked", "milestones.cost"]},
        {"own": "9", "asked": "5", "milestones": [{"name": "a", "cost": "3"}]},
        {"own": "8", "asked": "5", "milestones": [{"name": "a", "cost": "3"}]},
        "",
    ),
    (
        {"kind": "required_if", "left": "words", "if": {"field": "way", "equals": "other"}},
        {"way": "other"},
        {"way": "other", "words": "x"},
        "",
    ),
]


@pytest.mark.parametrize(("values", "bad", "good", "part"), CASES, ids=lambda value: str(value)[:20])
def test_a_check_speaks_when_it_is_broken_and_only_then(
    values: dict[str, Any], bad: dict[str, Any], good: dict[str, Any], part: str
) -> None:
    raw = with_check(**values)
    at = f"id_{values['left'].partition('.')[0]}{part}"
    assert (told(raw, **bad), told(raw, **good)) == ([(at, "Look again")], [])


@pytest.mark.parametrize(("values", "bad"), [case[:2] for case in CASES], ids=lambda value: str(value)[:20])
def test_a_draft_hears_of_no_check(values: dict[str, Any], bad: dict[str, Any]) -> None:
    assert told(with_check(**values), final=False, **bad) == []


def test_what_is_empty_or_does_not_apply_is_not_compared() -> None:
    raw = with_check("at_most", left="asked", right="own")
    assert told(raw, asked="6") == []
    hidden = with_check("at_most", left="extra", right="own")
    assert told(hidden, extra="6", own="5", way="usual") == []
    assert told(hidden, extra="6", own="5", way="other") == [("id_extra", "Look again")]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"kind": "at_most", "left": "words", "right": "own"}, "checks.one.left: “words” does not fit here"),
        ({"kind": "at_most", "left": "own", "right": "own"}, "checks.one.left: “own” is compared with itself"),
        ({"kind": "not_before", "left": "span", "right": "begin"}, "checks.one.left: “span” does not fit here"),
        ({"kind": "sum_equals", "left": "own", "of": ["gone"]}, "checks.one.of: “gone” does not fit here"),
        (
            {"kind": "required_if", "left": "words", "if": {"field": "gone", "filled": True}},
            "checks.one.if: there is no field “gone”",
        ),
        ({"kind": "required_if", "left": "words"}, "checks[0].if: needs exactly one of equals, in, filled"),
        ({"kind": "sum_equals", "left": "own"}, "checks[0].of: must be a list of texts that is not empty"),
        ({"kind": "odd", "left": "own"}, "checks[0].kind: must be one of at_most, not_before, sum_equals, required_if"),
    ],
)
def test_a_check_that_cannot_be_made_is_refused(values: dict[str, Any], problem: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        parse(with_check(**values))
    assert caught.value.problems[0] == problem
