from dataclasses import asdict

from django.template.loader import render_to_string

from lianxiao.core.definitions import parse, show, with_attachments
from tests.core.definitions.made import field, form, milestones, raw_form, section


def test_answers_are_shown_in_the_language_that_was_asked_for_with_the_empty_ones_marked() -> None:
    two = parse(raw_form(section("one", field("a"), field("b")), section("two", field("c", "date"))))
    shown = show(two, {"one": {"a": "x"}, "two": {"c": "2026-01-02"}}, "zh-hans")
    assert [(one.title, [(f.label, f.content.text, f.empty) for f in one.fields]) for one in shown] == [
        ("中One", [("中A", "x", False), ("中B", "", True)]),
        ("中Two", [("中C", "2026年1月2日", False)]),
    ]


def test_what_does_not_apply_is_not_shown() -> None:
    hidden = parse(
        raw_form(
            section("one", field("a"), field("b", show_if={"field": "a", "filled": True})),
            section("two", field("c"), show_if={"field": "a", "equals": "yes"}),
        )
    )
    assert [one.key for one in show(hidden, {"one": {"b": "x"}}, "en")[0].fields] == ["a"]
    assert [one.key for one in show(hidden, {"one": {"a": "yes"}}, "en")] == ["one", "two"]


def test_a_typesetter_can_tell_structures_apart_as_plain_data() -> None:
    shown = show(form(field("a"), milestones()), {"basic": {"milestones": [{"name": "x"}]}}, "en")
    assert [one["content"]["kind"] for one in asdict(shown[0])["fields"]] == ["text", "table"]


def test_the_page_for_reading_escapes_what_people_typed_and_says_what_is_empty() -> None:
    evil = "<script>alert(1)</script>"
    definition = form(field("a"), field("b", "long_text"), milestones(), field("f", "attachment"), field("e"))
    answers = {"basic": {"a": evil, "b": f"one\n{evil}", "milestones": [{"name": evil}]}}
    files = {"f": [{"id": 1, "name": evil, "size": 2048, "url": "/f/1"}]}
    sections = show(definition, with_attachments(definition, answers, files), "en")
    html = render_to_string("definitions/shown.html", {"sections": sections})
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 4
    assert "one<br>" in html
    assert '<a href="/f/1">' in html
    assert html.count("(empty)") == 1
