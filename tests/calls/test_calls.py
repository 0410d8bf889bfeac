"""A call from draft to publication: two people, nothing missing, everybody told."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianxiao.calls.actions import calls as actions
from lianxiao.calls.actions.applications import when
from lianxiao.calls.models import Call, CallCategory
from lianxiao.core import steps
from lianxiao.core.models import SearchEntry
from lianxiao.core.refusals import LostUpdate, NotAllowedNow
from lianxiao.forms.models import FormVersion
from lianxiao.mandate.models import Category
from lianxiao.organisations.models import Notification, User
from lianxiao.organisations.roles import Role
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World(with_call=False)


def example() -> Call:
    return Call.objects.get(is_example=True)


def verbs(call: Call) -> list[str]:
    return [step.verb for step in steps.of_case(call)]


def values_of(call: Call, **changes: object) -> dict[str, object]:
    return {name: getattr(call, name) for name in actions.EDITABLE} | changes


def choices_of(call: Call) -> list[actions.CategoryChoice]:
    return [actions.CategoryChoice(one.category_id, one.limit, one.form_id) for one in call.call_categories.all()]


# --- from the example ------------------------------------------------------------------------------


def test_a_call_is_begun_from_the_example_with_all_categories_and_without_its_number(world: World) -> None:
    call = world.draft_call()
    fresh = Call.objects.get(pk=call.pk)
    assert [one.category.code for one in fresh.call_categories.order_by("category__order")] == [
        "joint_training",
        "teacher_exchange",
        "collaborative_innovation",
        "resource_sharing",
        "exchange",
    ]
    assert {one.limit for one in fresh.call_categories.all()} == {5}
    assert (fresh.state, fresh.office, fresh.drafted_by_id) == (
        "draft",
        world.gongye.organisation,
        world.gongye.officer.user_id,
    )
    assert verbs(fresh) == ["draft"]
    copy = actions.copy_call(
        call=call, year=2030, opens_at=call.opens_at, closes_at=call.closes_at, by=world.gongye.officer
    )
    assert copy.document_number == ""


def test_the_copy_says_its_own_year_and_last_day(world: World) -> None:
    closes_at = timezone.make_aware(timezone.datetime(2031, 9, 6))  # type: ignore[attr-defined]
    copy = actions.copy_call(
        call=example(),
        year=2031,
        opens_at=closes_at - timedelta(days=30),
        closes_at=closes_at,
        by=world.gongye.officer,
    )
    assert ("请于9月5日前" in copy.body, "8月20日" in copy.body) == (True, False)
    assert ("by 5 September" in copy.body_en, "20 August" in copy.body_en) == (True, False)
    assert "2031年“教育厅长突破项目”" in copy.body


def test_a_copy_takes_the_newest_published_form(world: World) -> None:
    category = Category.objects.get(code="exchange")
    first = FormVersion.objects.get(form__category=category)
    second = FormVersion.objects.create(
        form=first.form, version=2, definition=first.definition, published_at=timezone.now(), state="published"
    )
    FormVersion.objects.create(form=first.form, version=3, definition=first.definition)
    call = world.draft_call()
    assert call.call_categories.get(category=category).form == second


def test_the_example_itself_cannot_be_edited_or_handed_in(world: World) -> None:
    with pytest.raises(PermissionDenied):
        actions.hand_in(call=example(), by=world.gongye.officer)
    with pytest.raises(PermissionDenied):
        actions.edit(call=example(), values=values_of(example()), categories=[], by=world.gongye.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.filter(is_example=True).update(
            state="checking", drafted_by=world.gongye.officer.user_id, handed_in_by=world.gongye.officer.user_id
        )


# --- editing ---------------------------------------------------------------------------------------


def test_an_edit_is_recorded_with_the_values_before_and_after(world: World) -> None:
    call = world.draft_call()
    kept = choices_of(call)[:1]
    actions.edit(call=call, values=values_of(call, notice_working_days=7), categories=kept, by=world.gongye.colleague)
    step = steps.of_case(call).last()
    assert step is not None
    assert step.verb == "edit"
    assert step.details["changed"]["notice_working_days"] == ["5", "7"]
    assert len(step.details["changed"]["categories"][1]) == 1
    assert sorted(step.details["changed"]) == ["categories", "notice_working_days"]
    assert CallCategory.objects.filter(call=call).count() == 1


def test_an_edit_that_changes_nothing_leaves_no_step(world: World) -> None:
    call = world.draft_call()
    actions.edit(call=call, values=values_of(call), categories=choices_of(call), by=world.gongye.officer)
    assert verbs(call) == ["draft"]


def test_a_draft_that_was_handed_in_meanwhile_is_not_overwritten(world: World) -> None:
    call = world.draft_call()
    stale = Call.objects.get(pk=call.pk)
    actions.hand_in(call=call, by=world.gongye.officer)
    with pytest.raises(LostUpdate):
        actions.edit(call=stale, values=values_of(stale, title="别的"), categories=[], by=world.gongye.officer)
    call.refresh_from_db()
    assert call.title != "别的"


def test_only_officers_of_the_own_office_edit(world: World) -> None:
    call = world.draft_call()
    for stranger in (world.keji.officer, world.ting, world.lnu.liaison, world.system_admin):
        with pytest.raises(PermissionDenied):
            actions.edit(call=call, values=values_of(call), categories=[], by=stranger)


# --- two people ------------------------------------------------------------------------------------


def test_neither_the_drafter_nor_who_handed_it_in_checks_it(world: World) -> None:
    call = world.draft_call()
    actions.hand_in(call=call, by=world.gongye.colleague)
    for same in (world.gongye.officer, world.gongye.colleague):
        with pytest.raises(PermissionDenied):
            actions.pass_check(call=call, by=same)
    actions.pass_check(call=call, by=world.keji.officer)
    assert (call.state, call.checked_by_id) == ("checked", world.keji.officer.user_id)


@pytest.mark.parametrize("column", ["drafted_by", "handed_in_by"])
def test_the_database_refuses_a_check_by_the_same_person(world: World, column: str) -> None:
    call = world.draft_call()
    actions.hand_in(call=call, by=world.gongye.colleague)
    person = getattr(call, f"{column}_id")
    with pytest.raises(IntegrityError, match="call_two_people"), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(checked_by=person, checked_at=timezone.now())


def test_the_database_refuses_a_published_call_that_nobody_checked(world: World) -> None:
    call = world.draft_call()
    with pytest.raises(IntegrityError, match="call_checked_before_published"), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(
            state="published",
            handed_in_by=world.gongye.officer.user_id,
            published_by=world.ting.user_id,
            published_at=timezone.now(),
        )


def test_sending_back_needs_a_reason_and_lets_the_office_edit_again(world: World) -> None:
    call = world.draft_call()
    actions.hand_in(call=call, by=world.gongye.officer)
    with pytest.raises(actions.ReasonMissing):
        actions.send_back(call=call, by=world.gongye.colleague, reason="  ")
    actions.send_back(call=call, by=world.gongye.colleague, reason="限报数有误")
    assert (call.state, call.handed_in_by_id) == ("draft", None)
    step = steps.of_case(call).last()
    assert step is not None
    assert (step.verb, step.remark) == ("send_back", "限报数有误")


def test_a_leader_sends_a_checked_call_back_and_the_check_is_void(world: World) -> None:
    call = world.draft_call()
    actions.hand_in(call=call, by=world.gongye.officer)
    actions.pass_check(call=call, by=world.gongye.colleague)
    actions.send_back(call=call, by=world.ting, reason="请缓发")
    assert (call.state, call.checked_by_id, call.checked_at) == ("draft", None, None)


# --- publishing ------------------------------------------------------------------------------------


def test_a_published_call_is_found_by_search_and_its_liaisons_are_told(world: World) -> None:
    liaisons = [world.lnu.liaison, world.dut.liaison]
    college = world.person("college-liaison", Role.LIAISON, "4121010179")
    call = world.open_call()
    told = User.objects.filter(notifications__kind="call_published").order_by("id")
    assert [user.pk for user in told] == sorted(one.user_id or 0 for one in liaisons)
    assert college.user_id not in {user.pk for user in told}
    notification = Notification.objects.filter(kind="call_published").order_by("id").first()
    assert notification is not None
    assert (notification.path, notification.values["due"]) == (f"/calls/{call.pk}/", when(call.closes_at))
    entry = SearchEntry.objects.get(kind="calls.call", object_id=call.pk)
    assert (entry.title, entry.path) == (call.title, f"/calls/{call.pk}/")
    assert verbs(call) == ["draft", "hand_in", "pass_check", "publish"]


def test_only_a_leader_of_the_department_publishes(world: World) -> None:
    call = world.draft_call()
    actions.hand_in(call=call, by=world.gongye.officer)
    actions.pass_check(call=call, by=world.gongye.colleague)
    with pytest.raises(PermissionDenied):
        actions.publish(call=call, by=world.gongye.officer)


def test_a_call_that_was_published_meanwhile_is_not_published_twice(world: World) -> None:
    call = world.draft_call()
    actions.hand_in(call=call, by=world.gongye.officer)
    actions.pass_check(call=call, by=world.gongye.colleague)
    stale = Call.objects.get(pk=call.pk)
    actions.publish(call=call, by=world.ting)
    with pytest.raises(NotAllowedNow):
        actions.publish(call=stale, by=world.ting)


def test_what_is_missing_is_named_field_by_field_and_nothing_moves(world: World) -> None:
    call = world.draft_call()
    Call.objects.filter(pk=call.pk).update(document_number="", body=" ", addressees="", eligible_kinds=[])
    call.call_categories.all().delete()
    with pytest.raises(actions.NotReady) as refusal:
        actions.hand_in(call=call, by=world.gongye.officer)
    assert sorted(refusal.value.problems) == ["addressees", "body", "categories", "document_number", "eligible_kinds"]
    assert Call.objects.get(pk=call.pk).state == "draft"


def test_a_window_that_ran_out_on_the_desk_stops_the_publication(world: World) -> None:
    call = world.draft_call()
    actions.hand_in(call=call, by=world.gongye.officer)
    actions.pass_check(call=call, by=world.gongye.colleague)
    past = timezone.now() - timedelta(minutes=1)
    Call.objects.filter(pk=call.pk).update(closes_at=past)
    with pytest.raises(actions.NotReady) as refusal:
        actions.publish(call=call, by=world.ting)
    assert list(refusal.value.problems) == ["closes_at"]
    assert Notification.objects.filter(kind="call_published").exists() is False


def test_a_form_that_is_not_published_stops_the_call(world: World) -> None:
    call = world.draft_call()
    category = call.call_categories.order_by("id").first()
    assert category is not None
    category.form = FormVersion.objects.create(form=category.form.form, version=2, definition={})
    category.save()
    assert list(actions.problems_of(call)) == ["categories"]
