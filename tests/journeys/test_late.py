"""A report is late: its office reminds, asks for a later day together with the university, and follows the work up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lianxiao.ledger.actions.lights import refresh
from lianxiao.ledger.models import FollowUp, ReportChase, ReportExtension, ReportingPeriod
from lianxiao.ledger.states import FollowUpState
from tests.journeys.conftest import Come
from tests.journeys.visitor import DESK, PHONE, PLAIN
from tests.ledger import reporting
from tests.ledger.approving import project
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("screen", [DESK, PHONE, PLAIN], ids=str)]


def test_from_a_late_report_to_the_end_of_its_follow_up(world: World, come: Come) -> None:
    report = reporting.asked(world, project(world))
    ReportingPeriod.objects.update(due_at=timezone.now() - timedelta(days=20))
    refresh()
    at, title = f"/ledger/reports/{report.pk}/", report.project.title

    officer = come(world.gongye.officer).open(at)
    officer.press("Remind", "who owes a step")
    assert ReportChase.objects.get().number == 1
    officer.open(f"/ledger/{report.project_id}/").follow("Raise a follow-up")
    officer.put("text", "请说明逾期原因，并尽快报送。").press("Raise it now")

    liaison = come(world.lnu.liaison).open("/workbench/")
    liaison.follow("Follow-ups to answer").follow_title(title)
    liaison.put("statement", "负责人出差，下周报送。").press("Send the statement")
    liaison.open(at).unfold("Ask for a later day")
    later = timezone.localtime() + timedelta(days=7)
    liaison.put("new_due_at_0", f"{later:%Y-%m-%d}").put("new_due_at_1", "17:00").put("reason", "负责人出差。")
    liaison.press("Ask for it")
    assert ReportExtension.objects.get().granted_at is None

    officer.open("/workbench/").follow("Later days of reports to grant").follow_title(title)
    officer.put("outcome", "grant").press("Decide", "of an office")
    report.refresh_from_db()
    assert report.due_at > timezone.now()
    officer.open("/workbench/").follow("Follow-ups answered, to close").follow_title(title)
    officer.press("Close", "follow-up")
    assert FollowUp.objects.get().state == FollowUpState.CLOSED
