from lianxiao.core.definitions import Problem, State, check, check_section, parse, progress
from tests.core.definitions.made import field, form, milestones, options, raw_form, said, section


def test_each_type_says_what_is_missing_in_its_own_words() -> None:
    required = form(
        field("a", required=True),
        field("b", "period", required=True),
        field("c", "choice", required=True, options=options("x")),
        field("d", "choice", required=True, options=options("x"), multiple=True),
        field("e", "person", required=True),
        field("f", "organisation", required=True),
        field("g", "organisation", required=True, multiple=True),
        field("h", "attachment", required=True),
        milestones(required=True),
    )
    assert said(required, {}) == [
        ("id_a", "Fill this in."),
        ("id_b-start", "Enter both the first and the last day."),
        ("id_c", "Choose one."),
        ("id_d", "Choose at least one."),
        ("id_e-name", "Enter the person's name."),
        ("id_f", "Name an organisation."),
        ("id_g", "Name at least one organisation."),
        ("id_h", "Attach a file."),
        ("id_milestones", "Fill in at least one row."),
    ]
    assert said(required, {}, final=False) == []


def test_a_problem_says_its_place_to_programs_and_to_people() -> None:
    placed = form(milestones(), field("who", "person", required=True), field("when", "period"))
    answers = {"milestones": [{"name": "a"}, {"name": "b", "cost": "x"}], "when": {"start": "x", "end": "x"}}
    problems = check(placed, {"basic": answers}, final=True)
    assert problems[0] == Problem(
        "milestones", 1, "cost", "Enter a number, for example 1200.", "basic", "Milestones, row 2, Cost"
    )
    assert [(one.anchor, one.label) for one in problems] == [
        ("id_milestones-1-cost", "Milestones, row 2, Cost"),
        ("id_who-name", "Who, Name"),
        ("id_when-start", "When, First day"),
        ("id_when-end", "When, Last day"),
    ]


def test_one_section_is_checked_by_itself_and_all_in_the_order_of_the_form() -> None:
    two = parse(raw_form(section("one", field("a", required=True)), section("two", field("b", required=True))))
    assert [one.field_key for one in check_section(two, two.by_key["two"], {}, final=True)] == ["b"]
    assert [(one.section_key, one.field_key) for one in check(two, {}, final=True)] == [("one", "a"), ("two", "b")]


def test_the_task_list_says_how_far_each_section_has_come() -> None:
    four = parse(
        raw_form(
            section("empty", field("a", required=True)),
            section("begun", field("b", required=True), field("c"), field("d", required=True)),
            section("done", field("e", required=True), field("f")),
            section("optional", field("g")),
            section("computed", field("n", "sum", of=["h"])),
            section("hidden", field("h", "number"), show_if={"field": "g", "filled": True}),
        )
    )
    answers = {"begun": {"c": "x", "b": " "}, "done": {"e": "x"}, "hidden": {"h": "3"}}
    assert [(one.section.key, one.state, one.problems) for one in progress(four, answers)] == [
        ("empty", State.NOT_STARTED, 1),
        ("begun", State.UNDER_WAY, 2),
        ("done", State.DONE, 0),
        ("optional", State.NOT_STARTED, 0),
        ("computed", State.DONE, 0),
    ]
    assert [one.label for one in progress(four, answers)[:3]] == ["Not started", "In progress", "Completed"]
