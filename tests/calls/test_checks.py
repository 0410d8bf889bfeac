"""The formal check: what each lead office can do, and what the database keeps whatever offices do."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianxiao.calls.actions import checks as actions
from lianxiao.calls.actions import submission
from lianxiao.calls.actions.applications import ReasonMissing, save_section
from lianxiao.calls.models import Application, CheckItem, Correction, FormalCheck
from lianxiao.calls.queries.check_sheet import ItemAnswer
from lianxiao.calls.queries.checks import checks, correction_due, waiting_checks
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.models import WorkDay
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.core.waiting import Waiting
from lianxiao.organisations.models import Notification
from tests.world import Office, World, user_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def application(world: World) -> Application:
    """Joint training has two lead offices: gongye answers for it, xuewei goes along."""
    return world.application(state="submitted")


def check_of(application: Application, office: Office) -> FormalCheck:
    return FormalCheck.objects.filter(submission__application=application, office=office.organisation).latest("id")


def all_yes(application: Application) -> dict[str, ItemAnswer]:
    category = application.call_category.category
    items = CheckItem.objects.filter(category=None) | CheckItem.objects.filter(category=category)
    return {item.code: ItemAnswer(True) for item in items}


def passes(application: Application, office: Office) -> FormalCheck:
    check = check_of(application, office)
    return actions.pass_check(check=check, answers=all_yes(application), by=office.officer)


def returns(application: Application, office: Office, **remarks: str) -> Correction:
    remarks = remarks or {"title": "名称请规范。"}
    check = check_of(application, office)
    actions.keep(check=check, answers={}, remarks=remarks, by=office.officer)
    return actions.return_for_correction(check=check, by=office.officer)


def state_of(application: Application) -> str:
    application.refresh_from_db()
    return application.state


def told(actor: Actor) -> list[str]:
    return list(Notification.objects.filter(user=user_of(actor)).order_by("id").values_list("kind", flat=True))


class TestPassing:
    def test_waits_for_every_lead_office(self, world: World, application: Application) -> None:
        passes(application, world.gongye)
        assert state_of(application) == "submitted"
        passes(application, world.xuewei)
        assert state_of(application) == "checked"
        assert application.checked_at is not None

    def test_is_on_record_for_each_office(self, world: World, application: Application) -> None:
        passes(application, world.gongye)
        passes(application, world.xuewei)
        taken = [(step.verb, step.organisation_name, step.before, step.after) for step in steps.of_case(application)]
        assert taken[-2:] == [
            ("check", world.gongye.organisation.name, "submitted", "submitted"),
            ("pass_check", world.xuewei.organisation.name, "submitted", "checked"),
        ]

    def test_keeps_who_answered_each_item(self, world: World, application: Application) -> None:
        row = passes(application, world.gongye)
        assert row.results["in_time"] == {"ok": True, "by_rule": True, "note": ""}
        assert row.results["leader_in_post"] == {"ok": True, "by_rule": False, "note": ""}
        assert set(row.results) == set(all_yes(application))

    def test_tells_the_university_and_the_responsible_office(self, world: World, application: Application) -> None:
        passes(application, world.gongye)
        assert told(world.lnu.author).count("check_passed") == 0
        passes(application, world.xuewei)
        assert told(world.lnu.author).count("check_passed") == 1
        assert told(world.lnu.liaison).count("check_passed") == 1
        assert told(world.gongye.officer).count("check_passed") == 1
        assert told(world.xuewei.officer).count("check_passed") == 0

    def test_is_refused_while_items_are_unanswered(self, world: World, application: Application) -> None:
        check = check_of(application, world.gongye)
        with pytest.raises(actions.ChecklistIncomplete) as refused:
            actions.pass_check(check=check, answers={}, by=world.gongye.officer)
        people = CheckItem.objects.filter(rule="", category=None) | CheckItem.objects.filter(
            rule="", category=application.call_category.category
        )
        assert {fault.key for fault in refused.value.faults} == {item.code for item in people}
        check.refresh_from_db()
        assert check.outcome == ""

    def test_an_item_against_it_needs_a_note(self, world: World, application: Application) -> None:
        check = check_of(application, world.gongye)
        answers = all_yes(application) | {"division_clear": ItemAnswer(False)}
        with pytest.raises(actions.ChecklistIncomplete) as refused:
            actions.pass_check(check=check, answers=answers, by=world.gongye.officer)
        assert [fault.key for fault in refused.value.faults] == ["division_clear"]
        answers["division_clear"] = ItemAnswer(False, "已电话核实")
        row = actions.pass_check(check=check, answers=answers, by=world.gongye.officer)
        assert row.results["division_clear"] == {"ok": False, "by_rule": False, "note": "已电话核实"}

    def test_the_system_is_overruled_with_a_note_only(self, world: World, application: Application) -> None:
        check = check_of(application, world.gongye)
        answers = all_yes(application) | {"complete": ItemAnswer(False)}
        with pytest.raises(actions.ChecklistIncomplete) as refused:
            actions.pass_check(check=check, answers=answers, by=world.gongye.officer)
        assert [fault.key for fault in refused.value.faults] == ["complete"]
        answers["complete"] = ItemAnswer(False, "附件缺一页，不影响审查")
        row = actions.pass_check(check=check, answers=answers, by=world.gongye.officer)
        assert row.results["complete"] == {"ok": False, "by_rule": False, "note": "附件缺一页，不影响审查"}

    def test_cannot_be_done_twice(self, world: World, application: Application) -> None:
        passes(application, world.gongye)
        with pytest.raises(NotAllowedNow):
            passes(application, world.gongye)

    def test_is_for_people_of_that_office(self, world: World, application: Application) -> None:
        check = check_of(application, world.gongye)
        strangers = [world.xuewei.officer, world.keji.officer, world.ting, world.lnu.liaison, world.lnu.author]
        for stranger in strangers:
            with pytest.raises(PermissionDenied):
                actions.pass_check(check=check, answers=all_yes(application), by=stranger)

    def test_a_category_with_one_lead_office_is_through_with_its_word(self, world: World) -> None:
        application = world.application(category="exchange", state="submitted")
        passes(application, world.nonglin)
        assert state_of(application) == "checked"


class TestReturning:
    def test_tells_all_reasons_at_once(self, world: World, application: Application) -> None:
        correction = returns(application, world.gongye, title="名称请规范。", goals="目标请量化。")
        assert state_of(application) == "returned"
        assert list(correction.reasons.order_by("id").values_list("section_key", "field_key", "reason")) == [
            ("cover", "title", "名称请规范。"),
            ("goals", "goals", "目标请量化。"),
        ]
        assert application.correction_due_at == correction.due_at
        assert told(world.lnu.author)[-1] == "returned"
        assert told(world.lnu.liaison)[-1] == "returned"

    def test_ends_what_other_offices_had_not_finished(self, world: World, application: Application) -> None:
        returns(application, world.gongye)
        other = check_of(application, world.xuewei)
        assert (other.outcome, other.decided_by) == ("ended", user_of(world.gongye.officer))
        with pytest.raises(NotAllowedNow):
            passes(application, world.xuewei)

    def test_leaves_the_word_of_an_office_that_had_passed_it(self, world: World, application: Application) -> None:
        passes(application, world.xuewei)
        returns(application, world.gongye)
        assert check_of(application, world.xuewei).outcome == "passed"

    def test_needs_a_field_and_a_reason_at_each(self, world: World, application: Application) -> None:
        check = check_of(application, world.gongye)
        for remarks, keys in [({}, [""]), ({"title": " ", "goals": "补充"}, ["title"])]:
            with pytest.raises(actions.ReasonsMissing) as refused:
                actions.prepare_return(check=check, answers={}, remarks=remarks, by=world.gongye.officer)
            assert [fault.key for fault in refused.value.faults] == keys
            check.refresh_from_db()
            assert check.remarks == {}

    def test_does_not_ask_for_what_is_computed(self, world: World, application: Application) -> None:
        correction = returns(application, world.gongye, title="请改", funding_total="请改", nothing="请改")
        assert list(correction.reasons.values_list("field_key", flat=True)) == ["title"]

    def test_is_done_once(self, world: World, application: Application) -> None:
        returns(application, world.gongye)
        correct(world, application)
        with pytest.raises(actions.CorrectionUsed):
            returns(application, world.gongye)
        passes(application, world.gongye)
        passes(application, world.xuewei)
        assert state_of(application) == "checked"

    def test_begins_the_checks_of_all_offices_anew(self, world: World, application: Application) -> None:
        passes(application, world.xuewei)
        returns(application, world.gongye)
        correct(world, application)
        assert check_of(application, world.gongye).outcome == ""
        assert check_of(application, world.xuewei).outcome == ""


class TestRejecting:
    def test_ends_the_application_with_a_reason(self, world: World, application: Application) -> None:
        check = check_of(application, world.xuewei)
        actions.reject_check(check=check, reason="不属于校际合作。", by=world.xuewei.officer)
        assert state_of(application) == "rejected"
        assert check_of(application, world.gongye).outcome == "ended"
        assert steps.of_case(application).latest("id").remark == "不属于校际合作。"
        assert told(world.lnu.author)[-1] == "check_rejected"

    def test_needs_the_reason(self, world: World, application: Application) -> None:
        with pytest.raises(ReasonMissing):
            actions.reject_check(check=check_of(application, world.xuewei), reason=" ", by=world.xuewei.officer)
        assert state_of(application) == "submitted"

    def test_is_for_people_of_that_office(self, world: World, application: Application) -> None:
        with pytest.raises(PermissionDenied):
            actions.reject_check(check=check_of(application, world.gongye), reason="否", by=world.xuewei.officer)


def test_keeping_decides_nothing(world: World, application: Application) -> None:
    check = check_of(application, world.gongye)
    answers = {"division_clear": ItemAnswer(None, "再看"), "publishable": ItemAnswer(False), "in_time": ItemAnswer()}
    actions.keep(check=check, answers=answers, remarks={"title": ""}, by=world.gongye.officer)
    check.refresh_from_db()
    assert check.results == {
        "division_clear": {"ok": None, "by_rule": False, "note": "再看"},
        "publishable": {"ok": False, "by_rule": False, "note": ""},
    }
    assert (check.remarks, check.outcome) == ({"title": ""}, "")


def test_what_the_university_took_back_is_no_longer_checked(world: World, application: Application) -> None:
    check = check_of(application, world.gongye)
    submission.withdraw(application=application, by=world.lnu.liaison, reason="合作单位有变化")
    with pytest.raises(NotAllowedNow):
        actions.pass_check(check=check, answers=all_yes(application), by=world.gongye.officer)
    assert list(checks(world.gongye.officer)) == []


class TestTheDatabaseKeeps:
    def test_that_one_office_stops_a_copy(self, world: World, application: Application) -> None:
        returns(application, world.gongye)
        with pytest.raises(IntegrityError, match="formal_check_one_stops"), transaction.atomic():
            FormalCheck.objects.filter(outcome="ended").update(outcome="rejected", reason="否")

    def test_one_correction_per_application(self, world: World, application: Application) -> None:
        returns(application, world.gongye)
        other = check_of(application, world.xuewei)
        with pytest.raises(IntegrityError, match="correction_once"), transaction.atomic():
            Correction.objects.create(application=application, check_row=other, due_at=timezone.now())

    def test_that_an_outcome_is_one_of_the_known(self, world: World, application: Application) -> None:
        passes(application, world.gongye)
        with pytest.raises(IntegrityError, match="formal_check_outcome"), transaction.atomic():
            FormalCheck.objects.filter(outcome="passed").update(outcome="maybe")


class TestTheWindow:
    def test_ends_with_the_last_of_the_working_days(self, world: World) -> None:
        """Five days from Thursday 24 September 2026: Mid-Autumn and National Day off, two weekend days worked."""
        WorkDay.objects.all().delete()
        for day in ("2026-09-25", *(f"2026-10-0{n}" for n in range(1, 8))):
            WorkDay.objects.create(date=day, working=False, name="假期")
        WorkDay.objects.create(date="2026-10-10", working=True, name="调休")
        world.call.correction_working_days = 5
        now = datetime(2026, 9, 24, 9, 0, tzinfo=SHANGHAI)
        assert correction_due(world.call, now) == datetime(2026, 10, 10, tzinfo=SHANGHAI)

    def test_is_that_of_the_call(self, world: World, application: Application) -> None:
        correction = returns(application, world.gongye)
        assert correction.due_at == correction_due(world.call, timezone.now())
        assert correction.due_at - timezone.now() > timedelta(days=5)


class TestWaiting:
    def test_each_lead_office_is_told_what_it_has_to_check(self, world: World, application: Application) -> None:
        expected = [Waiting("checks", waiting_checks(world.gongye.officer)[0].label, 1, "/checks/?outcome=waiting")]
        assert waiting_checks(world.gongye.officer) == expected
        passes(application, world.gongye)
        assert waiting_checks(world.gongye.officer) == []
        assert waiting_checks(world.xuewei.officer) == expected

    def test_nothing_waits_for_others(self, world: World, application: Application) -> None:
        for actor in (world.keji.officer, world.ting, world.lnu.liaison, world.lnu.author):
            assert waiting_checks(actor) == []


def correct(world: World, application: Application) -> None:
    """The author corrects the title, the liaison resubmits."""
    application.refresh_from_db()
    section = application.sections.get(key="cover")
    save_section(
        application=application,
        key="cover",
        values={"title": "修改后的名称"},
        revision=section.revision,
        by=world.lnu.author,
    )
    submission.resubmit(application=application, by=world.lnu.liaison)
