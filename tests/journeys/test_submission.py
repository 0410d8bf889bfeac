"""A teacher writes an application and it leaves the university through liaison and leader."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import APIResponse, Route

from lianxiao.calls.models import Application
from lianxiao.calls.states import State
from lianxiao.core.definitions import parse
from lianxiao.forms.models import FormVersion
from tests.journeys.conftest import Come
from tests.journeys.visitor import DESK, Visitor, words
from tests.journeys.writing import fill_form
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CATEGORY = "exchange"


def story() -> dict[str, Any]:
    """A whole form of the category that Liaoning University leads; its dates lie after the call of 2020."""
    path = Path(settings.FACTS_DIR) / "demo" / "stories.json"
    stories = json.loads(path.read_text(encoding="utf-8"))["stories"]
    values: dict[str, Any] = next(
        one["values"] for one in stories if one["category"] == CATEGORY and one["lead"] == "4121010140"
    )
    return values


def test_a_teacher_drafts_and_liaison_and_leader_let_it_out(world: World, come: Come) -> None:
    teacher = come(world.lnu.author).open("/workbench/")
    teacher.follow_title(world.call.title).follow("Begin an application")
    begin(teacher, world)

    application = Application.objects.get()
    form = FormVersion.objects.get(form__category__code=CATEGORY)
    teacher.open(f"/applications/{application.pk}/").follow_title("封面")
    fill_form(teacher, parse(form.definition), story())
    teacher.press("Hand to the liaison")

    liaison = come(world.lnu.liaison).open("/workbench/")
    liaison.follow("Applications to review").follow_title(story()["title"]).follow("Review and pass on")
    liaison.put("remark", "经校内评审，同意推荐。").press("Pass on to the leader")

    leader = come(world.lnu.leader).open("/workbench/")
    leader.follow("Applications to approve").follow_title(story()["title"]).follow("Review and approve")
    leader.press("Approve for the university")

    liaison.open("/workbench/").follow("Ready to submit").follow_title(story()["title"])
    liaison.follow("Submit").press("Submit now")

    application.refresh_from_db()
    assert application.state == State.SUBMITTED
    assert liaison.reads(application.number or "-")
    assert application.slot.number == 1
    delivered = application.submissions.get().deliveries.values_list("office__code", flat=True)
    assert list(delivered) == ["nonglin"]
    assert application.submissions.get().content["answers"]["basic"]["summary"] == story()["summary"]


def begin(teacher: Visitor, world: World) -> None:
    category = world.category(CATEGORY)
    teacher.click(teacher.page.locator(f'form[action$="/begin/{category.pk}/"] button'))


def test_what_is_missing_is_said_at_once_and_nothing_typed_is_lost(world: World, come: Come) -> None:
    application = world.begin()
    teacher = come(world.lnu.author).open(f"/applications/{application.pk}/sections/cover/")
    teacher.put("title", "尚未写完的项目").press("Save and leave")
    teacher.follow("Check and hand in")
    assert not teacher.button("交").count()
    teacher.open(f"/applications/{application.pk}/sections/cover/")
    assert teacher.page.locator('[name="title"]').input_value() == "尚未写完的项目"


@pytest.mark.parametrize("screen", [DESK], ids=str)
def test_a_person_is_not_in_the_way_of_the_own_autosave(world: World, come: Come) -> None:
    """The button is pressed while what was typed before is still being saved."""
    application = world.begin()
    teacher = come(world.lnu.author).open(f"/applications/{application.pk}/sections/cover/")
    answers: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if "x-autosave" in route.request.headers:
            answers.append((route, route.fetch()))
        else:
            route.continue_()

    teacher.page.route("**/save/", hold)
    teacher.put("title", "先自动保存的题目")
    while not answers:
        teacher.page.wait_for_timeout(100)
    teacher.put("title", "随后手工保存的题目")
    teacher.button(words("Save and leave")).click()
    route, answer = answers[0]
    with teacher.page.expect_navigation():
        route.fulfill(response=answer)
    application.refresh_from_db()
    assert application.title == "随后手工保存的题目"
