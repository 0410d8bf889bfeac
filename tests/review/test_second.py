"""A second round for chosen applications, by experts who have not scored them; the first stays on record."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from lianxiao.core import clock
from lianxiao.organisations.models import Notification, User
from lianxiao.review.actions import assigning, panels, plans, reminding, second
from lianxiao.review.models import Panel, Plan, Sheet
from lianxiao.review.queries import results
from tests.review import reviewed
from tests.review.test_wrong_eyes import found_by
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def values(world: World, plan: Plan) -> list[tuple[int, float, list[float]]]:
    """Round, result and what stands aside, in the order of the numbers."""
    found = results.results(world.nonglin.officer, plan).lines
    found.sort(key=lambda line: str(line.entry.application.number))
    return [(line.round, line.standing.value, line.aside) for line in found]


def test_the_chosen_move_to_a_panel_of_their_own_and_their_first_sheets_stay(world: World) -> None:
    plan = reviewed.second_round(world)
    panel = reviewed.second_panel(plan)
    assert (plan.state, panel.entries.count(), reviewed.panel_of(plan).entries.count()) == ("second", 1, 1)
    assert Sheet.objects.filter(seat__panel=reviewed.panel_of(plan), state="submitted", round=1).count() == 2
    sheet = reviewed.seated(world, plan, reviewed.expert(world, 1))
    assert (sheet.round, sheet.seat.due_at) == (2, plan.second_due_at)


def test_the_second_counts_once_it_is_opened_and_not_before(world: World) -> None:
    plan = reviewed.second_round(world)
    assert values(world, plan) == [(1, 50, []), (1, 60, [])]
    person = reviewed.expert(world, 1)
    reviewed.scored(reviewed.seated(world, plan, person), person, 9)
    assert values(world, plan) == [(1, 50, []), (1, 60, [])]
    assert results.opened_sheets(world.nonglin.officer, plan).filter(round=2).count() == 0
    plan = second.open_scores(plan=plan, by=world.nonglin.officer)
    assert (plan.state, values(world, plan)) == ("opened", [(2, 90, [50]), (1, 60, [])])
    closed = plans.close(plan=plan, by=world.nonglin.officer)
    assert (closed.state, values(world, closed)) == ("closed", [(2, 90, [50]), (1, 60, [])])


def test_where_too_few_came_in_the_first_round_counts_and_the_rest_is_taken_back(world: World) -> None:
    plan = reviewed.second_round(world, experts=2)
    first, late = reviewed.expert(world, 2), reviewed.expert(world, 3)
    reviewed.scored(reviewed.seated(world, plan, first), first, 10)
    reviewed.seated(world, plan, late)
    plan = second.open_scores(plan=plan, by=world.nonglin.officer)
    assert values(world, plan) == [(1, 55, [100]), (1, 65, [])]
    assert [sheet.state for sheet in reviewed.sheets_of(late)] == ["withdrawn"]


def test_there_is_one_second_round_and_none_before_scores_are_open(world: World) -> None:
    plan = reviewed.all_scored(world, experts=1)
    office = world.nonglin.officer
    asked = {"applications": [reviewed.panel_of(plan).entries.order_by("id")[0].application_id], "name": "复评组"}
    due_at = timezone.now() + timedelta(days=20)
    with pytest.raises(PermissionDenied):
        second.begin(plan=plan, due_at=due_at, by=office, **asked)
    plan = plans.open_scores(plan=plan, by=office)
    with pytest.raises(PermissionDenied):
        second.begin(plan=plan, due_at=due_at, by=world.keji.officer, **asked)
    with pytest.raises(plans.NotReady):
        second.begin(plan=plan, due_at=timezone.now() - timedelta(days=1), by=office, **asked)
    with pytest.raises(plans.NotReady):
        second.begin(plan=plan, due_at=due_at, by=office, applications=[], name="复评组")
    with pytest.raises(panels.NameTaken):
        second.begin(plan=plan, due_at=due_at, by=office, **asked | {"name": reviewed.panel_of(plan).name})
    second.begin(plan=plan, due_at=due_at, by=office, **asked)
    with pytest.raises(PermissionDenied):
        plans.close(plan=plan, by=office)
    plan = second.open_scores(plan=plan, by=office)
    with pytest.raises(PermissionDenied):
        second.begin(plan=plan, due_at=due_at, by=office, **asked | {"name": "三评组"})


def test_nobody_scores_again_what_he_scored_also_past_the_product(world: World) -> None:
    plan = reviewed.second_round(world)
    panel, before = reviewed.second_panel(plan), reviewed.expert(world, 0)
    application, expert = panel.entries.get().application, reviewed.in_pool(before)
    with pytest.raises(assigning.Conflict):
        assigning.by_hand(panel=panel, application=application, expert=expert, by=world.nonglin.officer)
    seat = assigning.seat_of(panel, expert)
    with pytest.raises(IntegrityError, match="does not in the second"), transaction.atomic():
        Sheet.objects.create(seat=seat, application=application, how="hand", round=2)
    with pytest.raises(IntegrityError, match="of the round of its panel"), transaction.atomic():
        Sheet.objects.create(seat=seat, application=application, how="hand", round=1)
    with pytest.raises(IntegrityError, match="set up with it"), transaction.atomic():
        Panel.objects.filter(pk=panel.pk).update(round=1)
    with pytest.raises(IntegrityError, match="review_plan_second_pair"), transaction.atomic():
        Plan.objects.update(second_due_at=None)
    with pytest.raises(IntegrityError, match="review_plan_scores_pair"), transaction.atomic():
        Plan.objects.update(scores_opened_at=None)


def test_only_the_panel_of_the_round_is_worked_on(world: World) -> None:
    plan = reviewed.second_round(world)
    office, first = world.nonglin.officer, reviewed.panel_of(plan)
    other = reviewed.in_pool(reviewed.expert(world, 2))
    with pytest.raises(PermissionDenied):
        assigning.by_hand(panel=first, application=first.entries.get().application, expert=other, by=office)
    with pytest.raises(PermissionDenied):
        assigning.seal_seed(panel=first, by=office)
    panel = reviewed.second_panel(plan)
    drawn = assigning.carry_out(draw_=assigning.seal_seed(panel=panel, by=office), by=office)
    assert len(drawn.result) == 1
    before = reviewed.in_pool(reviewed.expert(world, 0)).code
    assert before in {code for code, _number in drawn.listed["conflicts"]}


def test_its_experts_are_reminded_by_its_own_day_and_the_office_is_told_of_the_last_score(world: World) -> None:
    plan = reviewed.second_round(world)
    person = reviewed.expert(world, 1)
    sheet = reviewed.seated(world, plan, person)
    with clock.shifted(timedelta(days=12)):
        assert reminding.remind_by_the_clock() == 0
    with clock.shifted(timedelta(days=18)):
        assert reminding.remind_by_the_clock() == 1
    told = Notification.objects.filter(kind="review_scored").count()
    reviewed.scored(sheet, person, 9)
    assert Notification.objects.filter(kind="review_scored").count() > told


# --- what is read of it -----------------------------------------------------------------------------


def test_what_the_second_round_says_is_its_experts_own_until_it_is_opened(world: World) -> None:
    plan = reviewed.second_round(world)
    person = reviewed.expert(world, 1)
    User.objects.filter(pk=person.person_id).update(name="CANARY-name-2")
    sheet = reviewed.seated(world, plan, person)
    reviewed.scored(sheet, person, 3, "CANARY-text-2")
    application = sheet.application_id
    desk, panel = f"/reviews/plans/{plan.pk}/", reviewed.second_panel(plan)
    asked = f"{desk}results/?application={application}"
    known = [desk, asked, f"{desk}comparison/", f"/reviews/panels/{panel.pk}/", f"/reviews/sheets/{sheet.pk}/"]
    starts = [*known, f"/applications/{application}/", "/workbench/"]
    for stranger in (world.lnu.author, world.keji.officer, world.ting, reviewed.expert(world, 0)):
        assert found_by(stranger, starts) == set(), stranger.role
    assert found_by(world.nonglin.officer, starts) == {"CANARY-name-2"}
    second.open_scores(plan=plan, by=world.nonglin.officer)
    assert found_by(world.nonglin.officer, [asked]) == {"CANARY-name-2", "CANARY-text-2"}


def test_its_expert_reads_nothing_of_the_first(world: World) -> None:
    plan = reviewed.all_scored(world, experts=1)
    User.objects.filter(pk=reviewed.expert(world, 0).person_id).update(name="CANARY-name-0")
    plan = plans.open_scores(plan=plan, by=world.nonglin.officer)
    chosen = list(reviewed.panel_of(plan).entries.values_list("application_id", flat=True))
    due_at = timezone.now() + timedelta(days=20)
    second.begin(plan=plan, applications=chosen, name="复评组", due_at=due_at, by=world.nonglin.officer)
    plan.refresh_from_db()
    person = reviewed.expert(world, 1)
    sheet = reviewed.seated(world, plan, person)
    starts = ["/reviews/", f"/reviews/sheets/{sheet.pk}/", f"/reviews/plans/{plan.pk}/results/"]
    assert found_by(person, starts) == set()


def test_the_office_chooses_from_the_ranking_and_goes_on_to_the_panel(world: World) -> None:
    plan = reviewed.all_scored(world, experts=1)
    plans.open_scores(plan=plan, by=world.nonglin.officer)
    office = sign_in(Client(), world.nonglin.officer)
    page = f"/reviews/plans/{plan.pk}/second/"
    best = office.get(page).context["lines"][0].entry.application_id
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    wrong = office.post(page, {"name": "复评组", "due_at_0": day, "due_at_1": "17:00"})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"chosen"})
    done = office.post(page, {"name": "复评组", "due_at_0": day, "due_at_1": "17:00", "chosen": best})
    assert done["Location"] == f"/reviews/panels/{reviewed.second_panel(plan).pk}/"
    assert office.get(page)["Location"] == f"/reviews/plans/{plan.pk}/"
    person = reviewed.expert(world, 1)
    plan.refresh_from_db()
    reviewed.scored(reviewed.seated(world, plan, person), person, 9)
    office.post(f"/reviews/plans/{plan.pk}/second/open/")
    said = office.get(f"/reviews/plans/{plan.pk}/results/").content.decode()
    assert "第二轮" in said
