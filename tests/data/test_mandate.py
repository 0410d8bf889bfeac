"""Categories, targets and tasks are those of the plan of 2020."""

from tests.data.files import CATEGORIES, document, table, wording

OFFICES = {row["code"] for row in table("offices.csv")}


def test_the_lead_offices_stand_in_order_the_first_answers_for_the_decision() -> None:
    categories = document("categories.json")["categories"]

    assert [(one["code"], one["lead_offices"]) for one in categories] == [
        ("joint_training", ["gongye", "xuewei"]),
        ("teacher_exchange", ["gongye", "shehui", "keji", "xuewei"]),
        ("collaborative_innovation", ["keji"]),
        ("resource_sharing", ["gongye", "xuewei"]),
        ("exchange", ["nonglin"]),
    ]
    assert [one["order"] for one in categories] == [1, 2, 3, 4, 5]


def test_categories_bear_the_names_of_the_notice_and_letters_of_their_own() -> None:
    categories = document("categories.json")["categories"]

    assert [one["name"]["zh"] for one in categories] == ["联合培养", "教师互聘", "协同创新", "资源共享", "合作交流"]
    assert [one["letters"] for one in categories] == ["PY", "HP", "CX", "GX", "JL"]


def test_the_targets_of_2020_are_those_of_the_notice() -> None:
    targets = [
        (target["code"], target["value"], target["kind"], target["approximate"])
        for category in document("categories.json")["categories"]
        for target in category["targets"]
        if target["kind"] != "qualitative"
    ]

    assert targets == [
        ("alliances", 5, "number", True),
        ("courses", 1000, "number", False),
        ("students", 200000, "number", False),
        ("strong_disciplines", 500, "number", False),
        ("credit_system", None, "yes_no", False),
        ("renowned_teachers", 1000, "number", False),
        ("joint_institutes", 100, "number", False),
        ("major_platforms", 10, "number", False),
        ("major_projects", 200, "number", False),
        ("key_technologies", 100, "number", False),
        ("education_platforms", 2, "number", False),
        ("high_level_programmes", 6, "number", False),
    ]


def test_what_the_notice_only_describes_has_no_figure() -> None:
    described = [
        (target["code"], target["value"])
        for category in document("categories.json")["categories"]
        for target in category["targets"]
        if target["kind"] == "qualitative"
    ]

    assert described == [
        ("forums", None),
        ("shared_instruments", None),
        ("shared_laboratories", None),
        ("library_resources", None),
        ("teaching_platforms", None),
        ("avoided_purchases", None),
        ("shared_hours", None),
        ("joint_events", None),
    ]


def test_every_counted_target_has_a_unit_and_every_target_a_source() -> None:
    targets = [one for category in document("categories.json")["categories"] for one in category["targets"]]

    assert [one["code"] for one in targets if one["kind"] != "yes_no" and not one["unit"]] == []
    assert {(one["year"], one["source"]) for one in targets} == {(2020, "辽教函〔2020〕261号")}
    assert len({one["code"] for one in targets}) == len(targets)


def test_the_content_of_the_work_is_word_for_word_in_the_notice() -> None:
    plan = next(one for one in document("notices.json")["notices"] if one["code"] == "notice_2020_261")
    paragraphs = {wording(part["text"]["zh"]) for part in plan["body"]}

    for category in document("categories.json")["categories"]:
        assert wording("工作内容：" + category["work"]["zh"]) in paragraphs, category["code"]
    assert [one["code"] for one in document("categories.json")["categories"]] == CATEGORIES


def test_the_tasks_of_the_year_are_due_on_the_days_of_the_notice() -> None:
    tasks = document("mandate_2020.json")["tasks"]
    others = ["nonglin", "shehui", "keji", "xuewei"]

    assert [(one["code"], one["due_date"], one["leads"], one["supports"]) for one in tasks] == [
        ("platform", "2020-07-31", ["gongye"], others),
        ("applications", "2020-08-20", [], []),
        ("docking", "2020-08-31", ["gongye"], others),
        ("ledger", "2020-12-31", ["gongye"], others),
        ("publicity", "2020-12-31", ["gongye"], others),
        ("assessment", None, ["ting"], []),
    ]
    assert [one["code"] for one in tasks if one["leads_of_each_category"]] == ["applications"]
    assert [one["code"] for one in tasks if one["yearly"]] == ["assessment"]
    assert {code for one in tasks for code in one["leads"] + one["supports"]} == OFFICES
