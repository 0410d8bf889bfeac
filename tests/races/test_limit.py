"""The submission limit under many at once: never a sixth, never one lost that was acknowledged."""

from collections.abc import Callable
from threading import Barrier

import pytest
from django.db import transaction
from django.utils import timezone

from lianxiao.calls.actions.submission import LimitReached, submit, withdraw
from lianxiao.calls.models import Application, Delivery, Slot, Submission
from lianxiao.calls.states import State
from lianxiao.core.actors import Actor
from tests.races.cast import CATEGORY, released
from tests.races.guards import without_constraints
from tests.races.together import kinds, together
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return World()


def submitting(application: Application, by: Actor) -> Callable[[], Submission]:
    own = Application.objects.get(pk=application.pk)
    return lambda: submit(application=own, by=by)


def test_sixty_four_at_once_submit_twelve_applications_and_five_get_in(world: World) -> None:
    applications, liaison = released(world, 12), world.lnu.liaison
    outcomes = together(*(submitting(applications[turn % 12], liaison) for turn in range(64)))
    found = kinds(outcomes)
    assert found.pop("Submission") == 5
    assert set(found) <= {"LimitReached", "NotAllowedNow"}, found
    acknowledged = {one.pk for one in outcomes if isinstance(one, Submission)}
    assert set(Submission.objects.values_list("pk", flat=True)) == acknowledged
    assert sorted(Slot.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    inside = set(Submission.objects.values_list("application_id", flat=True))
    assert set(Slot.objects.values_list("application_id", flat=True)) == inside
    assert set(Application.objects.filter(state=State.SUBMITTED).values_list("pk", flat=True)) == inside
    offices = world.category(CATEGORY).category.leads.count()
    assert Delivery.objects.count() == 5 * offices


def test_a_place_that_is_freed_while_others_wait_for_it_is_taken_once(world: World) -> None:
    inside = (ready := released(world, 9))[:5]
    for application in inside:
        submit(application=application, by=world.lnu.liaison)
    waiting = ready[5:]
    leaving = Application.objects.get(pk=inside[2].pk)
    outcomes = together(
        lambda: withdraw(application=leaving, by=world.lnu.liaison, reason="合作方退出"),
        *(submitting(application, world.lnu.liaison) for application in waiting),
    )
    assert isinstance(outcomes[0], Application)
    assert set(kinds(outcomes[1:])) <= {"Submission", "LimitReached"}
    got_in = kinds(outcomes[1:]).get("Submission", 0)
    assert got_in <= 1
    assert Slot.objects.count() == 4 + got_in


# --- the guard and its absence ---------------------------------------------------------------------


def taking_naively(application: Application, all_have_read: Barrier) -> Callable[[], Slot]:
    """Counts, sees room, writes: what the limit would be without the database."""

    def take() -> Slot:
        with transaction.atomic():
            used = Slot.objects.filter(university_id=application.university_id).count()
            all_have_read.wait(timeout=60)
            if used >= 5:
                raise LimitReached("full")
            return Slot.objects.create(
                call_category_id=application.call_category_id,
                university_id=application.university_id,
                number=used + 1,
                limit=5,
                application=application,
                taken_at=timezone.now(),
            )

    return take


def test_even_naive_code_cannot_oversell_under_the_constraints(world: World) -> None:
    applications = released(world, 8)
    barrier = Barrier(8)
    outcomes = together(*(taking_naively(application, barrier) for application in applications))
    assert kinds(outcomes) == {"Slot": 1, "IntegrityError": 7}


def test_without_the_constraints_naive_code_oversells(world: World) -> None:
    applications = released(world, 8)
    barrier = Barrier(8)
    with without_constraints("calls_slot", "slot_once", "slot_within_limit"):
        together(*(taking_naively(application, barrier) for application in applications))
        assert Slot.objects.count() == 8
