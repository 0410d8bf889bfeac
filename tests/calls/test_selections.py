"""Campus selection: reviewed, ranked, on notice, chosen, approved; nobody judges his own; places are held."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from lianxiao.calls.actions import applications as campus
from lianxiao.calls.actions import members, places, submission
from lianxiao.calls.actions.running import InSelection
from lianxiao.calls.actions.selections import choosing, judging, preparing
from lianxiao.calls.actions.selections.rules import NotReady, ReasonMissing
from lianxiao.calls.models import Application, CampusOpinion, Candidate, Selection, Slot
from lianxiao.calls.queries import selections as queries
from lianxiao.calls.queries.selection_turns import waiting_selections
from lianxiao.calls.states import SelectionState, State
from lianxiao.core import steps
from lianxiao.core.files import RefusedFile
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.organisations.models import Notification
from lianxiao.organisations.roles import Role
from tests.calls.selecting import (
    A_DAY,
    CATEGORY,
    anew,
    approved,
    begun,
    candidates,
    chosen,
    granted,
    handed_in,
    judged,
    on_notice,
    opened,
    ranked,
    reviewers,
    to_choose,
    today,
)
from tests.world import DUT, LNU, World, pass_deadline, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def told(kind: str) -> list[str]:
    return sorted(Notification.objects.filter(kind=kind).values_list("user__username", flat=True))


def states(selection: Selection) -> list[str]:
    rows = selection.candidates.order_by("application_id")
    return list(rows.values_list("application__state", flat=True))


# --- preparing -------------------------------------------------------------------------------------


def test_a_dean_chooses_five_of_twelve(world: World) -> None:
    selection = approved(world, 12, 5)
    assert selection.state == SelectionState.APPROVED
    assert sorted(states(selection)) == [State.RELEASED] * 5 + [State.WITH_LIAISON] * 7
    assert list(Slot.objects.order_by("number").values_list("number", "held")) == [(n, True) for n in range(1, 6)]
    assert [step.verb for step in steps.of_case(selection) if step.after] == [
        "begin", "open", "rank", "put_on_notice", "choose", "approve",
    ]  # fmt: skip
    assert told("selection_invited") == ["judge1", "judge2", "judge3"]
    assert told("selection_judged") == ["lnu-liaison"]
    assert told("selection_chosen") == ["lnu-leader"]
    assert told("selection_approved") == ["lnu-liaison"]
    assert len(told("application_chosen")) == 5
    assert len(told("application_not_chosen")) == 7
    for application in Application.objects.filter(state=State.RELEASED).order_by("id"):
        submission.submit(application=application, by=world.lnu.liaison)
    assert Slot.objects.filter(held=False).count() == 5


def test_a_university_has_one_selection_in_a_category(world: World) -> None:
    preparing.begin(call_category=world.category(CATEGORY), by=world.lnu.liaison)
    with pytest.raises(preparing.AlreadyBegun):
        preparing.begin(call_category=world.category(CATEGORY), by=world.lnu.liaison)
    preparing.begin(call_category=world.category(CATEGORY), by=world.dut.liaison)
    assert Selection.objects.count() == 2


@pytest.mark.parametrize("who", ["leader", "author"])
def test_only_the_liaison_begins_one(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        preparing.begin(call_category=world.category(CATEGORY), by=getattr(world.lnu, who))


def test_reviewers_are_people_of_the_university_who_neither_run_nor_approve_it(world: World) -> None:
    selection = begun(world)
    world.person("stranger", Role.TEACHER, DUT)
    for username in ("stranger", "nobody", world.lnu.liaison.name, world.lnu.leader.name, world.student.name):
        with pytest.raises(preparing.NotAReviewer):
            preparing.invite(selection=selection, username=username, by=world.lnu.liaison)
    world.person("own-expert", Role.EXPERT, LNU)
    preparing.invite(selection=selection, username="own-expert", by=world.lnu.liaison)
    assert selection.reviewers.count() == 4


def test_it_opens_with_a_day_enough_reviewers_and_candidates(world: World) -> None:
    selection = begun(world)
    with pytest.raises(NotReady, match="还没有送交"):
        preparing.open_review(selection=selection, by=world.lnu.liaison)
    handed_in(world, 2)
    preparing.remove_reviewer(reviewer=selection.reviewers.order_by("id")[0], by=world.lnu.liaison)
    with pytest.raises(NotReady, match="评议人"):
        preparing.open_review(selection=selection, by=world.lnu.liaison)
    preparing.invite(selection=selection, username="judge1", by=world.lnu.liaison)
    preparing.prepare(selection=selection, rules="", due_date=today() - A_DAY, min_opinions=3, by=world.lnu.liaison)
    with pytest.raises(NotReady, match="日"):
        preparing.open_review(selection=selection, by=world.lnu.liaison)
    assert anew(selection).state == SelectionState.DRAFT


def test_while_it_runs_nothing_of_the_category_goes_to_the_leader_alone(world: World) -> None:
    selection = opened(world)
    late = world.application(category=CATEGORY, state=State.WITH_LIAISON)
    for application in (candidates(selection)[0].application, late):
        with pytest.raises(InSelection):
            campus.pass_on(application=application, by=world.lnu.liaison)
    other = world.application(category="joint_training", state=State.WITH_LIAISON)
    campus.pass_on(application=other, by=world.lnu.liaison)
    theirs = world.application(world.dut, category=CATEGORY, state=State.WITH_LIAISON)
    campus.pass_on(application=theirs, by=world.dut.liaison)


def test_a_candidate_goes_back_to_its_authors_once_it_is_taken_out(world: World) -> None:
    one = candidates(opened(world))[0]
    with pytest.raises(InSelection):
        campus.send_back(application=one.application, by=world.lnu.liaison, reason="补材料")
    with pytest.raises(ReasonMissing):
        preparing.take_out(candidate=one, reason=" ", by=world.lnu.liaison)
    preparing.take_out(candidate=one, reason="作者放弃", by=world.lnu.liaison)
    campus.send_back(application=Application.objects.get(pk=one.application_id), by=world.lnu.liaison, reason="补材料")
    assert Application.objects.get(pk=one.application_id).state == State.DRAFT


# --- judging ---------------------------------------------------------------------------------------


def test_an_opinion_is_the_reviewers_own_until_all_are_handed_in(world: World) -> None:
    selection = opened(world, 2)
    judge, *_others = reviewers(world)
    first, second = candidates(selection)
    judging.judge(candidate=first, score=80, text="好", recused=False, by=judge)
    assert [line.marks for line in queries.results(selection)] == [[], []]
    with pytest.raises(NotReady):
        judging.hand_in(selection=selection, by=judge)
    judging.judge(candidate=second, score=None, text="曾参与该项目论证。", recused=True, by=judge)
    assert judging.hand_in(selection=selection, by=judge) == 2
    assert [(line.marks, line.recusals) for line in queries.results(selection)] == [([80], 0), ([], 1)]
    with pytest.raises(NotAllowedNow):
        judging.judge(candidate=first, score=10, text="改", recused=False, by=judge)


def test_an_opinion_that_was_handed_in_cannot_be_changed_by_anybody(world: World) -> None:
    judged(world, opened(world, 1))
    for change in (lambda rows: rows.update(score=1), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(CampusOpinion.objects.all())


def test_nobody_judges_what_he_writes_and_nobody_writes_what_he_judges(world: World) -> None:
    selection = opened(world, 2)
    preparing.invite(selection=selection, username=world.lnu.author.name, by=world.lnu.liaison)
    first, _second = candidates(selection)
    with pytest.raises(judging.Conflict):
        judging.judge(candidate=first, score=100, text="很好", recused=False, by=world.lnu.author)
    reviewer = selection.reviewers.get(user_id=world.lnu.author.user_id)
    assert queries.owed_by(reviewer) == []
    mark = {"reviewer": reviewer, "candidate": first, "score": 100, "text": "很好", "saved_at": selection.created_at}
    with pytest.raises(DatabaseError, match="does not judge what he writes"), transaction.atomic():
        CampusOpinion.objects.create(**mark)
    judge, *_others = reviewers(world)
    judging.judge(candidate=first, score=60, text="一般", recused=False, by=judge)
    with pytest.raises(members.NoSuchColleague):
        members.add_member(application=first.application, username=judge.name, by=world.lnu.liaison)
    with pytest.raises(DatabaseError, match="he judges this application"), transaction.atomic():
        first.application.members.create(user_id=judge.user_id, organisation_id=judge.organisation_id, hand="reader")


def test_only_the_invited_judge(world: World) -> None:
    one = candidates(opened(world, 1))[0]
    for by in (world.lnu.colleague, world.lnu.liaison, world.dut.author):
        with pytest.raises(PermissionDenied):
            judging.judge(candidate=one, score=50, text="。", recused=False, by=by)


def test_a_mark_lies_between_0_and_100_and_is_complete_when_handed_in(world: World) -> None:
    selection = opened(world, 1)
    base = {"reviewer": selection.reviewers.order_by("id")[0], "candidate": candidates(selection)[0]}
    now = selection.created_at
    for wrong in (
        {"score": 101, "text": "好", "saved_at": now},
        {"score": None, "text": "好", "saved_at": now, "handed_in_at": now},
        {"score": 90, "text": "", "saved_at": now, "handed_in_at": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CampusOpinion.objects.create(**base, **wrong)


# --- ranking ---------------------------------------------------------------------------------------


def test_results_show_mean_median_and_spread(world: World) -> None:
    selection = judged(world, opened(world, 2), {0: [60, 70, 95], 1: [80, 80, 80]})
    first, second = queries.results(selection)
    assert (first.mean, first.median, first.spread, first.place, first.is_wide) == (80.0, 80.0, 0, 1, False)
    assert (second.mean, second.median, second.lowest, second.highest) == (75.0, 70.0, 60, 95)
    assert (second.place, second.is_wide) == (2, True)


def test_it_is_ranked_when_everybody_has_judged(world: World) -> None:
    selection = opened(world, 1)
    with pytest.raises(NotReady, match="judge1、judge2、judge3"):
        ranked(world, selection)


def test_a_tie_and_a_departure_from_the_means_need_a_reason(world: World) -> None:
    selection = judged(world, opened(world), {0: [80, 80, 80], 1: [80, 80, 80], 2: [90, 90, 90]})
    first, second, best = (one.pk for one in candidates(selection))

    def fix(**reasons: str) -> Selection:
        ranks = {
            first: choosing.Rank(1, reasons.get("first", "")),
            best: choosing.Rank(2),
            second: choosing.Rank(3),
        }
        return choosing.rank(selection=selection, ranks=ranks, by=world.lnu.liaison)

    with pytest.raises(choosing.RankUnclear) as refusal:
        fix()
    assert list(refusal.value.problems) == [first]
    assert fix(first="优先支持省级重点任务。").state == SelectionState.RANKED
    assert Candidate.objects.get(pk=first).rank_reason == "优先支持省级重点任务。"


def test_each_rank_is_given_once(world: World) -> None:
    selection = judged(world, opened(world, 2))
    ranks = {one.pk: choosing.Rank(1) for one in candidates(selection)}
    with pytest.raises(choosing.RankUnclear) as refusal:
        choosing.rank(selection=selection, ranks=ranks, by=world.lnu.liaison)
    assert len(refusal.value.problems) == 2
    ranked(world, selection)
    selection.candidates.update(rank=1)
    with pytest.raises(IntegrityError, match="candidate_rank_once"), transaction.atomic():
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    selection.candidates.update(rank=None)


# --- notice and choice -----------------------------------------------------------------------------


def test_the_choice_waits_for_the_end_of_the_campus_notice(world: World) -> None:
    selection = on_notice(world, ranked(world, judged(world, opened(world, 1))), ended_days_ago=0)
    with pytest.raises(choosing.NoticeRuns):
        chosen(world, selection, 1)


def test_the_notice_is_a_file_of_an_allowed_kind_with_its_days(world: World) -> None:
    selection = ranked(world, judged(world, opened(world, 1)))
    notice = {"selection": selection, "by": world.lnu.liaison}
    with pytest.raises(RefusedFile):
        choosing.put_on_notice(**notice, name="x.exe", stream=BytesIO(b"MZ"), first=today(), last=today())
    with pytest.raises(NotReady):
        choosing.put_on_notice(**notice, name="x.pdf", stream=BytesIO(b""), first=today(), last=today() - A_DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Selection.objects.filter(pk=selection.pk).update(state="on_notice")


def test_not_more_are_chosen_than_places_are_free(world: World) -> None:
    selection = to_choose(world, 6)
    with pytest.raises(choosing.TooMany):
        chosen(world, selection, 6)
    pool = granted(world, 1)
    with pytest.raises(choosing.TooMany):
        chosen(world, selection, 6, pool, in_pool=2)
    choosing.approve(selection=chosen(world, selection, 6, pool, in_pool=1), by=world.lnu.leader)
    assert Slot.objects.filter(held=True, grant=None).count() == 5
    assert Slot.objects.get(grant=pool).application.candidate.rank == 6


def test_a_higher_limit_makes_room_for_one_more(world: World) -> None:
    granted(world, 1, kind="limit", name="")
    approved(world, 6, 6)
    assert Slot.objects.filter(held=True).count() == 6


def test_the_leader_approves_and_never_the_one_who_chose(world: World) -> None:
    selection = chosen(world, to_choose(world, 1), 1)
    with pytest.raises(PermissionDenied):
        choosing.approve(selection=selection, by=world.lnu.liaison)
    with pytest.raises(PermissionDenied):
        choosing.approve(selection=selection, by=world.dut.leader)
    values = {"state": "approved", "approved_by": selection.chosen_by_id, "approved_at": selection.chosen_at}
    with pytest.raises(IntegrityError, match="selection_two_people"), transaction.atomic():
        Selection.objects.filter(pk=selection.pk).update(**values)


def test_when_the_places_are_gone_meanwhile_nothing_of_the_approval_is_kept(world: World) -> None:
    ready = world.application(category=CATEGORY, state=State.RELEASED)
    selection = chosen(world, to_choose(world, 5), 5)
    submission.submit(application=ready, by=world.lnu.liaison)
    with pytest.raises(places.LimitReached), transaction.atomic():
        choosing.approve(selection=selection, by=world.lnu.leader)
    assert anew(selection).state == SelectionState.CHOSEN
    assert states(selection) == [State.WITH_LIAISON] * 5
    assert Slot.objects.filter(held=True).count() == 0


def test_the_leader_sends_a_choice_back_with_a_reason(world: World) -> None:
    selection = chosen(world, to_choose(world, 2), 1)
    with pytest.raises(ReasonMissing):
        choosing.send_back(selection=selection, reason="", by=world.lnu.leader)
    back = choosing.send_back(selection=selection, reason="请兼顾学科", by=world.lnu.leader)
    assert back.state == SelectionState.ON_NOTICE
    assert told("selection_sent_back") == ["lnu-liaison"]
    choosing.approve(selection=chosen(world, back, 2), by=world.lnu.leader)


# --- afterwards ------------------------------------------------------------------------------------


def test_a_held_place_is_nobody_elses_and_is_given_up_with_a_reason(world: World) -> None:
    other = world.application(category=CATEGORY, state=State.RELEASED)
    selection = approved(world, 5, 5)
    with pytest.raises(places.LimitReached):
        submission.submit(application=other, by=world.lnu.liaison)
    held = Application.objects.filter(state=State.RELEASED, slot__held=True).order_by("id")[0]
    with pytest.raises(campus.ReasonMissing):
        places.give_up(application=held, by=world.lnu.liaison, reason="")
    places.give_up(application=held, by=world.lnu.liaison, reason="合作方退出")
    assert Application.objects.get(pk=held.pk).state == State.WITH_LIAISON
    assert told("place_given_up") == ["lnu-author", "lnu-leader"]
    submission.submit(application=Application.objects.get(pk=other.pk), by=world.lnu.liaison)
    assert selection.slots.count() == 4


def test_sending_a_chosen_one_back_to_its_authors_frees_its_place(world: World) -> None:
    approved(world, 1, 1)
    held = Application.objects.get(slot__held=True)
    campus.send_back(application=held, by=world.lnu.liaison, reason="需要修改")
    assert not Slot.objects.exists()


def test_the_next_in_the_ranking_goes_the_single_way_once_the_choice_is_approved(world: World) -> None:
    approved(world, 2, 1)
    (rest,) = Application.objects.filter(state=State.WITH_LIAISON)
    campus.pass_on(application=rest, by=world.lnu.liaison)
    campus.endorse(application=Application.objects.get(pk=rest.pk), by=world.lnu.leader)
    submission.submit(application=Application.objects.get(pk=rest.pk), by=world.lnu.liaison)
    assert list(Slot.objects.order_by("number").values_list("held", flat=True)) == [True, False]


def test_a_hold_counts_for_nothing_after_the_deadline(world: World) -> None:
    approved(world, 1, 1)
    held = Application.objects.get(slot__held=True)
    pass_deadline(world.call)
    with pytest.raises(submission.TooLate), transaction.atomic():
        submission.submit(application=held, by=world.lnu.liaison)
    assert Slot.objects.filter(held=True).count() == 1


def test_what_was_approved_is_opened_again_by_the_leader_and_what_was_submitted_stays(world: World) -> None:
    selection = approved(world, 3, 2)
    inside = Application.objects.filter(slot__held=True).order_by("id")[0]
    submission.submit(application=inside, by=world.lnu.liaison)
    with pytest.raises(PermissionDenied):
        choosing.reopen(selection=selection, reason="漏评一项", by=world.lnu.liaison)
    late = world.application(category=CATEGORY, state=State.WITH_LIAISON)
    again = choosing.reopen(selection=anew(selection), reason="漏评一项", by=world.lnu.leader)
    assert (again.state, again.approved_by_id) == (SelectionState.REVIEWING, None)
    assert list(Slot.objects.values_list("application_id", "held")) == [(inside.pk, False)]
    standing = again.candidates.filter(withdrawn_at=None)
    assert late.pk in standing.values_list("application_id", flat=True)
    assert inside.pk not in standing.values_list("application_id", flat=True)
    owed = [queries.owed_by(reviewer) for reviewer in again.reviewers.order_by("id")]
    assert [[one.application_id for one in rows] for rows in owed] == [[late.pk]] * 3


# --- whose turn ------------------------------------------------------------------------------------


def kinds(world: World, *people: str) -> list[list[str]]:
    by_name = {"liaison": world.lnu.liaison, "leader": world.lnu.leader, "judge": reviewers(world)[0]}
    return [[one.kind for one in waiting_selections(by_name[who])] for who in people]


def test_the_workbench_says_whose_turn_it_is(world: World) -> None:
    who = ("liaison", "leader", "judge")
    handed_in(world, 2)
    selection = begun(world)
    assert kinds(world, *who) == [["selection_go_on"], [], []]
    selection = preparing.open_review(selection=selection, by=world.lnu.liaison)
    assert kinds(world, *who) == [[], [], ["selection_judge"]]
    selection = judged(world, selection)
    assert kinds(world, *who) == [["selection_go_on"], [], []]
    selection = on_notice(world, ranked(world, selection), ended_days_ago=0)
    assert kinds(world, *who) == [[], [], []]
    Selection.objects.update(notice_to=today() - A_DAY, notice_from=today() - A_DAY)
    assert kinds(world, *who) == [["selection_go_on"], [], []]
    choosing.approve(selection=chosen(world, anew(selection), 1), by=world.lnu.leader)
    assert kinds(world, *who) == [[], [], []]


def test_who_may_only_judge_reads_what_to_expect(world: World, client: Client) -> None:
    expert = world.person("own-expert", Role.EXPERT, LNU)
    assert "学校邀请您评议后" in sign_in(client, expert).get("/selections/").content.decode()
    assert "学校邀请您评议后" not in sign_in(client, world.lnu.liaison).get("/selections/").content.decode()
