"""A university reports late, its office confirms, and a leader follows the figure on the board to its evidence."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lianxiao.ledger.models import IndicatorFact, ProgressReport, ReportingPeriod
from lianxiao.ledger.states import ReportState
from tests.core.files.made import pdf
from tests.journeys.conftest import Come
from tests.journeys.visitor import DESK, PHONE, PLAIN, Visitor
from tests.ledger import reporting
from tests.ledger.approving import project
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("screen", [DESK, PHONE, PLAIN], ids=str)]


def test_from_a_late_report_to_the_board(world: World, come: Come) -> None:
    report = reporting.asked(world, project(world))
    ReportingPeriod.objects.update(due_at=timezone.now() - timedelta(days=1))
    title = report.project.title

    author = come(world.lnu.author).open("/workbench/")
    author.follow("Progress reports to write").follow_title(title)
    assert author.reads("截止时间已过")
    write(author.follow("Write"), report)
    author.press("Hand it to the liaison")

    liaison = come(world.lnu.liaison).open("/workbench/")
    liaison.follow("Progress reports to release").follow_title(title).press("Release to the lead office")

    officer = come(world.gongye.officer).open("/workbench/")
    officer.follow("Progress reports to confirm").follow_title(title).press("Confirm", "report")
    report.refresh_from_db()
    assert report.state == ReportState.CONFIRMED

    leader = come(world.ting).open("/ledger/board/")
    fact = IndicatorFact.objects.get()
    leader.click(leader.page.locator(f'td a[href="/ledger/facts/?target={fact.target_id}&counts=yes"]'))
    leader.click(leader.page.locator(f'a[href="/ledger/facts/{fact.pk}/"]'))
    assert leader.reads("佐证.pdf")
    leader.open(f"/ledger/board/{fact.target_id}/")


def write(author: Visitor, report: ProgressReport) -> None:
    """Every milestone is under way, three were added this month."""
    author.put("summary", "完成两门课程的共建，开放选课。")
    for one in report.items.filter(milestone__isnull=False):
        author.put(f"standing-{one.pk}", "under_way").put(f"text-{one.pk}", "因排课推迟，下月完成。")
    figure = reporting.item(report)
    author.put(f"amount-{figure.pk}-{reporting.this_month():%Y-%m}", "3")
    author.page.locator(f'input[name="file-{figure.pk}"]').set_input_files(
        {"name": "佐证.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    author.press("Save and check")
