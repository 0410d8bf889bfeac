"""A project changes by a request of its university that its lead office approves, and in no other way."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.core.refusals import LostUpdate, NotAllowedNow
from lianxiao.ledger.actions import changes
from lianxiao.ledger.actions.changes import AnotherWaits, Outdated
from lianxiao.ledger.actions.reports import Incomplete, ReasonMissing
from lianxiao.ledger.invariants import INVARIANTS
from lianxiao.ledger.models import ChangeRequest, Project, ProjectMilestone, PromiseTotal
from lianxiao.ledger.queries.changes import shown
from lianxiao.ledger.queries.places import year_after
from lianxiao.ledger.queries.projects import found as with_words
from lianxiao.ledger.states import ChangeKind, ChangeState, Light
from lianxiao.organisations.models import Notification
from tests.core.files.made import pdf
from tests.ledger import changing, reporting
from tests.ledger.approving import project
from tests.world import World, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def found(world: World) -> Project:
    return project(world)


def told(actor: Actor) -> list[str]:
    rows = Notification.objects.filter(user=user_of(actor), kind__startswith="change").order_by("id")
    return list(rows.values_list("kind", flat=True))


def broken() -> list[str]:
    return [f"{one.name}: {line}" for one in INVARIANTS if one.name.startswith("ledger") for line in one.find()]


class TestTheWay:
    def test_written_released_and_approved_it_stands_in_the_ledger_with_both_values_on_record(
        self, world: World, found: Project
    ) -> None:
        before = found.leader_name
        asked = changing.drafted(world, found, leader="王新")
        changes.hand_in(change=asked, by=world.lnu.author)
        changes.release(change=asked, by=world.lnu.liaison)
        assert Project.objects.get(pk=found.pk).leader_name == before
        changes.approve(change=asked, by=world.gongye.officer)
        after = Project.objects.get(pk=found.pk)
        assert after.leader_name == "王新"
        assert list(with_words("王新")) == [after]
        asked.refresh_from_db()
        assert asked.state == ChangeState.APPROVED
        assert asked.effect == [{"key": "leader", "about": "", "old": before, "new": "王新"}]
        step = Step.objects.get(case_kind="ledger.project", case_id=found.pk, verb="change")
        assert (step.actor_id, step.role) == (world.gongye.officer.user_id, "officer")
        assert step.remark == f"项目负责人：{before} → 王新"
        assert told(world.lnu.liaison) == ["change_handed_in", "change_approved"]
        assert told(world.lnu.author) == ["change_approved"]
        assert told(world.gongye.officer) == ["change_submitted"]
        assert broken() == []

    def test_nothing_leaves_without_a_change_a_reason_and_an_attachment(self, world: World, found: Project) -> None:
        asked = changes.draft(project=found, kind=ChangeKind.PEOPLE, by=world.lnu.author)
        with pytest.raises(Incomplete) as refusal:
            changes.hand_in(change=asked, by=world.lnu.author)
        assert [gap.anchor for gap in refusal.value.gaps] == ["changes", "id_reason", "id_file"]

    def test_it_goes_back_with_a_reason_and_comes_again(self, world: World, found: Project) -> None:
        asked = changing.released(world, found)
        with pytest.raises(ReasonMissing):
            changes.return_for_correction(change=asked, reason=" ", by=world.gongye.officer)
        changes.return_for_correction(change=asked, reason="请附协议。", by=world.gongye.officer)
        assert told(world.lnu.author) == ["change_returned"]
        changes.save(change=asked, reason="补充。", wanted={"leader": "李工"}, revision=1, by=world.lnu.author)
        changes.hand_in(change=asked, by=world.lnu.author)
        changes.release(change=asked, by=world.lnu.liaison)
        changes.approve(change=asked, by=world.gongye.officer)
        assert Project.objects.get(pk=found.pk).leader_name == "李工"

    def test_what_is_refused_or_withdrawn_changes_nothing_and_another_can_follow(
        self, world: World, found: Project
    ) -> None:
        asked = changing.released(world, found)
        with pytest.raises(AnotherWaits):
            changes.draft(project=found, kind=ChangeKind.SCOPE, by=world.lnu.author)
        changes.refuse(change=asked, reason="不必变更。", by=world.gongye.officer)
        second = changing.drafted(world, found)
        changes.withdraw(change=second, by=world.lnu.author)
        assert Project.objects.get(pk=found.pk).leader_name == found.leader_name
        assert changes.draft(project=found, kind=ChangeKind.SCOPE, by=world.lnu.author).state == ChangeState.DRAFT

    def test_two_writers_do_not_overwrite_each_other(self, world: World, found: Project) -> None:
        asked = changing.drafted(world, found)
        with pytest.raises(LostUpdate):
            changes.save(change=asked, reason="", wanted={}, revision=0, by=world.lnu.author)

    def test_each_step_is_for_whose_turn_it_is(self, world: World, found: Project) -> None:
        with pytest.raises(PermissionDenied):
            changes.draft(project=found, kind=ChangeKind.PEOPLE, by=world.lnu.colleague)
        with pytest.raises(PermissionDenied):
            changes.draft(project=found, kind=ChangeKind.PEOPLE, by=world.dut.author)
        asked = changing.drafted(world, found)
        with pytest.raises(PermissionDenied):
            changes.release(change=asked, by=world.lnu.liaison)
        changes.hand_in(change=asked, by=world.lnu.author)
        for stranger in (world.dut.liaison, world.lnu.author, world.gongye.officer):
            with pytest.raises(PermissionDenied):
                changes.release(change=asked, by=stranger)
        changes.release(change=asked, by=world.lnu.liaison)
        for stranger in (world.keji.officer, world.ting, world.lnu.liaison):
            with pytest.raises(PermissionDenied):
                changes.approve(change=asked, by=stranger)
        changes.approve(change=asked, by=world.gongye.officer)
        with pytest.raises(PermissionDenied):
            changes.approve(change=asked, by=world.gongye.officer)

    def test_a_value_that_no_approved_change_gave_is_found(self, world: World, found: Project) -> None:
        changing.approved(world, found, leader="王新")
        Project.objects.filter(pk=found.pk).update(leader_name="赵工")
        assert broken() == [f"ledger: approved changes are in effect: {found.pk}: leader"]

    def test_what_the_ledger_no_longer_says_is_not_approved(self, world: World, found: Project) -> None:
        asked = changing.released(world, found)
        Project.objects.filter(pk=found.pk).update(leader_name="赵工")
        with pytest.raises(Outdated):
            changes.approve(change=asked, by=world.gongye.officer)


class TestScope:
    def test_milestones_change_come_and_go_and_the_light_follows(self, world: World, found: Project) -> None:
        found = reporting.begun(found)
        first = found.milestones.order_by("order")[0]
        later = timezone.localdate() + timedelta(days=90)
        after = changing.approved(
            world,
            found,
            ChangeKind.SCOPE,
            title="新名称",
            newmilestone__1__name="补充任务",
            newmilestone__1__due=f"{later:%Y-%m-%d}",
            **{f"milestone__{one.pk}__due": f"{later:%Y-%m-%d}" for one in found.milestones.all() if one != first},
            **{f"milestone__{first.pk}__drop": "1"},
        )
        standing = ProjectMilestone.objects.filter(project=after, dropped_at=None).order_by("order")
        assert after.title == "新名称"
        assert first not in standing
        assert [one.name for one in standing][-1] == "补充任务"
        assert {one.due_date for one in standing} == {later}
        assert after.lit.light == Light.ON_TRACK
        assert broken() == []

    def test_promises_change_and_their_sums_follow(self, world: World, found: Project) -> None:
        promise = found.indicators.order_by("id")[0]
        total = PromiseTotal.objects.get(target=promise.target, year=found.year).promised
        changing.approved(world, found, ChangeKind.SCOPE, **{f"indicator__{promise.target_id}": "1"})
        assert found.indicators.get(pk=promise.pk).promised == Decimal(1)
        now = PromiseTotal.objects.get(target=promise.target, year=found.year).promised
        assert now == total - promise.promised + 1
        assert broken() == []

    def test_a_milestone_that_was_reached_meanwhile_stays(self, world: World, found: Project) -> None:
        first = found.milestones.order_by("order")[0]
        asked = changing.released(world, found, ChangeKind.SCOPE, **{f"milestone__{first.pk}__drop": "1"})
        ProjectMilestone.objects.filter(pk=first.pk).update(reached_date=timezone.localdate())
        with pytest.raises(Outdated):
            changes.approve(change=asked, by=world.gongye.officer)


class TestPartners:
    def test_one_leaves_and_one_comes_who_sees_the_project_from_then_on(self, world: World, found: Project) -> None:
        leaves = found.parties.order_by("order")[0]
        university = world.dut.organisation
        assert not Project.objects.visible_to(world.dut.liaison).filter(pk=found.pk).exists()
        asked = changing.released(
            world,
            found,
            ChangeKind.PARTNERS,
            newpartner__1=university.name,
            newpartner__2="某研究所",
            **{f"partner__{leaves.pk}__leaves": "1"},
        )
        assert [(one["old"], one["new"]) for one in shown(asked)] == [
            (leaves.name, ""),
            ("", university.name),
            ("", "某研究所"),
        ]
        changes.approve(change=asked, by=world.gongye.officer)
        names = list(found.parties.order_by("order", "id").values_list("name", flat=True))
        assert names[-2:] == [university.name, "某研究所"]
        assert leaves.name not in names
        assert Project.objects.visible_to(world.dut.liaison).filter(pk=found.pk).exists()

    def test_nobody_takes_part_twice(self, world: World, found: Project) -> None:
        there = found.parties.order_by("order")[0]
        asked = changing.drafted(world, found, ChangeKind.PARTNERS, newpartner__1=there.name)
        with pytest.raises(Incomplete):
            changes.hand_in(change=asked, by=world.lnu.author)


class TestExtension:
    def test_once_and_by_a_year_at_most(self, world: World, found: Project) -> None:
        assert found.end_date is not None
        latest = changing.a_year_later(found)
        too_long = changing.drafted(world, found, ChangeKind.PERIOD, end=f"{latest + timedelta(days=1):%Y-%m-%d}")
        with pytest.raises(Incomplete):
            changes.hand_in(change=too_long, by=world.lnu.author)
        changes.withdraw(change=too_long, by=world.lnu.author)
        after = changing.approved(world, found, ChangeKind.PERIOD, end=f"{latest:%Y-%m-%d}")
        assert after.end_date == latest
        again = changing.drafted(world, found, ChangeKind.PERIOD, end=f"{latest + timedelta(days=1):%Y-%m-%d}")
        with pytest.raises(Incomplete):
            changes.hand_in(change=again, by=world.lnu.author)

    def test_an_earlier_end_is_no_extension(self, world: World, found: Project) -> None:
        assert found.end_date is not None
        earlier = found.end_date - timedelta(days=30)
        assert changing.approved(world, found, ChangeKind.PERIOD, end=f"{earlier:%Y-%m-%d}").end_date == earlier
        back = changing.approved(world, found, ChangeKind.PERIOD, end=f"{found.end_date:%Y-%m-%d}")
        assert back.end_date == found.end_date
        assert ChangeRequest.objects.get(new_end_date=found.end_date).old_end_date == earlier

    def test_the_database_keeps_both_rules_and_the_end_itself(self, world: World, found: Project) -> None:
        assert found.end_date is not None
        with pytest.raises(DatabaseError, match="no extension"), transaction.atomic():
            Project.objects.filter(pk=found.pk).update(end_date=found.end_date + timedelta(days=1))
        changing.approved(world, found, ChangeKind.PERIOD, end=f"{found.end_date + timedelta(days=9):%Y-%m-%d}")
        with pytest.raises(IntegrityError, match="change_extends_a_year"), transaction.atomic():
            ChangeRequest.objects.update(new_end_date=changing.a_year_later(found) + timedelta(days=1))
        second = changing.approved(world, found, leader="王新")
        row = ChangeRequest.objects.get(project=second, kind=ChangeKind.PEOPLE)
        with pytest.raises(IntegrityError, match="change_extends_once"), transaction.atomic():
            ChangeRequest.objects.filter(pk=row.pk).update(
                kind="period", old_end_date=date(2027, 1, 1), new_end_date=date(2027, 2, 1)
            )

    def test_by_the_database_a_year_from_a_leap_day_is_the_28th(self) -> None:
        assert year_after(date(2028, 2, 29)) == date(2029, 2, 28)


def test_attachments_are_taken_away_and_stay_on_record(world: World, found: Project) -> None:
    asked = changing.drafted(world, found)
    more = changes.attach(change=asked, name="协议.pdf", stream=BytesIO(pdf()), by=world.lnu.author)
    changes.remove_file(file=more, by=world.lnu.author)
    assert [one.name for one in asked.files.filter(removed_at=None)] == ["决定.pdf"]
    assert asked.files.count() == 2
    changes.hand_in(change=asked, by=world.lnu.author)
    with pytest.raises(PermissionDenied):
        changes.attach(change=asked, name="协议.pdf", stream=BytesIO(pdf()), by=world.lnu.author)
    with pytest.raises(PermissionDenied):
        changes.withdraw(change=asked, by=world.lnu.author)
    changes.send_back(change=asked, reason="再看看", by=world.lnu.liaison)
    with pytest.raises((NotAllowedNow, PermissionDenied)):
        changes.release(change=asked, by=world.lnu.liaison)
