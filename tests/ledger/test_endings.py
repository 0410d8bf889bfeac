"""A project ends accepted, on its university's application, or withdrawn, by two officers of its lead office."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.ledger.actions import changes, chasing, endings, follow_ups, reports
from lianxiao.ledger.actions import facts as correcting
from lianxiao.ledger.actions.endings import FilesMissing, InTheWay
from lianxiao.ledger.actions.lights import refresh
from lianxiao.ledger.actions.reports import ReasonMissing
from lianxiao.ledger.invariants import wrong_lights
from lianxiao.ledger.models import (
    Acceptance,
    FollowUp,
    IndicatorFact,
    Project,
    ProjectLight,
    ProjectMilestone,
    PromiseTotal,
    Withdrawal,
)
from lianxiao.ledger.queries.board import Narrowed, board, cells
from lianxiao.ledger.queries.facts import total_of_rows
from lianxiao.ledger.queries.totals import standing_cells, total_of_cells
from lianxiao.ledger.states import AcceptanceState, FollowUpState, Light, ProjectState
from lianxiao.organisations.models import Notification
from lianxiao.site.queries.workbench import waiting_for
from tests.core.files.made import pdf
from tests.ledger import changing, reporting
from tests.ledger.approving import project
from tests.ledger.ending import applied, opinion, withdrawn
from tests.races.guards import run
from tests.world import World, sign_in, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def found(world: World) -> Project:
    """Everything is reached."""
    made = project(world)
    ProjectMilestone.objects.filter(project=made).update(reached_date=timezone.localdate())
    return made


def waiting(actor: Actor, *kinds: str) -> dict[str, int]:
    wanted = kinds or ("acceptance", "withdrawal")
    return {one.kind: one.count for one in waiting_for(actor) if one.kind.startswith(wanted)}


def told(actor: Actor) -> list[str]:
    rows = Notification.objects.filter(user=user_of(actor), kind__regex="acceptance|withdraw|finished").order_by("id")
    return list(rows.values_list("kind", flat=True))


class TestAcceptance:
    def test_applied_for_and_confirmed_the_project_is_finished_and_its_light_done(
        self, world: World, found: Project
    ) -> None:
        acceptance = applied(world, found)
        assert waiting(world.gongye.officer) == {"acceptance_to_confirm": 1}
        endings.confirm(acceptance=acceptance, by=world.gongye.officer)
        found.refresh_from_db()
        assert (found.state, found.lit.light) == (ProjectState.FINISHED, Light.DONE)
        assert told(world.lnu.author) == told(world.lnu.liaison) == ["project_finished"]
        assert list(wrong_lights()) == []
        assert not Project.objects.filter(pk__in=[found.pk], state=ProjectState.RUNNING).exists()
        with pytest.raises(PermissionDenied):
            changing.drafted(world, found)

    def test_not_before_everything_is_reached_and_decided(self, world: World, found: Project) -> None:
        ProjectMilestone.objects.filter(project=found).update(reached_date=None)
        with pytest.raises(InTheWay):
            applied(world, found)
        ProjectMilestone.objects.filter(project=found).update(reached_date=timezone.localdate())
        acceptance = applied(world, found)
        changing.drafted(world, found)
        with pytest.raises(InTheWay):
            endings.confirm(acceptance=acceptance, by=world.gongye.officer)
        found.refresh_from_db()
        assert found.state == ProjectState.RUNNING

    def test_without_a_file_it_is_not_taken(self, world: World, found: Project) -> None:
        with pytest.raises(FilesMissing):
            endings.apply(project=found, opinion=opinion(), uploads=[], by=world.lnu.liaison)
        assert not Acceptance.objects.exists()

    def test_returned_it_is_corrected_and_comes_again(self, world: World, found: Project) -> None:
        acceptance = applied(world, found)
        with pytest.raises(ReasonMissing):
            endings.return_for_correction(acceptance=acceptance, reason="", by=world.gongye.officer)
        endings.return_for_correction(acceptance=acceptance, reason="请补签名页。", by=world.gongye.officer)
        assert waiting(world.lnu.liaison) == {"acceptance_to_correct": 1}
        again = endings.apply(project=found, opinion=opinion(), uploads=[], by=world.lnu.liaison)
        assert (again.pk, again.state, again.answer) == (acceptance.pk, AcceptanceState.SUBMITTED, "")
        with pytest.raises(NotAllowedNow):
            endings.apply(project=found, opinion=opinion(), uploads=[], by=world.lnu.liaison)

    def test_each_step_is_for_whose_turn_it_is(self, world: World, found: Project) -> None:
        for stranger in (world.dut.liaison, world.lnu.author, world.gongye.officer):
            with pytest.raises(PermissionDenied):
                endings.apply(project=found, opinion=opinion(), uploads=[], by=stranger)
        acceptance = applied(world, found)
        for stranger in (world.keji.officer, world.ting, world.lnu.liaison):
            with pytest.raises(PermissionDenied):
                endings.confirm(acceptance=acceptance, by=stranger)

    def test_on_its_pages(self, client: Client, world: World, found: Project) -> None:
        liaison, apply = sign_in(client, world.lnu.liaison), reverse("ledger:acceptance_apply", args=[found.pk])
        typed = {
            "meeting_date": f"{timezone.localdate():%Y-%m-%d}",
            "members": "王教授，某大学，组长",
            "opinion": "同意通过验收。",
            "conclusion": "passed",
        }
        refused = liaison.post(apply, typed)
        assert refused.status_code == 422
        assert "同意通过验收。" in refused.content.decode()
        file = BytesIO(pdf())
        file.name = "结题报告.pdf"
        there = liaison.post(apply, {**typed, "file": file}).headers["Location"]
        assert "结题报告.pdf" in liaison.get(there).content.decode()
        officer = sign_in(client, world.gongye.officer)
        officer.post(f"{there}confirm/")
        page = officer.get(reverse("ledger:project", args=[found.pk])).content.decode()
        assert "已验收" in page


class TestWithdrawal:
    def test_one_proposes_another_carries_it_out_and_nothing_is_awaited_any_more(
        self, world: World, found: Project
    ) -> None:
        report = reporting.asked(world, found)
        refresh()
        follow_ups.raise_by_hand(project=found, text="请说明。", by=world.gongye.officer)
        proposed = endings.propose_withdrawal(project=found, reason="合作终止。", by=world.gongye.officer)
        for nobody in (world.gongye.officer, world.keji.officer, world.ting, world.lnu.liaison):
            with pytest.raises(PermissionDenied):
                endings.withdraw(withdrawal=proposed, by=nobody)
        assert waiting(world.gongye.colleague) == {"withdrawal_to_confirm": 1}
        assert waiting(world.gongye.officer) == {}
        assert told(world.lnu.liaison) == []
        endings.withdraw(withdrawal=proposed, by=world.gongye.colleague)
        found.refresh_from_db()
        assert found.state == ProjectState.WITHDRAWN
        assert not ProjectLight.objects.filter(project=found).exists()
        assert FollowUp.objects.get().state == FollowUpState.CLOSED
        assert told(world.lnu.liaison) == ["project_withdrawn"]
        with pytest.raises(PermissionDenied):
            reports.save(report=report, words=reporting.words(), said={}, revision=report.revision, by=world.lnu.author)
        with pytest.raises(PermissionDenied):
            chasing.chase(report=report, by=world.gongye.officer)
        assert list(wrong_lights()) == []

    def test_dropped_it_goes_on_and_can_be_proposed_again(self, world: World, found: Project) -> None:
        proposed = endings.propose_withdrawal(project=found, reason="合作终止。", by=world.gongye.officer)
        with pytest.raises(endings.AlreadyProposed):
            endings.propose_withdrawal(project=found, reason="合作终止。", by=world.gongye.colleague)
        endings.drop_withdrawal(withdrawal=proposed, by=world.gongye.officer)
        with pytest.raises(NotAllowedNow):
            endings.withdraw(withdrawal=proposed, by=world.gongye.colleague)
        assert endings.propose_withdrawal(project=found, reason="合作终止。", by=world.gongye.colleague).pk

    def test_the_database_knows_two_people(self, world: World, found: Project) -> None:
        proposed = endings.propose_withdrawal(project=found, reason="合作终止。", by=world.gongye.officer)
        with pytest.raises(IntegrityError, match="withdrawal_two_people"), transaction.atomic():
            Withdrawal.objects.update(confirmed_by=proposed.proposed_by, confirmed_at=timezone.now())

    def test_on_its_pages(self, client: Client, world: World, found: Project) -> None:
        officer, page = sign_in(client, world.gongye.officer), reverse("ledger:project", args=[found.pk])
        officer.post(reverse("ledger:withdrawal_propose", args=[found.pk]), {"reason": "合作终止。"})
        there = Withdrawal.objects.get()
        confirm = reverse("ledger:withdrawal_confirm", args=[there.pk])
        assert confirm not in officer.get(page).content.decode()
        assert "合作终止。" not in sign_in(client, world.lnu.liaison).get(page).content.decode()
        colleague = sign_in(client, world.gongye.colleague)
        assert confirm in colleague.get(page).content.decode()
        colleague.post(confirm)
        assert "合作终止。" in sign_in(client, world.lnu.liaison).get(page).content.decode()

    def test_first_the_office_decides_what_waits_for_it(self, world: World, found: Project) -> None:
        change = changing.released(world, found)
        proposed = endings.propose_withdrawal(project=found, reason="合作终止。", by=world.gongye.officer)
        with pytest.raises(InTheWay, match="变更"):
            endings.withdraw(withdrawal=proposed, by=world.gongye.colleague)
        changes.refuse(change=change, reason="项目即将撤销。", by=world.gongye.officer)
        changing.drafted(world, found)
        endings.withdraw(withdrawal=proposed, by=world.gongye.colleague)
        assert waiting(world.lnu.author, "change") == {}

    def test_what_is_asked_for_after_the_end_can_only_be_refused(self, world: World, found: Project) -> None:
        change = changing.drafted(world, found)
        changes.hand_in(change=change, by=world.lnu.author)
        withdrawn(world, found)
        with pytest.raises(PermissionDenied):
            changes.release(change=change, by=world.lnu.liaison)


class TestTheFigures:
    """What was withdrawn stays on record, and counts no more toward what the province is to reach."""

    @pytest.fixture
    def both(self, world: World, found: Project) -> list[Project]:
        """Two projects of two universities, each with 5 confirmed; the second is withdrawn."""
        other = project(world, world.dut)
        for one in (found, other):
            reporting.begun(one)
        period = reporting.opened(world)
        for report in period.reports.order_by("project_id"):
            reporting.confirmed(world, report, amount=5)
        assert figures() == (10, 20, 2)
        withdrawn(world, other)
        return [found, other]

    def test_leave_the_sums_of_the_province_and_of_the_targets(self, world: World, both: list[Project]) -> None:
        assert figures() == (5, 10, 1)
        assert list(wrong_lights()) == []
        kept = IndicatorFact.objects.order_by("id").values_list("amount", flat=True)
        assert list(kept) == [Decimal(5), Decimal(5)]

    def test_are_not_on_the_public_pages_and_stand_in_the_ledger_as_withdrawn(
        self, client: Client, world: World, both: list[Project]
    ) -> None:
        for path in ("/statistics/projects/", "/ledger/?state=standing"):
            page = sign_in(client, world.ting).get(path).context["page"]
            assert ([row.record for row in page.table.rows], page.table.total.projects) == ([both[0]], 1)
        listed = client.get("/ledger/").context["page"].table
        assert (len(listed.rows), listed.total.projects) == (2, 2)
        line = next(row for row in listed.rows if row.record == both[1])
        assert (line.get_cell("light"), "已撤销" in line.get_cell("state")) == ("—", True)

    def test_show_no_light_beside_withdrawn(self, client: Client, world: World, both: list[Project]) -> None:
        page = sign_in(client, world.ting).get(reverse("ledger:project", args=[both[1].pk]))
        text = page.content.decode()
        assert page.context["light"] is None
        assert ("状态灯" in text, "已撤销" in text, "不再计入任何目标" in text) == (False, True, True)
        assert list(client.get("/ledger/?light=done").context["page"].rows) == [both[0]]

    def test_stand_among_the_facts_as_not_counted_and_are_left_out_of_their_sum(
        self, client: Client, world: World, both: list[Project]
    ) -> None:
        reader, target = sign_in(client, world.ting), IndicatorFact.objects.order_by("id")[0].target
        every = reader.get(f"/ledger/facts/?target={target.pk}")
        assert (len(every.context["page"].table.rows), every.context["total"]) == (2, Decimal(5))
        assert "不计入" in every.content.decode()
        line = next(one for one in reader.get("/ledger/board/").context["board"].lines if one.target == target)
        behind = reader.get(line.urls["achieved"]).context["page"].table.rows
        assert [row.record.project for row in behind] == [both[0]]

    @pytest.mark.parametrize("kept_from", ["", "university", "office", "city", "target"])
    @pytest.mark.parametrize("counts", ["", "yes", "no"])
    def test_are_summed_from_the_cells_as_from_the_rows(
        self, client: Client, world: World, both: list[Project], counts: str, kept_from: str
    ) -> None:
        fact = IndicatorFact.objects.get(project=both[0])
        asked = {"counts": counts, kept_from or "q": getattr(fact, f"{kept_from}_id") if kept_from else ""}
        page = sign_in(client, world.ting).get("/ledger/facts/", asked).context["page"]
        assert page.table.total == total_of_rows(page.rows)
        assert page.table.total.count == len(page.table.rows)
        assert page.table.total.amount == (0 if counts == "no" else 5)

    def test_are_corrected_by_nobody(self, client: Client, world: World, both: list[Project]) -> None:
        fact = IndicatorFact.objects.get(project=both[1])
        with pytest.raises(PermissionDenied):
            correcting.correct(fact=fact, amount=Decimal(4), reason="误", by=world.gongye.officer)
        with pytest.raises(IntegrityError, match="the project is withdrawn"), transaction.atomic():
            both[1].indicators.update(promised=1)
        with pytest.raises(IntegrityError, match="the project is withdrawn"), transaction.atomic():
            run("DELETE FROM ledger_projectindicator WHERE project_id = %s", both[1].pk)


def figures() -> tuple[int, int, int]:
    """Achieved and promised toward the target of the facts, and the projects of the province."""
    target = IndicatorFact.objects.order_by("id")[0].target
    line = next(one for one in board(cells(), Narrowed(), english=False).lines if one.target == target)
    kept = PromiseTotal.objects.get(target=target).promised
    assert kept == line.promised
    return int(line.achieved), int(line.promised), total_of_cells(standing_cells()).projects


class TestTheDatabase:
    def test_a_project_ends_by_its_rule_alone(self, world: World, found: Project) -> None:
        for state in (ProjectState.FINISHED, ProjectState.WITHDRAWN):
            with pytest.raises(IntegrityError, match="not from running"), transaction.atomic():
                Project.objects.update(state=state)

    def test_and_never_runs_again(self, world: World, found: Project) -> None:
        withdrawn(world, found)
        with pytest.raises(IntegrityError, match="not from withdrawn"), transaction.atomic():
            Project.objects.update(state=ProjectState.RUNNING)
