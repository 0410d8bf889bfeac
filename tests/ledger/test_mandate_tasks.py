"""Lights of the mandate's tasks: one rule over days and what the platform counts, on the board and for the leader."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from lianxiao.calls.states import State
from lianxiao.ledger.models import ProjectLight
from lianxiao.ledger.queries.mandate_tasks import COUNTED, Counted, Line, light_of_task, tasks
from lianxiao.ledger.states import Light
from lianxiao.mandate.models import MandateTask
from tests.ledger import reporting
from tests.ledger.approving import project
from tests.world import World, sign_in

FIRST, DUE = date(2026, 1, 1), date(2026, 12, 31)
HALF = Counted("applications", 1, 2)
WHOLE = Counted("applications", 2, 2)
LASTING = Counted("ledger", 2, 2, lasts=True)
NONE = Counted("applications", 0, 2)
EMPTY = Counted("ledger", 0, 0, lasts=True)


def lit(on: date, counted: Counted | None = None, **given_: Any) -> tuple[Light, list[str]]:
    said = {"begins": FIRST, "due": DUE, "done_date": None, **given_}
    light, reasons = light_of_task(counted=counted, on=on, **said)
    return light, [one.kind for one in reasons]


@pytest.mark.parametrize(
    ("on", "counted", "expected"),
    [
        (date(2026, 2, 1), None, (Light.ON_TRACK, ["later"])),
        (date(2026, 12, 1), None, (Light.AT_RISK, ["soon"])),
        (date(2026, 11, 30), None, (Light.ON_TRACK, ["later"])),
        (DUE, None, (Light.AT_RISK, ["soon"])),
        (date(2027, 1, 1), None, (Light.OVERDUE, ["passed"])),
        (date(2026, 2, 1), NONE, (Light.ON_TRACK, ["later", "applications"])),
        (date(2026, 6, 1), NONE, (Light.AT_RISK, ["lags", "applications"])),
        (date(2026, 6, 1), HALF, (Light.ON_TRACK, ["later", "applications"])),
        (date(2026, 11, 1), HALF, (Light.AT_RISK, ["lags", "applications"])),
        (date(2027, 1, 1), HALF, (Light.OVERDUE, ["passed", "applications"])),
        (date(2026, 2, 1), WHOLE, (Light.DONE, ["applications"])),
        (date(2027, 1, 1), WHOLE, (Light.DONE, ["applications"])),
        (date(2026, 6, 1), LASTING, (Light.ON_TRACK, ["later", "ledger"])),
        (date(2026, 12, 20), LASTING, (Light.ON_TRACK, ["soon", "ledger"])),
        (date(2027, 1, 1), LASTING, (Light.DONE, ["ledger"])),
        (date(2027, 1, 1), EMPTY, (Light.OVERDUE, ["passed", "ledger"])),
    ],
)
def test_the_rule(on: date, counted: Counted | None, expected: tuple[Light, list[str]]) -> None:
    assert lit(on, counted) == expected


def test_what_its_office_calls_done_is_done_from_that_day() -> None:
    assert lit(date(2026, 5, 1), NONE, done_date=date(2026, 5, 1)) == (Light.DONE, ["done", "applications"])
    assert lit(date(2027, 5, 1), None, done_date=date(2026, 5, 1)) == (Light.DONE, ["done"])
    assert lit(date(2026, 4, 30), None, done_date=date(2026, 5, 1)) == (Light.ON_TRACK, ["later"])


WORST = [Light.DONE, Light.ON_TRACK, Light.AT_RISK, Light.OVERDUE]


@given(
    st.integers(0, 500),
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(1, 9),
    st.booleans(),
)
def test_more_work_never_gives_a_worse_light_and_every_light_has_its_reason(
    days: int, less: int, more: int, wanted: int, lasts: bool
) -> None:
    on = FIRST + timedelta(days=days)
    less, more = sorted((less, more))
    lights = [
        light_of_task(begins=FIRST, due=DUE, done_date=None, counted=Counted("ledger", n, wanted, lasts), on=on)
        for n in (less, more)
    ]
    assert WORST.index(lights[1][0]) <= WORST.index(lights[0][0])
    assert all(reasons for _light, reasons in lights)


@pytest.mark.django_db
class TestShown:
    @pytest.fixture
    def world(self) -> World:
        return World()

    def line(self, code: str, on: date | None = None) -> Line:
        year = timezone.localdate().year
        return next(one for one in tasks(2020, looked_at=year, on=on) if one.task.code == code)

    def test_each_task_of_the_mandate_is_counted(self, world: World) -> None:
        shipped = MandateTask.objects.filter(year=2020).values_list("code", flat=True)
        assert sorted(shipped) == sorted(COUNTED)

    def test_applications_count_by_category(self, world: World) -> None:
        with override("en"):
            before = self.line("applications")
            world.application(state=State.SUBMITTED)
            after = self.line("applications")
        assert (before.light, after.light) == ("Overdue", "Overdue")
        assert before.reasons == [
            "Was due on 20 Aug 2020",
            "Applications with the lead offices in 0 of 5 categories",
        ]
        assert after.reasons[1] == "Applications with the lead offices in 1 of 5 categories"

    def test_the_ledger_is_kept_while_nothing_in_it_is_overdue(self, world: World) -> None:
        first, _second = reporting.begun(project(world)), project(world, world.dut)
        ProjectLight.objects.filter(project=first).update(light=Light.OVERDUE)
        with override("en"):
            assert self.line("ledger").reasons[-1] == "1 of 2 running projects without overdue work"
            ProjectLight.objects.update(light=Light.ON_TRACK)
            assert (self.line("ledger").light, self.line("ledger", date(2020, 12, 31)).light) == ("Done", "On track")

    def test_what_is_due_every_year_is_due_this_year_and_done_anew(self, world: World) -> None:
        year = timezone.localdate().year
        task = MandateTask.objects.get(code="assessment", year=2020)
        with override("en"):
            assert self.line("assessment", date(year, 1, 10)).light == "On track"
            for done, light in ((date(year - 1, 12, 1), "On track"), (date(year, 1, 5), "Done")):
                task.done_date = done
                task.save()
                assert self.line("assessment", date(year, 1, 10)).light == light

    def test_stand_on_the_board_with_their_offices_and_on_the_leaders_workbench(
        self, client: Client, world: World
    ) -> None:
        reasons = {reason for one in tasks(2020, looked_at=timezone.localdate().year) for reason in one.reasons}
        sign_in(client, world.ting)
        board = client.get(reverse("ledger:board")).content.decode()
        bench = client.get("/workbench/").content.decode()
        for page in (board, bench):
            assert all(reason in page for reason in reasons)
        assert world.gongye.organisation.name in board
        assert sign_in(client, world.gongye.officer).get("/workbench/").context["tasks"] == []

    def test_the_day_is_noted_among_the_facts_of_the_mandate(self, client: Client, world: World) -> None:
        task = MandateTask.objects.get(code="platform", year=2020)
        page = sign_in(client, world.gongye.officer).get(f"/desk/mandate/tasks/{task.pk}/")
        assert 'name="done_date"' in page.content.decode()
