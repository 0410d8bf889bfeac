"""Hand-over: what a leaver held goes to colleagues, whole or not at all; what nobody takes stays on a list."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from lianxiao.calls.actions import assignments, members
from lianxiao.calls.actions.holdings import NotFitting
from lianxiao.calls.actions.selections import judging
from lianxiao.calls.models import Application
from lianxiao.calls.queries.applications import definition_of
from lianxiao.calls.states import Hand, State
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.organisations.actions import accounts, people
from lianxiao.organisations.actions.tokens import make_token
from lianxiao.organisations.models import Membership, Notification, User
from lianxiao.organisations.roles import Role
from lianxiao.organisations.scopes import Scope
from lianxiao.site import handovers
from lianxiao.site.handovers import Changed, NobodyNamed, NotASuccessor, hand_over, held_by, leavers
from lianxiao.site.queries.workbench import waiting_for
from tests.calls.selecting import opened
from tests.ledger.approving import project as approved
from tests.world import LNU, World, sign_in, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def role_of(actor: Actor) -> Membership:
    rows = Membership.objects.select_related("user", "organisation")
    return rows.get(user_id=actor.user_id, organisation_id=actor.organisation_id, role=actor.role)


def leave(actor: Actor, by: Actor) -> Membership:
    return people.end_membership(membership=role_of(actor), reason="调离", by=by)


def kinds(by: Actor, of: Actor) -> dict[str, int]:
    return {share.holding.kind: len(share.held) for share in held_by(by, role_of(of))}


def owner_of(application: Application) -> str:
    return application.members.get(hand=Hand.OWNER).user.username


def everything(world: World, of: Actor, to: Actor) -> dict[tuple[str, int], User]:
    shares = held_by(world.lnu.liaison, role_of(of))
    return {
        (share.holding.kind, held.row.pk): user_of(to) for share in shares if share.can_be_given for held in share.held
    }


# --- what is held ----------------------------------------------------------------------------------


def test_a_person_holds_applications_parts_projects_and_tokens(world: World) -> None:
    author, liaison = world.lnu.author, world.lnu.liaison
    world.application()
    approved(world)
    theirs = world.application(category="exchange")
    colleague = members.add_member(application=theirs, username=user_of(world.lnu.colleague).username, by=author)
    assignments.assign(member=colleague, key="cover", by=author)
    make_token(name="教务系统", scopes=[Scope.READ_APPLICATIONS], days=30, by=author)

    assert kinds(liaison, author) == {"applications": 2, "projects": 1, "tokens": 1}
    assert kinds(liaison, world.lnu.colleague) == {"parts": 1}


def test_what_is_decided_or_only_read_is_not_held(world: World) -> None:
    application = world.application()
    members.add_member(
        application=application, username=user_of(world.lnu.colleague).username, hand=Hand.READER, by=world.lnu.author
    )
    Application.objects.filter(pk=application.pk).update(state=State.DISCARDED)

    assert kinds(world.lnu.liaison, world.lnu.author) == {}
    assert kinds(world.lnu.liaison, world.lnu.colleague) == {}


def test_the_system_administrator_sees_no_titles_of_a_university(world: World) -> None:
    world.application(title="不给系统管理员看的题目")

    [inside] = held_by(world.lnu.liaison, role_of(world.lnu.author))
    [outside] = held_by(world.system_admin, role_of(world.lnu.author))

    assert inside.held[0].title == "不给系统管理员看的题目"
    assert outside.held[0].title == str(world.lnu.organisation)


# --- who takes over --------------------------------------------------------------------------------


def test_everything_goes_to_a_colleague_and_is_on_the_record_of_each_case(world: World) -> None:
    application, project = world.application(), approved(world)
    leave(world.lnu.author, world.lnu.liaison)
    gifts = everything(world, world.lnu.author, world.lnu.colleague)

    count = hand_over(membership=role_of(world.lnu.author), gifts=gifts, by=world.lnu.liaison)

    assert count == 2
    assert owner_of(application) == owner_of(project.application) == "lnu-colleague"
    for case in (application, project.application, project):
        last = steps.of_case(case).order_by("-id")[0]
        assert (last.verb, last.remark) == ("hand_over", "lnu-author → lnu-colleague")
        assert last.actor_name == "lnu-liaison"
    assert steps.of_case(role_of(world.lnu.author)).order_by("-id")[0].details == {"things": 2}
    assert kinds(world.lnu.liaison, world.lnu.author) == {}


def test_the_successor_is_told_and_the_person_as_long_as_he_can_sign_in(world: World) -> None:
    world.application()
    gifts = everything(world, world.lnu.author, world.lnu.colleague)

    hand_over(membership=role_of(world.lnu.author), gifts=gifts, by=world.lnu.liaison)

    told = Notification.objects.filter(kind__in=["taken_over", "handed_over"]).order_by("id")
    assert [(one.user.username, one.kind, one.values["number"]) for one in told] == [
        ("lnu-colleague", "taken_over", "1"),
        ("lnu-author", "handed_over", "1"),
    ]


def test_a_colleague_who_writes_already_becomes_the_owner_with_the_parts_of_both(world: World) -> None:
    application = world.application()
    there = members.add_member(
        application=application, username=user_of(world.lnu.colleague).username, by=world.lnu.author
    )
    own = application.members.get(hand=Hand.OWNER)
    first, second = list(definition_of(application.form).by_key)[:2]
    assignments.assign(member=there, key=first, by=world.lnu.author)
    assignments.assign(member=own, key=second, by=world.lnu.author)
    gifts = everything(world, world.lnu.author, world.lnu.colleague)

    hand_over(membership=role_of(world.lnu.author), gifts=gifts, by=world.lnu.liaison)

    [member] = application.members.all()
    assert (member.user.username, member.hand) == ("lnu-colleague", Hand.OWNER)
    assert {one.key for one in member.assignments.all()} == {first, second}


def test_each_thing_can_go_to_another_and_what_is_not_named_stays(world: World) -> None:
    first, second, third = world.application(), world.application(), world.application()
    other = world.person("lnu-other", Role.TEACHER, LNU)
    of = role_of(world.lnu.author)
    gifts = {
        ("applications", first.members.get().pk): user_of(world.lnu.colleague),
        ("applications", second.members.get().pk): user_of(other),
    }

    hand_over(membership=of, gifts=gifts, by=world.lnu.liaison)

    assert [owner_of(one) for one in (first, second, third)] == ["lnu-colleague", "lnu-other", "lnu-author"]


def test_a_refused_successor_undoes_the_whole_hand_over(world: World) -> None:
    """The first case would fit; the second does not, as the successor judges it."""
    first = world.application()
    selection = opened(world, applications=1)
    candidate = selection.candidates.select_related("application").get()
    judge = world.person("judge1", Role.TEACHER, LNU)
    judging.judge(candidate=candidate, score=80, text="基础好。", recused=False, by=judge)
    gifts = {
        ("applications", first.members.get().pk): user_of(world.lnu.colleague),
        ("applications", candidate.application.members.get().pk): user_of(judge),
    }

    with pytest.raises(NotFitting):
        hand_over(membership=role_of(world.lnu.author), gifts=gifts, by=world.lnu.liaison)

    assert owner_of(first) == "lnu-author"
    assert steps.of_case(first).filter(verb="hand_over").count() == 0


def test_an_invitation_to_judge_goes_to_another_teacher_and_never_to_who_runs_the_choice(world: World) -> None:
    selection = opened(world)
    judge = selection.reviewers.select_related("user").order_by("id")[0]
    of = Membership.objects.get(user=judge.user, role=Role.TEACHER)
    spare = world.person("lnu-spare", Role.TEACHER, LNU)

    hand_over(membership=of, gifts={("opinions", judge.pk): user_of(spare)}, by=world.lnu.liaison)

    users = set(selection.reviewers.values_list("user__username", flat=True))
    assert "lnu-spare" in users
    assert judge.user.username not in users


def test_successors_are_other_people_of_the_organisation_with_a_fitting_role(world: World) -> None:
    application = world.application()
    gift = ("applications", application.members.get().pk)
    of = role_of(world.lnu.author)

    for wrong in (world.dut.author, world.lnu.leader, world.student, world.lnu.author):
        with pytest.raises(NotASuccessor):
            hand_over(membership=of, gifts={gift: user_of(wrong)}, by=world.lnu.liaison)

    assert owner_of(application) == "lnu-author"


def test_nothing_named_and_what_has_gone_meanwhile_are_refused(world: World) -> None:
    application = world.application()
    gift = {("applications", application.members.get().pk): user_of(world.lnu.colleague)}
    of = role_of(world.lnu.author)
    with pytest.raises(NobodyNamed):
        hand_over(membership=of, gifts={}, by=world.lnu.liaison)
    hand_over(membership=of, gifts=gift, by=world.lnu.liaison)

    with pytest.raises(Changed):
        hand_over(membership=of, gifts=gift, by=world.lnu.liaison)


def test_only_who_keeps_the_accounts_there_hands_over(world: World) -> None:
    application = world.application()
    gift = {("applications", application.members.get().pk): user_of(world.lnu.colleague)}

    for stranger in (world.dut.liaison, world.lnu.leader, world.lnu.author, world.security_admin, world.ting):
        with pytest.raises(PermissionDenied):
            hand_over(membership=role_of(world.lnu.author), gifts=gift, by=stranger)

    assert owner_of(application) == "lnu-author"
    assert hand_over(membership=role_of(world.lnu.author), gifts=gift, by=world.system_admin) == 1


# --- what nobody takes -----------------------------------------------------------------------------


def test_who_leaves_without_a_hand_over_is_out_at_once_and_stands_on_the_list(client: Client, world: World) -> None:
    world.application()
    sign_in(client, world.lnu.author)
    assert client.get("/workbench/").status_code == 200
    assert list(leavers(world.lnu.liaison)) == []

    leave(world.lnu.author, world.lnu.liaison)

    assert client.get("/workbench/").status_code == 302
    assert [row.user.username for row in leavers(world.lnu.liaison)] == ["lnu-author"]
    [line] = [one for one in waiting_for(world.lnu.liaison) if one.kind == "handovers"]
    assert (line.count, line.path) == (1, reverse("site:handovers"))
    assert list(leavers(world.dut.liaison)) == []


def test_a_closed_account_leaves_things_behind_as_well(world: World) -> None:
    world.application()
    accounts.close_account(user=user_of(world.lnu.author), reason="离职", by=world.system_admin)

    assert [row.user.username for row in leavers(world.lnu.liaison)] == ["lnu-author"]


def test_the_list_is_empty_once_somebody_has_taken_over(world: World) -> None:
    world.application()
    membership = leave(world.lnu.author, world.lnu.liaison)
    gifts = everything(world, world.lnu.author, world.lnu.colleague)

    hand_over(membership=membership, gifts=gifts, by=world.lnu.liaison)

    assert list(leavers(world.lnu.liaison)) == []


def test_who_is_still_there_in_a_fitting_role_has_left_nothing(world: World) -> None:
    """Another role has ended, the one in which he writes goes on."""
    world.application()
    world.person("lnu-author", Role.LEADING_GROUP, LNU)
    second = Membership.objects.get(user=user_of(world.lnu.author), role=Role.LEADING_GROUP)
    people.end_membership(membership=second, reason="换届", by=world.lnu.liaison)

    assert list(leavers(world.lnu.liaison)) == []


def test_who_stays_in_a_role_that_holds_nothing_has_left_the_rest(world: World) -> None:
    world.application()
    world.person("lnu-author", Role.LEADING_GROUP, LNU)
    leave(world.lnu.author, world.lnu.liaison)

    assert [row.role for row in leavers(world.lnu.liaison)] == [Role.TEACHER]


# --- pages -----------------------------------------------------------------------------------------


def test_the_page_hands_over_a_kind_and_one_thing_to_another(client: Client, world: World) -> None:
    first, second = world.application(), world.application()
    world.person("lnu-other", Role.TEACHER, LNU)
    membership = leave(world.lnu.author, world.lnu.liaison)
    user_of(world.lnu.colleague)
    sign_in(client, world.lnu.liaison)
    page = reverse("site:handover", args=[membership.pk])
    assert "校际合作示例项目" in client.get(page).content.decode()

    answer = client.post(
        page, {"applications": "lnu-colleague", f"applications-{second.members.get().pk}": "lnu-other"}
    )

    assert answer.status_code == 302
    assert [owner_of(one) for one in (first, second)] == ["lnu-colleague", "lnu-other"]


def test_an_unknown_account_is_named_at_its_field_and_nothing_typed_is_lost(client: Client, world: World) -> None:
    application = world.application()
    sign_in(client, world.lnu.liaison)

    answer = client.post(
        reverse("site:handover", args=[role_of(world.lnu.author).pk]),
        {"applications": "dut-author", f"applications-{application.members.get().pk}": "lnu-leader"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="dut-author"' in page
    assert 'value="lnu-leader"' in page
    assert 'href="#id_applications"' in page
    assert owner_of(application) == "lnu-author"


def test_an_empty_form_comes_back_with_what_to_do(client: Client, world: World) -> None:
    world.application()
    membership = leave(world.lnu.author, world.lnu.liaison)
    sign_in(client, world.lnu.liaison)

    answer = client.post(reverse("site:handover", args=[membership.pk]), {"applications": ""})

    assert answer.status_code == 422
    assert "请至少为一项或一类工作指定接手人。" in answer.content.decode()


def test_a_stranger_finds_no_hand_over(client: Client, world: World) -> None:
    pk = role_of(world.lnu.author).pk

    assert sign_in(client, world.dut.liaison).get(reverse("site:handover", args=[pk])).status_code == 404


@pytest.mark.parametrize("kind", [one.kind for one in handovers.GIVEN])
def test_every_kind_of_thing_can_be_named_in_the_form(kind: str) -> None:
    assert "-" not in kind
