"""The end of a project under many at once: one ending, by one officer, whoever comes first."""

from collections.abc import Callable
from threading import Barrier

import pytest
from django.db import transaction
from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.ledger.actions import endings
from lianxiao.ledger.invariants import INVARIANTS
from lianxiao.ledger.models import Acceptance, Project, Withdrawal
from lianxiao.ledger.states import AcceptanceState, ProjectState
from tests.ledger import ending
from tests.ledger.approving import project
from tests.races.guards import without_trigger
from tests.races.together import kinds, together
from tests.world import World, user_of

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = {"NotAllowedNow", "PermissionDenied"}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def found(world: World) -> Project:
    """It can be accepted, and can be withdrawn."""
    made = project(world)
    ending.applied(world, ending.nothing_left(made))
    ending.proposed(world, made)
    return made


def accepting(by: Actor) -> Callable[[], Acceptance]:
    own = Acceptance.objects.get()
    return lambda: endings.confirm(acceptance=own, by=by)


def withdrawing(by: Actor) -> Callable[[], Project]:
    own = Withdrawal.objects.get()
    return lambda: endings.withdraw(withdrawal=own, by=by)


def dropping(by: Actor) -> Callable[[], Withdrawal]:
    own = Withdrawal.objects.get()
    return lambda: endings.drop_withdrawal(withdrawal=own, by=by)


def faults() -> list[str]:
    (invariant,) = (one for one in INVARIANTS if one.name == "ledger: projects end by their rule")
    return list(invariant.find())


def ends_of(found: Project) -> list[str]:
    rows = Step.objects.filter(case_kind="ledger.project", case_id=found.pk, verb__in=["finish", "withdraw"])
    return list(rows.order_by("id").values_list("verb", flat=True))


def test_accepted_and_withdrawn_at_once_by_two_officers_it_ends_once(world: World, found: Project) -> None:
    both = [accepting(world.gongye.officer), withdrawing(world.gongye.colleague)]
    outcomes = kinds(together(*both * 4))
    ended = outcomes.pop("Acceptance", 0) + outcomes.pop("Project", 0)
    assert (ended, set(outcomes) <= REFUSED, sum(outcomes.values())) == (1, True, 7)
    assert (len(ends_of(found)), faults()) == (1, [])


def test_two_officers_accept_at_once_and_one_of_them_has_done_it(world: World, found: Project) -> None:
    officers = [accepting(world.gongye.officer), accepting(world.gongye.colleague)]
    outcomes = kinds(together(*officers * 3))
    assert (outcomes.pop("Acceptance"), set(outcomes) <= REFUSED) == (1, True)
    assert (ends_of(found), faults()) == (["finish"], [])


def test_withdrawn_and_dropped_at_once_it_is_one_of_both(world: World, found: Project) -> None:
    steps = [withdrawing(world.gongye.colleague), dropping(world.gongye.officer)]
    outcomes = kinds(together(*steps * 3))
    done = outcomes.pop("Project", 0) + outcomes.pop("Withdrawal", 0)
    assert (done, set(outcomes) <= REFUSED, faults()) == (1, True, [])


def test_proposed_by_two_officers_at_once_one_proposal_stands(world: World) -> None:
    found = project(world)
    officers = (world.gongye.officer, world.gongye.colleague)
    proposing = [lambda by=by: endings.propose_withdrawal(project=found, reason="合作终止。", by=by) for by in officers]
    outcomes = kinds(together(*proposing * 3))
    assert outcomes == {"Withdrawal": 1, "AlreadyProposed": 5}


# --- without the guards -------------------------------------------------------------------------------


def by_hand(ready: Barrier, write: Callable[[], object]) -> Callable[[], None]:
    """Looks, and writes without holding what it looked at: what two people at a database would do."""

    def run() -> None:
        with transaction.atomic():
            assert Project.objects.get().state == ProjectState.RUNNING
            ready.wait(timeout=60)
            write()

    return run


def both_by_hand(world: World) -> list[object]:
    ready, now = Barrier(2), timezone.now()

    def accept() -> None:
        by = user_of(world.gongye.officer)
        Acceptance.objects.update(state=AcceptanceState.CONFIRMED, confirmed_by=by, confirmed_at=now)
        Project.objects.update(state=ProjectState.FINISHED)

    def withdraw() -> None:
        Withdrawal.objects.update(confirmed_by=user_of(world.gongye.colleague), confirmed_at=now)
        Project.objects.update(state=ProjectState.WITHDRAWN)

    return together(by_hand(ready, accept), by_hand(ready, withdraw))


def test_without_holding_the_project_the_database_refuses_the_second_ending(world: World, found: Project) -> None:
    assert kinds(both_by_hand(world)) == {"NoneType": 1, "IntegrityError": 1}
    assert faults() == []


def test_without_the_trigger_as_well_it_ends_twice(world: World, found: Project) -> None:
    with without_trigger("ledger_project", "project_ended"):
        assert kinds(both_by_hand(world)) == {"NoneType": 2}
    assert len(faults()) == 1
