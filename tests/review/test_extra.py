"""Where marks lie far apart one more expert is asked, before anybody but their experts reads them."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.review.actions import assigning, inviting, plans
from lianxiao.review.drawing import draw
from lianxiao.review.models import Draw, Panel, Plan, Sheet
from lianxiao.review.queries import desk, results
from lianxiao.review.queries.plans import apart_in
from tests.review import reviewed
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def titles(plan: Plan) -> list[str]:
    return [str(entry.application) for entry in apart_in(plan)]


def ask_extra(world: World, panel: Panel, person: Actor, place: int = 0) -> Sheet:
    application = panel.entries.order_by("id")[place].application
    return assigning.extra_by_hand(
        panel=panel, application=application, expert=reviewed.in_pool(person), by=world.nonglin.officer
    )


def scored_extra(world: World, plan: Plan, points: int) -> Plan:
    person = reviewed.expert(world, 2)
    sheet = ask_extra(world, reviewed.panel_of(plan), person)
    inviting.invite(plan=plan, by=world.nonglin.officer)
    reviewed.accept(person)
    reviewed.scored(sheet, person, points)
    return plans.open_scores(plan=plan, by=world.nonglin.officer)


def test_only_what_is_all_in_and_far_apart_is_named(world: World) -> None:
    plan = reviewed.assigned(world, applications=2, experts=2)
    first, second = reviewed.expert(world, 0), reviewed.expert(world, 1)
    for sheet in reviewed.sheets_of(first):
        reviewed.scored(sheet, first, 9)
    assert titles(plan) == []
    one, other = reviewed.sheets_of(second)
    reviewed.scored(one, second, 5)
    assert titles(plan) == [str(one.application)]
    reviewed.scored(other, second, 8)
    assert titles(plan) == [str(one.application)]


def test_one_more_is_asked_there_and_nowhere_else_also_past_the_product(world: World) -> None:
    plan = reviewed.far_apart(world, applications=2)
    panel, person = reviewed.panel_of(plan), reviewed.expert(world, 2)
    with pytest.raises(NotAllowedNow):
        ask_extra(world, panel, person, place=1)
    sheet = ask_extra(world, panel, person)
    assert (sheet.is_extra, sheet.round, sheet.how) == (True, 1, "hand")
    with pytest.raises(NotAllowedNow):
        ask_extra(world, panel, reviewed.expert(world, 3))
    step = Step.objects.get(verb="assign_extra")
    assert (step.remark, step.details) == ("", {"how": "hand", "sheets": 1})
    even = panel.entries.order_by("id")[1].application_id
    with pytest.raises(IntegrityError, match="marks that lie far apart"), transaction.atomic():
        Sheet.objects.create(seat=sheet.seat, application_id=even, how="hand", is_extra=True)
    other = reviewed.expert(world, 3)
    seat = assigning.seat_of(panel, reviewed.in_pool(other))
    with pytest.raises(IntegrityError, match="review_sheet_one_extra"), transaction.atomic():
        Sheet.objects.create(seat=seat, application_id=sheet.application_id, how="hand", is_extra=True)
    with pytest.raises(IntegrityError, match="from its beginning"), transaction.atomic():
        Sheet.objects.filter(pk=sheet.pk).update(is_extra=False)


def test_those_who_scored_it_and_those_in_conflict_are_not_asked(world: World) -> None:
    plan = reviewed.far_apart(world)
    panel = reviewed.panel_of(plan)
    with pytest.raises(NotAllowedNow):
        ask_extra(world, panel, reviewed.expert(world, 0))
    person = reviewed.expert(world, 2)
    world.person("judge2", "expert", str(panel.entries.get().application.university.code))
    with pytest.raises(assigning.Conflict):
        ask_extra(world, panel, person)


def test_the_declaration_comes_before_the_application_as_for_all(world: World) -> None:
    plan = reviewed.far_apart(world)
    person = reviewed.expert(world, 2)
    sheet = ask_extra(world, reviewed.panel_of(plan), person)
    inviting.invite(plan=plan, by=world.nonglin.officer)
    client = sign_in(Client(), person)
    assert client.get(f"/reviews/sheets/{sheet.pk}/").status_code == 404
    reviewed.accept(person)
    assert client.get(f"/reviews/sheets/{sheet.pk}/").status_code == 200


def test_an_extra_expert_is_drawn_from_those_who_have_not_scored_it(world: World) -> None:
    plan = reviewed.far_apart(world, applications=2)
    for number in (2, 3, 4):
        reviewed.expert(world, number)
    panel, office = reviewed.panel_of(plan), world.nonglin.officer
    sealed = assigning.seal_seed(panel=panel, by=office)
    drawn = assigning.carry_out(draw_=sealed, by=office)
    assert drawn.is_extra
    sheet = Sheet.objects.get(is_extra=True)
    assert (sheet.how, sheet.application.pk) == ("draw", panel.entries.order_by("id")[0].application_id)
    told = Draw.objects.get()
    assert [list(pair) for pair in draw(told.listed, told.seed)] == told.result
    scored_by = {reviewed.in_pool(reviewed.expert(world, number)).code for number in (0, 1)}
    assert {code for code, _number in told.listed["conflicts"]} >= scored_by
    assert not list(desk.extra_wanted(panel))


@pytest.mark.parametrize(
    ("rule", "points", "value", "out"),
    [("with_others", 8, 73.333333, []), ("nearest", 8, 85, [50]), ("nearest", 7, 70, []), ("nearest", 5, 50, [90])],
)
def test_it_counts_by_the_rule_that_was_fixed(world: World, rule: str, points: int, value: float, out: list) -> None:
    plan = scored_extra(world, reviewed.far_apart(world, extra_rule=rule), points)
    found = results.results(world.nonglin.officer, plan)
    (line,) = found.lines
    assert (line.standing.value, found.extra) == (value, 1)
    assert [mark.total for mark in line.marks if not mark.counts] == out
    assert [mark.total for mark in line.marks if mark.sheet.is_extra] == [10 * points]
    assert results.counted(plan)[line.entry.application_id] == 3 - len(out)


def test_scores_do_not_open_while_an_extra_one_is_to_come_in(world: World) -> None:
    plan = reviewed.far_apart(world)
    sheet = ask_extra(world, reviewed.panel_of(plan), reviewed.expert(world, 2))
    with pytest.raises(plans.NotReady):
        plans.open_scores(plan=plan, by=world.nonglin.officer)
    assigning.take_back(sheet=sheet, by=world.nonglin.officer)
    assert plans.open_scores(plan=plan, by=world.nonglin.officer).state == "opened"


# --- what is read of it -----------------------------------------------------------------------------


def test_the_office_reads_which_and_no_mark(world: World) -> None:
    plan = reviewed.far_apart(world, applications=2)
    office = sign_in(Client(), world.nonglin.officer)
    page = office.get(f"/reviews/plans/{plan.pk}/").content.decode()
    panel = office.get(f"/reviews/panels/{reviewed.panel_of(plan).pk}/").content.decode()
    assert "分差较大" in page
    for said in (page, panel):
        main = said.split("<main", 1)[1]
        assert not re.search(r"\b(90|70|50|28)\.\d", re.sub(r"<[^>]*>", " ", main))


def test_the_office_asks_on_the_page_of_the_panel(world: World) -> None:
    plan = reviewed.far_apart(world)
    panel = reviewed.panel_of(plan)
    application = panel.entries.get().application_id
    office = sign_in(Client(), world.nonglin.officer)
    code = reviewed.in_pool(reviewed.expert(world, 2)).code
    answer = office.post(f"/reviews/panels/{panel.pk}/extra/{application}/", {"expert": code})
    assert answer["Location"] == f"/reviews/panels/{panel.pk}/"
    assert Sheet.objects.get(is_extra=True).seat.expert_id == reviewed.expert(world, 2).person_id


def test_the_extra_experts_page_says_nothing_of_it_so_that_he_judges_for_himself(world: World) -> None:
    plan = reviewed.assigned(world, applications=1, experts=2)
    for number, points in enumerate((9, 5)):
        person = reviewed.expert(world, number)
        reviewed.scored(reviewed.sheets_of(person)[0], person, points)
    third = reviewed.expert(world, 2)
    sheet = ask_extra(world, reviewed.panel_of(plan), third)
    inviting.invite(plan=plan, by=world.nonglin.officer)
    reviewed.accept(third)
    client = sign_in(Client(), third)
    for path in ("/reviews/", f"/reviews/seats/{sheet.seat_id}/", f"/reviews/sheets/{sheet.pk}/"):
        said = client.get(path).content.decode()
        assert not [word for word in ("补充评审", "分歧", "补评") if word in said]


def test_results_say_which_is_the_extra_one_and_what_was_left_out(world: World) -> None:
    plan = scored_extra(world, reviewed.far_apart(world, extra_rule="nearest"), 8)
    said = sign_in(Client(), world.nonglin.officer).get(f"/reviews/plans/{plan.pk}/results/").content.decode()
    assert "<s>50.0</s>" in said
    assert "补评" in said
    assert "去掉与补评分差最大的一份" in said
