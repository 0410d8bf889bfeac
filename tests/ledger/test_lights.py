"""The status light follows from milestones, term and reports by one rule, and says why."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxiao.core import clock
from lianxiao.ledger.actions.lights import refresh
from lianxiao.ledger.invariants import wrong_lights
from lianxiao.ledger.models import Project, ProjectLight, ProjectMilestone
from lianxiao.ledger.queries.lights import Owed, light_of
from lianxiao.ledger.states import Light
from tests.ledger import reporting
from tests.ledger.approving import project
from tests.world import World, sign_in

TODAY = date(2026, 11, 26)
RANK = [Light.ON_TRACK, Light.AT_RISK, Light.OVERDUE]


def days(n: int) -> date:
    return TODAY + timedelta(days=n)


class TestTheRule:
    @pytest.mark.parametrize(
        ("owed", "light", "kinds"),
        [
            (Owed(), Light.ON_TRACK, ["nothing"]),
            (Owed(milestones=(("中期", days(31)),)), Light.ON_TRACK, ["nothing"]),
            (Owed(milestones=(("中期", days(30)),)), Light.AT_RISK, ["milestone_soon"]),
            (Owed(milestones=(("中期", days(0)),)), Light.AT_RISK, ["milestone_soon"]),
            (Owed(milestones=(("中期", days(-1)),)), Light.OVERDUE, ["milestone_passed"]),
            (Owed(reports=(("上半年", days(-1)),)), Light.AT_RISK, ["report_late"]),
            (Owed(reports=(("上半年", days(-14)),)), Light.AT_RISK, ["report_late"]),
            (Owed(reports=(("上半年", days(-15)),)), Light.OVERDUE, ["report_overdue"]),
            (Owed(end_date=days(-1)), Light.OVERDUE, ["term_passed"]),
            (Owed(end_date=days(0)), Light.ON_TRACK, ["nothing"]),
            (Owed(end_date=days(-1), has_open=False), Light.DONE, ["all_reached"]),
            (Owed(reports=(("上半年", days(-1)),), has_open=False), Light.AT_RISK, ["report_late"]),
            (
                Owed(milestones=(("中期", days(-3)), ("末期", days(9))), reports=(("上半年", days(-40)),)),
                Light.OVERDUE,
                ["milestone_passed", "report_overdue"],
            ),
        ],
    )
    def test_gives_a_light_and_every_reason_of_the_worst_kind(self, owed: Owed, light: Light, kinds: list[str]) -> None:
        found, reasons = light_of(owed, TODAY)
        assert (found, [kind for kind, _what, _day in reasons]) == (light, kinds)

    @settings(deadline=None, suppress_health_check=list(HealthCheck))  # a busy machine is no fault of the rule
    @given(
        milestones=st.lists(st.integers(-60, 90), max_size=4),
        reports=st.lists(st.integers(-60, -1), max_size=3),
        end=st.none() | st.integers(-60, 90),
        later=st.integers(0, 60),
    )
    def test_only_gets_worse_when_time_goes_by_and_nothing_happens(
        self, milestones: list[int], reports: list[int], end: int | None, later: int
    ) -> None:
        owed = Owed(
            tuple(("任务", days(n)) for n in milestones),
            tuple(("报告", days(n)) for n in reports),
            None if end is None else days(end),
        )
        now, then = (light_of(owed, days(n))[0] for n in (0, later))
        assert RANK.index(now) <= RANK.index(then)


@pytest.fixture
def world() -> World:
    return World()


def light(found: Project) -> str:
    return ProjectLight.objects.get(project=found).light


@pytest.mark.django_db
class TestInTheLedger:
    def test_a_new_project_has_one(self, world: World) -> None:
        assert light(project(world)) == Light.ON_TRACK

    def test_reaching_a_milestone_that_was_overdue_changes_it_with_the_confirmation(self, world: World) -> None:
        report = reporting.asked(world, project(world))
        refresh()
        assert light(report.project) == Light.OVERDUE
        reporting.confirmed(world, report, reached=timezone.localdate())
        assert light(report.project) == Light.DONE
        assert list(wrong_lights()) == []

    def test_a_late_report_shows_the_morning_after_and_goes_with_the_release(self, world: World) -> None:
        report = reporting.asked(world, project(world))
        ProjectMilestone.objects.update(due_date=None)
        refresh()
        assert light(report.project) == Light.ON_TRACK
        with clock.shifted(timedelta(days=22)):
            refresh()
            assert light(report.project) == Light.AT_RISK
        with clock.shifted(timedelta(days=40)):
            refresh()
            assert light(report.project) == Light.OVERDUE
            reporting.released(world, report)
            assert light(report.project) == Light.ON_TRACK

    def test_since_when_it_stands_is_kept_and_computing_again_changes_nothing(self, world: World) -> None:
        found = reporting.begun(project(world))
        assert refresh() == 1
        assert refresh() == 0
        since = ProjectLight.objects.get(project=found).since_date
        with clock.shifted(timedelta(days=3)):
            assert refresh() == 0
        assert ProjectLight.objects.get(project=found).since_date == since

    def test_a_light_that_the_rule_did_not_give_is_found(self, world: World) -> None:
        project(world)
        ProjectLight.objects.update(light=Light.DONE)
        assert len(list(wrong_lights())) == 1
        ProjectLight.objects.all().delete()
        assert len(list(wrong_lights())) == 1

    def test_the_list_is_narrowed_by_it_and_the_project_says_why(self, client: Client, world: World) -> None:
        late, fine = reporting.begun(project(world)), project(world, world.dut)
        refresh()
        leader = sign_in(client, world.ting)

        def found(which: str) -> list[Project]:
            page = leader.get(f"/ledger/?light={which}").context["page"]
            assert page.table.total.projects == len(page.table.rows)
            return [row.record for row in page.table.rows]

        assert (found(Light.OVERDUE), found(Light.ON_TRACK), found(Light.DONE)) == ([late], [fine], [])
        milestone = late.milestones.order_by("order")[0]
        assert f"“{milestone.name}”应于{milestone.due_date}完成" in leader.get(f"/ledger/{late.pk}/").content.decode()
