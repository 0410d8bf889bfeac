"""A project comes to its end: accepted after a correction, or withdrawn by a second officer."""

import pytest
from django.utils import timezone

from lianxiao.ledger.models import Project
from lianxiao.ledger.states import ProjectState
from tests.core.files.made import pdf
from tests.journeys.conftest import Come
from tests.journeys.visitor import DESK, PHONE, PLAIN, Visitor
from tests.ledger import ending
from tests.ledger.approving import project
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("screen", [DESK, PHONE, PLAIN], ids=str)]


def test_from_the_application_for_acceptance_to_a_finished_project(world: World, come: Come) -> None:
    found = ending.nothing_left(project(world))

    liaison = come(world.lnu.liaison).open(f"/ledger/{found.pk}/").follow("Apply for final acceptance")
    fill_in(liaison)
    liaison.press("Apply", "acceptance")
    assert liaison.reads("同意通过验收。")

    officer = come(world.gongye.officer).open("/workbench/")
    officer.follow("Final acceptances to confirm").follow_title(found.title)
    officer.unfold("Return for correction").put("reason", "请补充经费决算。").press("Return it now")

    liaison.open("/workbench/").follow("Final acceptances to correct").follow_title(found.title).follow("Correct")
    assert liaison.reads("请补充经费决算。")
    liaison.press("Apply", "acceptance")

    officer.open("/workbench/").follow("Final acceptances to confirm").follow_title(found.title)
    officer.press("Confirm the acceptance")
    officer.open(f"/ledger/{found.pk}/")
    assert Project.objects.get(pk=found.pk).state == ProjectState.FINISHED


def fill_in(liaison: Visitor) -> None:
    liaison.put("meeting_date", f"{timezone.localdate():%Y-%m-%d}").put("members", "王教授，某大学，组长")
    liaison.put("opinion", "同意通过验收。").put("conclusion", "passed")
    file = {"name": "结题报告.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    liaison.page.set_input_files("#id_file", file)  # type: ignore[arg-type]


def test_from_the_proposal_to_a_withdrawn_project(world: World, come: Come) -> None:
    found = project(world)
    officer = come(world.gongye.officer).open(f"/ledger/{found.pk}/").follow("Withdraw the project")
    officer.put("reason", "合作终止。").press("Propose the withdrawal")
    assert officer.reads("合作终止。")

    colleague = come(world.gongye.colleague).open("/workbench/")
    colleague.follow("Withdrawals to carry out").follow_title(found.title)
    colleague.press("Carry the withdrawal out")
    come(world.lnu.liaison).open(f"/ledger/{found.pk}/")
    assert Project.objects.get(pk=found.pk).state == ProjectState.WITHDRAWN
