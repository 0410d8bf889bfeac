"""The demo world's material fills every form without a fault and is plainly invented."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from lianxiao.core.definitions import arrange, check, effective, indicators, parse
from lianxiao.organisations.roles import ROLES, Role
from tests.data.files import CATEGORIES, document, form, table

ACCOUNTS = document("demo/accounts.json")
STORIES: list[dict[str, Any]] = document("demo/stories.json")["stories"]
CODES = [story["code"] for story in STORIES]
DEFINITIONS = {category: parse(form(category)) for category in CATEGORIES}


def kinds() -> dict[str, str]:
    """Every organisation's kind by its code."""
    rows = [*table("offices.csv"), *table("institutions.csv"), *ACCOUNTS["organisations"]]
    return {row["code"]: row["kind"] for row in rows}


def names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in [*table("institutions.csv"), *ACCOUNTS["organisations"]]}


def test_there_is_an_account_for_everybody_who_was_promised_one() -> None:
    assert [account["login"] for account in ACCOUNTS["accounts"]] == [
        "ting",
        *[f"chu{n}" for n in range(1, 6)],
        "audit",
        "sysadmin",
        "secadmin",
        "lnu-liaison",
        "lnu-leader",
        "lnu-author",
        *[f"lnu-teacher{n}" for n in range(1, 4)],
        "lnu-colleague",
        "dut-liaison",
        "dut-leader",
        "dut-author",
        "neu-liaison",
        "neu-author",
        "neu-leader",
        "dufe-leader",
        "sut-leader",
        "djtu-leader",
        *[f"expert{n}" for n in range(1, 10)],
        "firm1",
        "student1",
    ]


def test_the_five_office_accounts_follow_the_order_of_the_offices() -> None:
    held = {account["login"]: account["organisation"] for account in ACCOUNTS["accounts"]}

    assert [held[f"chu{n}"] for n in range(1, 6)] == ["gongye", "xuewei", "shehui", "keji", "nonglin"]


def test_every_account_holds_a_role_that_its_organisation_can_give() -> None:
    kind_of = kinds()

    for account in ACCOUNTS["accounts"]:
        assert kind_of[account["organisation"]] in ROLES[Role(account["role"])].held_at, account["login"]


def test_everybody_and_everything_invented_is_marked() -> None:
    for account in ACCOUNTS["accounts"]:
        assert account["name"].endswith("（演示）")
        assert account["name_en"].endswith("(demo)")
    for organisation in ACCOUNTS["organisations"]:
        assert organisation["name"].endswith("（演示）")
    for story in STORIES:
        values = story["values"]
        people = [values["leader"], values["contact"], *values["members"], *values.get("teachers", [])]
        assert all(one["name"].endswith("（演示）") for one in people), story["code"]
        assert all("（演示）" in one["name"] for one in values.get("foreign_partners", [])), story["code"]


def test_no_telephone_and_no_address_of_the_demo_world_can_reach_anybody() -> None:
    for story in STORIES:
        for part in ("leader", "contact"):
            assert story["values"][part]["phone"].startswith("024-0000"), story["code"]
            assert story["values"][part]["email"].endswith("@example.org"), story["code"]


def test_the_stories_come_from_at_least_14_universities_and_all_categories() -> None:
    kind_of = kinds()

    assert len({story["lead"] for story in STORIES}) >= 14
    assert {kind_of[story["lead"]] for story in STORIES} == {"university"}
    assert set(Counter(story["category"] for story in STORIES)) == set(CATEGORIES)
    assert len(STORIES) >= 45


def test_no_university_leads_more_than_five_in_a_category() -> None:
    led = Counter((story["lead"], story["category"]) for story in STORIES)

    assert {key: count for key, count in led.items() if count > 5} == {}


def test_no_title_and_no_code_stands_twice() -> None:
    assert len({story["values"]["title"] for story in STORIES}) == len(STORIES)
    assert len(set(CODES)) == len(STORIES)


@pytest.mark.parametrize("story", STORIES, ids=CODES)
def test_a_story_fills_its_form_so_that_it_could_be_submitted(story: dict[str, Any]) -> None:
    definition = DEFINITIONS[story["category"]]
    answers = arrange(definition, story["values"])

    found = [(one.field_key, one.row, one.column, one.message) for one in check(definition, answers, final=True)]

    assert found == []


@pytest.mark.parametrize("story", STORIES, ids=CODES)
def test_a_story_answers_only_what_its_form_asks(story: dict[str, Any]) -> None:
    definition = DEFINITIONS[story["category"]]

    asked = {key for part in effective(definition, arrange(definition, story["values"])).values() for key in part}

    assert set(story["values"]) - asked == set()


@pytest.mark.parametrize("story", STORIES, ids=CODES)
def test_the_parties_of_a_story_are_in_the_register_and_each_has_its_part(story: dict[str, Any]) -> None:
    name_of = names()
    values = story["values"]
    parties = [name_of[code] for code in [story["lead"], *story["partners"]]]

    assert [(one["code"], one["name"]) for one in values["partners"]] == [
        (code, name_of[code]) for code in story["partners"]
    ]
    assert [row["party"] for row in values["division"]] == parties
    assert [row["organisation"] for row in values["members"]] == parties
    assert [row["party"] for row in values["partner_opinions"]] == parties[1:]
    assert len(set(parties)) == len(parties) >= 2


@pytest.mark.parametrize("story", STORIES, ids=CODES)
def test_the_milestones_of_a_story_follow_one_another_within_its_period(story: dict[str, Any]) -> None:
    values = story["values"]
    days = [date.fromisoformat(row["due_date"]) for row in values["milestones"]]
    first, last = (date.fromisoformat(values["period"][end]) for end in ("start", "end"))

    assert days == sorted(days)
    assert first <= days[0]
    assert days[-1] <= last


def test_every_target_is_served_by_a_story() -> None:
    promised: Counter[str] = Counter()
    for story in STORIES:
        definition = DEFINITIONS[story["category"]]
        promised.update(+Counter(indicators(definition, arrange(definition, story["values"]))))

    wanted = {target["code"] for one in document("categories.json")["categories"] for target in one["targets"]}
    assert set(+promised) == wanted
