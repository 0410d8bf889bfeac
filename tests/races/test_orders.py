"""Each critical operation against its rival, in every order of their statements."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from lianxiao.calls.actions import checks
from lianxiao.calls.actions.applications import save_section
from lianxiao.calls.actions.deadlines import close
from lianxiao.calls.actions.submission import LimitReached, submit, withdraw
from lianxiao.calls.models import Application, ApplicationSection, Call, CallCategory, FormalCheck, Slot
from lianxiao.calls.queries.calls import seal_of
from lianxiao.calls.queries.check_sheet import ItemAnswer, items_of
from lianxiao.calls.states import State
from lianxiao.core import clock
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.models import NumberSeries
from lianxiao.core.numbers import next_number
from tests.races.cast import CATEGORY, released
from tests.races.guards import Snapshot, without_constraints, without_trigger
from tests.races.interleaver import every_order
from tests.races.together import kinds
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
EVERY_STATEMENT = ""
CASES = (
    "calls_call",
    "calls_application",
    "calls_applicationsection",
    "calls_applicationparty",
    "calls_slot",
    "calls_submission",
    "calls_delivery",
    "calls_formalcheck",
    "core_step",
    "core_numberseries",
    "organisations_notification",
)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def snapshot() -> Iterator[Callable[[], Snapshot]]:
    """Kept where the test says so: what stands then is where every order starts."""
    taken: list[Snapshot] = []

    def take() -> Snapshot:
        taken.append(Snapshot(*CASES))
        return taken[-1]

    yield take
    for one in taken:
        one.drop()


def anew(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def one_place(world: World) -> None:
    CallCategory.objects.filter(pk=world.category(CATEGORY).pk).update(limit=1)


def numbered(world: World, count: int) -> list[Application]:
    """Withdrawn once, so with a number: they do not meet at the series of numbers, but where the test is about."""
    rows = released(world, count)
    for order, row in enumerate(rows, 1):
        Application.objects.filter(pk=row.pk).update(number=f"SB-JL-0-{order}")
    return rows


# --- the tool itself -------------------------------------------------------------------------------


def two_statements() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 /* first */")


def test_two_transactions_of_one_statement_and_a_commit_have_six_orders() -> None:
    orders = [order.turns for order in every_order(two_statements, two_statements, gates="first")]
    assert sorted(orders) == ["aabb", "abab", "abba", "baab", "baba", "bbaa"]


def test_who_waits_for_a_lock_is_passed_over() -> None:
    """Numbers of one series: the second waits from its first statement until the first has committed."""
    next_number("probe")
    orders = list(every_order(lambda: next_number("probe"), lambda: next_number("probe"), gates="FOR UPDATE"))
    assert sorted(order.turns for order in orders) == ["aabb", "abab", "baba", "bbaa"]
    assert all(abs(order.outcomes[0] - order.outcomes[1]) == 1 for order in orders)


# --- places ----------------------------------------------------------------------------------------


def test_two_submissions_for_the_last_place(world: World, snapshot: Callable[[], Snapshot]) -> None:
    one_place(world)
    first, second = numbered(world, 2)
    for order in every_order(
        lambda: submit(application=anew(first), by=world.lnu.liaison),
        lambda: submit(application=anew(second), by=world.lnu.liaison),
        before=snapshot().put_back,
    ):
        assert kinds(order.outcomes) == {"Submission": 1, "LimitReached": 1}, order
        assert Application.objects.filter(state=State.SUBMITTED, slot__number=1).count() == 1, order
        assert Slot.objects.count() == 1, order


def test_without_the_constraints_some_order_gives_the_last_place_twice(
    world: World, snapshot: Callable[[], Snapshot]
) -> None:
    one_place(world)
    first, second = released(world, 2)

    def naively(application: Application) -> Slot:
        if Slot.objects.count() >= 1:
            raise LimitReached("full")
        return Slot.objects.create(
            call_category_id=application.call_category_id,
            university_id=application.university_id,
            number=1,
            limit=1,
            application=application,
            taken_at=timezone.now(),
        )

    with without_constraints("calls_slot", "slot_once"):
        sold = {
            Slot.objects.count()
            for _order in every_order(
                lambda: naively(first), lambda: naively(second), before=snapshot().put_back, gates="calls_slot"
            )
        }
    assert sold == {1, 2}


def test_a_withdrawal_against_a_submission_for_its_place(world: World, snapshot: Callable[[], Snapshot]) -> None:
    one_place(world)
    inside, waiting = numbered(world, 2)
    submit(application=inside, by=world.lnu.liaison)
    ends = set()
    for order in every_order(
        lambda: withdraw(application=anew(inside), by=world.lnu.liaison, reason="合作方退出"),
        lambda: submit(application=anew(waiting), by=world.lnu.liaison),
        before=snapshot().put_back,
    ):
        left, entered = order.outcomes
        assert isinstance(left, Application), order
        ends.add(type(entered).__name__)
        held = list(Slot.objects.values_list("application_id", flat=True))
        assert held == ([] if isinstance(entered, LimitReached) else [waiting.pk]), order
    assert ends == {"Submission", "LimitReached"}


def test_where_places_are_counted_and_not_held_some_order_loses_one_or_sells_one_too_many() -> None:
    """One of two places is taken; somebody leaves and somebody enters, so one is taken in the end."""

    def leave() -> None:
        row = NumberSeries.objects.get(name="places")
        row.last -= 1
        row.save(update_fields=["last"])

    def enter() -> None:
        row = NumberSeries.objects.get(name="places")
        if row.last >= 2:
            raise LimitReached("full")
        row.last += 1
        row.save(update_fields=["last"])

    def one_taken() -> None:
        NumberSeries.objects.update_or_create(name="places", defaults={"last": 1})

    ends = {
        NumberSeries.objects.get(name="places").last
        for _order in every_order(leave, enter, before=one_taken, gates="core_numberseries")
    }
    assert ends == {0, 1, 2}


def test_a_withdrawal_against_an_office_that_passes(world: World, snapshot: Callable[[], Snapshot]) -> None:
    application, check, office = submitted_for_one_office(world)
    for order in every_order(
        lambda: withdraw(application=anew(application), by=world.lnu.liaison, reason="合作方退出"),
        lambda: passing(check, office),
        before=snapshot().put_back,
    ):
        row = anew(application)
        has_place = Slot.objects.filter(application=row).exists()
        assert (row.state, has_place) in {(State.DRAFT, False), (State.CHECKED, True)}, order


def test_without_the_lock_on_the_case_a_passed_one_can_lose_its_place(
    world: World, snapshot: Callable[[], Snapshot]
) -> None:
    application, check, office = submitted_for_one_office(world)

    def withdraw_naively() -> None:
        if anew(application).state == State.SUBMITTED:
            Slot.objects.get(application=application).delete()
            Application.objects.filter(pk=application.pk).update(title="withdrawn")

    ends = {
        (anew(application).state, Slot.objects.filter(application=application).exists())
        for _order in every_order(
            withdraw_naively,
            lambda: passing(check, office),
            before=snapshot().put_back,
            gates=r'FOR UPDATE|DELETE FROM "calls_slot"',
        )
    }
    assert (State.CHECKED, False) in ends


# --- the seal --------------------------------------------------------------------------------------


def closing_by_a_fast_clock(world: World) -> Call:
    """The deadline has passed by this server's clock, and not yet by the database's."""
    with clock.shifted(timedelta(days=60)):
        return close(call=Call.objects.get(pk=world.call.pk), by=SYSTEM)


def seals(world: World, application: Application, snapshot: Snapshot) -> set[bool]:
    """Whether the seal held what is in, over the orders of closing and submitting until both have been seen."""
    found = set()
    for _order in every_order(
        lambda: closing_by_a_fast_clock(world),
        lambda: submit(application=anew(application), by=world.lnu.liaison),
        before=snapshot.put_back,
    ):
        call = Call.objects.get(pk=world.call.pk)
        seal = seal_of(call)
        found.add((call.sealed_count, call.sealed_digest) == (seal.count, seal.digest))
        if len(found) == 2:
            break
    return found


def test_closing_against_a_submission(world: World, snapshot: Callable[[], Snapshot]) -> None:
    (application,) = numbered(world, 1)
    assert seals(world, application, snapshot()) == {True}


def test_without_the_trigger_some_order_leaves_a_submission_outside_the_seal(
    world: World, snapshot: Callable[[], Snapshot]
) -> None:
    (application,) = numbered(world, 1)
    with without_trigger("calls_slot", "slot_inside_window"):
        assert seals(world, application, snapshot()) == {True, False}


# --- two offices -----------------------------------------------------------------------------------


def submitted_for_one_office(world: World) -> tuple[Application, FormalCheck, Actor]:
    application = world.application(category="exchange", state=State.SUBMITTED)
    first, *others = FormalCheck.objects.filter(submission__application=application).order_by("id")
    for other in others:
        passing(other, officer_of(world, other))
    return application, first, officer_of(world, first)


def officer_of(world: World, check: FormalCheck) -> Actor:
    return getattr(world, check.office.code or "").officer


def passing(check: FormalCheck, by: Actor) -> FormalCheck:
    fresh = FormalCheck.objects.select_related("submission__application").get(pk=check.pk)
    answers = {item.code: ItemAnswer(ok=True, note="已核") for item in items_of(fresh)}
    return checks.pass_check(check=fresh, answers=answers, by=by)


def test_two_offices_that_pass_at_once_let_it_through_once(world: World, snapshot: Callable[[], Snapshot]) -> None:
    application = world.application(state=State.SUBMITTED)
    first, second = FormalCheck.objects.filter(submission__application=application).order_by("id")
    one, other = officer_of(world, first), officer_of(world, second)
    for order in every_order(lambda: passing(first, one), lambda: passing(second, other), before=snapshot().put_back):
        assert kinds(order.outcomes) == {"FormalCheck": 2}, order
        assert anew(application).state == State.CHECKED, order


def test_without_the_lock_on_the_case_both_leave_it_to_the_other(
    world: World, snapshot: Callable[[], Snapshot]
) -> None:
    application = world.application(state=State.SUBMITTED)
    first, second = FormalCheck.objects.filter(submission__application=application).order_by("id")

    def naively(check: FormalCheck) -> bool:
        """True for whoever finds that nobody is left."""
        FormalCheck.objects.filter(pk=check.pk).update(
            outcome="passed", decided_at=timezone.now(), decided_by_id=world.gongye.officer.user_id
        )
        return not FormalCheck.objects.filter(submission=check.submission, outcome="").exists()

    finders = {
        sum(order.outcomes)
        for order in every_order(
            lambda: naively(first), lambda: naively(second), before=snapshot().put_back, gates="formalcheck"
        )
    }
    assert finders == {0, 1}


# --- two windows on one section --------------------------------------------------------------------


def test_of_two_saves_on_the_same_revision_one_is_refused(world: World, snapshot: Callable[[], Snapshot]) -> None:
    application = world.application()
    section = application.sections.get(key="cover")

    def save(title: str) -> object:
        return save_section(
            application=anew(application),
            key="cover",
            values={"title": title},
            revision=section.revision,
            by=world.lnu.author,
        )

    for order in every_order(
        lambda: save("甲"), lambda: save("乙"), before=snapshot().put_back, gates="applicationsection"
    ):
        assert kinds(order.outcomes) == {"Saved": 1, "LostUpdate": 1}, order
        kept = ApplicationSection.objects.get(pk=section.pk)
        won = "甲" if type(order.outcomes[0]).__name__ == "Saved" else "乙"
        assert (kept.answers["title"], kept.revision) == (won, section.revision + 1), order


def test_without_the_lock_on_the_section_the_first_save_can_be_lost(
    world: World, snapshot: Callable[[], Snapshot]
) -> None:
    section = world.application().sections.get(key="cover")

    def naively(title: str) -> bool:
        row = ApplicationSection.objects.get(pk=section.pk)
        if row.revision != section.revision:
            return False
        row.answers["title"], row.revision = title, row.revision + 1
        row.save(update_fields=["answers", "revision"])
        return True

    saved = {
        sum(order.outcomes)
        for order in every_order(
            lambda: naively("甲"),
            lambda: naively("乙"),
            before=snapshot().put_back,
            gates="applicationsection",
        )
    }
    assert saved == {1, 2}
