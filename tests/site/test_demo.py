"""The demo world: every role finds its part, everything is marked, and nobody's own data is touched."""

import stat
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from lianxiao.calls.models import Application, Call, CallExtension, Objection, PublicNotice, Submission
from lianxiao.calls.states import CallState, State
from lianxiao.core import clock
from lianxiao.core.models import Step
from lianxiao.filing.models import Return, Round
from lianxiao.filing.states import ReturnState
from lianxiao.ledger.models import (
    Acceptance,
    ChangeRequest,
    CheckedProject,
    FollowUp,
    IndicatorFact,
    MidtermCheck,
    ProgressReport,
    Project,
    ReportingPeriod,
    Withdrawal,
)
from lianxiao.ledger.states import ReportState
from lianxiao.organisations.acting import actor_of
from lianxiao.organisations.models import ExpertProfile, LeadingGroupMember, Membership, Notification, User
from lianxiao.publishing.models import Notice
from lianxiao.site.demo import password, story
from lianxiao.site.demo.calls import DemoCall
from lianxiao.site.demo.material import Material
from lianxiao.site.queries.workbench import waiting_for
from lianxiao.site.record import CASES, GENERAL, STATES, VERBS
from tests.standing import taken_back
from tests.world import load_facts

PASSWORD = "One-password-4-all"


@pytest.fixture(scope="module")
def _world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Loaded once for all tests of this module, which only read it, and taken back at the end."""
    with django_db_blocker.unblock(), taken_back():
        load_facts()
        story.load(PASSWORD)
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_world")]


def waiting_of(login: str) -> dict[str, int]:
    """In all roles of the person together."""
    held = Membership.objects.current().select_related("user", "organisation").filter(user__username=login)
    return {one.kind: one.count for membership in held for one in waiting_for(actor_of(membership))}


@pytest.mark.parametrize(
    ("login", "kinds"),
    [
        ("ting", {"call_to_publish", "extension_to_decide", "decisions_confirm", "notices_release", "notices"}),
        ("ting", {"round_extension"}),
        ("chu1", {"report_to_confirm", "acceptance_to_confirm"}),
        ("chu1", {"checks", "decisions_propose", "to_list", "notices_objections", "round_to_check"}),
        ("chu5", {"withdrawal_to_confirm"}),
        ("chu4", {"midterm_to_check"}),
        ("lnu-liaison", {"midterm_to_conclude"}),
        ("chu2", {"call_to_check", "checks", "decisions_countersign"}),
        ("chu3", {"checks", "decisions_countersign"}),
        ("chu4", {"checks", "decisions_propose", "decisions_countersign"}),
        ("chu5", {"checks", "decisions_propose", "notices"}),
        ("secadmin", {"roles_to_confirm"}),
        ("lnu-liaison", {"to_resubmit", "to_submit", "to_review", "filing_to_fill"}),
        ("lnu-leader", {"to_endorse"}),
        ("lnu-author", {"returned", "drafts"}),
        ("lnu-colleague", {"drafts", "assigned"}),
        ("neu-author", {"assigned"}),
        ("dut-liaison", {"to_review"}),
        ("dut-leader", {"to_endorse", "filing_to_release"}),
        ("dut-author", {"drafts"}),
        ("neu-liaison", {"to_submit", "filing_to_correct"}),
    ],
)
def test_who_has_to_act_finds_it_on_the_workbench(login: str, kinds: set[str]) -> None:
    waiting = waiting_of(login)
    assert {kind for kind in kinds if waiting.get(kind)} == kinds


def test_there_are_applications_in_every_state_that_the_road_leads_through() -> None:
    not_yet = {State.REVIEWED, State.DISCARDED}  # the review of the plot is under way
    assert set(Application.objects.values_list("state", flat=True)) == set(State) - not_yet


def test_one_call_is_open_and_others_stand_everywhere_before_and_after() -> None:
    assert Counter(Call.objects.filter(is_demo=True).values_list("state", flat=True)) == {
        CallState.CHECKING: 1,
        CallState.CHECKED: 1,
        CallState.PUBLISHED: 1,
        CallState.CLOSED: 2,
        CallState.CONCLUDED: 1,
    }
    (open_call,) = Call.objects.open_now()
    assert (open_call.closes_at - timezone.now()).days == 12


def test_applications_come_from_at_least_twelve_universities() -> None:
    assert len(set(Application.objects.values_list("university_id", flat=True))) >= 12


def test_the_ledger_holds_projects_of_several_cities() -> None:
    assert Project.objects.count() >= 20
    assert len(set(Project.objects.values_list("city_id", flat=True))) >= 4


def test_the_firm_takes_part_in_projects() -> None:
    membership = Membership.objects.select_related("user", "organisation").get(user__username="firm1")
    assert Project.objects.visible_to(actor_of(membership)).count() == 2


def test_an_objection_is_open_and_an_extension_waits() -> None:
    assert Objection.objects.filter(outcome="").count() == 2
    assert CallExtension.objects.filter(granted_at=None, refused_at=None).count() == 1


def test_a_filing_is_open_with_a_return_in_every_state_and_last_years_is_concluded() -> None:
    assert set(Return.objects.filter(round__state="open").values_list("state", flat=True)) == set(ReturnState)
    assert set(Return.objects.filter(round__state="concluded").values_list("state", flat=True)) == {"accepted"}


def test_progress_is_reported_in_every_state_and_the_last_period_counts() -> None:
    assert set(ProgressReport.objects.filter(period__state="open").values_list("state", flat=True)) == set(ReportState)
    assert set(ProgressReport.objects.filter(period__state="closed").values_list("state", flat=True)) == {"confirmed"}
    assert IndicatorFact.objects.values("target").distinct().count() >= 8


def test_a_project_was_changed_and_others_ask_for_it() -> None:
    states = ChangeRequest.objects.order_by("project_id").values_list("project__university__short_name", "state")
    assert set(states) == {
        ("东大", "approved"),
        ("沈农", "submitted"),
        ("辽大", "with_liaison"),
        ("东大", "draft"),
    }


def test_overdue_work_is_followed_up_and_answered() -> None:
    rows = FollowUp.objects.order_by("id").values_list("project__university__short_name", "state")
    assert set(rows) == {("沈农", "answered"), ("辽大", "open"), ("东大", "open")}


def test_one_project_is_finished_another_is_to_be_and_a_third_to_be_withdrawn() -> None:
    rows = Acceptance.objects.order_by("id").values_list("project__university__short_name", "state", "project__state")
    assert set(rows) == {("中国医大", "submitted", "running"), ("中国医大", "confirmed", "finished")}
    proposed = Withdrawal.objects.get()
    assert (proposed.project.university.short_name, proposed.confirmed_at) == ("沈工大", None)


def test_one_midterm_check_waits_for_a_university_and_another_is_drawn() -> None:
    assert list(MidtermCheck.objects.order_by("id").values_list("state", flat=True)) == ["drawn", "open"]
    rows = CheckedProject.objects.filter(check_of__state="open").exclude(state="concluded").order_by("id")
    assert set(rows.values_list("project__university__short_name", "state")) == {("辽大", "asked")}


def test_every_expert_has_a_profile() -> None:
    assert ExpertProfile.objects.count() == 9


def test_everybody_and_everything_is_marked() -> None:
    assert not User.objects.exclude(is_demo=True, name__endswith="（演示）").exists()
    assert not Application.objects.exclude(is_demo=True, title__endswith="（演示）").exists()
    assert not Call.objects.filter(is_example=False).exclude(is_demo=True, title__endswith="（演示）").exists()
    assert not PublicNotice.objects.exclude(is_demo=True, title__endswith="（演示）").exists()
    assert not Notice.objects.exclude(written_by=None).exclude(is_demo=True, title__endswith="（演示）").exists()
    assert not Project.objects.exclude(is_demo=True).exists()
    assert not Round.objects.exclude(is_demo=True, title__endswith="（演示）").exists()
    assert not ReportingPeriod.objects.exclude(is_demo=True, name__endswith="（演示）").exists()
    assert not LeadingGroupMember.objects.exclude(name__endswith="（演示）").exists()


def test_the_accounts_of_the_table_share_the_one_password_and_nobody_else_can_sign_in() -> None:
    hashes = dict(User.objects.values_list("username", "password"))
    usable = {name for name, kept in hashes.items() if not kept.startswith("!")}
    assert check_password(PASSWORD, hashes["ting"])
    assert {hashes[name] for name in usable} == {hashes["ting"]}
    assert len(usable) == 36


def test_everything_happened_in_the_past_and_in_order() -> None:
    moments = list(Step.objects.exclude(verb="load").order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] < timezone.now()


def test_the_record_names_every_case_step_and_state_of_it() -> None:
    """What has no name would stand in the record, in both languages, as the code calls it."""
    nameless = set()
    for kind, verb, *states in Step.objects.values_list("case_kind", "verb", "before", "after").distinct():
        nameless |= {kind} - set(CASES)
        nameless |= {f"{kind}: {verb}"} if verb not in {**GENERAL, **VERBS.get(kind, {})} else set()
        nameless |= {f"{kind}: {state}" for state in states if state and state not in STATES.get(kind, {})}
    assert nameless == set()


def test_stamps_of_cases_agree_with_what_is_on_record() -> None:
    for application in Application.objects.order_by("id"):
        stamps = [application.created_at, application.handed_in_at, application.released_at, application.submitted_at]
        given = [one for one in stamps if one is not None]
        assert given == sorted(given)
        slot = getattr(application, "slot", None)
        assert slot is None or slot.taken_at == application.submitted_at


def test_everybody_was_in_office_before_acting() -> None:
    for membership in Membership.objects.select_related("user"):
        acted = Step.objects.filter(actor_id=membership.user_id, role=membership.role).order_by("id").first()
        assert membership.user.created_at <= membership.started_at
        assert acted is None or membership.started_at <= acted.at


def test_submissions_of_past_calls_came_in_before_the_deadline() -> None:
    for submission in Submission.objects.filter(version=1).select_related("application__call_category__call"):
        call = submission.application.call_category.call
        assert call.opens_at < submission.submitted_at < call.closes_at


def test_old_messages_have_been_mailed_and_read() -> None:
    assert not Notification.objects.filter(mailed_at=None).exists()
    assert not Notification.objects.filter(read_at=None, created_at__lt=timezone.now() - timedelta(days=9)).exists()


@pytest.mark.parametrize("days", range(7))
def test_on_whatever_day_it_is_loaded_calls_are_closed_after_their_deadline(days: int) -> None:
    with clock.shifted(timedelta(days=days)):
        closings = [
            (call, event.at)
            for fact in Material().plot.each("calls")
            for call in [DemoCall(fact, None)]  # type: ignore[arg-type]
            for verb, event in zip(fact["steps"], story.in_turn(fact, call, 0), strict=True)
            if verb == "close"
        ]
    assert closings
    assert [call.fact["code"] for call, at in closings if at < call.closes_at] == []


# --- the command ------------------------------------------------------------------------------------


def said_by_demo(*arguments: str) -> str:
    said = StringIO()
    call_command("demo", *arguments, stdout=said)
    return said.getvalue()


def test_loading_again_changes_nothing() -> None:
    before = Step.objects.count()
    assert said_by_demo() == "The demo world is there already; nothing was changed.\n"
    assert Step.objects.count() == before


def test_the_accounts_are_printed_with_the_password_and_what_to_do(tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path
    made = password.made()
    first, *lines = said_by_demo("--accounts").splitlines()
    assert first == f"Demo accounts, all with the password {made}"
    assert [line.split()[0] for line in lines][:3] == ["ting", "chu1", "chu2"]
    assert all(line.split(maxsplit=3)[3] for line in lines)


def test_the_password_is_readable_by_its_owner_only_and_stays(tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path
    made = password.made()
    assert stat.S_IMODE(password.path().stat().st_mode) == 0o600
    assert password.made() == made


def test_it_refuses_to_load_beside_an_account_of_somebody_real() -> None:
    with transaction.atomic():
        user = User.objects.create(username="real", name="真实用户")
        with pytest.raises(story.RealDataPresent):
            story.refuse_beside_real_data()
        user.delete()


def test_it_refuses_to_load_in_production(settings) -> None:  # type: ignore[no-untyped-def]
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        said_by_demo()
