"""What the system answers by itself in the formal check: each rule finds what it is for, and says why."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from lianxiao.calls.models import Application, CallCategory, CheckItem, Correction, Slot, Submission
from lianxiao.calls.queries.check_rules import RULES, Copy, Finding
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.roles import Kind
from tests.calls.test_checks import correct, returns
from tests.world import World

pytestmark = pytest.mark.django_db
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def application(world: World) -> Application:
    return world.application(state="submitted")


def finding(rule: str, application: Application, change: Change | None = None) -> Finding:
    """What the rule says of the newest copy, with `change` made to its content in memory."""
    submission = Submission.objects.select_related("application").filter(application=application).latest("version")
    if change:
        change(submission.content)
    with override("en"):
        return RULES[rule](Copy(submission))


def test_every_rule_of_the_shipped_checklist_is_known_and_finds_a_right_copy_right(application: Application) -> None:
    shipped = CheckItem.objects.exclude(rule="").values_list("rule", flat=True)
    assert sorted(shipped) == sorted(RULES)
    assert {rule: finding(rule, application).ok for rule in RULES} == dict.fromkeys(RULES, True)


def test_a_lead_of_another_kind_is_not_eligible(world: World, application: Application) -> None:
    Organisation.objects.filter(pk=world.lnu.organisation.pk).update(kind=Kind.COLLEGE)
    assert finding("eligible_lead", application).ok is False


def test_what_came_after_the_closing_time_is_late(world: World, application: Application) -> None:
    Application.objects.filter(pk=application.pk).update(submitted_at=world.call.closes_at)
    assert finding("in_time", application) == Finding(False, "Submitted after the closing time.")


def test_what_was_corrected_after_its_window_is_late(world: World, application: Application) -> None:
    returns(application, world.gongye)
    correct(world, application)
    assert finding("in_time", application).ok is True
    correction = Correction.objects.get(application=application)
    assert correction.answered_at is not None
    Correction.objects.update(due_at=correction.answered_at - timedelta(seconds=1))
    assert finding("in_time", application) == Finding(False, "Corrected after the time for it had passed.")


def test_the_place_of_the_limit_is_named(application: Application) -> None:
    assert finding("within_limit", application).why == "Place 1 of 5 of its university."
    Slot.objects.filter(application=application).delete()
    assert finding("within_limit", application).ok is False
    assert CallCategory.objects.get(pk=application.call_category_id).limit == 5


def test_what_is_missing_is_named_up_to_three(application: Application) -> None:
    def empty(content: dict[str, Any]) -> None:
        content["answers"]["goals"] = {}

    found = finding("complete", application, empty)
    assert found.ok is False
    assert found.why.count("Fill this in.") == 2
    assert " and " in found.why


def test_the_lead_university_is_no_partner_of_itself(world: World, application: Application) -> None:
    own = world.lnu.organisation

    def alone(content: dict[str, Any]) -> None:
        content["answers"]["cover"]["partners"] = [{"id": own.pk, "name": "校名有别"}, {"id": None, "name": own.name}]

    assert finding("has_partner", application).why == "东北大学"
    assert finding("has_partner", application, alone).ok is False


def test_milestones_lie_within_the_period(application: Application) -> None:
    def late(content: dict[str, Any]) -> None:
        content["answers"]["schedule"]["milestones"][0] |= {"name": "结题", "due_date": "2029-01-01"}

    def backwards(content: dict[str, Any]) -> None:
        content["answers"]["basic"]["period"] = {"start": "2028-01-01", "end": "2027-01-01"}

    def sound(content: dict[str, Any]) -> None:
        content["answers"]["basic"]["period"] = {"start": "2020-01-16", "end": "2099-01-14"}

    assert finding("period_valid", application, sound).why == "16 Jan 2020 to 14 Jan 2099, all milestones within"
    assert finding("period_valid", application, late) == Finding(False, "Outside the period: 结题")
    assert finding("period_valid", application, backwards).ok is False


def test_budget_and_sources_agree(application: Application) -> None:
    def more(content: dict[str, Any]) -> None:
        content["answers"]["funding"]["budget"][0]["amount"] = "999"

    assert finding("funding_adds_up", application, more).ok is False


def test_required_files_are_there_and_kept(application: Application) -> None:
    def signed(content: dict[str, Any]) -> None:
        content["answers"]["foundation"]["agreement"] = "signed"

    def with_lost_file(content: dict[str, Any]) -> None:
        signed(content)
        lost = {"id": 1, "name": "协议.pdf", "size": 9, "digest": "0" * 64, "sm3": "0" * 64}
        content["attachments"]["agreement_files"] = [lost]

    assert finding("attachments_present", application, signed).why.startswith("Missing: ")
    assert finding("attachments_present", application, with_lost_file) == Finding(
        False, "A file of the frozen copy is not in the store."
    )
