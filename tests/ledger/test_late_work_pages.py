"""Pages of late work: whose turn it is finds it on the workbench, and what is refused says why."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.ledger.actions import follow_ups
from lianxiao.ledger.actions.lights import refresh
from lianxiao.ledger.models import FollowUp, ProgressReport, ReportChase, ReportExtension, ReportingPeriod
from lianxiao.ledger.states import FollowUpState, Level
from lianxiao.site.queries.workbench import waiting_for
from tests.ledger import reporting
from tests.ledger.approving import project
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def report(world: World) -> ProgressReport:
    """Due twenty days ago, of a project that is overdue."""
    asked = reporting.asked(world, project(world))
    ReportingPeriod.objects.update(due_at=timezone.now() - timedelta(days=20))
    refresh()
    asked.refresh_from_db()
    return asked


def waiting(actor: Actor) -> dict[str, int]:
    return {one.kind: one.count for one in waiting_for(actor) if one.kind.startswith(("follow_up", "extension"))}


def test_a_late_report_is_chased_on_its_page_and_a_period_as_a_whole(
    client: Client, world: World, report: ProgressReport
) -> None:
    officer = sign_in(client, world.gongye.officer)
    at = reverse("ledger:report", args=[report.pk])
    assert reverse("ledger:report_chase", args=[report.pk]) in officer.get(at).content.decode()
    officer.post(reverse("ledger:report_chase", args=[report.pk]))
    assert ReportChase.objects.get().by_id == world.gongye.officer.user_id
    again = officer.post(reverse("ledger:report_chase", args=[report.pk]))
    assert again.status_code == 409
    assert "24小时" in again.content.decode()
    period = reverse("ledger:period", args=[report.period_id])
    assert "催办逾期报告" in officer.get(period).content.decode()
    officer.post(reverse("ledger:period_chase", args=[report.period_id]))
    assert ReportChase.objects.count() == 1
    assert "催办逾期报告" not in sign_in(client, world.keji.officer).get(period).content.decode()


def test_a_later_day_is_asked_for_and_granted_on_the_page(client: Client, world: World, report: ProgressReport) -> None:
    liaison, ask = sign_in(client, world.lnu.liaison), reverse("ledger:extension_ask", args=[report.pk])
    past = {"new_due_at_0": "2020-01-01", "new_due_at_1": "17:00", "reason": "校历调整"}
    refused = liaison.post(ask, past)
    assert refused.status_code == 422
    assert 'value="2020-01-01"' in refused.content.decode()
    day = f"{timezone.localdate() + timedelta(days=9):%Y-%m-%d}"
    liaison.post(ask, {**past, "new_due_at_0": day})
    asked = ReportExtension.objects.get()
    assert waiting(world.gongye.officer) == {"extension_to_grant": 1}
    decide = reverse("ledger:extension_decide", args=[asked.pk])
    assert liaison.post(decide, {"outcome": "grant"}).status_code == 403
    officer = sign_in(client, world.gongye.officer)
    assert officer.post(decide, {"outcome": "refuse", "reason": ""}).status_code == 422
    officer.post(decide, {"outcome": "grant", "reason": ""})
    report.refresh_from_db()
    assert report.extended_due_at == asked.new_due_at
    assert waiting(world.gongye.officer) == {}


def test_a_follow_up_goes_from_the_project_to_its_end(client: Client, world: World, report: ProgressReport) -> None:
    officer, pk = sign_in(client, world.gongye.officer), report.project_id
    empty = officer.post(reverse("ledger:follow_up_raise", args=[pk]), {"text": ""})
    assert empty.status_code == 422
    officer.post(reverse("ledger:follow_up_raise", args=[pk]), {"text": "请说明逾期原因。"})
    raised = FollowUp.objects.get()
    assert waiting(world.lnu.liaison) == {"follow_up_to_answer": 1}
    assert waiting(world.lnu.author) == {"follow_up_of_mine": 1}
    assert waiting(world.lnu.leader) == {}
    assert "本项目逾期工作正在督办" in officer.get(reverse("ledger:project", args=[pk])).content.decode()
    liaison = sign_in(client, world.lnu.liaison)
    page = liaison.get(reverse("ledger:follow_up", args=[raised.pk])).content.decode()
    assert "请说明逾期原因。" in page
    liaison.post(reverse("ledger:follow_up_answer", args=[raised.pk]), {"statement": "下周报送。"})
    assert waiting(world.gongye.officer) == {"follow_up_to_close": 1}
    officer = sign_in(client, world.gongye.officer)
    officer.post(reverse("ledger:follow_up_again", args=[raised.pk]), {"reason": "请写明日期。"})
    unsaid = officer.post(reverse("ledger:follow_up_close", args=[raised.pk]), {"remark": ""})
    assert unsaid.status_code == 422
    officer.post(reverse("ledger:follow_up_close", args=[raised.pk]), {"remark": "已电话核实。"})
    raised.refresh_from_db()
    assert raised.state == FollowUpState.CLOSED


def test_what_climbed_stands_with_the_leader_and_then_with_the_office(world: World, report: ProgressReport) -> None:
    follow_ups.raise_by_the_clock()
    FollowUp.objects.update(level=Level.LEADERS)
    assert waiting(world.lnu.leader) == {"follow_up_climbed": 1}
    FollowUp.objects.update(level=Level.OFFICE, due_date=None)
    assert waiting(world.gongye.officer) == {"follow_up_unanswered": 1}
