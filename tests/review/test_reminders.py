"""Experts who owe an answer or scores are reminded by the clock: how often, and what comes after."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from lianxiao.core import clock
from lianxiao.core.clock import database_now
from lianxiao.core.database_roles import acting_as
from lianxiao.core.models import Step
from lianxiao.organisations.models import Notification
from lianxiao.review.actions import assigning, inviting, plans, reminding
from lianxiao.review.models import Plan, Seat
from lianxiao.review.tasks import remind as task
from tests.review import reviewed
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def invited(world: World) -> Plan:
    """One expert, who has not answered; scores are due in ten days."""
    plan = reviewed.opened(world, wanted=1)
    reviewed.expert(world, 0)
    assigning.by_rule(panel=reviewed.panel_of(plan), by=world.nonglin.officer)
    inviting.invite(plan=plan, by=world.nonglin.officer)
    return plan


def by_the_day(days: range, hours: tuple[int, ...] = (0, 1, 23)) -> list[int]:
    """How many reminders go out on each of these days, with the worker at it several times a day."""
    found = []
    for day in days:
        sent = 0
        for hour in hours:
            with clock.shifted(timedelta(days=day, hours=hour, minutes=1)):
                sent += reminding.remind_by_the_clock()
        found.append(sent)
    return found


def test_an_invitation_is_reminded_of_from_the_third_day_three_times_a_day_apart(world: World) -> None:
    invited(world)
    assert by_the_day(range(12)) == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    told = Notification.objects.filter(kind="review_due").order_by("id")
    assert [(one.user.username, one.path, sorted(one.values)) for one in told.select_related("user")] == [
        ("judge0", "/reviews/", ["due", "panel"])
    ] * 3


def test_after_the_third_the_office_is_told_once_how_many_and_not_who(world: World) -> None:
    plan = invited(world)
    by_the_day(range(12))
    told = Notification.objects.filter(kind="review_overdue", user__username="nonglin-officer").get()
    assert (told.path, told.values["count"], sorted(told.values)) == (
        f"/reviews/plans/{plan.pk}/",
        "1",
        ["count", "panel"],
    )
    steps = Step.objects.filter(case_kind="review.plan", verb__in=("remind", "remind_office")).order_by("id")
    assert [(step.verb, step.role, step.details) for step in steps] == [
        ("remind", "system", {"experts": 1}),
        ("remind", "system", {"experts": 1}),
        ("remind", "system", {"experts": 1}),
        ("remind_office", "system", {"experts": 1}),
    ]


def test_who_accepts_starts_anew_and_is_reminded_of_his_scores_only_near_their_day(world: World) -> None:
    invited(world)
    person = reviewed.expert(world, 0)
    assert by_the_day(range(5)) == [0, 0, 0, 1, 1]
    with clock.shifted(timedelta(days=5)):
        reviewed.accept(person)
    assert by_the_day(range(5, 14)) == [0, 0, 1, 1, 1, 0, 0, 0, 0]
    assert Seat.objects.get().reminders == 3


def test_who_has_scored_is_left_alone(world: World) -> None:
    reviewed.assigned(world, experts=1)
    person = reviewed.expert(world, 0)
    reviewed.scored(reviewed.sheets_of(person)[0], person)
    assert by_the_day(range(12)) == [0] * 12
    assert not Notification.objects.filter(kind="review_overdue").exists()


def test_nobody_is_reminded_once_scores_are_open(world: World) -> None:
    plan = reviewed.all_scored(world, experts=1)
    panel = reviewed.panel_of(plan)
    late = reviewed.in_pool(reviewed.expert(world, 1))
    assigning.by_hand(
        panel=panel, application=panel.entries.order_by("id")[0].application, expert=late, by=world.nonglin.officer
    )
    inviting.invite(plan=plan, by=world.nonglin.officer)
    plans.open_scores(plan=plan, by=world.nonglin.officer)
    assert by_the_day(range(12)) == [0] * 12


def test_a_click_and_the_clock_together_write_once_a_day(world: World) -> None:
    plan = invited(world)
    with clock.shifted(timedelta(days=4)):
        assert reminding.remind(plan=plan, by=world.nonglin.officer) == 1
        assert reminding.remind_by_the_clock() == 0
    with clock.shifted(timedelta(days=4, hours=23)):
        assert reminding.remind_by_the_clock() == 0
        assert reminding.remind(plan=plan, by=world.nonglin.officer) == 0


def test_past_the_product_nobody_is_reminded_twice_in_a_day_nor_told_of_before_the_third(world: World) -> None:
    invited(world)
    now = database_now()
    Seat.objects.update(reminded_at=now, reminders=1)
    with pytest.raises(IntegrityError, match="twice within 24 hours"), transaction.atomic():
        Seat.objects.update(reminded_at=now + timedelta(hours=23))
    Seat.objects.update(reminded_at=now + timedelta(hours=24))
    with pytest.raises(IntegrityError, match="review_seat_told_after_reminders"), transaction.atomic():
        Seat.objects.update(office_told_at=now)
    with pytest.raises(IntegrityError, match="review_seat_reminded"), transaction.atomic():
        Seat.objects.update(reminded_at=None)


def test_the_worker_comes_to_the_seats_with_the_role_that_may(world: World) -> None:
    invited(world)
    with clock.shifted(timedelta(days=4)), acting_as("lianxiao_web"):
        task(0)
    assert Seat.objects.get().reminders == 1


def test_the_panel_shows_who_was_reminded_and_when(world: World) -> None:
    plan = invited(world)
    client = sign_in(Client(), world.nonglin.officer)
    page = f"/reviews/panels/{reviewed.panel_of(plan).pk}/"
    assert "已提醒" not in client.get(page).content.decode()
    by_the_day(range(5))
    assert "已提醒2次" in client.get(page).content.decode()
