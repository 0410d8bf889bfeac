import time

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from lianxiao.core.definitions import Definition, compare, differences, parse
from tests.core.definitions.made import field, form, milestones, options, raw_form, section


def marked(old: str, new: str) -> str:
    signs = {"same": "{}", "added": "[+{}]", "removed": "[-{}]"}
    return "".join(signs[one.kind].format(one.text) for one in compare(old, new))


def test_words_that_changed_are_marked_in_their_sentence() -> None:
    assert marked("建成课程五门。共享资源。", "建成课程八门。共享资源。") == "建成课程[-五][+八]门。共享资源。"
    assert marked("the old plan", "the new plan") == "the [-old][+new] plan"
    assert marked("", "新") == "[+新]"
    assert marked("旧", "") == "[-旧]"
    assert marked("同", "同") == "同"
    assert marked("第一句。", "第一句。第二句。") == "第一句。[+第二句。]"


def test_crumbs_between_two_changes_read_as_one_change() -> None:
    assert marked("联合培养本科生的计划", "协同培育研究生的计划") == "[-联合培养本科][+协同培育研究]生的计划"


words = st.text("课程，。资源 ab\n", max_size=60)


@given(words, words)
def test_both_versions_can_be_read_from_the_marks(old: str, new: str) -> None:
    segments = compare(old, new)
    assert "".join(one.text for one in segments if one.kind != "added") == old
    assert "".join(one.text for one in segments if one.kind != "removed") == new
    assert all(one.text for one in segments)


def test_long_texts_are_compared_without_waiting() -> None:
    old = "的一是在不了有和人这" * 1500
    new = old.replace("和人", "与众", 40)
    begun = time.process_time()
    compare(old, new)
    assert time.process_time() - begun < 1


def changes(definition: Definition, old: dict[str, object], new: dict[str, object]) -> list[tuple[str, str, str]]:
    found = differences(definition, {"basic": old}, {"basic": new}, "en")
    return [(one.field_key, one.old, one.new) for one in found]


def test_only_fields_that_read_differently_are_told_in_the_order_of_the_form() -> None:
    mixed = form(field("a"), field("n", "number"), field("d", "date"), milestones())
    old = {"a": "x", "n": "1,000", "d": "2026-01-02"}
    assert changes(mixed, old, {"a": " x ", "n": "1000", "d": "2026年1月2日", "milestones": []}) == []
    assert changes(mixed, old, {"d": "2026-01-03", "a": "y", "n": "1000"}) == [
        ("a", "x", "y"),
        ("d", "2 Jan 2026", "3 Jan 2026"),
    ]


def test_what_no_longer_applies_was_removed_and_sums_are_compared() -> None:
    hidden = form(
        field("kind", "choice", options=options("x", "y")),
        field("n", "number", show_if={"field": "kind", "equals": "x"}),
        field("total", "sum", of=["n"]),
    )
    assert changes(hidden, {"kind": "x", "n": "5"}, {"kind": "y", "n": "5"}) == [
        ("kind", "X", "Y"),
        ("n", "5", ""),
        ("total", "5", "0"),
    ]


def test_a_table_is_compared_row_by_row_and_cell_by_cell() -> None:
    table = form(milestones())
    rows = [{"name": "调研"}, {"name": "建设课程", "cost": "10"}, {"name": "验收"}]
    (change,) = differences(
        table,
        {"basic": {"milestones": rows}},
        {"basic": {"milestones": [rows[0], {"name": "建设平台", "cost": "10"}, rows[2], {"name": "推广"}]}},
        "en",
    )
    assert [row.kind for row in change.rows] == ["same", "changed", "same", "added"]
    name, _due, cost, _kind = change.rows[1].cells
    assert [(one.kind, one.text) for one in name] == [("same", "建设"), ("removed", "课程"), ("added", "平台")]
    assert [(one.kind, one.text) for one in cost] == [("same", "10.00")]
    assert [one.key for one in change.columns] == ["name", "due", "cost", "kind"]


def test_a_row_that_went_is_marked_as_a_whole() -> None:
    table = form(milestones())
    rows = [{"name": "调研"}, {"name": "验收"}]
    (change,) = differences(table, {"basic": {"milestones": rows}}, {"basic": {"milestones": rows[1:]}}, "en")
    assert [row.kind for row in change.rows] == ["removed", "same"]


def test_the_difference_view_marks_and_escapes_and_names_sections() -> None:
    two = parse(raw_form(section("one", field("a")), section("two", field("b"), milestones())))
    old = {"one": {"a": "<b>"}, "two": {"b": "x"}}
    new = {"one": {"a": "<i>"}, "two": {"b": "y", "milestones": [{"name": "<s>"}]}}
    html = render_to_string("definitions/differences.html", {"changes": differences(two, old, new, "en")})
    assert "<del>&lt;b&gt;</del><ins>&lt;i&gt;</ins>" in html
    assert "<ins>&lt;s&gt;</ins>" in html
    assert html.count("<h3") == 2
    assert "Nothing was changed." in render_to_string("definitions/differences.html", {"changes": []})
