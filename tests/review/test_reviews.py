"""From the plan to the closed review: who does what when, and what the database refuses whoever asks."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from lianxiao.calls.models import ApplicationMember
from lianxiao.core import clock
from lianxiao.core.models import Step
from lianxiao.core.refusals import LostUpdate, NotAllowedNow
from lianxiao.organisations.models import ExpertProfile, Membership, Notification
from lianxiao.organisations.roles import Role
from lianxiao.review.actions import assigning, inviting, plans, reminding, sheets
from lianxiao.review.models import Criterion, Entry, Panel, Plan, PoolExpert, Score, Seat, Sheet
from lianxiao.review.queries import results
from tests.review import reviewed
from tests.world import LNU, NEU, World, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def states(plan: Plan) -> set[str]:
    return set(Entry.objects.filter(panel__plan=plan).values_list("application__state", flat=True))


# --- the plan --------------------------------------------------------------------------------------


def test_a_review_begins_with_the_rubric_of_its_category(world: World) -> None:
    reviewed.with_review(world)
    plan = plans.begin(call_category=world.category("exchange"), by=world.nonglin.officer)
    assert [(line.name, line.weight) for line in plan.criteria.order_by("order")] == [
        ("合作基础", 20),
        ("项目意义", 25),
        ("实施方案", 25),
        ("分工与保障", 15),
        ("预期指标", 15),
    ]


def test_only_the_office_that_answers_prepares_it_and_only_where_the_call_asks_for_review(world: World) -> None:
    for stranger in (world.keji.officer, world.ting, world.lnu.liaison):
        with pytest.raises(PermissionDenied):
            plans.begin(call_category=world.category("exchange"), by=stranger)
    with pytest.raises(PermissionDenied):
        plans.begin(call_category=world.category("exchange"), by=world.nonglin.officer)
    reviewed.with_review(world)
    plans.begin(call_category=world.category("exchange"), by=world.nonglin.officer)


def test_opening_brings_what_passed_the_check_under_review(world: World) -> None:
    plan = reviewed.opened(world, applications=2)
    assert (plan.state, states(plan), Panel.objects.count()) == ("running", {"under_review"}, 1)


def test_it_does_not_open_with_weights_that_do_not_add_up(world: World) -> None:
    reviewed.with_review(world)
    reviewed.checked(world)
    plan = reviewed.prepared(world)
    Criterion.objects.filter(plan=plan, order=1).update(weight=10)
    with pytest.raises(plans.NotReady):
        plans.open_review(plan=plan, by=world.nonglin.officer)
    with pytest.raises(IntegrityError, match="add up to 100"), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(state="running", opened_at=plan.begun_at)


def test_once_it_is_open_method_and_rubric_are_fixed_also_past_the_product(world: World) -> None:
    plan = reviewed.opened(world)
    for change in ({"method": "z_score"}, {"wanted": 1}, {"spread_limit": 40}, {"extra_rule": "nearest"}):
        with pytest.raises(IntegrityError, match="fixed when it opens"), transaction.atomic():
            Plan.objects.filter(pk=plan.pk).update(**change)
    with pytest.raises(IntegrityError, match="rubric is fixed"), transaction.atomic():
        plan.criteria.filter(order=1).update(weight=30)
    with pytest.raises(IntegrityError, match="rubric is fixed"), transaction.atomic():
        plan.criteria.filter(order=1).delete()
    with pytest.raises(PermissionDenied):
        plans.edit(plan=plan, values={}, criteria=[], by=world.nonglin.officer)


# --- conflicts of interest -------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["employed", "formerly", "declared", "member", "shared"])
def test_whoever_has_a_conflict_cannot_be_assigned_by_anybody(world: World, why: str) -> None:
    plan = reviewed.opened(world)
    panel, person = reviewed.panel_of(plan), reviewed.expert(world, 0)
    application = panel.entries.get().application
    user = user_of(person)
    if why == "employed":
        world.person(user.username, Role.EXPERT, NEU)  # the partner of every application of these tests
    elif why == "formerly":
        world.person(user.username, Role.TEACHER, LNU)
        Membership.objects.filter(user=user, role="teacher").update(ended_at=plan.begun_at)
    elif why == "declared":
        profile, _new = ExpertProfile.objects.get_or_create(user=user)
        profile.conflicts.add(application.university)
    elif why == "member":
        add_member(application, user.pk)
    else:
        other = world.application(category="teacher_exchange")
        add_member(other, user.pk)
    with pytest.raises(assigning.Conflict):
        assigning.by_hand(
            panel=panel, application=application, expert=reviewed.in_pool(person), by=world.nonglin.officer
        )
    seat = Seat.objects.create(panel=panel, expert=user, due_at=plan.begun_at)
    with pytest.raises(IntegrityError, match="conflict of interest"), transaction.atomic():
        Sheet.objects.create(seat=seat, application=application, how="hand")


def add_member(application: object, user_id: int) -> None:
    """Past the rules of who may take part, as a move to another university leaves it behind."""
    ApplicationMember.objects.filter(application=application).update(hand="editor")
    first = ApplicationMember.objects.filter(application=application).order_by("id")[0]
    ApplicationMember.objects.create(
        application_id=first.application_id, user_id=user_id, organisation_id=first.organisation_id, hand="reader"
    )


def test_whoever_has_none_can(world: World) -> None:
    plan = reviewed.opened(world)
    panel, person = reviewed.panel_of(plan), reviewed.expert(world, 0)
    application = panel.entries.get().application
    assigning.by_hand(panel=panel, application=application, expert=reviewed.in_pool(person), by=world.nonglin.officer)
    assert Sheet.objects.values_list("seat__expert", "application", "how").get() == (
        person.person_id,
        application.pk,
        "hand",
    )
    with pytest.raises(NotAllowedNow):
        assigning.by_hand(
            panel=panel, application=application, expert=reviewed.in_pool(person), by=world.nonglin.officer
        )


def test_nobody_is_given_more_than_he_takes_on(world: World) -> None:
    plan = reviewed.opened(world, applications=2)
    panel, person = reviewed.panel_of(plan), reviewed.expert(world, 0, most=1)
    first, second = (entry.application for entry in panel.entries.order_by("id"))
    assigning.by_hand(panel=panel, application=first, expert=reviewed.in_pool(person), by=world.nonglin.officer)
    with pytest.raises(assigning.NoPlace):
        assigning.by_hand(panel=panel, application=second, expert=reviewed.in_pool(person), by=world.nonglin.officer)


# --- invitations -----------------------------------------------------------------------------------


def test_the_invitation_names_the_panel_and_no_application(world: World) -> None:
    plan = reviewed.opened(world)
    panel, person = reviewed.panel_of(plan), reviewed.expert(world, 0)
    assigning.by_hand(
        panel=panel,
        application=panel.entries.get().application,
        expert=reviewed.in_pool(person),
        by=world.nonglin.officer,
    )
    assert inviting.invite(plan=plan, by=world.nonglin.officer) == 1
    told = Notification.objects.get(kind="review_invited")
    assert (told.user_id, told.path, sorted(told.values)) == (person.person_id, "/reviews/", ["due", "panel"])
    assert inviting.invite(plan=plan, by=world.nonglin.officer) == 0


def test_without_the_declaration_nobody_accepts(world: World) -> None:
    plan = reviewed.opened(world)
    panel, person = reviewed.panel_of(plan), reviewed.expert(world, 0)
    assigning.by_rule(panel=panel, by=world.nonglin.officer)
    inviting.invite(plan=plan, by=world.nonglin.officer)
    seat = Seat.objects.get()
    with pytest.raises(inviting.NotDeclared):
        inviting.accept(seat=seat, declared=False, by=person)
    with pytest.raises(PermissionDenied):
        inviting.accept(seat=seat, declared=True, by=reviewed.expert(world, 1))
    assert inviting.accept(seat=seat, declared=True, by=person).declared_at is not None


def test_who_declines_leaves_his_applications_to_others_and_the_office_is_told(world: World) -> None:
    plan = reviewed.opened(world)
    person = reviewed.expert(world, 0)
    assigning.by_rule(panel=reviewed.panel_of(plan), by=world.nonglin.officer)
    inviting.invite(plan=plan, by=world.nonglin.officer)
    inviting.decline(seat=Seat.objects.get(), reason="出国", by=person)
    assert list(Sheet.objects.values_list("state", flat=True)) == ["withdrawn"]
    told = Notification.objects.filter(kind="review_declined").values_list("user__username", "values")
    assert {name for name, _values in told} == {"nonglin-officer", "nonglin-colleague"} & {name for name, _v in told}
    assert all(sorted(values) == ["due", "panel"] for _name, values in told)


def test_who_is_late_is_reminded_once_a_day_and_can_be_taken_off(world: World) -> None:
    plan = reviewed.assigned(world, applications=2, experts=1)
    office, person = world.nonglin.officer, reviewed.expert(world, 0)
    first, second = reviewed.sheets_of(person)
    reviewed.scored(first, person)
    assert reminding.remind(plan=plan, by=office) == 0  # neither near nor overdue
    with clock.shifted(timedelta(days=8)):
        assert reminding.remind(plan=plan, by=office) == 1
        assert reminding.remind(plan=plan, by=office) == 0
    told = Notification.objects.get(kind="review_due")
    assert (told.user_id, told.path, sorted(told.values)) == (person.person_id, "/reviews/", ["due", "panel"])
    with pytest.raises(PermissionDenied):
        inviting.replace(seat=first.seat, by=world.keji.officer)
    inviting.replace(seat=first.seat, by=office)
    assert [sheet.state for sheet in reviewed.sheets_of(person)] == ["submitted", "withdrawn"]
    reviewed.expert(world, 1)
    assert assigning.by_rule(panel=reviewed.panel_of(plan), by=office) == 1
    with pytest.raises(PermissionDenied):
        reviewed.fill(second, person, 3)


# --- scores ----------------------------------------------------------------------------------------


def test_a_sheet_is_kept_as_it_is_typed_and_submitted_when_complete(world: World) -> None:
    reviewed.assigned(world, experts=1)
    person = reviewed.expert(world, 0)
    sheet = reviewed.sheets_of(person)[0]
    sheets.save(sheet=sheet, given={}, overall="", revision=0, by=person)
    with pytest.raises(sheets.Incomplete) as refusal:
        sheets.submit(sheet=sheet, by=person)
    assert len(refusal.value.missing) == 8  # five points, two comments, the overall opinion
    with pytest.raises(LostUpdate):
        sheets.save(sheet=sheet, given={}, overall="迟到", revision=0, by=person)
    submitted = reviewed.scored(sheet, person, [10, 8, 6, 4, 2])
    # 20 × 1 + 25 × 0.8 + 25 × 0.6 + 15 × 0.4 + 15 × 0.2
    assert (submitted.state, submitted.total) == ("submitted", Decimal("64.0000"))


def test_a_submitted_sheet_stays_as_it_is_also_past_the_product(world: World) -> None:
    reviewed.all_scored(world, applications=1, experts=1)
    sheet = Sheet.objects.get()
    with pytest.raises(IntegrityError, match="stay"), transaction.atomic():
        Score.objects.filter(sheet=sheet).update(points=1)
    with pytest.raises(IntegrityError, match="stay"), transaction.atomic():
        Score.objects.filter(sheet=sheet).delete()
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        Sheet.objects.update(total=1)
    with pytest.raises(PermissionDenied):
        reviewed.fill(sheet, reviewed.expert(world, 0), 1)


def test_the_database_takes_no_points_beyond_the_criterion_and_no_total_but_theirs(world: World) -> None:
    reviewed.assigned(world, experts=1)
    person = reviewed.expert(world, 0)
    sheet = reviewed.fill(reviewed.sheets_of(person)[0], person, 7)
    with pytest.raises(IntegrityError, match="not more than it has"), transaction.atomic():
        Score.objects.filter(sheet=sheet).update(points=11)
    with pytest.raises(IntegrityError, match="total of its points"), transaction.atomic():
        Sheet.objects.filter(pk=sheet.pk).update(state="submitted", submitted_at=sheet.saved_at, total=99)
    Sheet.objects.filter(pk=sheet.pk).update(state="submitted", submitted_at=sheet.saved_at, total=70)


def test_nobody_scores_for_somebody_else(world: World) -> None:
    reviewed.assigned(world)
    own = reviewed.sheets_of(reviewed.expert(world, 0))[0]
    for stranger in (reviewed.expert(world, 1), world.nonglin.officer, world.lnu.author):
        with pytest.raises(PermissionDenied):
            sheets.save(sheet=own, given={}, overall="x", revision=0, by=stranger)


def test_a_conflict_that_he_finds_himself_is_declared_and_never_assigned_to_him_again(world: World) -> None:
    plan = reviewed.assigned(world, experts=1)
    person = reviewed.expert(world, 0)
    sheet = reviewed.sheets_of(person)[0]
    sheets.recuse(sheet=sheet, reason="曾共同发表论文", by=person)
    with pytest.raises(assigning.Conflict):
        assigning.by_hand(
            panel=reviewed.panel_of(plan),
            application=sheet.application,
            expert=reviewed.in_pool(person),
            by=world.nonglin.officer,
        )
    assert not Step.objects.filter(remark__contains="共同发表").exists()


# --- opening and closing ---------------------------------------------------------------------------


def test_scores_are_nobodys_but_their_experts_until_all_are_in_and_opened(world: World) -> None:
    plan = reviewed.assigned(world)
    office = world.nonglin.officer
    first = reviewed.expert(world, 0)
    reviewed.scored(reviewed.sheets_of(first)[0], first)
    plan.refresh_from_db()
    assert list(results.opened_sheets(office, plan)) == []
    with pytest.raises(plans.NotReady):
        plans.open_scores(plan=plan, by=office)
    second = reviewed.expert(world, 1)
    reviewed.scored(reviewed.sheets_of(second)[0], second, 6)
    opened = plans.open_scores(plan=plan, by=office)
    found = results.results(office, opened)
    assert [(line.standing.value, [mark.total for mark in line.marks]) for line in found.lines] == [(70, [80, 60])]
    assert list(results.opened_sheets(world.ting, opened)) == []
    assert list(results.opened_sheets(world.lnu.liaison, opened)) == []


def test_the_office_is_told_when_the_last_score_came_in(world: World) -> None:
    reviewed.all_scored(world)
    told = Notification.objects.filter(kind="review_scored")
    assert {row.user.username for row in told.select_related("user")} >= {"nonglin-officer"}
    assert {tuple(sorted(row.values)) for row in told} == {("call", "category")}


def test_what_is_not_submitted_when_scores_open_is_taken_back(world: World) -> None:
    plan = reviewed.assigned(world, experts=2)
    late = reviewed.expert(world, 2)
    panel = reviewed.panel_of(plan)
    assigning.by_hand(
        panel=panel,
        application=panel.entries.get().application,
        expert=reviewed.in_pool(late),
        by=world.nonglin.officer,
    )
    for number in range(2):
        person = reviewed.expert(world, number)
        reviewed.scored(reviewed.sheets_of(person)[0], person)
    plans.open_scores(plan=plan, by=world.nonglin.officer)
    assert [sheet.state for sheet in reviewed.sheets_of(late)] == ["withdrawn"]


def test_closing_hands_the_applications_on_to_the_decision_without_their_scores(world: World) -> None:
    plan = reviewed.all_scored(world)
    opened = plans.open_scores(plan=plan, by=world.nonglin.officer)
    closed = plans.close(plan=opened, by=world.nonglin.officer)
    assert (closed.state, states(plan)) == ("closed", {"reviewed"})
    said = set(Step.objects.filter(verb="close_review").values_list("remark", flat=True))
    assert said == {"由2位专家评审。"}


def test_seats_and_sheets_have_numbers_that_say_nothing(world: World) -> None:
    reviewed.assigned(world)
    numbers = [*Seat.objects.values_list("pk", flat=True), *Sheet.objects.values_list("pk", flat=True)]
    assert len(set(numbers)) == 4
    assert min(numbers) > 1_000_000
    assert PoolExpert.objects.count() == 2
