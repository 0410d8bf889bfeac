"""The decision: who proposes, countersigns and confirms, and what holds them up."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from lianxiao.calls.actions import decisions as actions
from lianxiao.calls.models import Application, Countersign, Outcome, Proposal
from lianxiao.calls.queries.decisions import decisions, waiting_decisions
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.organisations.acting import actor_of
from lianxiao.organisations.models import Membership, Notification
from lianxiao.organisations.roles import Role
from tests.calls.test_checks import passes, state_of, told
from tests.world import World, organisation, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def application(world: World) -> Application:
    """Checked; gongye answers for joint training, xuewei countersigns."""
    return checked(world)


def checked(world: World, **case: object) -> Application:
    application = world.application(state="submitted", **case)  # type: ignore[arg-type]
    passes(application, world.gongye)
    passes(application, world.xuewei)
    application.refresh_from_db()
    return application


def proposes(world: World, application: Application, outcome: str = Outcome.APPROVE) -> Proposal:
    return actions.propose(application=application, outcome=outcome, reason="目标明确。", by=world.gongye.officer)


def signs(world: World, application: Application, *, agrees: bool = True, opinion: str = "") -> Countersign:
    return actions.countersign(application=application, agrees=agrees, opinion=opinion, by=world.xuewei.officer)


class TestProposing:
    def test_asks_the_other_lead_offices_to_countersign(self, world: World, application: Application) -> None:
        proposal = proposes(world, application)
        assert state_of(application) == "proposed"
        assert (proposal.office, proposal.proposed_by) == (world.gongye.organisation, user_of(world.gongye.officer))
        assert [sign.office for sign in proposal.countersigns.all()] == [world.xuewei.organisation]
        assert told(world.xuewei.officer)[-1] == "countersign_requested"
        assert "confirm_requested" not in told(world.ting)

    def test_goes_to_the_department_at_once_where_one_office_leads(self, world: World) -> None:
        application = world.application(category="exchange", state="submitted")
        passes(application, world.nonglin)
        actions.propose(application=application, outcome="approve", reason="同意。", by=world.nonglin.officer)
        assert told(world.ting)[-1] == "confirm_requested"

    def test_is_for_the_responsible_office(self, world: World, application: Application) -> None:
        for stranger in (world.xuewei.officer, world.keji.officer, world.ting, world.lnu.liaison):
            with pytest.raises(PermissionDenied):
                actions.propose(application=application, outcome="approve", reason="同意。", by=stranger)
        assert state_of(application) == "checked"

    def test_needs_reasons(self, world: World, application: Application) -> None:
        with pytest.raises(actions.WordsMissing):
            actions.propose(application=application, outcome="approve", reason=" ", by=world.gongye.officer)

    def test_comes_after_the_formal_check(self, world: World) -> None:
        with pytest.raises(NotAllowedNow):
            proposes(world, world.application(state="submitted"))

    def test_waits_for_expert_review_where_the_call_asks_for_it(self, world: World, application: Application) -> None:
        world.call.with_review = True
        world.call.save(update_fields=["with_review"])
        with pytest.raises(actions.ReviewFirst):
            proposes(world, application)
        assert waiting_decisions(world.gongye.officer) == []
        assert state_of(application) == "checked"

    def test_is_done_once(self, world: World, application: Application) -> None:
        proposes(world, application)
        with pytest.raises(NotAllowedNow):
            proposes(world, application)


class TestCountersigning:
    def test_lets_the_department_confirm(self, world: World, application: Application) -> None:
        proposes(world, application)
        sign = signs(world, application)
        assert (sign.agrees, sign.signed_by) == (True, user_of(world.xuewei.officer))
        assert told(world.ting)[-1] == "confirm_requested"
        assert state_of(application) == "proposed"

    def test_against_needs_an_opinion_and_does_not_block(self, world: World, application: Application) -> None:
        proposes(world, application)
        with pytest.raises(actions.WordsMissing):
            signs(world, application, agrees=False)
        signs(world, application, agrees=False, opinion="分工不明。")
        actions.confirm(application=application, by=world.ting)
        assert state_of(application) == "confirmed"
        assert "分工不明。" in steps.of_case(application).get(verb="countersign").remark

    def test_is_done_once_for_an_office(self, world: World, application: Application) -> None:
        proposes(world, application)
        signs(world, application)
        with pytest.raises(NotAllowedNow):
            actions.countersign(application=application, agrees=True, opinion="", by=world.xuewei.colleague)

    def test_is_for_the_other_lead_offices(self, world: World, application: Application) -> None:
        proposes(world, application)
        for stranger in (world.gongye.officer, world.keji.officer, world.ting, world.lnu.liaison):
            with pytest.raises(PermissionDenied):
                actions.countersign(application=application, agrees=True, opinion="", by=stranger)

    def test_needs_a_proposal(self, world: World, application: Application) -> None:
        with pytest.raises(NotAllowedNow):
            signs(world, application)


class TestConfirming:
    @pytest.mark.parametrize(
        ("outcome", "state", "notice"),
        [
            ("approve", "confirmed", "decided"),
            ("changes", "confirmed", "decided"),
            ("reject", "rejected", "not_approved"),
        ],
    )
    def test_does_what_was_proposed(
        self, world: World, application: Application, outcome: str, state: str, notice: str
    ) -> None:
        proposal = proposes(world, application, outcome)
        signs(world, application)
        actions.confirm(application=application, by=world.ting)
        assert state_of(application) == state
        proposal.refresh_from_db()
        assert (proposal.confirmed_by, proposal.confirmed_at) == (user_of(world.ting), application.decided_at)
        assert (told(world.lnu.author)[-1], told(world.lnu.liaison)[-1]) == (notice, notice)
        assert told(world.gongye.officer)[-1] == "decided"

    def test_waits_for_every_countersign(self, world: World, application: Application) -> None:
        proposes(world, application)
        with pytest.raises(actions.NotCountersigned, match=world.xuewei.organisation.name):
            actions.confirm(application=application, by=world.ting)
        assert state_of(application) == "proposed"

    def test_is_for_the_department(self, world: World, application: Application) -> None:
        proposes(world, application)
        signs(world, application)
        for stranger in (world.gongye.officer, world.xuewei.officer, world.lnu.leader):
            with pytest.raises(PermissionDenied):
                actions.confirm(application=application, by=stranger)

    def test_is_not_for_the_person_who_proposed(self, world: World, application: Application) -> None:
        proposes(world, application)
        signs(world, application)
        with pytest.raises(actions.SamePerson):
            actions.confirm(application=application, by=also_leader(world.gongye.officer))
        with pytest.raises(IntegrityError, match="proposal_two_people"), transaction.atomic():
            Proposal.objects.update(confirmed_by=user_of(world.gongye.officer), confirmed_at="2026-11-23T00:00Z")

    def test_needs_a_proposal(self, world: World, application: Application) -> None:
        with pytest.raises(NotAllowedNow):
            actions.confirm(application=application, by=world.ting)


class TestSendingBack:
    def test_asks_for_another_proposal_and_keeps_the_old(self, world: World, application: Application) -> None:
        old = proposes(world, application)
        actions.send_back(application=application, remark="请补充测算。", by=world.ting)
        assert state_of(application) == "checked"
        assert told(world.gongye.officer)[-1] == "proposal_sent_back"
        new = proposes(world, application, Outcome.CHANGES)
        old.refresh_from_db()
        assert (old.remark, old.sent_back_at is not None) == ("请补充测算。", True)
        assert [sign.signed_at for sign in new.countersigns.all()] == [None]

    def test_needs_a_remark(self, world: World, application: Application) -> None:
        proposes(world, application)
        with pytest.raises(actions.WordsMissing):
            actions.send_back(application=application, remark="", by=world.ting)

    def test_is_for_the_department(self, world: World, application: Application) -> None:
        proposes(world, application)
        with pytest.raises(PermissionDenied):
            actions.send_back(application=application, remark="请补充。", by=world.gongye.officer)

    def test_needs_a_proposal(self, world: World, application: Application) -> None:
        with pytest.raises(NotAllowedNow):
            actions.send_back(application=application, remark="请补充。", by=world.ting)

    def test_does_not_ask_for_a_second_review(self, world: World, application: Application) -> None:
        proposes(world, application)
        actions.send_back(application=application, remark="请补充。", by=world.ting)
        world.call.with_review = True
        world.call.save(update_fields=["with_review"])
        assert proposes(world, application).outcome == "approve"


class TestSeveralAtOnce:
    def test_one_that_is_refused_does_not_hold_the_others_up(self, world: World, application: Application) -> None:
        other = checked(world, campus_=world.dut)
        proposes(world, other)
        results = actions.propose_each(
            applications=[other, application], outcome="approve", reason="同意。", by=world.gongye.officer
        )
        refused = [(result.application, bool(result.refusal)) for result in results]
        assert refused == [(application, False), (other, True)]
        assert (state_of(application), other.proposals.count()) == ("proposed", 1)

    def test_confirming_says_which_office_is_missing(self, world: World, application: Application) -> None:
        other = checked(world, campus_=world.dut)
        proposes(world, other)
        proposes(world, application)
        signs(world, application)
        results = actions.confirm_each(applications=[application, other], by=world.ting)
        assert [result.refusal for result in results if result.application == application] == [""]
        assert world.xuewei.organisation.name in results[1].refusal
        assert (state_of(application), state_of(other)) == ("confirmed", "proposed")

    def test_a_category_of_another_office_is_refused(self, world: World, application: Application) -> None:
        results = actions.propose_each(
            applications=[application], outcome="approve", reason="同意。", by=world.keji.officer
        )
        assert [bool(result.refusal) for result in results] == [True]
        assert state_of(application) == "checked"


class TestReading:
    def test_shows_whose_turn_it_is(self, world: World, application: Application) -> None:
        assert turns(world, application) == ("propose", "", "")
        proposes(world, application)
        assert turns(world, application) == ("", "countersign", "")
        signs(world, application)
        assert turns(world, application) == ("", "", "confirm")
        actions.confirm(application=application, by=world.ting)
        assert turns(world, application) == ("", "", "")

    def test_counts_what_waits_as_the_list_does(self, world: World, application: Application) -> None:
        assert waits(world.gongye.officer) == [("decisions_propose", 1, "/decisions/?turn=propose")]
        proposes(world, application)
        assert waits(world.gongye.officer) == []
        assert waits(world.xuewei.officer) == [("decisions_countersign", 1, "/decisions/?turn=countersign")]
        signs(world, application)
        assert waits(world.ting) == [("decisions_confirm", 1, "/decisions/?turn=confirm")]
        assert waits(world.lnu.liaison) == []

    def test_is_for_the_lead_offices_and_the_department(self, world: World, application: Application) -> None:
        for reader in (world.gongye.officer, world.xuewei.officer, world.ting):
            assert list(decisions(reader)) == [application]
        for stranger in (world.keji.officer, world.lnu.liaison, world.lnu.author, world.auditor):
            assert list(decisions(stranger)) == []


def turns(world: World, application: Application) -> tuple[str, str, str]:
    readers = (world.gongye.officer, world.xuewei.officer, world.ting)
    first, second, third = (decisions(reader).get(pk=application.pk).turn for reader in readers)  # type: ignore[attr-defined]
    return first, second, third


def waits(actor: Actor) -> list[tuple[str, int, str]]:
    return [(line.kind, line.count, line.path) for line in waiting_decisions(actor)]


def also_leader(actor: Actor) -> Actor:
    """The same person with a second hat."""
    membership = Membership.objects.create(
        user=user_of(actor),
        organisation=organisation("ting"),
        role=Role.DEPARTMENT_LEADER,
        confirmed_at="2026-01-01T00:00Z",
    )
    return actor_of(membership)


def test_no_notification_carries_the_content_of_a_case(world: World, application: Application) -> None:
    actions.propose(application=application, outcome="reject", reason="内部理由", by=world.gongye.officer)
    signs(world, application, agrees=False, opinion="内部意见")
    actions.confirm(application=application, remark="内部批示", by=world.ting)
    values = " ".join(str(notification.values) for notification in Notification.objects.all())
    assert "内部" not in values
