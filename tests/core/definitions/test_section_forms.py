"""A section as inputs: every value survives the way through the page, every input has its label and errors."""

from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxiao.core.definitions import Definition, check, parse, read_section, with_attachments
from tests.core.definitions.made import REGISTER, Page, field, form, milestones, options, page, raw_form, section

NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=20)
FIELDS = [
    field("short", "short_text", help={"zh": "帮助", "en": "Help"}, required=True),
    field("long", "long_text", max_words=300),
    field("number", "number", decimals=2, unit={"zh": "人", "en": "persons"}),
    field("money", "money"),
    field("day", "date"),
    field("span", "period", required=True),
    field("few", "choice", options=options("x", "y")),
    field("many", "choice", options=options(*"abcdefg")),
    field("several", "choice", options=options("x", "y", "z"), multiple=True),
    field("who", "person", parts=["name", "title", "organisation", "phone", "email"], required=True),
    field("lead", "organisation", of="university"),
    field("partners", "organisation", multiple=True, help={"zh": "帮助", "en": "Help"}),
    field("goal", "indicator", target="courses"),
    milestones(required=True),
    field("total", "sum", of=["milestones.cost", "money"]),
]
RAW = {one["key"]: one for one in FIELDS}
EVERYTHING = form(*FIELDS)
DATES = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat)
FIGURES = st.one_of(NAMES, st.decimals(-9999, 9999, places=2).map(str))
ROWS = st.lists(
    st.fixed_dictionaries(
        {"name": NAMES, "due": DATES | NAMES, "cost": FIGURES, "kind": st.sampled_from(["", "study"])}
    ),
    max_size=4,
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "short": NAMES,
    "long": st.text(max_size=80),
    "number": FIGURES,
    "money": FIGURES,
    "day": DATES | NAMES,
    "span": st.fixed_dictionaries({"start": DATES | NAMES, "end": DATES}),
    "few": st.sampled_from(["", "x", "y", "gone"]),
    "many": st.sampled_from(["", "a", "g", "gone"]),
    "several": st.lists(st.sampled_from(["x", "y", "z", "gone"]), unique=True).map(sorted),
    "who": st.fixed_dictionaries({"name": NAMES, "title": NAMES, "organisation": NAMES, "email": NAMES}),
    "lead": st.lists(NAMES, max_size=1),
    "partners": st.lists(NAMES | st.sampled_from(["辽大", "辽宁大学"]), max_size=4),
    "goal": FIGURES,
    "milestones": ROWS,
}


def sent(definition: Definition, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What comes back when the page is sent as it is."""
    parsed = Page(page(definition, {"basic": answers}, register=REGISTER, **more))
    return read_section(definition.sections[0], parsed.sent, REGISTER)


@pytest.mark.parametrize("key", VALUES)
def test_whatever_was_typed_comes_back_from_the_page_unchanged(key: str) -> None:
    alone = parse(raw_form(section("basic", RAW[key])))

    @settings(max_examples=30, deadline=None)
    @given(VALUES[key])
    def survives(raw: Any) -> None:
        stored = sent(alone, {key: alone.fields[key].clean(raw)})
        assert sent(alone, stored) == stored
        if key not in ("lead", "partners"):  # the register may know an organisation by a better name
            assert stored == {key: alone.fields[key].clean(raw)}

    survives()


def test_an_empty_page_sends_every_field_as_empty() -> None:
    values = sent(EVERYTHING, {})
    assert sorted(values) == sorted(key for key in EVERYTHING.fields if key != "total")
    assert all(EVERYTHING.fields[key].is_empty(value) for key, value in values.items())


def test_every_input_has_a_label_and_every_reference_leads_somewhere() -> None:
    problems = check(EVERYTHING, {"basic": {"milestones": [{"cost": "x"}]}}, final=True)
    parsed = Page(page(EVERYTHING, {"basic": {"milestones": [{"cost": "x"}]}}, problems=problems))
    labelled = {given["for"] for tag, given in parsed.tags if tag == "label"}
    for tag, given_ in parsed.tags:
        if tag in ("input", "select", "textarea") and given_.get("type") != "hidden":
            assert given_["id"] in labelled or given_.get("aria-label"), given_
        for reference in given_.get("aria-describedby", "").split():
            assert reference in parsed.ids
    assert len(set(parsed.ids)) == len(parsed.ids)
    assert labelled <= set(parsed.ids)


def test_an_error_stands_at_its_input_and_the_summary_links_to_it() -> None:
    answers = {"basic": {"milestones": [{"cost": "x"}], "number": "many", "short": "a"}}
    problems = check(EVERYTHING, answers, final=True)
    html = page(EVERYTHING, answers, problems=problems)
    parsed = Page(html)
    summary = render_to_string("definitions/errors.html", {"problems": problems})
    for problem in problems:
        assert problem.anchor in parsed.ids
        assert f'href="#{problem.anchor}"' in summary
    number = parsed.tag("id_number")
    assert (number["aria-invalid"], number["aria-describedby"], number["value"]) == ("true", "id_number-error", "many")
    assert parsed.tag("id_milestones-0-cost")["aria-describedby"] == "id_milestones-0-cost-error"
    assert parsed.tag("id_milestones-0-name")["aria-invalid"] == "true"
    assert parsed.tag("id_span-start")["aria-invalid"] == "true"
    assert "aria-invalid" not in parsed.tag("id_short")
    assert html.count("Enter a number, for example 1200.") == 2


def test_help_and_requirement_are_told_to_screen_readers() -> None:
    html = page(EVERYTHING, {})
    parsed = Page(html)
    assert parsed.tag("id_short")["aria-describedby"] == "id_short-help"
    assert parsed.tag("id_short")["aria-required"] == "true"
    assert "aria-required" not in parsed.tag("id_long")
    assert html.count("(required)") == 8  # short; span and both days; who and the name; the table and its column


def test_stored_script_is_shown_as_text() -> None:
    evil = '"><script>alert(1)</script></textarea><img src=x onerror=alert(1)>'
    values = {key: one.clean(evil) for key, one in EVERYTHING.fields.items()}
    values |= {"milestones": [{"name": evil, "cost": evil, "due": evil, "kind": evil}], "partners": [evil]}
    parsed = Page(page(EVERYTHING, {"basic": values}, problems=check(EVERYTHING, {"basic": values}, final=True)))
    assert {tag for tag, _given in parsed.tags} & {"script", "img"} == set()
    assert parsed.sent["short"] == evil


def test_a_definition_cannot_smuggle_in_markup() -> None:
    evil = {"zh": "<script>", "en": "<script>"}
    raw = raw_form(section("basic", milestones() | {"label": evil, "help": evil}, help=evil, title=evil))
    assert "<script" not in page(parse(raw), {})


def test_a_table_offers_blank_rows_up_to_its_limit() -> None:
    def rows(count: int, **more: Any) -> int:
        table = form(milestones(max_rows=5))
        answers = {"basic": {"milestones": [{"name": str(number)} for number in range(count)]}}
        return sum(
            one.startswith("id_milestones-") and one.endswith("-name") for one in Page(page(table, answers, **more)).ids
        )

    assert [rows(count) for count in (0, 1, 4, 5)] == [3, 2, 5, 5]
    assert rows(1, blank_rows={"milestones": 3}) == 4
    assert rows(4, blank_rows={"milestones": 3}) == 5
    assert rows(2, blank_rows={"milestones": 0}) == 2
    assert rows(0, blank_rows={"milestones": 0}) == 1


def test_organisations_offer_blank_lines_and_the_register_of_their_kind() -> None:
    def lines(count: int, **more: Any) -> int:
        values = {"basic": {"partners": [{"id": None, "name": str(number)} for number in range(count)]}}
        return len(Page(page(EVERYTHING, values, **more)).sent.getlist("partners"))

    assert [lines(0), lines(2), lines(2, blank_rows={"partners": 3})] == [2, 3, 5]
    parsed = Page(page(EVERYTHING, {}, register=REGISTER))
    assert parsed.tag("id_lead")["list"] == "organisations-university"
    assert [
        given["value"] for tag, given in parsed.tags if tag == "option" and given["value"] in ("辽宁大学", "沈阳机床")
    ] == [
        "辽宁大学",
        "沈阳机床",
        "辽宁大学",
    ]


def test_a_field_that_hangs_on_its_page_is_drawn_with_a_note_and_one_that_hangs_elsewhere_is_not() -> None:
    two = parse(
        raw_form(
            section(
                "basic",
                field("kind", "choice", options=options("x", "y", "z")),
                field("why", show_if={"field": "kind", "in": ["x", "y"]}),
                field("how", show_if={"field": "why", "filled": True}),
            ),
            section("more", field("what", show_if={"field": "kind", "equals": "z"}), field("else")),
        )
    )
    html = page(two, {})
    parsed = Page(html)
    assert "Only if “Kind” is “X” or “Y”." in html.replace("&quot;", '"')
    assert "Only if “Why” is filled in." in html
    assert parsed.tag("field-why")["data-show-if"] == '{"field": "kind", "values": ["x", "y"]}'
    assert "id_what" not in Page(page(two, {}, "more")).ids
    shown = Page(page(two, {"basic": {"kind": "z"}}, "more"))
    assert "id_what" in shown.ids
    assert "data-show-if" not in shown.tag("field-what")


def test_present_files_can_be_opened_and_removed() -> None:
    plan = form(field("plan", "attachment", formats=["pdf", "jpg"], multiple=True))
    files = [{"id": 3, "name": "a.pdf", "size": 2048, "url": "/f/3", "removable": True}, {"id": 4, "name": "b.pdf"}]
    parsed = Page(page(plan, with_attachments(plan, {}, {"plan": files})))
    assert [given["href"] for tag, given in parsed.tags if tag == "a"] == ["/f/3"]
    assert [given["value"] for _tag, given in parsed.tags if given.get("name") == "remove_attachment"] == ["3"]
    assert parsed.tag("id_plan")["accept"] == ".pdf,.jpg,.jpeg"


def test_enter_in_a_line_saves_and_does_not_add_or_remove_a_row() -> None:
    buttons = [given for tag, given in Page(page(EVERYTHING, {})).tags if tag == "button"]
    assert "name" not in buttons[0]
