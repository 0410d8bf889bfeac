"""Late work is chased, gets a later day by two people, and is followed up until the university has answered."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianxiao.calls.actions.chases import ChasedOut, ChasedToday
from lianxiao.core import clock
from lianxiao.core.actors import Actor
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.ledger.actions import chasing, extensions, follow_ups
from lianxiao.ledger.actions.lights import refresh
from lianxiao.ledger.actions.reports import ReasonMissing
from lianxiao.ledger.models import FollowUp, ProgressReport, Project, ReportChase, ReportExtension
from lianxiao.ledger.states import FollowUpState, Level, Light
from lianxiao.organisations.models import Notification
from tests.ledger import reporting
from tests.ledger.approving import project
from tests.world import World, user_of

pytestmark = pytest.mark.django_db
LATE = timedelta(days=21)  # a report of `reporting` is due in twenty
A_DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def report(world: World) -> ProgressReport:
    return reporting.asked(world, project(world))


def told(actor: Actor) -> list[str]:
    rows = Notification.objects.filter(user=user_of(actor), kind__regex="chased|exten|follow_up").order_by("id")
    return list(rows.values_list("kind", flat=True))


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


class TestChasing:
    def test_nobody_is_reminded_before_it_is_late_and_once_a_day_afterwards(
        self, world: World, report: ProgressReport
    ) -> None:
        with pytest.raises(NotAllowedNow):
            chasing.chase(report=report, by=world.gongye.officer)
        with clock.shifted(LATE):
            assert chasing.chase(report=report, by=world.gongye.officer).number == 1
            with pytest.raises(ChasedToday):
                chasing.chase(report=report, by=world.gongye.colleague)
        assert told(world.lnu.author) == told(world.lnu.liaison) == ["progress_chased"]

    def test_after_three_times_the_leader_is_told_once_and_then_nobody(
        self, world: World, report: ProgressReport
    ) -> None:
        for day in range(4):
            with clock.shifted(LATE + day * A_DAY):
                chasing.chase(report=report, by=world.gongye.officer)
        assert told(world.lnu.liaison) == ["progress_chased"] * 3
        assert told(world.lnu.leader) == ["progress_chased_leader"]
        with clock.shifted(LATE + 9 * A_DAY), pytest.raises(ChasedOut):
            chasing.chase(report=report, by=world.gongye.officer)

    def test_only_the_lead_office_chases(self, world: World, report: ProgressReport) -> None:
        with clock.shifted(LATE):
            for stranger in (world.keji.officer, world.ting, world.lnu.liaison):
                with pytest.raises(PermissionDenied):
                    chasing.chase(report=report, by=stranger)

    def test_the_clock_chases_once_a_week_until_the_work_is_followed_up(
        self, world: World, report: ProgressReport
    ) -> None:
        assert chasing.chase_by_the_clock() == 0
        for days, sent in ((21, 1), (22, 0), (28, 1), (29, 0)):
            with clock.shifted(days * A_DAY):
                assert chasing.chase_by_the_clock() == sent
        assert ReportChase.objects.filter(by=None).count() == 2
        with clock.shifted(36 * A_DAY):
            refresh()
            assert follow_ups.raise_by_the_clock() == 1
            assert chasing.chase_by_the_clock() == 0

    def test_everything_late_of_a_period_is_chased_at_once_but_for_who_heard_today(
        self, world: World, report: ProgressReport
    ) -> None:
        with clock.shifted(LATE):
            assert chasing.chase_late(period=report.period, by=world.keji.officer) == 0
            assert chasing.chase_late(period=report.period, by=world.gongye.officer) == 1
            assert chasing.chase_late(period=report.period, by=world.gongye.officer) == 0

    def test_what_has_come_in_is_not_chased(self, world: World, report: ProgressReport) -> None:
        reporting.released(world, report)
        with clock.shifted(LATE):
            with pytest.raises(PermissionDenied):
                chasing.chase(report=report, by=world.gongye.officer)
            assert chasing.chase_by_the_clock() == 0

    def test_the_database_keeps_the_limits(self, world: World, report: ProgressReport) -> None:
        with clock.shifted(LATE):
            first = chasing.chase(report=report, by=world.gongye.officer)
        for wrong, name in (
            ({"number": 2}, "report_chase_once_a_day"),
            ({"number": 5, "at": first.until, "until": first.until + A_DAY}, "report_chase_limit"),
            ({"at": first.until, "until": first.until + A_DAY}, "report_chase_number_once"),
        ):
            row = {"report": report, "due_at": first.due_at, "number": 1, "at": first.at, "until": first.until}
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                ReportChase.objects.create(**{**row, **wrong})


class TestLaterDays:
    def test_one_asks_another_grants_and_the_light_follows(self, world: World, report: ProgressReport) -> None:
        with clock.shifted(LATE):
            later = clock.database_now() + timedelta(days=10)
            asked = extensions.ask(report=report, new_due_at=later, reason="校历调整", by=world.lnu.liaison)
            assert told(world.gongye.officer) == ["progress_extension_asked"]
            extensions.grant(extension=asked, by=world.gongye.officer)
            report.refresh_from_db()
            assert report.due_at == later
            assert not ProgressReport.objects.late(clock.database_now()).exists()
            assert told(world.lnu.author) == ["progress_extended"]
        assert "report_late" not in {reason[0] for reason in report.project.lit.reasons}

    def test_an_officer_does_not_grant_what_he_asked_for(self, world: World, report: ProgressReport) -> None:
        asked = extensions.ask(report=report, new_due_at=in_days(30), reason="协商", by=world.gongye.officer)
        for nobody in (world.gongye.officer, world.keji.officer, world.lnu.liaison):
            with pytest.raises(PermissionDenied):
                extensions.grant(extension=asked, by=nobody)
        with pytest.raises(IntegrityError, match="report_extension_two_people"), transaction.atomic():
            ReportExtension.objects.update(granted_by=asked.asked_by, granted_at=timezone.now())
        extensions.grant(extension=asked, by=world.gongye.colleague)
        with pytest.raises(NotAllowedNow):
            extensions.grant(extension=asked, by=world.gongye.colleague)

    def test_a_refusal_names_its_reason_and_the_day_stays(self, world: World, report: ProgressReport) -> None:
        before = report.due_at
        asked = extensions.ask(report=report, new_due_at=in_days(30), reason="协商", by=world.lnu.liaison)
        with pytest.raises(extensions.AlreadyAsked):
            extensions.ask(report=report, new_due_at=in_days(40), reason="协商", by=world.lnu.liaison)
        with pytest.raises(ReasonMissing):
            extensions.refuse(extension=asked, reason="", by=world.gongye.officer)
        extensions.refuse(extension=asked, reason="时间充足", by=world.gongye.officer)
        report.refresh_from_db()
        assert report.due_at == before

    def test_the_new_day_lies_later(self, world: World, report: ProgressReport) -> None:
        with pytest.raises(extensions.NotLater):
            extensions.ask(report=report, new_due_at=in_days(3), reason="协商", by=world.lnu.liaison)
        with pytest.raises(PermissionDenied):
            extensions.ask(report=report, new_due_at=in_days(30), reason="协商", by=world.dut.liaison)

    def test_the_day_of_a_correction_moves_itself(self, world: World, report: ProgressReport) -> None:
        reporting.returned(world, reporting.released(world, report))
        asked = extensions.ask(report=report, new_due_at=in_days(9), reason="核对", by=world.lnu.liaison)
        extensions.grant(extension=asked, by=world.gongye.officer)
        report.refresh_from_db()
        assert (report.correction_due_at, report.extended_due_at) == (asked.new_due_at, None)


@pytest.fixture
def overdue(world: World) -> Project:
    assert world.neu.liaison.user_id is not None
    assert world.neu.leader.user_id is not None
    found = reporting.begun(project(world))
    refresh()
    assert found.lit.light == Light.OVERDUE
    return found


class TestFollowUps:
    def test_what_is_overdue_is_followed_up_by_itself_once_with_every_party(
        self, world: World, overdue: Project
    ) -> None:
        assert follow_ups.raise_by_the_clock() == 1
        assert follow_ups.raise_by_the_clock() == 0
        raised = FollowUp.objects.get()
        assert {reason[0] for reason in raised.reasons} == {"milestone_passed"}
        assert told(world.lnu.author) == told(world.lnu.liaison) == told(world.neu.liaison) == ["follow_up_raised"]
        assert told(world.lnu.leader) == told(world.dut.liaison) == []

    def test_unanswered_it_climbs_to_the_leaders_and_then_to_the_office(self, world: World, overdue: Project) -> None:
        follow_ups.raise_by_the_clock()
        assert follow_ups.climb_by_the_clock() == 0
        with clock.shifted(timedelta(days=15)):
            assert follow_ups.climb_by_the_clock() == 1
            assert follow_ups.climb_by_the_clock() == 0
            assert told(world.lnu.leader) == told(world.neu.leader) == ["follow_up_climbed"]
        with clock.shifted(timedelta(days=30)):
            assert follow_ups.climb_by_the_clock() == 1
            assert FollowUp.objects.get().level == Level.OFFICE
            assert told(world.gongye.officer) == ["follow_up_unanswered"]
        with clock.shifted(timedelta(days=90)):
            assert follow_ups.climb_by_the_clock() == 0

    def test_answered_it_waits_for_the_office_which_asks_again_or_closes(self, world: World, overdue: Project) -> None:
        raised = follow_ups.raise_by_hand(project=overdue, text="请说明逾期原因。", by=world.gongye.officer)
        with pytest.raises(ReasonMissing):
            follow_ups.answer(follow_up=raised, statement=" ", by=world.lnu.liaison)
        follow_ups.answer(follow_up=raised, statement="下月完成。", by=world.lnu.liaison)
        with clock.shifted(timedelta(days=30)):
            assert follow_ups.climb_by_the_clock() == 0
        follow_ups.ask_again(follow_up=raised, reason="请写明日期。", by=world.gongye.officer)
        assert told(world.lnu.liaison)[-1] == "follow_up_again"
        follow_ups.answer(follow_up=raised, statement="十二月十日完成。", by=world.lnu.liaison)
        follow_ups.close(follow_up=raised, remark="", by=world.gongye.officer)
        raised.refresh_from_db()
        assert (raised.state, raised.answer) == (FollowUpState.CLOSED, "十二月十日完成。")
        assert told(world.gongye.officer) == ["follow_up_answered"] * 2

    def test_what_was_followed_up_and_closed_is_not_raised_again_but_what_is_new_is(
        self, world: World, overdue: Project
    ) -> None:
        follow_ups.raise_by_the_clock()
        with pytest.raises(ReasonMissing):
            follow_ups.close(follow_up=FollowUp.objects.get(), remark="", by=world.gongye.officer)
        follow_ups.close(follow_up=FollowUp.objects.get(), remark="已电话核实。", by=world.gongye.officer)
        assert follow_ups.raise_by_the_clock() == 0
        with clock.shifted(timedelta(days=4000)):
            refresh()
            assert follow_ups.raise_by_the_clock() == 1

    def test_each_step_is_for_whose_turn_it_is(self, world: World, overdue: Project) -> None:
        for stranger in (world.keji.officer, world.ting, world.lnu.liaison):
            with pytest.raises(PermissionDenied):
                follow_ups.raise_by_hand(project=overdue, text="请说明。", by=stranger)
        raised = follow_ups.raise_by_hand(project=overdue, text="请说明。", by=world.gongye.officer)
        with pytest.raises(follow_ups.AlreadyRaised):
            follow_ups.raise_by_hand(project=overdue, text="请说明。", by=world.gongye.colleague)
        for stranger in (world.neu.liaison, world.dut.liaison, world.lnu.author, world.gongye.officer):
            with pytest.raises(PermissionDenied):
                follow_ups.answer(follow_up=raised, statement="好。", by=stranger)
        for stranger in (world.keji.officer, world.lnu.liaison):
            with pytest.raises(PermissionDenied):
                follow_ups.close(follow_up=raised, remark="好。", by=stranger)
