"""The window of a call: extended by two people, sealed when it has passed, concluded when all is decided."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lianxiao.calls.actions import deadlines
from lianxiao.calls.actions.calls import ReasonMissing
from lianxiao.calls.actions.submission import TooLate, submit
from lianxiao.calls.models import Application, Call, CallExtension, Submission
from lianxiao.calls.queries.calls import Seal, seal_of
from lianxiao.calls.tasks import by_the_clock
from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.organisations.models import Notification
from tests.world import World, pass_deadline

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def ask(world: World, days: int = 3) -> CallExtension:
    return deadlines.ask_extension(
        call=world.call,
        new_closes_at=world.call.closes_at + timedelta(days=days),
        reason="部分高校假期安排调整",
        by=world.gongye.officer,
    )


# --- extending -------------------------------------------------------------------------------------


def test_an_extension_takes_effect_only_when_somebody_else_grants_it(world: World) -> None:
    before = world.call.closes_at
    extension = ask(world)
    assert Call.objects.get(pk=world.call.pk).closes_at == before
    world.lnu.liaison  # noqa: B018  is there to be told
    deadlines.grant_extension(extension=extension, by=world.ting)
    assert Call.objects.get(pk=world.call.pk).closes_at == before + timedelta(days=3)
    assert [step.verb for step in steps.of_case(world.call)][-2:] == ["ask_extension", "grant_extension"]
    told = Notification.objects.get(kind="call_extended")
    assert told.user_id == world.lnu.liaison.user_id


def test_the_database_refuses_an_extension_granted_by_who_asked(world: World) -> None:
    extension = ask(world)
    with pytest.raises(IntegrityError, match="extension_two_people"), transaction.atomic():
        CallExtension.objects.filter(pk=extension.pk).update(granted_by=extension.asked_by, granted_at=timezone.now())


def test_who_asked_may_not_grant_even_with_the_right_to(world: World) -> None:
    extension = ask(world)
    CallExtension.objects.filter(pk=extension.pk).update(asked_by=world.ting.user_id)
    extension.refresh_from_db()
    with pytest.raises(PermissionDenied):
        deadlines.grant_extension(extension=extension, by=world.ting)
    with pytest.raises(PermissionDenied):
        deadlines.grant_extension(extension=extension, by=world.gongye.colleague)


def test_a_deadline_is_never_moved_forward_or_into_the_past(world: World) -> None:
    for new in (world.call.closes_at, world.call.closes_at - timedelta(days=1)):
        with pytest.raises(deadlines.NotLater):
            deadlines.ask_extension(call=world.call, new_closes_at=new, reason="原因", by=world.gongye.officer)
    pass_deadline(world.call)
    with pytest.raises(deadlines.NotLater):
        deadlines.ask_extension(
            call=world.call,
            new_closes_at=timezone.now() - timedelta(seconds=30),
            reason="原因",
            by=world.gongye.officer,
        )


def test_an_extension_needs_a_reason_and_one_waits_at_a_time(world: World) -> None:
    with pytest.raises(ReasonMissing):
        deadlines.ask_extension(
            call=world.call,
            new_closes_at=world.call.closes_at + timedelta(days=1),
            reason=" ",
            by=world.gongye.officer,
        )
    ask(world)
    with pytest.raises(deadlines.AlreadyAsked):
        ask(world)


def test_a_refused_extension_leaves_the_deadline_and_cannot_be_granted_later(world: World) -> None:
    before = world.call.closes_at
    extension = ask(world)
    with pytest.raises(ReasonMissing):
        deadlines.refuse_extension(extension=extension, by=world.ting, reason="")
    deadlines.refuse_extension(extension=extension, by=world.ting, reason="时间充足")
    assert Call.objects.get(pk=world.call.pk).closes_at == before
    with pytest.raises(NotAllowedNow):
        deadlines.grant_extension(extension=extension, by=world.ting)


def test_a_closed_call_is_opened_and_unsealed_by_an_extension(world: World) -> None:
    pass_deadline(world.call)
    deadlines.close(call=world.call, by=SYSTEM)
    extension = deadlines.ask_extension(
        call=world.call, new_closes_at=timezone.now() + timedelta(days=2), reason="平台故障", by=world.gongye.officer
    )
    call = deadlines.grant_extension(extension=extension, by=world.ting)
    assert (call.state, call.closed_at, call.sealed_count, call.sealed_digest) == ("published", None, None, "")
    world.application(call=call, state="submitted")


# --- closing ---------------------------------------------------------------------------------------


def test_nobody_closes_a_call_before_its_deadline_by_the_clock_of_the_database(world: World) -> None:
    for actor in (world.gongye.officer, SYSTEM):
        with pytest.raises(deadlines.TooEarly):
            deadlines.close(call=world.call, by=actor)
    for stranger in (world.keji.officer, world.lnu.liaison, world.ting):
        with pytest.raises(PermissionDenied):
            deadlines.close(call=world.call, by=stranger)


def test_closing_seals_what_is_in_with_a_digest_that_anyone_can_recompute(world: World) -> None:
    for title in ("甲", "乙"):
        world.application(title=title, state="submitted")
    world.application(world.dut, title="丙", state="released")
    pass_deadline(world.call)
    call = deadlines.close(call=world.call, by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.number || ' ' || s.sha256 FROM calls_submission s"
            " JOIN calls_application a ON a.id = s.application_id ORDER BY a.number"
        )
        lines = [row[0] for row in cursor.fetchall()]
    assert (call.state, call.sealed_count) == ("closed", 2)
    assert call.sealed_digest == hashlib.sha256("\n".join(lines).encode()).hexdigest()
    step = steps.of_case(call).last()
    assert step is not None
    assert (step.verb, step.role) == ("close", "system")


def test_a_correction_after_closing_leaves_the_seal_as_it_was(world: World) -> None:
    application = world.application(state="submitted")
    pass_deadline(world.call)
    call = deadlines.close(call=world.call, by=SYSTEM)
    first = application.submissions.get()
    Submission.objects.create(
        application=application,
        version=2,
        content={},
        sha256="0" * 64,
        sm3="0" * 64,
        code="later",
        substance=first.substance,
        submitted_by=first.submitted_by,
        submitted_at=timezone.now(),
    )
    assert seal_of(call) == Seal(1, call.sealed_digest)


def test_an_empty_call_is_sealed_too(world: World) -> None:
    pass_deadline(world.call)
    call = deadlines.close(call=world.call, by=world.gongye.officer)
    assert (call.sealed_count, call.sealed_digest) == (0, hashlib.sha256(b"").hexdigest())


def test_the_database_refuses_a_closed_call_without_a_seal(world: World) -> None:
    with pytest.raises(IntegrityError, match="call_sealed_when_closed"), transaction.atomic():
        Call.objects.filter(pk=world.call.pk).update(state="closed", closed_at=timezone.now())


def test_the_worker_closes_what_is_due_and_nothing_else(world: World) -> None:
    other = world.open_call()
    pass_deadline(world.call)
    by_the_clock(0)
    assert Call.objects.get(pk=world.call.pk).state == "closed"
    assert Call.objects.get(pk=other.pk).state == "published"


# --- concluding, corrections that are overdue ------------------------------------------------------


def test_a_call_is_concluded_only_when_every_submitted_application_is_decided(world: World) -> None:
    application = world.application(state="submitted")
    world.application(title="未提交", state="with_leader")
    pass_deadline(world.call)
    deadlines.close(call=world.call, by=SYSTEM)
    with pytest.raises(deadlines.StillUnderWay):
        deadlines.conclude(call=world.call, by=world.gongye.officer)
    assert Call.objects.get(pk=world.call.pk).state == "closed"
    Application.objects.filter(pk=application.pk).update(state="rejected")
    with pytest.raises(PermissionDenied):
        deadlines.conclude(call=world.call, by=world.keji.officer)
    deadlines.conclude(call=Call.objects.get(pk=world.call.pk), by=world.gongye.officer)
    assert Call.objects.get(pk=world.call.pk).state == "concluded"


def test_a_correction_that_is_overdue_lapses_and_its_authors_are_told(world: World) -> None:
    late, punctual = world.application(state="submitted"), world.application(title="乙", state="submitted")
    now = timezone.now()
    Application.objects.filter(pk=late.pk).update(state="returned", correction_due_at=now - timedelta(seconds=1))
    Application.objects.filter(pk=punctual.pk).update(state="returned", correction_due_at=now + timedelta(hours=1))
    by_the_clock(0)
    late.refresh_from_db()
    punctual.refresh_from_db()
    assert (late.state, punctual.state) == ("rejected", "returned")
    assert late.decided_at is not None
    told = Notification.objects.get(kind="check_rejected")
    assert told.user_id == world.lnu.author.user_id


def test_no_place_is_taken_once_the_deadline_has_passed_even_before_closing(world: World) -> None:
    application = world.application(state="released")
    pass_deadline(world.call)
    with pytest.raises(TooLate):
        submit(application=application, by=world.lnu.liaison)
