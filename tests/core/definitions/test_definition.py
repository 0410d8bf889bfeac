import copy
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from lianxiao.core.definitions import DefinitionError, parse
from tests.core.definitions.made import field, form, milestones, options, raw_form, section


def problems(raw: Any) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        parse(raw)
    return caught.value.problems


def problems_of(*fields: dict[str, Any]) -> list[str]:
    return problems(raw_form(section("basic", *fields)))


def test_a_form_is_parsed_into_sections_and_fields_in_order() -> None:
    parsed = parse(raw_form(section("one", field("a"), field("b", "long_text")), section("two", milestones())))
    assert [one.key for one in parsed.sections] == ["one", "two"]
    assert {key: one.type for key, one in parsed.fields.items()} == {
        "a": "short_text",
        "b": "long_text",
        "milestones": "table",
    }
    assert parsed.section_of["milestones"].key == "two"


def test_parsing_leaves_the_given_json_alone() -> None:
    raw = raw_form(section("basic", milestones(min_rows=1)))
    before = copy.deepcopy(raw)
    parse(raw)
    assert raw == before


@pytest.mark.parametrize("path", sorted((settings.FACTS_DIR / "forms").glob("*.json")), ids=lambda path: path.stem)
def test_each_shipped_form_parses(path: Path) -> None:
    assert parse(json.loads(path.read_text(encoding="utf-8"))).sections


def test_all_problems_are_told_at_once_with_their_paths() -> None:
    raw = raw_form(section("basic", field("A"), field("b", "colour"), field("c", max_length=0)))
    raw["colour"] = "red"
    assert problems(raw) == [
        "sections[0].fields[0].key: must be lower-case letters, digits and _, beginning with a letter",
        "sections[0].fields[1].type: must be one of short_text, long_text, number, money, date, period, choice, "
        "person, organisation, attachment, table, indicator, sum",
        "sections[0].fields[2].max_length: must be a whole number of at least 1",
        "colour: is not a property that is known here",
    ]


@pytest.mark.parametrize("raw", [None, [], "form", 3])
def test_something_else_than_an_object_is_refused(raw: Any) -> None:
    assert problems(raw)[0] == "definition: must be an object"


def test_a_text_needs_chinese() -> None:
    assert problems_of(field("a") | {"label": {"en": "A"}}) == [
        "sections[0].fields[0].label: needs zh, may have en, and nothing else"
    ]
    assert problems_of(field("a") | {"label": "A"}) == ['sections[0].fields[0].label: must be {"zh": …, "en": …}']


def test_a_key_stands_once_in_the_whole_form_and_is_not_one_of_the_page_s_own() -> None:
    raw = raw_form(section("one", field("a")), section("one", field("a"), field("add_row")))
    assert problems(raw) == [
        "sections[1].fields[1].key: “add_row” is reserved",
        "section “one”: the key stands twice",
        "field “a”: the key stands twice",
    ]


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (field("a", required="yes"), "required: must be true or false"),
        (field("a", "number", min="low"), "min: must be a number"),
        (field("a", "number", min=5, max=1), "min: is greater than max"),
        (field("a", "number", decimals=-1), "decimals: must be a whole number of at least 0"),
        (field("a", "indicator"), "target: must be a text that is not empty"),
        (field("a", "choice", options=[]), "options: must be a list that is not empty"),
        (field("a", "choice", options=options("x", "x")), "options[1].value: “x” stands twice"),
        (field("a", "person", parts=["title"]), "parts: must include name"),
        (
            field("a", "person", parts=["name", "age"]),
            "parts: “age” is not one of name, title, organisation, phone, email, identity, account",
        ),
        (field("a", "organisation", of="firm"), "of: must be one of any, university"),
        (field("a", "attachment", formats=["exe"]), "formats: “exe” is not one of pdf, docx, xlsx, jpg, png"),
        (field("a", "attachment", formats=["pdf", "pdf"]), "formats: names something twice"),
        (field("a", "table", columns=[field("x"), field("x")]), "columns: two columns have the same key"),
        (field("a", "table", columns=[field("x")], sums=["x"]), "sums: “x” is not a column of figures"),
        (field("a", "table", columns=[field("x")], sums=["y"]), "sums: “y” is not a column of figures"),
        (field("a", "table", columns=[field("x")], min_rows=9, max_rows=3), "min_rows: is greater than max_rows"),
        (
            field("a", "table", columns=[field("x", "person")]),
            "columns[0].type: must be one of short_text, long_text, number, money, date, choice, person_name",
        ),
        (
            field("a", "table", columns=[field("x", show_if={"field": "a", "filled": True})]),
            "columns[0].show_if: a column cannot have a condition",
        ),
        (
            field("a", "table", columns=[field("x", "choice", options=options("y"), multiple=True)]),
            "columns[0].multiple: a column takes one choice only",
        ),
        (field("a", show_if={"field": "b"}), "show_if: needs exactly one of equals, in, filled"),
        (field("a", show_if={"field": "b", "filled": False}), "show_if.filled: must be true"),
    ],
)
def test_a_bad_property_is_told_with_its_path(bad: dict[str, Any], problem: str) -> None:
    assert problems_of(bad, field("b")) == [f"sections[0].fields[0].{problem}"]


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        ({"field": "nowhere", "filled": True}, "basic.a.show_if: there is no field “nowhere”"),
        ({"field": "a", "filled": True}, "basic.a.show_if: “a” decides about itself"),
        ({"field": "total", "filled": True}, "basic.a.show_if: “total” is computed and cannot be a condition"),
        ({"field": "kind", "equals": "z"}, "basic.a.show_if: “z” is not an option of “kind”"),
        ({"field": "when", "equals": "2020"}, "basic.a.show_if: “when” can only be filled or not"),
    ],
)
def test_a_condition_must_point_at_something_that_can_decide(condition: dict[str, Any], problem: str) -> None:
    others = [
        field("kind", "choice", options=options("x", "y")),
        field("when", "period"),
        field("n", "number"),
        field("total", "sum", of=["n"]),
    ]
    assert problem in problems_of(field("a", show_if=condition), *others)


def test_a_section_cannot_hang_on_its_own_field() -> None:
    raw = raw_form(section("basic", field("a"), show_if={"field": "a", "filled": True}))
    assert problems(raw)[0] == "basic.show_if: “a” decides about itself"


def test_conditions_in_a_circle_are_refused_also_across_sections() -> None:
    raw = raw_form(
        section("one", field("a", show_if={"field": "b", "filled": True})),
        section("two", field("b"), show_if={"field": "a", "filled": True}),
        section("three", field("c")),
    )
    assert problems(raw) == ["conditions in a circle: a, b"]


@pytest.mark.parametrize(
    ("of", "problem"),
    [
        ("nowhere", "of: “nowhere” is not a field of figures"),
        ("name", "of: “name” is not a field of figures"),
        ("milestones.nowhere", "of: there is no table column “milestones.nowhere”"),
        ("name.cost", "of: there is no table column “name.cost”"),
        ("milestones.name", "of: “milestones.name” is not a column of figures"),
        ("later", "of: the sum “later” must stand before"),
    ],
)
def test_a_sum_adds_figures_that_are_there(of: str, problem: str) -> None:
    fields = [
        field("name"),
        milestones(),
        field("total", "sum", of=[of]),
        field("later", "sum", of=["milestones.cost"]),
    ]
    assert problems_of(*fields) == [f"basic.total.{problem}"]


@pytest.mark.parametrize("equals", ["nowhere", "total", "name"])
def test_a_sum_is_compared_with_another_figure(equals: str) -> None:
    fields = [field("name"), field("n", "number"), field("total", "sum", of=["n"], equals=equals)]
    assert problems_of(*fields) == [f"basic.total.equals: “{equals}” is not another field of figures"]


def test_a_table_that_must_have_rows_is_required() -> None:
    assert form(milestones(min_rows=1)).fields["milestones"].required
    assert not form(milestones()).fields["milestones"].required
