"""What changed between two versions of a form, in words."""

from lianxiao.core.definitions import changes
from lianxiao.core.definitions.editing import Spot, add, change, new_field, remove
from tests.core.definitions.made import field, options, raw_form, section, text

OLD = raw_form(section("basic", field("a"), field("kind", "choice", options=options("x", "y")), field("gone")))


def test_added_removed_and_changed_are_told_property_by_property() -> None:
    new = add(OLD, Spot("section", "basic"), "field", new_field(OLD, "money"))
    new = change(
        new,
        Spot("field", "a"),
        {"required": True, "label": {"zh": "甲", "en": "A"}, "show_if": {"field": "kind", "in": ["x", "y"]}},
    )
    new = remove(new, Spot("field", "gone"))
    told = [
        (one.kind, str(one.spot), one.where, [(p.name, [(s.kind, s.text) for s in p.segments]) for p in one.properties])
        for one in changes(OLD, new, "en")
    ]
    assert [one[:3] for one in told] == [
        ("changed", "field:a", "Basic"),
        ("added", "field:field_1", "Basic"),
        ("removed", "field:gone", "Basic"),
    ]
    assert told[0][3][1:] == [
        ("Required", [("removed", "none"), ("added", "yes")]),
        ("Shown only if", [("removed", "none"), ("added", "“Kind” is “X” or “Y”")]),
    ]


def test_the_title_of_the_form_is_among_the_changes() -> None:
    (one,) = changes(OLD, {**OLD, "title": text("Other")}, "en")
    assert (one.kind, str(one.spot), one.label) == ("changed", "form:", "Other")


def test_a_field_that_moved_to_another_section_is_told() -> None:
    old = raw_form(section("one", field("a"), field("b")), section("two", field("c")))
    new = raw_form(section("one", field("a")), section("two", field("c"), field("b")))
    (one,) = changes(old, new, "en")
    assert (str(one.spot), one.properties[0].name) == ("field:b", "Section")
