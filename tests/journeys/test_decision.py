"""Proposed, countersigned, confirmed, put on public notice, released: an application becomes a project."""

from datetime import timedelta

import pytest

from lianxiao.calls.actions import public_notices
from lianxiao.calls.models import Application, PublicNotice
from lianxiao.calls.states import PublicNoticeState, State
from lianxiao.core import clock
from lianxiao.ledger.models import Project
from tests.calls.test_decisions import checked
from tests.journeys.conftest import Come
from tests.journeys.test_correction import state_of
from tests.journeys.visitor import DESK, PHONE, Visitor
from tests.world import World

# Submitting and reading without scripts are walked in the other journeys.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("screen", [DESK, PHONE], ids=str)]
TITLE = "校际合作示例项目"


def test_from_the_proposal_to_the_ledger(world: World, come: Come) -> None:
    application = checked(world, title=TITLE)

    responsible = come(world.gongye.officer)
    responsible.open("/workbench/").follow("Decisions to propose").follow_title(TITLE)
    responsible.put("outcome", "approve").put("reason", "合作基础扎实，建议立项。").press("Propose", "decision")

    other = come(world.xuewei.officer).open("/workbench/")
    other.follow("Proposals to countersign").follow_title(TITLE)
    other.put("agrees", "yes").press("Countersign", "decision")

    leader = come(world.ting).open("/workbench/")
    leader.follow("Decisions to confirm").follow_title(TITLE).press("Confirm", "decision")
    assert state_of(application) == State.CONFIRMED

    put_on_notice(responsible, world)
    assert state_of(application) == State.ON_NOTICE
    let_it_end(world)

    notice = PublicNotice.objects.get()
    leader.open("/workbench/").follow("Lists to release").follow_title(notice.title)
    leader.follow("Release", "list").press("Release now")
    assert state_of(application) == State.APPROVED

    project = Project.objects.get()
    assert project.number == f"LN-PY-{world.call.year}-001"
    leader.open("/ledger/").follow_title(TITLE)
    assert leader.reads(project.number)


def put_on_notice(office: Visitor, world: World) -> None:
    office.open("/workbench/").follow("Confirmed applications to put on public notice").follow_title(world.call.title)
    office.put("contact", "省教育厅工业高等教育处，024-00000000")
    for box in office.page.locator("#main input[type=checkbox]").all():
        box.check()
    office.press("Save the draft").follow("Publish").press("Publish now")


def let_it_end(world: World) -> None:
    """What was published a moment ago is closed as if its days had gone by."""
    notice = PublicNotice.objects.get()
    assert notice.state == PublicNoticeState.PUBLISHED
    with clock.shifted(timedelta(days=30)):
        public_notices.close(notice=notice, by=world.gongye.officer)


def test_a_proposal_without_reasons_is_told_at_the_field(world: World, come: Come) -> None:
    application: Application = checked(world, title=TITLE)
    office = come(world.gongye.officer).open(f"/decisions/{application.pk}/")
    office.put("outcome", "reject").press("Propose", "decision")
    assert office.page.locator("#id_reason").get_attribute("aria-invalid") == "true"
    assert office.page.locator('[name="outcome"][value="reject"]').is_checked()
    assert state_of(application) == State.CHECKED
