"""The five application forms: one frame, five subjects, figures bound to the targets of their category."""

from decimal import Decimal

import pytest

from lianxiao.core.definitions import parse
from tests.data.files import CATEGORIES, document, fields, form

SECTIONS = [
    "cover",
    "basic",
    "foundation",
    "goals",
    "division",
    "schedule",
    "funding",
    "indicators",
    "sharing",
    "opinions",
]
OWN = {
    "joint_training": {"courses", "majors", "credit_recognition", "credit_rules", "alliance_charter"},
    "teacher_exchange": {"teachers", "forms_of_work", "shortage", "secondments", "workload"},
    "collaborative_innovation": {"project_type", "technologies", "institute_builders", "platform_level", "ip"},
    "resource_sharing": {"instruments", "opening_rules", "purchases", "laboratories", "events"},
    "exchange": {"countries", "foreign_partners", "people", "safety", "cooperation_mode"},
}


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_form_engine_reads_the_form(category: str) -> None:
    assert len(parse(form(category)).fields) == len(fields(form(category)))


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_form_has_the_ten_sections_in_order(category: str) -> None:
    assert [section["key"] for section in form(category)["sections"]] == SECTIONS


@pytest.mark.parametrize("category", CATEGORIES)
def test_what_the_product_relies_on_is_in_every_form(category: str) -> None:
    found = fields(form(category))

    common = {
        key: (found[key]["type"], found[key].get("required", False))
        for key in ("title", "leader", "partners", "period", "summary", "milestones", "funding", "funding_total")
    }
    assert common == {
        "title": ("short_text", True),
        "leader": ("person", True),
        "partners": ("organisation", True),
        "period": ("period", True),
        "summary": ("long_text", True),
        "milestones": ("table", True),
        "funding": ("table", True),
        "funding_total": ("sum", False),
    }
    assert found["partners"]["multiple"] is True
    assert found["summary"]["max_words"] == 500
    assert [column["key"] for column in found["milestones"]["columns"]] == [
        "name",
        "due_date",
        "deliverable",
        "responsible",
    ]
    assert found["funding_total"]["of"] == ["funding.amount"]
    assert found["budget_total"]["equals"] == "funding_total"


def test_the_figures_of_a_form_are_exactly_the_targets_of_its_category() -> None:
    for category in document("categories.json")["categories"]:
        counted = [one["target"] for one in fields(form(category["code"])).values() if one["type"] == "indicator"]
        assert counted == [target["code"] for target in category["targets"]], category["code"]


def test_a_figure_is_counted_in_the_unit_of_its_target() -> None:
    """But for the credit system, where the rules put in place are counted."""
    units = {
        target["code"]: target["unit"]
        for category in document("categories.json")["categories"]
        for target in category["targets"]
        if target["unit"]
    }

    for category in CATEGORIES:
        for field in fields(form(category)).values():
            if field["type"] == "indicator" and field["target"] in units:
                assert field["unit"] == units[field["target"]], field["key"]


def test_each_form_asks_what_its_subject_needs_and_no_other_form_asks() -> None:
    for category, own in OWN.items():
        assert own <= set(fields(form(category))), category
        for other in set(CATEGORIES) - {category}:
            assert not own & set(fields(form(other))), (category, other)


def test_teachers_are_asked_for_the_ten_forms_of_work() -> None:
    options = fields(form("teacher_exchange"))["forms_of_work"]["options"]

    assert [option["label"]["zh"] for option in options] == [
        "教师互聘",
        "在线授课",
        "干部挂职",
        "跨校组织创新团队",
        "学科专业建设",
        "深化教学改革",
        "创新创业教育",
        "举办教师培训",
        "青年教师专业成长",
        "学生毕业实习指导",
    ]


def test_no_figure_may_be_negative() -> None:
    for category in CATEGORIES:
        for field in fields(form(category)).values():
            if field["type"] in ("indicator", "number"):
                assert Decimal(str(field["min"])) >= 0, (category, field["key"])
