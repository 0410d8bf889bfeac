"""A return: filled in, submitted as a frozen copy, checked, corrected where the office asked for it."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.core.refusals import LostUpdate, NotAllowedNow
from lianxiao.filing.actions import checks, deadlines, returns
from lianxiao.filing.models import Explanation, Figure, Return, ReturnCopy, Round
from lianxiao.filing.queries.figures import comparison, totals
from lianxiao.filing.states import ReturnState
from lianxiao.site.management.commands.check_invariants import INVARIANTS
from tests.filing import filed
from tests.races.guards import without_trigger
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    return World(with_call=False)


@pytest.fixture
def round_(world: World) -> Round:
    return filed.opened(world)


def broken() -> list[str]:
    return [f"{one.name}: {row}" for one in INVARIANTS if one.name.startswith("filing") for row in one.find()]


def test_the_first_save_begins_it(world: World, round_: Round) -> None:
    filing = filed.return_of(round_, world.lnu)
    returns.save_section(filing=filing, key="basic", values={"shared_courses": "3"}, revision=0, by=world.lnu.liaison)
    found = filed.fresh(filing)
    assert (found.state, found.sections.get(key="basic").answers) == (ReturnState.DRAFT, {"shared_courses": "3"})


def test_a_lost_update_is_refused_and_nothing_is_overwritten(world: World, round_: Round) -> None:
    filing = filed.return_of(round_, world.lnu)
    returns.save_section(filing=filing, key="basic", values={"shared_courses": "3"}, revision=0, by=world.lnu.liaison)
    with pytest.raises(LostUpdate):
        returns.save_section(
            filing=filing, key="basic", values={"shared_courses": "4"}, revision=0, by=world.lnu.liaison
        )
    assert filing.sections.get(key="basic").answers == {"shared_courses": "3"}


def test_what_is_incomplete_does_not_leave(world: World, round_: Round) -> None:
    filing = filed.fill(filed.return_of(round_, world.lnu), world.lnu.liaison, {"basic": {"has_alliance": "yes"}})
    with pytest.raises(returns.Incomplete) as refusal:
        returns.submit(filing=filing, by=world.lnu.liaison)
    assert {one.field_key for one in refusal.value.problems} == {"contact", "shared_courses", "alliance_name"}
    assert filed.fresh(filing).state == ReturnState.DRAFT
    assert ReturnCopy.objects.count() == 0


def test_submission_freezes_a_copy_with_its_digests_and_figures(world: World, round_: Round) -> None:
    filing = filed.submitted(round_, world.lnu)
    copy = filing.copies.get()
    assert (filing.state, copy.version) == (ReturnState.SUBMITTED, 1)
    assert copy.content["answers"]["basic"]["shared_courses"] == "12"
    assert {one.key: (float(one.total), one.count) for one in filing.figures.all()} == {
        "shared_courses": (12.0, 1),
        "funding": (30.5, 1),
        "teachers.hours": (80.0, 2),
    }
    assert broken() == []


@pytest.mark.parametrize("change", ["UPDATE filing_returncopy SET sha256 = ''", "DELETE FROM filing_returncopy"])
def test_a_frozen_copy_is_written_once(world: World, round_: Round, change: str) -> None:
    filed.submitted(round_, world.lnu)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_invariants_find_figures_that_are_not_those_of_the_copy(world: World, round_: Round) -> None:
    filing = filed.submitted(round_, world.lnu)
    Figure.objects.filter(filing=filing, key="funding").update(total=31)
    assert broken() == [f"filings: figures: {filing.pk}: figures"]


# --- the deadline ----------------------------------------------------------------------------------


def test_nothing_is_saved_or_submitted_after_the_deadline(world: World, round_: Round) -> None:
    filing = filed.fill(filed.return_of(round_, world.lnu), world.lnu.liaison)
    filed.pass_deadline(round_)
    with pytest.raises(returns.TooLate):
        returns.save_section(filing=filing, key="basic", values={}, revision=1, by=world.lnu.liaison)
    with pytest.raises(returns.TooLate):
        returns.submit(filing=filing, by=world.lnu.liaison)
    assert (filed.fresh(filing).state, ReturnCopy.objects.count()) == (ReturnState.DRAFT, 0)


@pytest.mark.django_db(transaction=True)
def test_without_the_trigger_a_late_one_gets_in() -> None:
    world = World(with_call=False)
    round_ = filed.opened(world)
    filing = filed.fill(filed.return_of(round_, world.lnu), world.lnu.liaison)
    filed.pass_deadline(round_)
    with without_trigger("filing_returncopy", "return_copy_in_time"):
        assert returns.submit(filing=filing, by=world.lnu.liaison).version == 1


# --- check and correction --------------------------------------------------------------------------


def test_accepted_it_stays(world: World, round_: Round) -> None:
    filing = filed.submitted(round_, world.lnu)
    checks.accept(filing=filing, by=world.gongye.officer)
    assert filed.fresh(filing).state == ReturnState.ACCEPTED
    with pytest.raises(PermissionDenied):
        returns.save_section(filing=filing, key="basic", values={}, revision=1, by=world.lnu.liaison)


def test_a_correction_changes_what_was_asked_and_nothing_else(world: World, round_: Round) -> None:
    filing = filed.sent_back(world, filed.submitted(round_, world.lnu))
    with pytest.raises(returns.NotToBeChanged):
        returns.save_section(filing=filing, key="basic", values={"funding": "99"}, revision=1, by=world.lnu.liaison)
    returns.save_section(filing=filing, key="basic", values={"shared_courses": "13"}, revision=1, by=world.lnu.liaison)
    returns.submit(filing=filed.fresh(filing), by=world.lnu.liaison)
    assert filed.fresh(filing).state == ReturnState.SUBMITTED
    assert [one.content["answers"]["basic"]["shared_courses"] for one in filing.copies.order_by("version")] == [
        "12",
        "13",
    ]
    assert filing.corrections.get().answered_at is not None
    assert broken() == []


def test_a_correction_names_fields_and_reasons(world: World, round_: Round) -> None:
    filing, due = filed.submitted(round_, world.lnu), timezone.now() + DAY
    given: list[dict[str, str]] = [{}, {"shared_courses": " "}, {"unheard_of": "原因"}]
    for reasons in given:
        with pytest.raises(checks.ReasonsMissing):
            checks.return_for_correction(filing=filing, reasons=reasons, due_at=due, by=world.gongye.officer)
    assert filed.fresh(filing).state == ReturnState.SUBMITTED


def test_a_correction_has_its_own_deadline_also_after_the_round_closed(world: World, round_: Round) -> None:
    filing = filed.sent_back(world, filed.submitted(round_, world.lnu))
    filed.pass_deadline(round_)
    deadlines.close_due()
    returns.submit(filing=filed.fresh(filing), by=world.lnu.liaison)
    filing = filed.sent_back(world, filed.fresh(filing))
    Return.objects.filter(pk=filing.pk).update(correction_due_at=timezone.now() - DAY)
    with pytest.raises(returns.TooLate):
        returns.submit(filing=filed.fresh(filing), by=world.lnu.liaison)


def test_where_the_round_asks_for_it_the_leader_submits(world: World) -> None:
    round_ = filed.opened(world, needs_release=True)
    filing = filed.fill(filed.return_of(round_, world.lnu), world.lnu.liaison)
    with pytest.raises(PermissionDenied):
        returns.submit(filing=filing, by=world.lnu.liaison)
    returns.pass_on(filing=filing, by=world.lnu.liaison)
    returns.send_back(filing=filed.fresh(filing), reason="请核对", by=world.lnu.leader)
    assert filed.fresh(filing).state == ReturnState.DRAFT
    returns.pass_on(filing=filed.fresh(filing), by=world.lnu.liaison)
    returns.release(filing=filed.fresh(filing), by=world.lnu.leader)
    filing = filed.sent_back(world, filed.fresh(filing))
    returns.pass_on(filing=filing, by=world.lnu.liaison)
    returns.send_back(filing=filed.fresh(filing), reason="再核", by=world.lnu.leader)
    assert filed.fresh(filing).state == ReturnState.RETURNED
    assert broken() == []


# --- who may ---------------------------------------------------------------------------------------

STEPS: dict[str, Any] = {
    "save": lambda filing, by: returns.save_section(filing=filing, key="basic", values={}, revision=1, by=by),
    "submit": lambda filing, by: returns.submit(filing=filing, by=by),
    "pass_on": lambda filing, by: returns.pass_on(filing=filing, by=by),
    "release": lambda filing, by: returns.release(filing=filing, by=by),
    "accept": lambda filing, by: checks.accept(filing=filing, by=by),
    "return": lambda filing, by: checks.return_for_correction(
        filing=filing, reasons={"funding": "错"}, due_at=timezone.now() + DAY, by=by
    ),
}
ALLOWED = {
    (False, "draft"): {("liaison", "save"), ("liaison", "submit")},
    (True, "draft"): {("liaison", "save"), ("liaison", "pass_on")},
    (True, "with_leader"): {("leader", "release")},
    (False, "submitted"): {
        ("officer", "accept"),
        ("officer", "return"),
        ("colleague", "accept"),
        ("colleague", "return"),
    },
    (False, "returned"): {("liaison", "save"), ("liaison", "submit")},
    (False, "accepted"): set(),
}


def people(world: World) -> dict[str, Actor]:
    return {
        "liaison": world.lnu.liaison,
        "leader": world.lnu.leader,
        "author": world.lnu.author,
        "other liaison": world.dut.liaison,
        "other leader": world.dut.leader,
        "officer": world.gongye.officer,
        "colleague": world.gongye.colleague,
        "other office": world.keji.officer,
        "department leader": world.ting,
        "auditor": world.auditor,
    }


def brought_to(world: World, state: str, *, needs_release: bool) -> Return:
    round_ = filed.opened(world, needs_release=needs_release)
    filing = filed.fill(filed.return_of(round_, world.lnu), world.lnu.liaison)
    if state == "with_leader":
        returns.pass_on(filing=filing, by=world.lnu.liaison)
    elif state != "draft":
        returns.submit(filing=filing, by=world.lnu.liaison)
    if state == "returned":
        filed.sent_back(world, filed.fresh(filing))
    if state == "accepted":
        checks.accept(filing=filed.fresh(filing), by=world.gongye.officer)
    return filed.fresh(filing)


@pytest.mark.parametrize("case", ALLOWED, ids=str)
def test_each_step_is_for_those_whose_turn_it_is_and_for_nobody_else(world: World, case: tuple[bool, str]) -> None:
    filing = brought_to(world, case[1], needs_release=case[0])
    found = set()
    for (name, actor), (verb, act) in product(people(world).items(), STEPS.items()):
        with transaction.atomic():
            try:
                act(filed.fresh(filing), actor)
                found.add((name, verb))
            except (PermissionDenied, NotAllowedNow):
                pass
            transaction.set_rollback(True)
    assert found == ALLOWED[case]


# --- totals and comparison --------------------------------------------------------------------------


def test_totals_are_those_of_the_returns_that_are_in_and_follow_at_once(world: World, round_: Round) -> None:
    filed.submitted(round_, world.lnu, filed.courses(12))
    second = filed.submitted(round_, world.dut, filed.courses(8))

    def line() -> tuple[float, int, float | None]:
        whole = next(one.whole for one in totals(round_) if one.key == "shared_courses")
        return float(whole.total), whole.returns, None if whole.mean is None else float(whole.mean)

    assert line() == (20.0, 2, 10.0)
    second = filed.sent_back(world, second)
    assert line() == (12.0, 1, 12.0)
    section = second.sections.get(key="basic")
    returns.save_section(
        filing=second, key="basic", values={"shared_courses": "10"}, revision=section.revision, by=world.dut.liaison
    )
    assert line() == (12.0, 1, 12.0)
    returns.submit(filing=filed.fresh(second), by=world.dut.liaison)
    assert line() == (22.0, 2, 11.0)
    recomputed = sum(
        float(copy.content["answers"]["basic"]["shared_courses"])
        for copy in ReturnCopy.objects.order_by("filing_id", "-version").distinct("filing_id")
    )
    assert line()[0] == recomputed


@pytest.fixture
def last_year(world: World) -> Round:
    round_ = filed.opened(world, title="2025年填报", year=2025)
    filed.submitted(round_, world.lnu, filed.courses(10))
    return round_


def test_a_large_change_is_explained_before_submission(world: World, last_year: Round) -> None:
    round_ = filed.opened(world, previous=last_year, form=last_year.form)
    filing = filed.fill(filed.return_of(round_, world.lnu), world.lnu.liaison, filed.courses(14))
    with pytest.raises(returns.Unexplained) as refusal:
        returns.submit(filing=filing, by=world.lnu.liaison)
    assert [(one.key, float(one.last), float(one.now)) for one in refusal.value.changes] == [("shared_courses", 10, 14)]
    returns.explain(filing=filing, texts={"shared_courses": "新增跨校课程", "unheard_of": "x"}, by=world.lnu.liaison)
    returns.submit(filing=filed.fresh(filing), by=world.lnu.liaison)
    assert Explanation.objects.get().text == "新增跨校课程"
    assert filing.copies.get().content["changes"] == [
        {"key": "shared_courses", "last": "10.000000", "now": "14", "explanation": "新增跨校课程"}
    ]


@pytest.mark.parametrize(
    ("number", "abnormal"), [(13, False), (14, True), (7, False), (6, True), (0, True), (10, False)]
)
def test_a_change_is_abnormal_beyond_the_threshold_and_not_at_it(
    world: World, last_year: Round, number: int, abnormal: bool
) -> None:
    round_ = filed.opened(world, previous=last_year, form=last_year.form, threshold=30)
    filing = filed.fill(filed.return_of(round_, world.lnu), world.lnu.liaison, filed.courses(number))
    found = {one.key: one.abnormal for one in comparison(filing)}
    assert found == {"shared_courses": abnormal, "funding": False, "teachers.hours": False}


def test_who_did_not_file_last_year_has_nothing_to_explain(world: World, last_year: Round) -> None:
    round_ = filed.opened(world, previous=last_year, form=last_year.form)
    filing = filed.submitted(round_, world.dut, filed.courses(99))
    assert comparison(filing) == []
