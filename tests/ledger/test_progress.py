"""Progress is written by who writes for the project, released by the university, confirmed by the lead office;
only then it counts.
"""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from lianxiao.calls.states import Hand
from lianxiao.core import files
from lianxiao.core.actors import Actor
from lianxiao.core.refusals import LostUpdate, NotAllowedNow
from lianxiao.ledger.actions import confirming, facts, periods, reports
from lianxiao.ledger.actions.reports import Said
from lianxiao.ledger.models import (
    IndicatorFact,
    IndicatorTotal,
    ProgressReport,
    ProjectMilestone,
    ReportFigure,
    ReportingPeriod,
)
from lianxiao.ledger.queries.months import month_after
from lianxiao.ledger.states import PeriodState, ReportState
from lianxiao.organisations.models import Notification
from lianxiao.organisations.roles import Role
from tests.core.files.made import pdf
from tests.ledger import reporting
from tests.ledger.approving import project
from tests.world import World, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def report(world: World) -> ProgressReport:
    return reporting.asked(world, project(world))


def told(actor: Actor) -> list[str]:
    rows = Notification.objects.filter(user=user_of(actor), kind__startswith="progress").order_by("id")
    return list(rows.values_list("kind", flat=True))


class TestPeriods:
    def test_opening_asks_every_running_project_about_its_open_milestones_and_its_indicators(
        self, world: World
    ) -> None:
        running = reporting.begun(project(world))
        project(world, world.dut)  # its term begins later
        period = reporting.opened(world)
        asked = ProgressReport.objects.get(period=period)
        assert asked.project == running
        assert asked.state == ReportState.NOT_BEGUN
        assert set(asked.items.filter(milestone__isnull=False).values_list("milestone", flat=True)) == set(
            running.milestones.values_list("pk", flat=True)
        )
        assert set(asked.items.filter(indicator__isnull=False).values_list("indicator", flat=True)) == set(
            running.indicators.values_list("pk", flat=True)
        )
        assert told(world.lnu.author) == told(world.lnu.liaison) == ["progress_opened"]
        assert told(world.dut.author) == []

    def test_what_was_reached_is_not_asked_again(self, world: World) -> None:
        running = reporting.begun(project(world))
        ProjectMilestone.objects.filter(project=running).update(reached_date=timezone.localdate())
        asked = ProgressReport.objects.get(period=reporting.opened(world))
        assert not asked.items.filter(milestone__isnull=False).exists()

    def test_two_periods_never_share_a_month(self, world: World) -> None:
        reporting.begun(project(world))
        reporting.opened(world)
        draft = periods.draft(values=reporting.values(name="又一期"), by=world.gongye.officer)
        with pytest.raises(periods.NotReady) as refusal:
            periods.open_period(period=draft, by=world.gongye.officer)
        assert list(refusal.value.problems) == ["first_month"]
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportingPeriod.objects.filter(pk=draft.pk).update(
                state="open", opened_by=world.gongye.officer.user_id, opened_at=timezone.now()
            )

    def test_without_a_running_project_or_with_a_day_that_has_passed_nothing_opens(self, world: World) -> None:
        draft = periods.draft(values=reporting.values(), by=world.gongye.officer)
        with pytest.raises(periods.NotReady):
            periods.open_period(period=draft, by=world.gongye.officer)
        reporting.begun(project(world))
        late = periods.draft(
            values=reporting.values(due_at=timezone.now() - timedelta(hours=1)), by=world.gongye.officer
        )
        with pytest.raises(periods.NotReady):
            periods.open_period(period=late, by=world.gongye.officer)
        draft.refresh_from_db()
        assert draft.state == PeriodState.DRAFT

    def test_only_the_office_that_drafted_it_opens_and_closes_it(self, world: World) -> None:
        reporting.begun(project(world))
        draft = periods.draft(values=reporting.values(), by=world.gongye.officer)
        for actor in (world.keji.officer, world.ting, world.lnu.liaison):
            with pytest.raises(PermissionDenied):
                periods.open_period(period=draft, by=actor)
        periods.open_period(period=draft, by=world.gongye.colleague)
        with pytest.raises(PermissionDenied):
            periods.close_period(period=draft, by=world.keji.officer)

    def test_closes_when_nothing_waits_and_then_nothing_changes(self, world: World, report: ProgressReport) -> None:
        reporting.released(world, report)
        with pytest.raises(periods.StillUnderWay):
            periods.close_period(period=report.period, by=world.gongye.officer)
        reporting.confirmed(world, report)
        other = ProgressReport.objects.create(period=report.period, project=reporting.begun(project(world)))
        periods.close_period(period=report.period, by=world.gongye.officer)
        with pytest.raises(PermissionDenied):
            reports.save(report=other, words=reporting.words(), said={}, revision=0, by=world.lnu.author)


class TestWriting:
    def test_what_is_written_stands_and_the_report_is_begun(self, world: World, report: ProgressReport) -> None:
        reporting.written(world, report, amount=4)
        assert (report.state, report.summary, report.revision) == (ReportState.DRAFT, "按计划推进。", 1)
        kept = ReportFigure.objects.get(item__report=report)
        assert (kept.month, kept.amount) == (reporting.this_month(), Decimal(4))

    def test_who_writes_on_an_older_version_is_told_and_nothing_is_stored(
        self, world: World, report: ProgressReport
    ) -> None:
        reporting.written(world, report)
        with pytest.raises(LostUpdate):
            reports.save(report=report, words=reporting.words("旧稿"), said={}, revision=0, by=world.lnu.author)
        report.refresh_from_db()
        assert report.summary == "按计划推进。"

    def test_months_outside_the_period_are_not_kept(self, world: World, report: ProgressReport) -> None:
        one = reporting.item(report)
        amounts = {month_after(reporting.this_month()): Decimal(9), reporting.this_month(): Decimal(2)}
        reports.save(
            report=report,
            words=reporting.words(),
            said={one.pk: Said(amounts=amounts)},
            revision=0,
            by=world.lnu.author,
        )
        assert list(one.figures.values_list("amount", flat=True)) == [Decimal(2)]

    def test_a_reader_a_colleague_the_liaison_and_others_do_not_write(
        self, world: World, report: ProgressReport
    ) -> None:
        application = report.project.application
        strangers = (world.lnu.colleague, world.lnu.liaison, world.lnu.leader, world.dut.author, world.neu.author)
        for actor in (*strangers, world.gongye.officer, world.ting):
            with pytest.raises(PermissionDenied):
                reports.save(report=report, words=reporting.words(), said={}, revision=0, by=actor)
        application.members.create(
            user=user_of(world.lnu.colleague), organisation=world.lnu.organisation, hand=Hand.READER
        )
        with pytest.raises(PermissionDenied):
            reports.save(report=report, words=reporting.words(), said={}, revision=0, by=world.lnu.colleague)
        application.members.filter(user=user_of(world.lnu.colleague)).update(hand=Hand.EDITOR)
        reports.save(report=report, words=reporting.words(), said={}, revision=0, by=world.lnu.colleague)

    def test_evidence_is_a_file_that_can_be_read(self, world: World, report: ProgressReport) -> None:
        one = reporting.item(report)
        with pytest.raises(files.RefusedFile):
            reports.attach(item=one, name="程序.exe", stream=BytesIO(b"MZ"), by=world.lnu.author)
        kept = reports.attach(item=one, name="佐证.pdf", stream=BytesIO(pdf()), by=world.lnu.author)
        reports.remove_file(file=kept, by=world.lnu.author)
        kept.refresh_from_db()
        assert kept.removed_at is not None
        with pytest.raises(PermissionDenied):
            reports.attach(item=one, name="佐证.pdf", stream=BytesIO(pdf()), by=world.dut.author)


class TestHandingIn:
    def test_every_gap_is_told_at_once(self, world: World, report: ProgressReport) -> None:
        one, milestone = reporting.item(report), reporting.milestone(report)
        amounts = {reporting.this_month(): Decimal(1)}
        reports.save(
            report=report,
            words=reporting.words(""),
            said={one.pk: Said(amounts=amounts), milestone.pk: Said(standing="reached")},
            revision=0,
            by=world.lnu.author,
        )
        with pytest.raises(reports.Incomplete) as refusal:
            reports.hand_in(report=report, by=world.lnu.author)
        places = [gap.anchor for gap in refusal.value.gaps]
        assert places[:3] == ["id_summary", f"item-{milestone.pk}", f"item-{milestone.pk}"]
        assert places.count(f"item-{one.pk}") == 1
        report.refresh_from_db()
        assert report.state == ReportState.DRAFT

    def test_a_milestone_that_is_due_says_why_it_is_not_reached(self, world: World, report: ProgressReport) -> None:
        reporting.written(world, report)
        report.items.filter(milestone__isnull=False).update(text="")
        with pytest.raises(reports.Incomplete):
            reports.hand_in(report=report, by=world.lnu.author)

    def test_goes_to_the_liaison_who_sends_back_with_a_reason_or_releases(
        self, world: World, report: ProgressReport
    ) -> None:
        reporting.written(world, report)
        reports.hand_in(report=report, by=world.lnu.author)
        assert told(world.lnu.liaison)[-1] == "progress_handed_in"
        with pytest.raises(reports.ReasonMissing):
            reports.send_back(report=report, reason=" ", by=world.lnu.liaison)
        reports.send_back(report=report, reason="请补充", by=world.lnu.liaison)
        assert (report.state, told(world.lnu.author)[-1]) == (ReportState.DRAFT, "progress_sent_back")
        reports.hand_in(report=report, by=world.lnu.author)
        for actor in (world.lnu.author, world.dut.liaison, world.lnu.leader):
            with pytest.raises(PermissionDenied):
                reports.release(report=report, by=actor)
        reports.release(report=report, by=world.lnu.liaison)
        assert report.state == ReportState.SUBMITTED
        assert told(world.gongye.officer) == ["progress_submitted"]

    def test_a_late_one_is_still_taken(self, world: World, report: ProgressReport) -> None:
        ReportingPeriod.objects.update(due_at=timezone.now() - timedelta(days=1))
        report.refresh_from_db()
        reporting.released(world, report)
        assert report.state == ReportState.SUBMITTED


class TestConfirming:
    def test_only_confirmation_makes_facts(self, world: World, report: ProgressReport) -> None:
        day = timezone.localdate() - timedelta(days=3)
        reporting.released(world, report, amount=5, reached=day)
        assert not IndicatorFact.objects.exists()
        assert set(report.project.milestones.values_list("reached_date", flat=True)) == {None}
        confirming.confirm(report=report, by=world.gongye.officer)
        fact = IndicatorFact.objects.get()
        project_ = report.project
        assert (fact.amount, fact.month, fact.project, fact.university_id, fact.city_id, fact.office_id) == (
            Decimal(5),
            reporting.this_month(),
            project_,
            project_.university_id,
            project_.city_id,
            project_.lead_office_id,
        )
        cell = IndicatorTotal.objects.get()
        assert (cell.target_id, cell.amount, cell.facts) == (fact.target_id, Decimal(5), 1)
        assert set(project_.milestones.values_list("reached_date", flat=True)) == {day}
        assert told(world.lnu.author)[-1] == told(world.lnu.liaison)[-1] == "progress_confirmed"

    def test_the_lead_office_alone_confirms_and_once(self, world: World, report: ProgressReport) -> None:
        reporting.released(world, report)
        for actor in (world.keji.officer, world.ting, world.lnu.liaison, world.lnu.author):
            with pytest.raises(PermissionDenied):
                confirming.confirm(report=report, by=actor)
        confirming.confirm(report=report, by=world.gongye.officer)
        with pytest.raises((PermissionDenied, NotAllowedNow)):
            confirming.confirm(report=report, by=world.gongye.officer)
        assert IndicatorFact.objects.count() == 1

    def test_a_return_names_places_reasons_and_a_day_and_comes_back_corrected(
        self, world: World, report: ProgressReport
    ) -> None:
        reporting.released(world, report)
        soon = timezone.now() + timedelta(days=3)
        one = reporting.item(report)
        for reasons, due in (({}, soon), ({one.pk: " "}, soon), ({one.pk: "核实"}, timezone.now())):
            with pytest.raises((confirming.ReasonsMissing, confirming.NotLater)):
                confirming.return_for_correction(report=report, reasons=reasons, due_at=due, by=world.gongye.officer)
        reporting.returned(world, report, due_at=soon)
        assert (report.state, report.correction_due_at) == (ReportState.RETURNED, soon)
        assert told(world.lnu.author)[-1] == "progress_returned"
        reporting.released(world, report, amount=2)
        assert not report.reasons.filter(answered_at=None).exists()
        reporting.confirmed(world, report)
        assert IndicatorFact.objects.get().amount == Decimal(2)

    def test_a_correction_that_the_liaison_sends_back_is_still_a_correction(
        self, world: World, report: ProgressReport
    ) -> None:
        reporting.returned(world, reporting.released(world, report))
        reports.hand_in(report=report, by=world.lnu.author)
        reports.send_back(report=report, reason="再看", by=world.lnu.liaison)
        assert report.state == ReportState.RETURNED


class TestFacts:
    def test_are_written_once(self, world: World, report: ProgressReport) -> None:
        reporting.confirmed(world, report)
        for act in (lambda rows: rows.update(amount=9), lambda rows: rows.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                act(IndicatorFact.objects.all())

    def test_are_corrected_by_a_reversal_and_a_new_one(self, world: World, report: ProgressReport) -> None:
        reporting.confirmed(world, report, amount=5)
        fact = IndicatorFact.objects.get()
        for actor in (world.keji.officer, world.ting, world.lnu.liaison):
            with pytest.raises(PermissionDenied):
                facts.correct(fact=fact, amount=Decimal(4), reason="重复计数", by=actor)
        with pytest.raises(facts.ReasonMissing):
            facts.correct(fact=fact, amount=Decimal(4), reason="", by=world.gongye.officer)
        anew = facts.correct(fact=fact, amount=Decimal(4), reason="重复计数", by=world.gongye.officer)
        assert anew is not None
        with pytest.raises(facts.Corrected):
            facts.correct(fact=fact, amount=Decimal(3), reason="再改", by=world.gongye.officer)
        assert IndicatorTotal.objects.get().amount == Decimal(4)
        assert facts.correct(fact=anew, amount=Decimal(0), reason="不计", by=world.gongye.officer) is None
        assert IndicatorTotal.objects.get().amount == Decimal(0)

    def test_a_figure_is_a_fact_once(self, world: World, report: ProgressReport) -> None:
        reporting.confirmed(world, report)
        fact = IndicatorFact.objects.get()
        fact.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            fact.save(force_insert=True)

    def test_the_trigger_is_what_keeps_the_sums(self, world: World, report: ProgressReport) -> None:
        """The control: without it the board stays empty."""
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE ledger_indicatorfact DISABLE TRIGGER indicator_totals_insert")
        reporting.confirmed(world, report)
        assert not IndicatorTotal.objects.exists()


def test_who_has_a_role_elsewhere_only_is_not_told(world: World) -> None:
    """A writer who left the university hears nothing of its periods."""
    running = reporting.begun(project(world))
    user_of(world.lnu.author).memberships.filter(role=Role.TEACHER).update(ended_at=timezone.now())
    reporting.opened(world)
    assert running.university == world.lnu.organisation
    assert told(world.lnu.author) == []
