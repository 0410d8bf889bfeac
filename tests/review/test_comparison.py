"""Where lines fall in a ranking, and the page from which an office proposes."""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxiao.calls.facts import approved_project
from lianxiao.calls.models import Application
from lianxiao.calls.states import State
from lianxiao.review.actions import plans
from lianxiao.review.cutting import Candidate, Lines, cut, splits_a_rank
from lianxiao.review.models import Plan
from tests.ledger.approving import reloaded
from tests.review import reviewed
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db
money = st.integers(0, 500).map(Decimal)


def ranking(*asked: tuple[int, float, int, int]) -> list[Candidate]:
    """Rank, score, funding and university of each."""
    return [
        Candidate(key=n, rank=rank, score=score, funding=Decimal(funding), university=university)
        for n, (rank, score, funding, university) in enumerate(asked)
    ]


FIVE = ranking((1, 90, 100, 1), (2, 85, 300, 1), (3, 80, 50, 2), (3, 80, 20, 3), (5, 70, 10, 1))


def why(lines: Lines) -> list[str]:
    return [verdict.why for verdict in cut(FIVE, lines)]


def test_without_lines_all_are_above_and_the_sums_run() -> None:
    assert [(one.why, one.place, one.spent) for one in cut(FIVE, Lines())] == [
        ("", 1, 100), ("", 2, 400), ("", 3, 450), ("", 4, 470), ("", 5, 480),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "left_out"),
    [
        (Lines(places=2), ["", "", "places", "places", "places"]),
        (Lines(places=0), ["places"] * 5),
        (Lines(budget=Decimal(400)), ["", "", "budget", "budget", "budget"]),
        (Lines(budget=Decimal(399)), ["", "budget", "budget", "budget", "budget"]),
        (Lines(score=80), ["", "", "", "", "score"]),
        (Lines(each=1), ["", "each", "", "", "each"]),
        (Lines(each=1, places=2), ["", "each", "", "places", "places"]),
        (Lines(each=1, budget=Decimal(160)), ["", "each", "", "budget", "budget"]),
    ],
)
def test_a_line_ends_the_list_and_the_most_of_a_university_only_passes_it_over(
    lines: Lines, left_out: list[str]
) -> None:
    assert why(lines) == left_out


def test_a_line_between_equal_ranks_is_said() -> None:
    assert splits_a_rank(FIVE, cut(FIVE, Lines(places=3)))
    assert not splits_a_rank(FIVE, cut(FIVE, Lines(places=2)))
    assert not splits_a_rank(FIVE, cut(FIVE, Lines()))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 100), money, st.integers(1, 4)), max_size=20),
    st.builds(
        Lines,
        places=st.none() | st.integers(0, 8),
        budget=st.none() | money,
        score=st.none() | st.integers(0, 100),
        each=st.none() | st.integers(0, 3),
    ),
)
def test_no_line_is_ever_broken_and_nobody_comes_in_before_a_better_one_who_keeps_the_most(
    asked: list[tuple[int, Decimal, int]], lines: Lines
) -> None:
    ordered = sorted(asked, key=lambda one: -one[0])
    ranked = [Candidate(n, n + 1, score, funding, house) for n, (score, funding, house) in enumerate(ordered)]
    verdicts = cut(ranked, lines)
    above = [one for one, verdict in zip(ranked, verdicts, strict=True) if verdict.is_above]
    assert lines.places is None or len(above) <= lines.places
    assert lines.budget is None or sum(one.funding for one in above) <= lines.budget
    assert lines.score is None or all(one.score >= lines.score for one in above)
    houses = [one.university for one in above]
    assert lines.each is None or all(houses.count(house) <= lines.each for house in houses)
    ended = [n for n, verdict in enumerate(verdicts) if verdict.why not in ("", "each")]
    assert not ended or all(not verdict.is_above for verdict in verdicts[ended[0] :])


# --- the page ----------------------------------------------------------------------------------------


@pytest.fixture
def world() -> World:
    return World()


def scored(world: World, applications: int = 3) -> Plan:
    plan = reviewed.all_scored(world, applications=applications)
    return plans.open_scores(plan=plan, by=world.nonglin.officer)


def address(plan: Plan, query: str = "") -> str:
    return f"/reviews/plans/{plan.pk}/comparison/{query}"


def test_nothing_is_compared_before_scores_are_open_nor_by_another_office(world: World, client: Client) -> None:
    plan = reviewed.all_scored(world)
    office = sign_in(client, world.nonglin.officer)
    assert office.get(address(plan))["Location"] == f"/reviews/plans/{plan.pk}/"
    plans.open_scores(plan=plan, by=world.nonglin.officer)
    assert office.get(address(plan)).status_code == 200
    assert sign_in(Client(), world.keji.officer).get(address(plan)).status_code == 404


def test_rows_stand_by_rank_with_money_and_what_is_promised(world: World, client: Client) -> None:
    plan = scored(world)
    page = sign_in(client, world.nonglin.officer).get(address(plan, "?places=2"))
    compared, rows = page.context["compared"], page.context["rows"]
    assert [row.line.standing.rank for row in rows] == [1, 2, 3]
    projects = [approved_project(row.line.entry.application) for row in rows]
    assert [row.project for row in rows] == projects
    assert (compared.taken, compared.spent) == (2, projects[0].funding + projects[1].funding)
    assert compared.asked_for == sum(project.funding for project in projects)
    assert [row.starts_below for row in rows] == [False, False, True]
    code, promised = next(iter(projects[0].indicators.items()))
    line = next(one for one in compared.promised if one.target.code == code)
    assert (line.above, line.all) == (promised + projects[1].indicators[code], 3 * promised)


def test_narrowing_the_rows_moves_no_line_and_a_line_that_makes_no_sense_is_said(world: World, client: Client) -> None:
    plan = scored(world)
    office = sign_in(client, world.nonglin.officer)
    page = office.get(address(plan, "?places=1&side=below"))
    assert [row.line.standing.rank for row in page.context["rows"]] == [2, 3]
    assert page.context["compared"].taken == 1
    wrong = office.get(address(plan, "?places=-1&budget=many"))
    assert (set(wrong.context["form"].errors), wrong.context["compared"].taken) == ({"places", "budget"}, 3)


def test_those_above_are_ticked_and_proposed_in_one_go_once_the_review_is_closed(world: World, client: Client) -> None:
    plan = scored(world)
    office = sign_in(client, world.nonglin.officer)
    assert not office.get(address(plan)).context["compared"].can_propose
    plans.close(plan=plan, by=world.nonglin.officer)
    page = office.get(address(plan, "?places=2"))
    ticked = [row.line.entry.application for row in page.context["rows"] if row.can_propose and row.verdict.is_above]
    content = page.content.decode()
    for row in page.context["rows"]:
        application = row.line.entry.application
        mark = f'name="pk" value="{application.pk}" checked'
        assert (mark in content) == (application in ticked)
    asked = {"pk": [one.pk for one in ticked], "outcome": "approve", "reason": "同意"}
    office.post("/decisions/propose/now/", asked)
    assert [reloaded(one).state for one in ticked] == [State.PROPOSED] * 2
    assert Application.objects.filter(state=State.REVIEWED).count() == 1


def queries(applications: int) -> int:
    with transaction.atomic():
        world = World()
        plan = scored(world, applications)
        office = sign_in(Client(), world.nonglin.officer)
        office.get(address(plan))
        with CaptureQueriesContext(connection) as asked:
            assert len(office.get(address(plan)).context["rows"]) == applications
        transaction.set_rollback(True)
    return len(asked)


def test_it_costs_the_same_with_more_applications(db: None) -> None:
    assert queries(1) == queries(4)
