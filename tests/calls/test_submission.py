"""Submission: one place of the limit, one frozen copy, delivery to every lead office, or nothing at all."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from lianxiao.calls.actions import applications as campus
from lianxiao.calls.actions import attachments
from lianxiao.calls.actions import submission as actions
from lianxiao.calls.actions.prints import keep_print
from lianxiao.calls.models import Application, Correction, Delivery, FormalCheck, Slot, Submission
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries import frozen, prints
from lianxiao.calls.queries.places import slots_in
from lianxiao.calls.states import State
from lianxiao.core import steps
from lianxiao.core.digests import canonical_json, digests
from lianxiao.core.documents import count_pages
from lianxiao.organisations.models import Notification
from tests.calls.test_applications import returned, save
from tests.core.files.made import pdf
from tests.world import World, pass_deadline, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def nothing_was_kept(application: Application) -> None:
    application = Application.objects.get(pk=application.pk)
    assert (application.state, application.number, application.submitted_at) == (State.RELEASED, None, None)
    assert not Slot.objects.filter(application=application).exists()
    assert not application.submissions.exists()
    assert [step.verb for step in steps.of_case(application)][-1] == "endorse"


# --- the way out -----------------------------------------------------------------------------------


def test_a_submission_takes_a_place_freezes_a_copy_and_reaches_every_lead_office(world: World) -> None:
    assert world.gongye.officer
    assert world.xuewei.officer
    application = world.application(state=State.RELEASED)
    copy = actions.submit(application=application, by=world.lnu.liaison)
    application.refresh_from_db()
    assert (application.state, application.number) == (State.SUBMITTED, f"SB-PY-{world.call.year}-0001")
    assert (application.slot.number, application.slot.limit) == (1, 5)
    leads = [world.gongye.organisation, world.xuewei.organisation]
    assert [one.office for one in Delivery.objects.filter(submission=copy).order_by("id")] == leads
    assert [(one.office, one.outcome) for one in FormalCheck.objects.filter(submission=copy).order_by("id")] == [
        (leads[0], ""),
        (leads[1], ""),
    ]
    told = Notification.objects.filter(kind__in=["submitted", "received"]).order_by("id").values_list("kind", "user_id")
    assert sorted(told) == sorted(
        [
            ("submitted", world.lnu.author.user_id),
            *(("received", one.user_id) for one in (world.gongye.officer, world.gongye.colleague)),
            *(("received", one.user_id) for one in (world.xuewei.officer, world.xuewei.colleague)),
        ]
    )


def test_the_frozen_copy_holds_answers_and_files_under_digests_that_anyone_can_recompute(world: World) -> None:
    application = world.application()
    attached = attachments.attach(
        application=application,
        field_key="agreement_files",
        name="协议.pdf",
        stream=BytesIO(pdf()),
        by=world.lnu.author,
    )
    world.advance(application, State.SUBMITTED)
    copy = application.submissions.get()
    found = digests(canonical_json(copy.content))
    assert (copy.sha256, copy.sm3) == (found.sha256, found.sm3)
    assert copy.content["answers"]["cover"]["title"] == "校际合作示例项目"
    assert copy.content["form"] == application.form.definition
    file = frozen.file_in(copy, attached.pk)
    assert file is not None
    assert (file["name"], file["digest"], file["media_type"]) == ("协议.pdf", attached.file_id, "application/pdf")
    assert frozen.file_in(copy, attached.pk + 1) is None


def test_a_frozen_copy_cannot_be_changed_even_from_a_shell(world: World) -> None:
    copy = world.application(state=State.SUBMITTED).submissions.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Submission.objects.filter(pk=copy.pk).update(content={})


def test_an_incomplete_form_does_not_leave_though_a_leader_approved_it(world: World) -> None:
    application = world.application(state=State.RELEASED)
    section = application.sections.get(key="cover")
    section.answers["title"] = ""
    section.save(update_fields=["answers"])
    with pytest.raises(campus.Incomplete) as refusal:
        actions.submit(application=application, by=world.lnu.liaison)
    assert [problem.field_key for problem in refusal.value.problems] == ["title"]
    nothing_was_kept(application)


def test_the_sixth_of_a_university_in_a_category_is_refused_and_leaves_no_trace(world: World) -> None:
    limit = world.category("exchange").limit
    for _number in range(limit):
        world.application(category="exchange", state=State.SUBMITTED)
    one_too_many = world.application(category="exchange", state=State.RELEASED)
    with pytest.raises(actions.LimitReached):
        actions.submit(application=one_too_many, by=world.lnu.liaison)
    nothing_was_kept(one_too_many)
    places = slots_in(one_too_many)
    assert (places.used, places.free, places.limit) == (limit, 0, limit)
    assert world.application(world.dut, category="exchange", state=State.SUBMITTED).slot.number == 1
    assert world.application(category="joint_training", state=State.SUBMITTED).slot.number == 1


def test_nothing_is_accepted_after_the_deadline(world: World) -> None:
    application = world.application(state=State.RELEASED)
    pass_deadline(world.call)
    with pytest.raises(actions.TooLate):
        actions.submit(application=application, by=world.lnu.liaison)
    nothing_was_kept(application)


def test_only_the_universitys_own_liaison_submits(world: World) -> None:
    application = world.application(state=State.RELEASED)
    for by in (world.lnu.author, world.lnu.leader, world.dut.liaison, world.gongye.officer):
        with pytest.raises(PermissionDenied):
            actions.submit(application=application, by=by)
    nothing_was_kept(application)


# --- back again ------------------------------------------------------------------------------------


def test_a_withdrawal_frees_the_place_for_another_and_keeps_number_and_copy(world: World) -> None:
    first = world.application(state=State.SUBMITTED)
    number = first.number
    actions.withdraw(application=first, by=world.lnu.liaison, reason="合作方退出")
    first.refresh_from_db()
    assert (first.state, first.number, first.submissions.count()) == (State.DRAFT, number, 1)
    assert not FormalCheck.objects.filter(submission__application=first).exists()
    assert not queries.applications(world.gongye.officer).exists()
    second = world.application(title="另一项目", state=State.SUBMITTED)
    assert second.slot.number == 1
    world.advance(first, State.SUBMITTED)
    first.refresh_from_db()
    assert (first.number, first.slot.number) == (number, 2)
    assert [copy.version for copy in first.submissions.order_by("id")] == [1, 2]


def test_the_lead_offices_are_told_of_a_withdrawal(world: World) -> None:
    application = world.application(state=State.SUBMITTED)
    officer = world.xuewei.officer
    actions.withdraw(application=application, by=world.lnu.liaison, reason="合作方退出")
    assert user_of(officer).notifications.filter(kind="withdrawn").count() == 1


def test_a_withdrawal_needs_a_reason(world: World) -> None:
    application = world.application(state=State.SUBMITTED)
    with pytest.raises(campus.ReasonMissing):
        actions.withdraw(application=application, by=world.lnu.liaison, reason=" ")
    assert Slot.objects.filter(application=application).exists()


def test_nothing_is_withdrawn_after_the_deadline(world: World) -> None:
    application = world.application(state=State.SUBMITTED)
    pass_deadline(world.call)
    with pytest.raises(actions.TooLate):
        actions.withdraw(application=application, by=world.lnu.liaison, reason="合作方退出")
    application.refresh_from_db()
    assert application.state == State.SUBMITTED
    assert Slot.objects.filter(application=application).exists()


# --- corrected -------------------------------------------------------------------------------------


def test_a_corrected_application_goes_to_every_lead_office_with_what_changed(world: World) -> None:
    application = returned(world, world.gongye, title="名称过长")
    save(world, application, "cover", {"title": "改正的名称"}, application.sections.get(key="cover").revision)
    copy = actions.resubmit(application=application, by=world.lnu.liaison)
    application.refresh_from_db()
    assert (application.state, copy.version) == (State.SUBMITTED, 2)
    assert [one.office for one in copy.deliveries.order_by("id")] == [
        world.gongye.organisation,
        world.xuewei.organisation,
    ]
    assert [(one.label, one.old, one.new) for one in frozen.changes(copy, "zh-hans")] == [
        ("项目名称", "校际合作示例项目", "改正的名称")
    ]
    assert Correction.objects.get(application=application).answered_at is not None
    assert Slot.objects.filter(application=application).count() == 1
    assert queries.open_fields(application) == set()


def test_a_correction_can_be_handed_in_after_the_calls_deadline_but_not_after_its_own(world: World) -> None:
    application = returned(world, world.gongye, title="名称过长")
    pass_deadline(world.call)
    Application.objects.filter(pk=application.pk).update(correction_due_at=timezone.now() - timedelta(minutes=1))
    application.refresh_from_db()
    with pytest.raises(actions.CorrectionTooLate):
        actions.resubmit(application=application, by=world.lnu.liaison)
    Application.objects.filter(pk=application.pk).update(correction_due_at=timezone.now() + timedelta(minutes=1))
    actions.resubmit(application=Application.objects.get(pk=application.pk), by=world.lnu.liaison)
    application.refresh_from_db()
    assert application.state == State.SUBMITTED


# --- in print --------------------------------------------------------------------------------------


def test_the_print_is_made_once_and_is_the_same_whoever_makes_it(world: World) -> None:
    copy = world.application(state=State.SUBMITTED).submissions.get()
    on_the_fly = prints.submission_pdf(copy)
    kept = keep_print(submission_id=copy.pk)
    assert keep_print(submission_id=copy.pk) == kept
    assert kept.pages == count_pages(on_the_fly)
    assert (kept.file_id, prints.submission_pdf(copy)) == (digests(on_the_fly).sha256, on_the_fly)


def test_a_draft_in_print_is_no_frozen_copy(world: World) -> None:
    application = world.application()
    assert count_pages(prints.draft_pdf(application)) >= 2
    assert not application.submissions.exists()
