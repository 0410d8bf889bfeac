"""A round: drafted, opened to its respondents, extended by two people, closed by the clock, concluded."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianxiao.core.actors import SYSTEM
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.filing.actions import checks, deadlines, returns, rounds
from lianxiao.filing.models import Return, Round, RoundExtension
from lianxiao.filing.states import ReturnState, RoundState
from lianxiao.organisations.models import Notification, Organisation
from lianxiao.organisations.roles import Kind
from tests.filing import filed
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    return World(with_call=False)


def told(kind: str) -> list[str]:
    return list(
        Notification.objects.filter(kind=kind).order_by("user__username").values_list("user__username", flat=True)
    )


def test_opening_gives_every_respondent_its_return_and_tells_the_liaisons(world: World) -> None:
    assert world.lnu.liaison
    assert world.dut.liaison
    round_ = filed.opened(world)
    assert {one.institution_id for one in round_.returns.all()} == {
        world.lnu.organisation.pk,
        world.dut.organisation.pk,
    }
    assert {one.state for one in round_.returns.all()} == {ReturnState.NOT_BEGUN}
    assert sorted(filed.return_of(round_, world.lnu).sections.values_list("key", flat=True)) == ["basic", "teachers"]
    assert told("filing_opened") == ["dut-liaison", "lnu-liaison"]


def test_respondents_are_kinds_and_names_and_nobody_twice(world: World) -> None:
    college = Organisation.objects.filter(kind=Kind.COLLEGE).order_by("id")[0]
    round_ = filed.opened(world, kinds=[Kind.UNIVERSITY], asked=[world.lnu.organisation, college])
    asked = {one.institution_id for one in round_.returns.all()}
    universities = set(Organisation.objects.active().filter(kind=Kind.UNIVERSITY).values_list("pk", flat=True))
    assert asked == universities | {college.pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        Return.objects.create(round=round_, institution=college)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"purpose_text": " "}, "purpose_text"),
        ({"asked": []}, "kinds"),
        ({"opens_at": timezone.now() - 9 * DAY, "closes_at": timezone.now() - DAY}, "closes_at"),
    ],
)
def test_a_round_that_lacks_something_does_not_open(world: World, given: dict[str, Any], field: str) -> None:
    round_ = filed.draft(world, **given)
    with pytest.raises(rounds.NotReady) as refusal:
        rounds.open_round(round_=round_, by=world.gongye.officer)
    assert set(refusal.value.problems) == {field}
    assert Round.objects.get(pk=round_.pk).state == RoundState.DRAFT
    assert Return.objects.count() == 0


def test_a_table_that_asks_for_files_is_no_filing(world: World) -> None:
    asks_for_file = {
        "title": {"zh": "表"},
        "sections": [
            {
                "key": "one",
                "title": {"zh": "一"},
                "fields": [{"key": "proof", "type": "attachment", "label": {"zh": "佐证"}}],
            }
        ],
    }
    round_ = filed.draft(world, form=filed.version(world.gongye, asks_for_file))
    with pytest.raises(rounds.NotReady) as refusal:
        rounds.open_round(round_=round_, by=world.gongye.officer)
    assert set(refusal.value.problems) == {"form"}


def test_nobody_but_the_own_office_runs_a_round(world: World) -> None:
    round_ = filed.draft(world)
    for stranger in (world.keji.officer, world.ting, world.lnu.liaison, world.lnu.leader):
        with pytest.raises(PermissionDenied):
            rounds.open_round(round_=round_, by=stranger)
    assert Round.objects.get(pk=round_.pk).state == RoundState.DRAFT


def test_an_open_round_is_edited_no_more(world: World) -> None:
    round_ = filed.opened(world)
    with pytest.raises(PermissionDenied):
        rounds.edit(round_=round_, values={}, named=[], by=world.gongye.officer)


# --- the window ------------------------------------------------------------------------------------


def ask(world: World, round_: Round) -> RoundExtension:
    until = round_.closes_at + 5 * DAY
    return deadlines.ask_extension(round_=round_, new_closes_at=until, reason="系统维护", by=world.gongye.officer)


def test_a_later_deadline_takes_two_people(world: World) -> None:
    round_ = filed.opened(world)
    extension = ask(world, round_)
    with pytest.raises(PermissionDenied):
        deadlines.grant_extension(extension=extension, by=world.gongye.officer)
    with pytest.raises(PermissionDenied):
        deadlines.grant_extension(extension=extension, by=world.keji.officer)
    assert Round.objects.get(pk=round_.pk).closes_at == round_.closes_at
    deadlines.grant_extension(extension=extension, by=world.gongye.colleague)
    assert Round.objects.get(pk=round_.pk).closes_at == extension.new_closes_at


def test_the_database_itself_refuses_one_person_for_both(world: World) -> None:
    extension = ask(world, filed.opened(world))
    with pytest.raises(IntegrityError, match="round_extension_two_people"), transaction.atomic():
        RoundExtension.objects.filter(pk=extension.pk).update(
            granted_by_id=extension.asked_by_id, granted_at=timezone.now()
        )


def test_the_departments_leader_grants_as_well_and_reopens_what_the_clock_closed(world: World) -> None:
    round_ = filed.opened(world)
    filed.pass_deadline(round_)
    assert deadlines.close_due() == 1
    extension = deadlines.ask_extension(
        round_=Round.objects.get(pk=round_.pk),
        new_closes_at=timezone.now() + 2 * DAY,
        reason="多校反映",
        by=world.gongye.officer,
    )
    deadlines.grant_extension(extension=extension, by=world.ting)
    assert Round.objects.get(pk=round_.pk).state == RoundState.OPEN


def test_an_extension_is_decided_once(world: World) -> None:
    round_ = filed.opened(world)
    extension = ask(world, round_)
    with pytest.raises(deadlines.AlreadyAsked):
        ask(world, round_)
    deadlines.refuse_extension(extension=extension, reason="按期", by=world.gongye.colleague)
    with pytest.raises(NotAllowedNow):
        deadlines.grant_extension(extension=extension, by=world.gongye.colleague)


def test_a_round_is_not_closed_before_its_deadline(world: World) -> None:
    round_ = filed.opened(world)
    with pytest.raises(deadlines.TooEarly):
        deadlines.close(round_=round_, by=SYSTEM)


def test_a_round_is_concluded_when_nothing_waits_and_then_stays(world: World) -> None:
    round_ = filed.opened(world)
    filing = filed.submitted(round_, world.lnu)
    filed.pass_deadline(round_)
    deadlines.close_due()
    with pytest.raises(deadlines.StillUnderWay):
        deadlines.conclude(round_=Round.objects.get(pk=round_.pk), by=world.gongye.officer)
    checks.accept(filing=filing, by=world.gongye.officer)
    deadlines.conclude(round_=Round.objects.get(pk=round_.pk), by=world.gongye.officer)
    late = filed.return_of(round_, world.dut)
    with pytest.raises(PermissionDenied):
        deadlines.extend_one(filing=late, until=timezone.now() + DAY, reason="迟", by=world.gongye.officer)
    with pytest.raises(PermissionDenied):
        returns.save_section(filing=late, key="basic", values={}, revision=0, by=world.dut.liaison)


def test_one_university_gets_a_later_deadline_and_submits_after_the_round_closed(world: World) -> None:
    round_ = filed.opened(world)
    filing = filed.fill(filed.return_of(round_, world.lnu), world.lnu.liaison)
    filed.pass_deadline(round_)
    deadlines.close_due()
    with pytest.raises(returns.TooLate):
        returns.submit(filing=filed.fresh(filing), by=world.lnu.liaison)
    deadlines.extend_one(filing=filing, until=timezone.now() + DAY, reason="系统切换", by=world.gongye.officer)
    returns.submit(filing=filed.fresh(filing), by=world.lnu.liaison)
    assert filed.fresh(filing).state == ReturnState.SUBMITTED
