"""A mid-term check: universities conclude on their projects, the office draws a sample and looks at it itself."""

import json
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxiao.core import clock
from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.ledger.actions import endings, follow_ups
from lianxiao.ledger.actions import midterm as actions
from lianxiao.ledger.actions.endings import InTheWay
from lianxiao.ledger.actions.midterm import EvidenceMissing, NotReady
from lianxiao.ledger.actions.reports import ReasonMissing
from lianxiao.ledger.invariants import wrong_samples
from lianxiao.ledger.models import CheckedProject, FollowUp, MidtermCheck, Project
from lianxiao.ledger.models.midterm import Verdict
from lianxiao.ledger.queries.midterm import candidates
from lianxiao.ledger.queries.sampling import sample
from lianxiao.ledger.states import CheckedState, FollowUpState, MidtermState
from lianxiao.organisations.models import Notification
from lianxiao.site.queries.workbench import waiting_for
from tests.architecture.rules import ROOT
from tests.core.files.made import pdf
from tests.ledger import ending, midterm
from tests.ledger.approving import project
from tests.world import World, sign_in, user_of

PROGRAM = ROOT / "docs" / "recompute_sample.py"
sys.path.insert(0, str(PROGRAM.parent))
import recompute_sample  # noqa: E402  (the program stands outside the packages)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def three(world: World) -> list[Project]:
    """Of three universities."""
    return [project(world, campus) for campus in (world.lnu, world.dut, world.neu)]


def waiting(actor: Actor) -> dict[str, int]:
    return {one.kind: one.count for one in waiting_for(actor) if one.kind.startswith("midterm")}


def told(actor: Actor) -> list[str]:
    rows = Notification.objects.filter(user=user_of(actor), kind__startswith="midterm").order_by("id")
    return list(rows.values_list("kind", flat=True))


def later(check: MidtermCheck) -> timedelta:
    return check.due_at - timezone.now() + timedelta(minutes=1)


class TestOpening:
    def test_the_projects_chosen_are_delegated_to_their_universities(self, world: World, three: list[Project]) -> None:
        check = midterm.opened(world, three[0], three[1])
        assert (check.state, len(check.seed_digest), check.seed) == (MidtermState.OPEN, 64, "")
        asked = check.projects.order_by("project_id")
        assert list(asked.values_list("project_id", "state")) == [(one.pk, CheckedState.ASKED) for one in three[:2]]
        assert told(world.lnu.liaison) == told(world.lnu.author) == ["midterm_opened"]
        assert told(world.neu.liaison) == []
        assert waiting(world.lnu.liaison) == {"midterm_to_conclude": 1}
        assert list(candidates(midterm.drafted(world))) == [three[2]]

    def test_needs_a_day_to_come_and_a_project_that_has_had_none(self, world: World, three: list[Project]) -> None:
        midterm.opened(world, three[0])
        for chosen, given_ in (([], {}), ([three[0]], {}), ([three[1]], {"due_at": timezone.now()})):
            check = midterm.drafted(world, **given_)
            with pytest.raises(NotReady):
                actions.open_check(check=check, projects=[one.pk for one in chosen], by=world.gongye.officer)
        with pytest.raises(IntegrityError, match="ledger_checkedproject_project_id"), transaction.atomic():
            CheckedProject.objects.create(check_of=check, project=three[0])

    def test_is_for_the_office_alone(self, world: World, three: list[Project]) -> None:
        check = midterm.drafted(world)
        assert waiting(world.gongye.officer) == {"midterm_to_open": 1}
        for stranger in (world.keji.officer, world.ting, world.lnu.liaison):
            with pytest.raises(PermissionDenied):
                actions.open_check(check=check, projects=[three[0].pk], by=stranger)

    def test_what_was_opened_keeps_its_seed_and_its_size(self, world: World, three: list[Project]) -> None:
        midterm.opened(world)
        for changed in ({"sample_size": 3}, {"seed_digest": "0" * 64}, {"sealed_seed": "x"}):
            with pytest.raises(IntegrityError, match="it was opened or drawn"), transaction.atomic():
                MidtermCheck.objects.update(**changed)


class TestConcluding:
    def test_a_university_concludes_on_its_own_with_reasons_and_evidence(
        self, world: World, three: list[Project]
    ) -> None:
        checked = midterm.of(midterm.opened(world), three[0])
        for stranger in (world.dut.liaison, world.lnu.author, world.gongye.officer):
            with pytest.raises(PermissionDenied):
                actions.conclude(checked=checked, verdict="passed", words="好", by=stranger)
        with pytest.raises(ReasonMissing):
            actions.conclude(checked=checked, verdict="passed", words=" ", by=world.lnu.liaison)
        with pytest.raises(EvidenceMissing):
            actions.conclude(checked=checked, verdict="passed", words="好", by=world.lnu.liaison)
        done = midterm.concluded(world, checked)
        assert (done.state, done.stands, waiting(world.lnu.liaison)) == (CheckedState.CONCLUDED, "passed", {})
        with pytest.raises(PermissionDenied):
            midterm.concluded(world, checked)

    def test_returned_it_is_corrected_before_the_draw(self, world: World, three: list[Project]) -> None:
        check = midterm.opened(world, three[0])
        checked = midterm.concluded(world, midterm.of(check, three[0]))
        with pytest.raises(ReasonMissing):
            actions.return_for_correction(checked=checked, reason="", by=world.gongye.officer)
        back = actions.return_for_correction(checked=checked, reason="请补数据。", by=world.gongye.officer)
        assert (back.state, back.stands, told(world.lnu.liaison)[-1]) == ("asked", "", "midterm_returned")
        with pytest.raises(NotReady):
            actions.draw(check=check, by=world.gongye.officer)
        again = actions.conclude(checked=back, verdict="mend", words="已补。", by=world.lnu.liaison)
        assert (again.state, again.answer, again.stands) == ("concluded", "", "mend")

    def test_nobody_concludes_after_the_draw_and_the_office_not_before(
        self, world: World, three: list[Project]
    ) -> None:
        check = midterm.opened(world, three[0], three[1])
        first = midterm.concluded(world, midterm.of(check, three[0]))
        with pytest.raises(PermissionDenied):
            midterm.looked_at(first, world.gongye.officer)
        with clock.shifted(later(check)):
            actions.draw(check=check, by=world.gongye.officer)
            with pytest.raises(PermissionDenied):
                midterm.concluded(world, midterm.of(check, three[1]))
        row = CheckedProject.objects.filter(project=three[1])
        said = {"verdict": "passed", "words": "好", "concluded_by": user_of(world.dut.liaison)}
        with pytest.raises(IntegrityError, match="not concluded while it is drawn"), transaction.atomic():
            row.update(state="concluded", concluded_at=timezone.now(), **said)
        with pytest.raises(IntegrityError, match="of a mid-term check"), transaction.atomic():
            row.update(in_sample=True)


class TestTheSample:
    def test_is_drawn_once_all_concluded_or_their_time_has_passed(self, world: World, three: list[Project]) -> None:
        check = midterm.opened(world)
        midterm.concluded(world, midterm.of(check, three[0]))
        assert waiting(world.gongye.officer) == {}
        with pytest.raises(NotReady):
            actions.draw(check=check, by=world.gongye.officer)
        with clock.shifted(later(check)):
            assert waiting(world.gongye.officer) == {"midterm_to_draw": 1}
            drawn = actions.draw(check=check, by=world.gongye.officer)
            # One drawn, and two that their universities left open.
            assert (drawn.result, drawn.listed) == ([three[0].number], [three[0].number])
            assert waiting(world.gongye.officer) == {"midterm_to_check": 3}
            late = midterm.looked_at(midterm.of(check, three[2]), world.gongye.officer)
            assert (late.state, late.in_sample, late.stands) == ("checked", False, "passed")

    def test_the_office_looks_at_what_was_drawn_and_its_conclusion_stands(
        self, world: World, three: list[Project]
    ) -> None:
        check = midterm.drawn(world, midterm.opened(world))
        (number,) = check.result or []
        inside, outside = Project.objects.get(number=number), Project.objects.exclude(number=number).order_by("id")[0]
        with pytest.raises(PermissionDenied):
            midterm.looked_at(midterm.of(check, outside), world.gongye.officer)
        with pytest.raises(PermissionDenied):
            midterm.looked_at(midterm.of(check, inside), world.keji.officer)
        with pytest.raises(NotReady):
            actions.close(check=check, by=world.gongye.officer)
        looked = midterm.looked_at(midterm.of(check, inside), world.gongye.officer, Verdict.FAILED)
        assert (looked.verdict, looked.office_verdict, looked.stands) == ("passed", "failed", "failed")
        assert waiting(world.gongye.officer) == {"midterm_to_close": 1}
        assert actions.close(check=check, by=world.gongye.officer).state == MidtermState.CLOSED
        with pytest.raises(PermissionDenied):
            midterm.looked_at(looked, world.gongye.officer)

    def test_what_has_ended_is_neither_awaited_nor_drawn(self, world: World, three: list[Project]) -> None:
        check = midterm.opened(world, three[0], three[1])
        midterm.concluded(world, midterm.of(check, three[0]))
        ending.withdrawn(world, three[1])
        drawn = actions.draw(check=check, by=world.gongye.officer)
        assert drawn.listed == [three[0].number]
        midterm.looked_at(midterm.of(check, three[0]), world.gongye.officer)
        assert actions.close(check=check, by=world.gongye.officer).state == MidtermState.CLOSED

    def test_what_was_drawn_stays(self, world: World, three: list[Project]) -> None:
        midterm.drawn(world, midterm.opened(world))
        for changed in ({"result": []}, {"listed": []}, {"seed": "0" * 32}):
            with pytest.raises(IntegrityError, match="it was opened or drawn"), transaction.atomic():
                MidtermCheck.objects.update(**changed)

    def test_comes_out_again_without_the_platform(
        self, client: Client, world: World, three: list[Project], tmp_path: Path
    ) -> None:
        check = midterm.drawn(world, midterm.opened(world, sample_size=2))
        step = Step.objects.get(verb="seal_draw")
        assert step.details == {"sha256_of_seed": check.seed_digest}
        assert list(wrong_samples()) == []
        file = tmp_path / "sample.json"
        file.write_bytes(sign_in(client, world.lnu.liaison).get(f"/ledger/midterm/{check.pk}/sample.json").content)
        said = "The seed is the sealed one, and all 2 projects come out as they were drawn.\n"
        assert recomputed(file) == (0, said)
        for changed in ({"result": ["x"]}, {"seed": "0" * 32}):
            file.write_text(json.dumps({**json.loads(file.read_text()), **changed}))
            assert recomputed(file)[0] == 1

    @settings(deadline=None)
    @given(
        st.lists(st.integers(1, 99).map(lambda n: f"LN-{n:03}"), unique=True, max_size=20),
        st.integers(1, 25),
        st.text("0123456789abcdef", min_size=32, max_size=32),
    )
    def test_the_program_in_docs_draws_the_same(self, numbers: list[str], size: int, seed: str) -> None:
        drawn = sample(numbers, size, seed)
        assert drawn == recompute_sample.sample(numbers, size, seed)
        assert (len(drawn), len(set(drawn))) == (min(size, len(numbers)),) * 2
        assert sample(reversed(numbers), size, seed) == drawn


def recomputed(file: Path) -> tuple[int, str]:
    done = subprocess.run([sys.executable, str(PROGRAM), str(file)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


class TestMending:
    def test_what_the_office_finds_to_be_mended_is_followed_up(self, world: World, three: list[Project]) -> None:
        check = midterm.drawn(world, midterm.opened(world, three[0]))
        assert not FollowUp.objects.exists()
        midterm.looked_at(midterm.of(check, three[0]), world.gongye.officer, Verdict.MEND)
        raised = FollowUp.objects.get()
        assert (raised.project, raised.state) == (three[0], FollowUpState.OPEN)
        assert "现场核查，情况属实。" in raised.text
        assert told(world.lnu.liaison)[-1] == "midterm_checked"

    def test_what_a_university_finds_itself_is_followed_up_once_it_stands(
        self, world: World, three: list[Project]
    ) -> None:
        check = midterm.drawn(world, midterm.opened(world), Verdict.MEND)
        followed = set(FollowUp.objects.values_list("project__number", flat=True))
        assert followed == {one.number for one in three} - set(check.result or [])

    def test_one_that_is_open_already_asks_for_this_as_well(self, world: World, three: list[Project]) -> None:
        open_ = follow_ups.raise_by_hand(project=three[0], text="请说明进展。", by=world.gongye.officer)
        follow_ups.answer(follow_up=open_, statement="下月完成。", by=world.lnu.liaison)
        check = midterm.drawn(world, midterm.opened(world, three[0]))
        midterm.looked_at(midterm.of(check, three[0]), world.gongye.officer, Verdict.MEND)
        again = FollowUp.objects.get()
        assert (again.state, "请说明进展。" in again.text, "现场核查" in again.text) == (FollowUpState.OPEN, True, True)

    def test_a_project_is_not_accepted_in_the_middle_of_its_check(self, world: World, three: list[Project]) -> None:
        check = midterm.opened(world, three[0])
        with pytest.raises(InTheWay, match="中期检查"):
            ending.finished(world, three[0])
        drawn = midterm.drawn(world, check)
        midterm.looked_at(midterm.of(drawn, three[0]), world.gongye.officer)
        assert ending.finished(world, three[0]).state == "confirmed"
        with pytest.raises((NotAllowedNow, PermissionDenied)):
            endings.apply(project=three[0], opinion=ending.opinion(), uploads=[], by=world.lnu.liaison)


class TestPages:
    def test_from_the_draft_to_the_conclusion_of_the_office(
        self, client: Client, world: World, three: list[Project]
    ) -> None:
        officer = sign_in(client, world.gongye.officer)
        typed = {"name": "中期检查", "name_en": "", "note": "", "sample_size": "0", "due_at_0": "", "due_at_1": ""}
        refused = officer.post("/ledger/midterm/new/", typed)
        assert (refused.status_code, "中期检查" in refused.content.decode()) == (422, True)
        check = midterm.drafted(world)
        page = reverse("ledger:midterm", args=[check.pk])
        assert officer.get(page).content.decode().count('name="project"') == 3
        assert officer.post(f"{page}open/").status_code == 409
        officer.post(f"{page}open/", {"project": [three[0].pk]})
        there = reverse("ledger:midterm_project", args=[midterm.of(check, three[0]).pk])

        liaison = sign_in(client, world.lnu.liaison)
        refused = liaison.post(f"{there}conclude/", {"verdict": "mend", "words": "进度略慢。"})
        assert (refused.status_code, "进度略慢。" in refused.content.decode()) == (422, True)
        file = BytesIO(pdf())
        file.name = "自查报告.pdf"
        liaison.post(f"{there}conclude/", {"verdict": "mend", "words": "进度略慢。", "file": file})
        assert "自查报告.pdf" in liaison.get(there).content.decode()
        assert sign_in(client, world.dut.liaison).get(there).status_code == 404

        officer = sign_in(client, world.gongye.officer)
        officer.post(f"{page}draw/")
        check.refresh_from_db()
        assert check.seed in officer.get(page).content.decode()
        officer.post(f"{there}check/", {"verdict": "passed", "words": "现场核查，已赶上。"})
        assert "现场核查，已赶上。" in sign_in(client, world.lnu.author).get(there).content.decode()
        shown = client.get(reverse("ledger:project", args=[three[0].pk])).content.decode()
        assert reverse("ledger:midterm_project", args=[midterm.of(check, three[0]).pk]) in shown

    def test_each_count_is_the_number_of_rows_behind_it(
        self, client: Client, world: World, three: list[Project]
    ) -> None:
        check = midterm.drawn(world, midterm.opened(world, sample_size=2))
        reader = sign_in(client, world.ting)
        counts = reader.get(reverse("ledger:midterm", args=[check.pk])).context["counts"]
        assert [one["count"] for one in counts] == [0, 3, 0, 2]
        for one in counts:
            assert len(reader.get(one["url"]).context["page"].table.rows) == one["count"]
