"""A mid-term check: delegated to the universities, drawn from, looked at by the office, closed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lianxiao.ledger.models import CheckedProject, FollowUp
from tests.core.files.made import pdf
from tests.journeys.conftest import Come
from tests.journeys.visitor import DESK, PHONE, PLAIN
from tests.ledger.approving import project
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("screen", [DESK, PHONE, PLAIN], ids=str)]


def test_from_the_delegation_to_the_closed_check(world: World, come: Come) -> None:
    found = project(world)
    due = timezone.localtime() + timedelta(days=20)

    officer = come(world.gongye.officer).open("/ledger/midterm/").follow("Draft a check")
    officer.put("name", "2026年中期检查").put("due_at_0", f"{due:%Y-%m-%d}").put("due_at_1", "17:00")
    officer.put("sample_size", "1").press("Save the draft").press("Open the check")

    liaison = come(world.lnu.liaison).open("/workbench/")
    liaison.follow("Mid-term checks to conclude").follow_title(found.title)
    liaison.put("verdict", "passed").put("words", "进度与任务书一致。")
    file = {"name": "自查报告.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    liaison.page.set_input_files("#id_file", file)  # type: ignore[arg-type]
    liaison.press("Conclude for the university")

    officer.open("/workbench/").follow("Samples of mid-term checks to draw").follow_title("2026年中期检查")
    officer.press("Draw the sample")
    officer.open("/workbench/").follow("Projects of mid-term checks to look at").follow_title(found.title)
    officer.put("verdict", "mend").put("words", "经费执行偏慢，请说明。").press("Conclude for the office")
    assert officer.reads("经费执行偏慢，请说明。")

    checked = CheckedProject.objects.get(project=found)
    officer.open(f"/ledger/midterm/{checked.check_of_id}/").press("Close the check")
    assert FollowUp.objects.get(project=found).text.endswith("经费执行偏慢，请说明。")
    assert liaison.open(f"/ledger/midterm/projects/{checked.pk}/").reads("经费执行偏慢，请说明。")
