"""Document numbers under many at once: one each, without a gap, also when some of them fail."""

from collections.abc import Callable
from threading import Barrier

import pytest
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from lianxiao.core.refusals import NotAllowedNow
from lianxiao.letters.actions.letters import issue
from lianxiao.letters.invariants import INVARIANTS
from lianxiao.letters.models import Letter
from tests.letters import made
from tests.races.guards import run
from tests.races.together import kinds, together
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
SERIES = "辽教函"


@pytest.fixture
def world() -> World:
    return World()


def checked(world: World, count: int) -> list[Letter]:
    first = made.drafted(world)
    return [made.copied(world, first) for _n in range(count)]


def issuing(letter: Letter, world: World) -> Callable[[], Letter]:
    own = Letter.objects.get(pk=letter.pk)
    return lambda: issue(letter=own, by=world.ting)


def serials() -> list[int | None]:
    rows = Letter.objects.exclude(serial=None).order_by("serial", "id")
    return list(rows.values_list("serial", flat=True))


def gaps() -> list[str]:
    (invariant,) = (one for one in INVARIANTS if one.name.endswith("without gaps"))
    return list(invariant.find())


def test_six_letters_issued_eighteen_times_at_once_get_six_numbers(world: World) -> None:
    letters = checked(world, 6)
    outcomes = together(*(issuing(letters[turn % 6], world) for turn in range(18)))
    assert kinds(outcomes) == {"Letter": 6, NotAllowedNow.__name__: 12}
    assert (serials(), gaps()) == ([1, 2, 3, 4, 5, 6], [])


def test_a_letter_that_fails_beside_others_leaves_no_gap(world: World) -> None:
    """Its transaction holds the series and then is undone, while the others wait for it."""
    letters = checked(world, 4)

    def failing() -> None:
        with transaction.atomic():
            issuing(letters[0], world)()
            raise ZeroDivisionError

    outcomes = together(failing, *(issuing(letter, world) for letter in letters[1:]))
    assert kinds(outcomes) == {"ZeroDivisionError": 1, "Letter": 3}
    assert (serials(), gaps()) == ([1, 2, 3], [])


# --- without the guards -------------------------------------------------------------------------------


def numbered_by_hand(letter: Letter, world: World, ready: Barrier) -> Callable[[], None]:
    """The highest number and one more, without asking the series: what two people at a database would do."""
    pattern = Letter.objects.exclude(serial=None).get()

    def write() -> None:
        with transaction.atomic():
            newest = Letter.objects.aggregate(newest=Max("serial"))["newest"]
            ready.wait(timeout=60)
            Letter.objects.filter(pk=letter.pk).update(
                **{"state": "issued"},  # noqa: PIE804  the nets look for states that are set
                series=SERIES,
                year=pattern.year,
                serial=newest + 1,
                number=f"{SERIES}{newest + 1}",
                code=f"code{letter.pk}",
                word=pattern.word,
                pdf=pattern.pdf,
                pages=1,
                issued_by_id=world.ting.user_id,
                issued_at=timezone.now(),
                document_date=timezone.localdate(),
            )

    return write


def test_two_of_the_same_number_cannot_be_stored(world: World) -> None:
    first, second, third = checked(world, 3)
    issuing(first, world)()
    ready = Barrier(2)
    outcomes = together(*(numbered_by_hand(one, world, ready) for one in (second, third)))
    assert kinds(outcomes) == {"NoneType": 1, "IntegrityError": 1}
    assert serials() == [1, 2]


def test_without_the_constraint_both_are_stored_and_found(world: World) -> None:
    first, second, third = checked(world, 3)
    issuing(first, world)()
    ready = Barrier(2)
    run("ALTER TABLE letters_letter DROP CONSTRAINT letter_number_once")
    try:
        outcomes = together(*(numbered_by_hand(one, world, ready) for one in (second, third)))
        assert kinds(outcomes) == {"NoneType": 2}
        assert (serials(), len(gaps())) == ([1, 2, 2], 1)
    finally:
        run("TRUNCATE letters_letter CASCADE")
        run("ALTER TABLE letters_letter ADD CONSTRAINT letter_number_once UNIQUE (series, year, serial)")
