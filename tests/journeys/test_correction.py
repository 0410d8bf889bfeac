"""An office returns an application with reasons at the fields, the teacher corrects, the offices pass."""

import pytest

from lianxiao.calls.models import Application, FormalCheck
from lianxiao.calls.states import State
from lianxiao.core.actors import Actor
from tests.journeys.conftest import Come
from tests.journeys.visitor import DESK, PHONE, Visitor
from tests.world import World

# Submitting and reading without scripts are walked in the other journeys.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("screen", [DESK, PHONE], ids=str)]
REASON = "目标偏于原则，请写明可以核对的数量"
ANSWER = "两年内共建课程二十门，每年由双方共同核对。"
TITLE = "校际合作示例项目"


def test_returned_corrected_and_passed(world: World, come: Come) -> None:
    application = world.application(title=TITLE, state=State.SUBMITTED)

    office = come(world.gongye.officer)
    ask_for_correction(office, application)
    assert state_of(application) == State.RETURNED

    teacher = come(world.lnu.author).open("/workbench/")
    teacher.follow("Returned: to correct").follow_title(TITLE)
    assert teacher.reads(REASON)
    teacher.open(f"/applications/{application.pk}/sections/goals/")
    assert teacher.page.locator('[name="content"]').count() == 0
    teacher.put("goals", ANSWER).press("Save and leave")

    liaison = come(world.lnu.liaison).open("/workbench/")
    liaison.follow("Corrections to resubmit").follow_title(TITLE).follow("Resubmit").press("Resubmit now")
    assert state_of(application) == State.SUBMITTED

    pass_check(office, application, world.gongye.officer, expecting=ANSWER)
    assert state_of(application) == State.SUBMITTED
    pass_check(come(world.xuewei.officer), application, world.xuewei.officer, expecting=ANSWER)
    assert state_of(application) == State.CHECKED


def ask_for_correction(office: Visitor, application: Application) -> None:
    office.open("/workbench/").follow("Formal checks to do").follow_title(application.title)
    office.page.locator("#ask-goals").check()
    office.put("reason-goals", REASON).press("Return for correction…")
    assert office.reads(REASON)
    office.press("Return it now")


def pass_check(office: Visitor, application: Application, officer: Actor, *, expecting: str) -> None:
    """Every item of the checklist by hand; what changed stands on the page."""
    check = FormalCheck.objects.get(submission__application=application, office_id=officer.organisation_id, outcome="")
    office.open(f"/checks/{check.pk}/")
    assert office.reads(expecting)
    items = office.page.locator("fieldset.item")
    for number in range(items.count()):
        items.nth(number).locator("input[value=yes]").check()
    office.press("Pass", "formal check")


def state_of(application: Application) -> str:
    return Application.objects.get(pk=application.pk).state


def test_an_office_that_asks_without_words_is_told_at_the_field(world: World, come: Come) -> None:
    application = world.application(state=State.SUBMITTED)
    check = FormalCheck.objects.filter(submission__application=application).order_by("id")[0]
    office = come(world.gongye.officer).open(f"/checks/{check.pk}/")
    office.page.locator("#ask-goals").check()
    office.press("Return for correction…")
    assert office.page.locator("#reason-goals-error").inner_text().strip()
    assert office.page.locator("#ask-goals").is_checked()
    assert state_of(application) == State.SUBMITTED
