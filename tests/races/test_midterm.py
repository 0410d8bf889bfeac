"""A mid-term check under many at once: what is concluded is drawn from, or was not concluded in time."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from threading import Barrier

import pytest
from django.db import transaction
from django.utils import timezone

from lianxiao.core import clock
from lianxiao.core.models import Step
from lianxiao.ledger.actions import midterm as actions
from lianxiao.ledger.invariants import INVARIANTS
from lianxiao.ledger.models import CheckedProject, MidtermCheck
from lianxiao.ledger.states import CheckedState, MidtermState
from tests.core.files.made import pdf
from tests.ledger import midterm
from tests.ledger.approving import project
from tests.races.guards import without_trigger
from tests.races.together import kinds, together
from tests.world import World, user_of

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = {"NotAllowedNow", "PermissionDenied", "NotReady"}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def check(world: World) -> MidtermCheck:
    """One project is concluded, the other is not, and the time is over."""
    one, other = project(world, title="甲"), project(world, title="乙")
    with clock.shifted(-timedelta(days=2)):
        made = midterm.opened(world, one, other, due_at=timezone.now() - timedelta(days=1))
    midterm.concluded(world, midterm.of(made, one))
    return MidtermCheck.objects.get(pk=made.pk)


def concluding(world: World, checked: CheckedProject) -> Callable[[], CheckedProject]:
    own = CheckedProject.objects.select_related("project").get(pk=checked.pk)
    by = world.lnu.liaison
    return lambda: actions.conclude(
        checked=own, verdict="passed", words="一致。", by=by, uploads=[("自查.pdf", BytesIO(pdf()))]
    )


def drawing(world: World, check: MidtermCheck) -> Callable[[], MidtermCheck]:
    own = MidtermCheck.objects.get(pk=check.pk)
    return lambda: actions.draw(check=own, by=world.gongye.officer)


def faults() -> list[str]:
    return [fault for one in INVARIANTS if one.name == "ledger: samples" for fault in one.find()]


def awaited(check: MidtermCheck) -> CheckedProject:
    return check.projects.get(state=CheckedState.ASKED)


def left_out(check: MidtermCheck) -> list[str]:
    """Concluded, and neither drawn from nor for the office: nobody would ever look at it."""
    found = MidtermCheck.objects.get(pk=check.pk)
    rows = found.projects.filter(state=CheckedState.CONCLUDED).exclude(project__number__in=found.listed)
    return list(rows.values_list("project__number", flat=True))


def test_concluded_while_it_is_drawn_it_is_in_the_draw_or_was_too_late(world: World, check: MidtermCheck) -> None:
    late = awaited(check)
    steps = [concluding(world, late), drawing(world, check)]
    outcomes = kinds(together(*steps * 3))
    assert outcomes.pop("MidtermCheck") == 1
    assert outcomes.pop("CheckedProject", 0) <= 1
    assert set(outcomes) <= REFUSED
    assert (left_out(check), faults()) == ([], [])
    assert Step.objects.filter(case_kind="ledger.midtermcheck", case_id=check.pk, verb="draw").count() == 1


def test_opened_by_two_officers_at_once_with_the_same_project_it_is_in_one_check(world: World) -> None:
    found = project(world)
    drafts = [midterm.drafted(world) for _n in range(2)]
    opening = [
        lambda own=own: actions.open_check(check=own, projects=[found.pk], by=world.gongye.officer) for own in drafts
    ]
    outcomes = kinds(together(*opening * 2))
    assert (outcomes.pop("MidtermCheck"), set(outcomes) <= REFUSED) == (1, True)
    assert CheckedProject.objects.count() == 1


# --- without the guards -------------------------------------------------------------------------------


def concluded_by_hand(world: World, check: MidtermCheck) -> list[object]:
    """Looks whether the check is open, and writes once it is drawn: what does not hold the check would do."""
    looked, drawn = Barrier(2), Barrier(2)
    late, drawing_now = awaited(check), drawing(world, check)

    def conclude() -> None:
        with transaction.atomic():
            assert MidtermCheck.objects.get(pk=check.pk).state == MidtermState.OPEN
            looked.wait(timeout=60)
            drawn.wait(timeout=60)
            said = {"verdict": "passed", "words": "一致。", "concluded_by": user_of(world.lnu.liaison)}
            row = CheckedProject.objects.filter(pk=late.pk)
            row.update(state=CheckedState.CONCLUDED, concluded_at=timezone.now(), **said)

    def draw() -> None:
        looked.wait(timeout=60)
        drawing_now()
        drawn.wait(timeout=60)

    return together(conclude, draw)


def test_without_holding_the_check_the_database_refuses_what_comes_after_the_draw(
    world: World, check: MidtermCheck
) -> None:
    assert kinds(concluded_by_hand(world, check)) == {"IntegrityError": 1, "NoneType": 1}
    assert left_out(check) == []


def test_without_the_trigger_as_well_a_conclusion_is_in_no_draw(world: World, check: MidtermCheck) -> None:
    late = awaited(check).project.number
    with without_trigger("ledger_checkedproject", "checked_in_turn"):
        assert kinds(concluded_by_hand(world, check)) == {"NoneType": 2}
    assert left_out(check) == [late]
