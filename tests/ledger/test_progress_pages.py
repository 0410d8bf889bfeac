"""Pages of periods and reports: what is typed is kept, each sees what is his, the next step is said."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.ledger.models import ProgressReport, ReportFile, ReportingPeriod
from lianxiao.ledger.states import PeriodState, ReportState
from lianxiao.site.queries.workbench import waiting_for
from tests.core.files.made import pdf
from tests.ledger import reporting
from tests.ledger.approving import project
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def report(world: World) -> ProgressReport:
    return reporting.asked(world, project(world))


def waiting(actor: Actor) -> dict[str, int]:
    return {one.kind: one.count for one in waiting_for(actor) if one.kind.startswith(("report_", "period_"))}


def typed(report: ProgressReport, **more: Any) -> dict[str, Any]:
    month = f"{reporting.this_month():%Y-%m}"
    values: dict[str, Any] = {"revision": report.revision, "summary": "按计划推进。", "difficulties": "", "plan": ""}
    for one in report.items.all():
        values[f"text-{one.pk}"] = "说明"
        if one.milestone_id:
            values |= {f"standing-{one.pk}": "under_way", f"reached-{one.pk}": ""}
        else:
            values[f"amount-{one.pk}-{month}"] = ""
    return values | more


def path(report: ProgressReport, step: str = "") -> str:
    return reverse(f"ledger:report{step}", args=[report.pk])


class TestTheDesk:
    def test_a_period_is_drafted_opened_and_leads_to_its_reports(self, client: Client, world: World) -> None:
        reporting.begun(project(world))
        officer = sign_in(client, world.gongye.officer)
        due = timezone.localtime() + timedelta(days=10)
        values = {
            "name": "下半年",
            "name_en": "",
            "first_month": f"{reporting.first_month():%Y-%m}",
            "last_month": f"{reporting.this_month():%Y-%m}",
            "due_at_0": f"{due:%Y-%m-%d}",
            "due_at_1": "17:00",
            "note": "",
        }
        wrong = officer.post(reverse("ledger:period_new"), values | {"last_month": "2020-01"})
        assert (wrong.status_code, ReportingPeriod.objects.count()) == (422, 0)
        assert 'value="下半年"' in wrong.content.decode()
        officer.post(reverse("ledger:period_new"), values)
        period = ReportingPeriod.objects.get()
        assert waiting(world.gongye.officer) == {"period_to_open": 1}
        assert len(officer.get(reverse("ledger:periods") + "?waiting=period_to_open").context["page"].table.rows) == 1
        officer.post(reverse("ledger:period_edit", args=[period.pk]), values | {"name": "下半年进展"})
        officer.post(reverse("ledger:period_open", args=[period.pk]))
        period.refresh_from_db()
        assert (period.state, period.name) == (PeriodState.OPEN, "下半年进展")
        for one in officer.get(reverse("ledger:period", args=[period.pk])).context["progress"]:
            assert len(officer.get(one.url).context["page"].table.rows) == one.count

    def test_what_keeps_it_from_opening_is_said(self, client: Client, world: World) -> None:
        officer = sign_in(client, world.gongye.officer)
        made = reporting.periods.draft(values=reporting.values(), by=world.gongye.officer)
        page = officer.post(reverse("ledger:period_open", args=[made.pk]))
        assert page.status_code == 422
        assert "这些月份没有执行中的项目" in page.content.decode()


class TestWriting:
    def test_words_figures_and_files_are_saved_together(
        self, client: Client, world: World, report: ProgressReport
    ) -> None:
        author, one = sign_in(client, world.lnu.author), reporting.item(report)
        month = f"{reporting.this_month():%Y-%m}"
        file = SimpleUploadedFile("佐证.pdf", pdf(), "application/pdf")
        data = typed(report, **{f"amount-{one.pk}-{month}": "3.5", f"file-{one.pk}": file, "go": "check"})
        answer = author.post(path(report, "_save"), data)
        assert answer.status_code == 302
        assert list(one.figures.values_list("amount", flat=True)) == [3.5]
        kept = ReportFile.objects.get()
        assert kept.name == "佐证.pdf"
        page = author.get(path(report)).content.decode()
        assert "3.5" in page
        assert reverse("ledger:evidence_file", args=[kept.pk]) in page
        again = ProgressReport.objects.get(pk=report.pk)
        author.post(path(report, "_save"), typed(again, remove_file=str(kept.pk)))
        kept.refresh_from_db()
        assert kept.removed_at is not None

    def test_nothing_typed_is_lost_when_something_is_wrong(
        self, client: Client, world: World, report: ProgressReport
    ) -> None:
        author, one = sign_in(client, world.lnu.author), reporting.item(report)
        month = f"{reporting.this_month():%Y-%m}"
        page = author.post(
            path(report, "_save"), typed(report, summary="很长的文字", **{f"amount-{one.pk}-{month}": "-1"})
        )
        assert page.status_code == 422
        assert "很长的文字" in page.content.decode()
        milestone = reporting.milestone(report)
        page = author.post(path(report, "_save"), typed(report, **{f"reached-{milestone.pk}": "2026-01-01"}))
        assert page.status_code == 422
        report.refresh_from_db()
        assert report.summary == ""

    def test_a_refused_file_is_said_and_the_words_are_kept(
        self, client: Client, world: World, report: ProgressReport
    ) -> None:
        author, one = sign_in(client, world.lnu.author), reporting.item(report)
        file = SimpleUploadedFile("程序.exe", b"MZ", "application/x-msdownload")
        page = author.post(path(report, "_save"), typed(report, summary="已保存", **{f"file-{one.pk}": file}))
        assert page.status_code == 200
        assert "程序.exe" in page.content.decode()
        report.refresh_from_db()
        assert report.summary == "已保存"

    def test_two_windows_do_not_overwrite_each_other(
        self, client: Client, world: World, report: ProgressReport
    ) -> None:
        author = sign_in(client, world.lnu.author)
        data = typed(report)
        author.post(path(report, "_save"), data)
        page = author.post(path(report, "_save"), data | {"summary": "第二个窗口"})
        assert page.status_code == 409
        assert "第二个窗口" in page.content.decode()
        author.post(path(report, "_save"), data | {"summary": "第二个窗口", "revision": 1})
        report.refresh_from_db()
        assert report.summary == "第二个窗口"

    def test_gaps_stand_on_the_page_and_keep_it_from_leaving(
        self, client: Client, world: World, report: ProgressReport
    ) -> None:
        author = sign_in(client, world.lnu.author)
        author.post(path(report, "_save"), typed(report, summary=""))
        page = author.get(path(report))
        assert [gap.anchor for gap in page.context["gaps"]] == ["id_summary"]
        assert author.post(path(report, "_hand_in")).status_code == 422


class TestTurns:
    def test_each_finds_it_on_the_workbench_and_in_the_list_behind_it(
        self, client: Client, world: World, report: ProgressReport
    ) -> None:
        def turn(actor: Actor, kind: str) -> None:
            assert waiting(actor) == {kind: 1}
            rows = sign_in(client, actor).get(f"{reverse('ledger:reports')}?waiting={kind}").context["page"].table.rows
            assert [row.record for row in rows] == [report]

        turn(world.lnu.author, "report_to_write")
        reporting.written(world, report)
        reporting.reports.hand_in(report=report, by=world.lnu.author)
        assert waiting(world.lnu.author) == {}
        turn(world.lnu.liaison, "report_to_release")
        reporting.reports.release(report=report, by=world.lnu.liaison)
        turn(world.gongye.officer, "report_to_confirm")
        assert waiting(world.keji.officer) == waiting(world.dut.liaison) == waiting(world.lnu.colleague) == {}
        reporting.returned(world, report)
        turn(world.lnu.author, "report_to_correct")

    def test_the_steps_are_taken_on_the_page(self, client: Client, world: World, report: ProgressReport) -> None:
        reporting.written(world, report)
        sign_in(client, world.lnu.author).post(path(report, "_hand_in"))
        liaison = sign_in(client, world.lnu.liaison)
        assert liaison.post(path(report, "_send_back"), {"reason": ""}).status_code == 422
        liaison.post(path(report, "_send_back"), {"reason": "补充"})
        sign_in(client, world.lnu.author).post(path(report, "_hand_in"))
        sign_in(client, world.lnu.liaison).post(path(report, "_release"))
        officer = sign_in(client, world.gongye.officer)
        due = timezone.localdate() + timedelta(days=3)
        one = reporting.item(report)
        ask = {f"ask-{one.pk}": "1", "due_at_0": f"{due}", "due_at_1": "12:00"}
        assert officer.get(path(report, "_return")).status_code == 200
        refused = officer.post(path(report, "_returned"), ask | {f"reason-{one.pk}": ""})
        assert (refused.status_code, " checked" in refused.content.decode()) == (422, True)
        officer.post(path(report, "_returned"), ask | {f"reason-{one.pk}": "数据与附件不符"})
        report.refresh_from_db()
        assert report.state == ReportState.RETURNED
        assert "数据与附件不符" in sign_in(client, world.lnu.author).get(path(report)).content.decode()
        reporting.released(world, report)
        sign_in(client, world.gongye.officer).post(path(report, "_confirm"))
        report.refresh_from_db()
        assert report.state == ReportState.CONFIRMED


class TestReach:
    def test_the_department_reads_what_was_released_and_nothing_before(
        self, client: Client, world: World, report: ProgressReport
    ) -> None:
        reporting.written(world, report)
        file = reverse("ledger:evidence_file", args=[ReportFile.objects.get().pk])
        for actor in (world.gongye.officer, world.ting):
            reader = sign_in(client, actor)
            assert "按计划推进" not in reader.get(path(report)).content.decode()
            assert reader.get(file).status_code == 404
        reporting.reports.hand_in(report=report, by=world.lnu.author)
        reporting.reports.release(report=report, by=world.lnu.liaison)
        for actor in (world.gongye.officer, world.ting, world.lnu.liaison, world.lnu.leader, world.lnu.author):
            reader = sign_in(client, actor)
            assert "按计划推进" in reader.get(path(report)).content.decode()
            assert reader.get(file).status_code == 200

    def test_others_find_nothing(self, client: Client, world: World, report: ProgressReport) -> None:
        for actor in (world.dut.liaison, world.dut.author, world.lnu.colleague, world.neu.leader):
            assert sign_in(client, actor).get(path(report)).status_code == 404
        assert sign_in(client, world.firm).get(path(report)).status_code == 403

    def test_the_project_shows_what_was_promised_waits_and_was_achieved(
        self, client: Client, world: World, report: ProgressReport
    ) -> None:
        def line() -> tuple[Any, Any]:
            page = sign_in(client, world.neu.liaison).get(f"/ledger/{report.project_id}/")
            first = page.context["achieved"][0]
            return first.under_way, first.achieved

        assert line() == (0, 0)
        reporting.released(world, report, amount=5)
        assert line() == (5, 0)
        reporting.confirmed(world, report)
        assert line() == (0, 5)


def test_late_ones_stand_out_and_can_be_filtered(client: Client, world: World, report: ProgressReport) -> None:
    leader = sign_in(client, world.ting)
    assert len(leader.get(reverse("ledger:reports") + "?late=on").context["page"].table.rows) == 0
    ReportingPeriod.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert len(leader.get(reverse("ledger:reports") + "?late=on").context["page"].table.rows) == 1
    assert "逾期" in leader.get(path(report)).content.decode()


def test_a_report_takes_as_many_queries_with_more_items(client: Client, world: World, report: ProgressReport) -> None:
    author = sign_in(client, world.lnu.author)
    author.get(path(report))
    with CaptureQueriesContext(connection) as few:
        author.get(path(report))
    reporting.written(world, report, reached=timezone.localdate())
    with CaptureQueriesContext(connection) as many:
        author.get(path(report))
    assert len(many) <= len(few) + 3  # what is still missing is looked for once it can be handed in
