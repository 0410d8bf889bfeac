"""Deputies: who stands in for whom, for how long, what the record says, what two people still are."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from lianxiao.calls.actions import applications as campus
from lianxiao.calls.actions import calls as desk
from lianxiao.calls.actions import decisions
from lianxiao.calls.actions.decisions import SamePerson
from lianxiao.calls.queries.call_turns import waiting_calls
from lianxiao.calls.states import State
from lianxiao.core import steps
from lianxiao.core.actors import Actor, Behalf
from lianxiao.core.models import Change, Step
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.organisations.acting import actor_of
from lianxiao.organisations.actions import delegations as actions
from lianxiao.organisations.actions import people
from lianxiao.organisations.actions.delegations import NotADeputy, OneDeputy, WrongPeriod
from lianxiao.organisations.actions.people import ReasonMissing
from lianxiao.organisations.actions.tokens import make_token
from lianxiao.organisations.models import Delegation, Membership, Notification
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.queries.delegations import done_in_stead, lines, waiting_delegations
from lianxiao.organisations.queries.people import current_memberships
from lianxiao.organisations.roles import ADMINISTRATORS, DELEGABLE, Role
from tests.ledger import approving
from tests.world import LNU, World, give_factor, organisation, sign_in, user_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    return World(with_call=False)


def today() -> date:
    return timezone.localdate()


def named(by: Actor, deputy: Actor, days: int = 7) -> Delegation:
    return actions.delegate(
        username=user_of(deputy).username, from_date=today(), until_date=today() + days * DAY, reason="出差", by=by
    )


def confirmed(world: World, by: Actor, deputy: Actor) -> Delegation:
    return actions.confirm_delegation(delegation=named(by, deputy), by=world.security_admin)


def role_of(actor: Actor) -> Membership:
    rows = Membership.objects.select_related("user", "organisation")
    return rows.get(user_id=actor.person_id, organisation_id=actor.organisation_id or 0, role=actor.role)


def in_stead(deputy: Actor) -> list[Actor]:
    return [actor_of(one) for one in current_memberships(deputy.person_id) if one.deputy is not None]


# --- naming ----------------------------------------------------------------------------------------


def test_a_colleague_who_holds_the_role_stands_in_at_once(world: World) -> None:
    office = world.gongye
    made = named(office.officer, office.colleague)

    [actor] = in_stead(office.colleague)
    assert not made.needs_second
    assert (actor.user_id, actor.name) == (office.colleague.user_id, "gongye-colleague")
    assert actor.behalf == Behalf(office.officer.person_id, "gongye-officer", made.pk)
    assert (actor.role, actor.rights) == (office.officer.role, office.officer.rights)
    assert Notification.objects.filter(user=made.deputy).values_list("kind", flat=True)[0] == "delegation_made"


def test_who_gains_rights_over_others_by_it_waits_for_the_security_administrator(world: World) -> None:
    user_of(world.security_admin)
    made = named(world.lnu.liaison, world.lnu.colleague)
    assert made.needs_second
    assert in_stead(world.lnu.colleague) == []
    assert list(waiting_delegations(world.security_admin)) == [made]

    actions.confirm_delegation(delegation=made, by=world.security_admin)

    assert [one.role for one in in_stead(world.lnu.colleague)] == [Role.LIAISON]
    assert list(waiting_delegations(world.security_admin)) == []


def test_nobody_but_the_security_administrator_confirms(world: World) -> None:
    made = named(world.lnu.liaison, world.lnu.colleague)

    for wrong in (world.lnu.liaison, world.lnu.colleague, world.lnu.leader, world.system_admin, world.auditor):
        with pytest.raises(PermissionDenied):
            actions.confirm_delegation(delegation=made, by=wrong)

    assert in_stead(world.lnu.colleague) == []


def test_neither_of_the_two_confirms_even_as_security_administrator(world: World) -> None:
    made = named(world.lnu.liaison, world.lnu.colleague)
    both = world.person("lnu-liaison", Role.SECURITY_ADMIN, "ting")

    with pytest.raises(PermissionDenied):
        actions.confirm_delegation(delegation=made, by=both)
    with pytest.raises(DatabaseError), transaction.atomic():
        Delegation.objects.filter(pk=made.pk).update(confirmed_at=timezone.now(), confirmed_by=made.membership.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.filter(pk=made.pk).update(confirmed_at=timezone.now(), confirmed_by=made.deputy)


def test_deputies_are_colleagues_and_no_administrators(world: World) -> None:
    world.person("lnu-admin", Role.TEACHER, LNU)
    admin = world.person("lnu-admin", Role.AUDITOR, "ting")

    for wrong in (world.dut.colleague, admin, world.lnu.liaison):
        with pytest.raises(NotADeputy):
            named(world.lnu.liaison, wrong)

    for wrong in (world.dut.colleague, admin, world.lnu.liaison):
        with pytest.raises(DatabaseError, match="nobody stands in"), transaction.atomic():
            stored(role_of(world.lnu.liaison), wrong)


def stored(membership: Membership, deputy: Actor, **given: object) -> Delegation:
    """Written past the actions."""
    now = timezone.now()
    values = {"starts_at": now - DAY, "ends_at": now + DAY, "reason": "出差", "made_at": now, "needs_second": False}
    return Delegation.objects.create(membership=membership, deputy_id=deputy.person_id, **{**values, **given})


def test_no_administrator_has_a_deputy_and_what_is_one_s_own_is_not_delegated(world: World) -> None:
    assert not DELEGABLE & ADMINISTRATORS
    for wrong in (
        world.system_admin,
        world.security_admin,
        world.auditor,
        world.lnu.author,
        world.student,
        world.expert,
    ):
        with pytest.raises(PermissionDenied):
            named(wrong, world.lnu.colleague)

    with pytest.raises(DatabaseError, match="nobody stands in"), transaction.atomic():
        stored(role_of(world.auditor), world.ting)
    with pytest.raises(DatabaseError, match="nobody stands in"), transaction.atomic():
        stored(role_of(world.lnu.author), world.lnu.colleague)


def test_a_delegation_begins_today_or_later_and_lasts_sixty_days_at_most(world: World) -> None:
    officer, colleague = world.gongye.officer, world.gongye.colleague
    for first, last in ((-1, 3), (3, 2), (0, 60)):
        with pytest.raises(WrongPeriod):
            actions.delegate(
                username=user_of(colleague).username,
                from_date=today() + first * DAY,
                until_date=today() + last * DAY,
                reason="出差",
                by=officer,
            )
    assert named(officer, colleague, days=59).pk

    with pytest.raises(IntegrityError), transaction.atomic():
        stored(role_of(colleague), officer, ends_at=timezone.now() + 60 * DAY)


def test_a_reason_is_given_and_one_deputy_at_a_time(world: World) -> None:
    officer, colleague = world.gongye.officer, world.gongye.colleague
    third = world.person("gongye-third", Role.OFFICER, "gongye")
    with pytest.raises(ReasonMissing):
        actions.delegate(
            username=user_of(colleague).username, from_date=today(), until_date=today(), reason=" ", by=officer
        )
    named(officer, colleague)

    with pytest.raises(OneDeputy):
        named(officer, third)
    with pytest.raises(IntegrityError), transaction.atomic():
        stored(role_of(officer), third)


# --- the end ---------------------------------------------------------------------------------------


def test_it_ends_by_itself_and_begins_when_its_day_comes(world: World) -> None:
    now = timezone.now()
    officer, colleague = world.gongye.officer, world.gongye.colleague
    over = stored(role_of(officer), colleague, starts_at=now - 2 * DAY, ends_at=now - timedelta(seconds=1))
    assert in_stead(colleague) == []

    Delegation.objects.filter(pk=over.pk).update(starts_at=now + DAY, ends_at=now + 2 * DAY)
    assert in_stead(colleague) == []

    Delegation.objects.filter(pk=over.pk).update(starts_at=now - DAY, ends_at=now + DAY)
    assert len(in_stead(colleague)) == 1


@pytest.mark.parametrize("who", ["officer", "colleague"])
def test_either_ends_it_at_any_time(world: World, who: str) -> None:
    made = named(world.gongye.officer, world.gongye.colleague)

    actions.end_delegation(delegation=made, by=getattr(world.gongye, who))

    assert in_stead(world.gongye.colleague) == []
    assert [one.standing.label for one in lines([Delegation.objects.get(pk=made.pk)])] == ["已结束"]
    with pytest.raises(NotAllowedNow):
        actions.end_delegation(delegation=made, by=world.gongye.officer)


def test_strangers_do_not_end_it(world: World) -> None:
    made = named(world.gongye.officer, world.gongye.colleague)

    for wrong in (world.xuewei.officer, world.ting, world.auditor, world.lnu.liaison):
        with pytest.raises(PermissionDenied):
            actions.end_delegation(delegation=made, by=wrong)


@pytest.mark.parametrize("who", ["officer", "colleague"])
def test_with_the_role_of_either_the_next_request_is_turned_away(client: Client, world: World, who: str) -> None:
    made = named(world.gongye.officer, world.gongye.colleague)
    world.person("gongye-colleague", Role.LEADING_GROUP, "ting")  # so that his session goes on
    acting_as(client, world.gongye.colleague, made)
    assert client.get("/checks/").status_code == 200

    ended = role_of(getattr(world.gongye, who))
    people.end_membership(membership=ended, reason="调离", by=world.system_admin)

    assert in_stead(world.gongye.colleague) == []
    shown = client.get("/workbench/")
    assert shown.wsgi_request.actor.behalf is None  # type: ignore[attr-defined]


def acting_as(client: Client, deputy: Actor, made: Delegation) -> Client:
    sign_in(client, deputy)
    answer = client.post("/act-as/", {"membership": f"for-{made.pk}"})
    assert answer.status_code == 302
    return client


def test_a_deputy_without_a_role_of_his_own_is_signed_out(world: World) -> None:
    named(world.gongye.officer, world.gongye.colleague)
    people.end_membership(membership=role_of(world.gongye.colleague), reason="调离", by=world.system_admin)

    assert current_memberships(world.gongye.colleague.person_id) == []


def test_only_the_deputy_can_choose_it(client: Client, world: World) -> None:
    made = named(world.gongye.officer, world.gongye.colleague)

    sign_in(client, world.xuewei.officer)

    assert client.post("/act-as/", {"membership": f"for-{made.pk}"}).status_code == 404
    assert client.post("/act-as/", {"membership": str(made.membership_id)}).status_code == 404


# --- what is on record -----------------------------------------------------------------------------


def test_every_step_names_the_deputy_and_for_whom() -> None:
    world = World()
    application = world.application(state=State.WITH_LIAISON)
    made = confirmed(world, world.lnu.liaison, world.lnu.colleague)
    [actor] = in_stead(world.lnu.colleague)

    campus.pass_on(application=application, by=actor)

    step = steps.of_case(application).order_by("-id")[0]
    assert (step.actor_id, step.actor_name) == (world.lnu.colleague.user_id, "lnu-colleague")
    assert step.details["behalf"] == {
        "id": world.lnu.liaison.user_id,
        "name": "lnu-liaison",
        "delegation": made.pk,
    }
    assert step.who == "lnu-colleague（代lnu-liaison）"
    assert list(done_in_stead(world.lnu.liaison, made)) == list(done_in_stead(world.lnu.colleague, made)) == [step]
    assert list(done_in_stead(world.security_admin, made)) == []


def test_what_he_does_in_his_own_role_names_nobody_else(world: World) -> None:
    made = confirmed(world, world.lnu.liaison, world.lnu.colleague)
    steps.record(made.membership, "look", by=world.lnu.colleague)

    assert Step.objects.order_by("-id")[0].who == "lnu-colleague"
    assert list(done_in_stead(world.lnu.liaison, made)) == []


def test_the_history_of_fields_names_both_as_well(client: Client) -> None:
    world = World()
    application = world.application(state=State.WITH_LIAISON)
    made = confirmed(world, world.lnu.liaison, world.lnu.colleague)
    give_factor(user_of(world.lnu.colleague))
    acting_as(client, world.lnu.colleague, made)

    answer = client.post(f"/applications/{application.pk}/pass-on/")

    assert answer["Location"] == f"/applications/{application.pk}/"
    change = Change.objects.filter(kind="calls.application", key=str(application.pk)).order_by("-id")[0]
    assert (change.actor_id, change.actor_name) == (world.lnu.colleague.user_id, "lnu-colleague · lnu-liaison")


def test_who_stands_in_for_a_role_with_a_second_factor_sets_one_up_first(client: Client, world: World) -> None:
    sign_in(client, world.lnu.colleague)
    assert client.get("/workbench/").status_code == 200

    confirmed(world, world.lnu.liaison, world.lnu.colleague)

    assert client.get("/workbench/")["Location"] == "/account/second-factor/"


# --- two people stay two people --------------------------------------------------------------------


def proposed(world: World) -> tuple[Actor, Actor]:
    """A call that the officer handed in, and his colleague acting in his stead."""
    named(world.gongye.officer, world.gongye.colleague)
    [actor] = in_stead(world.gongye.colleague)
    return world.gongye.officer, actor


def test_nobody_checks_in_another_s_stead_what_that_person_drafted(world: World) -> None:
    officer, in_his_stead = proposed(world)
    call = world.draft_call()
    desk.hand_in(call=call, by=officer)

    with pytest.raises(PermissionDenied):
        desk.pass_check(call=call, by=in_his_stead)

    # The same person in his own name is a second person.
    desk.pass_check(call=call, by=world.gongye.colleague)


def test_nobody_checks_what_he_did_himself_in_another_s_stead(world: World) -> None:
    _officer, in_his_stead = proposed(world)
    call = world.draft_call()
    desk.hand_in(call=call, by=in_his_stead)

    with pytest.raises(PermissionDenied):
        desk.pass_check(call=call, by=world.gongye.colleague)


def test_a_decision_is_not_confirmed_by_who_proposed_it_in_another_s_stead() -> None:
    """One human with two hats: officer of the office, and deputy of the department's leader."""
    world = World()
    human = world.person("gongye-officer", Role.LEADING_GROUP, "ting")
    assert human.user_id == world.gongye.officer.user_id
    confirmed(world, world.ting, human)
    [leader] = in_stead(world.gongye.officer)
    application = world.application(state=State.SUBMITTED)
    approving.propose(world, application)
    application = approving.reloaded(application)

    with pytest.raises(SamePerson):
        decisions.confirm(application=application, by=leader)

    decisions.confirm(application=application, by=world.ting)


def test_a_deputy_makes_no_token_and_names_no_deputy(world: World) -> None:
    confirmed(world, world.lnu.liaison, world.lnu.colleague)
    [actor] = in_stead(world.lnu.colleague)

    with pytest.raises(PermissionDenied):
        make_token(name="系统", scopes=["calls:read"], days=30, by=actor)
    with pytest.raises(PermissionDenied):
        named(actor, world.lnu.author)


def test_a_deputy_takes_nothing_from_the_person_he_stands_in_for(world: World) -> None:
    """A liaison's deputy manages accounts, but not the liaison's."""
    confirmed(world, world.lnu.liaison, world.lnu.colleague)
    [actor] = in_stead(world.lnu.colleague)

    with pytest.raises(PermissionDenied):
        people.end_membership(membership=role_of(world.lnu.liaison), reason="调离", by=actor)


# --- what a deputy is told, and what waits for him ------------------------------------------------


def test_a_deputy_gets_the_mail_of_the_role_while_he_stands_in(world: World) -> None:
    liaison = world.lnu.liaison
    assert people_in_lnu(Role.LIAISON) == [liaison.person_id]
    made = confirmed(world, world.lnu.liaison, world.lnu.colleague)
    assert people_in_lnu(Role.LIAISON) == sorted([world.lnu.liaison.person_id, world.lnu.colleague.person_id])
    assert world.lnu.colleague.person_id not in people_in_lnu(Role.LEADER)
    notify(people_in([world.lnu.organisation.pk], Role.LIAISON), "handed_in", path="/", values={})
    told = Notification.objects.filter(kind="handed_in", user_id=world.lnu.colleague.person_id)
    assert [row.mail_due_at is not None for row in told] == [True]
    actions.end_delegation(delegation=made, by=world.lnu.liaison)
    assert people_in_lnu(Role.LIAISON) == [world.lnu.liaison.person_id]


def people_in_lnu(role: Role) -> list[int]:
    return sorted(people_in([organisation(LNU).pk], role).values_list("pk", flat=True))


def test_who_may_not_take_the_next_step_is_not_told_of_it_and_does_not_count_it(world: World) -> None:
    officer, in_his_stead = proposed(world)
    call = world.draft_call()
    desk.hand_in(call=call, by=officer)
    office = world.gongye.organisation.pk
    told = people_in([office], Role.OFFICER, none_of=officer.persons)
    assert list(told) == [user_of(world.gongye.colleague)]  # in his own name, see above
    assert [one.kind for one in waiting_calls(in_his_stead)] == []
    assert [one.kind for one in waiting_calls(world.gongye.colleague)] == ["call_to_check"]


# --- pages -----------------------------------------------------------------------------------------


def test_the_pages_name_list_and_end_a_deputy(client: Client, world: World) -> None:
    sign_in(client, world.gongye.officer)
    user_of(world.gongye.colleague)
    form = {"username": "gongye-colleague", "from_date": today(), "until_date": today() + DAY, "reason": "出差"}

    answer = client.post("/deputies/new/", form)

    made = Delegation.objects.get()
    assert answer["Location"] == f"/deputies/{made.pk}/"
    assert "gongye-colleague" in client.get("/deputies/").content.decode()
    assert client.get(answer["Location"]).status_code == 200
    client.post(f"/deputies/{made.pk}/end/")
    assert Delegation.objects.get().ended_by_id == world.gongye.officer.user_id


def test_what_is_wrong_stands_at_its_field(client: Client, world: World) -> None:
    sign_in(client, world.gongye.officer)
    form = {"username": "nobody", "from_date": today(), "until_date": today() + DAY, "reason": "出差"}

    answer = client.post("/deputies/new/", form)
    late = client.post(
        "/deputies/new/",
        {**form, "username": user_of(world.gongye.colleague).username, "until_date": today() + 90 * DAY},
    )

    assert (answer.status_code, late.status_code) == (422, 422)
    assert 'href="#id_username"' in answer.content.decode()
    assert 'href="#id_until_date"' in late.content.decode()


def test_a_stranger_finds_no_delegation(client: Client, world: World) -> None:
    made = named(world.gongye.officer, world.gongye.colleague)

    assert sign_in(client, world.xuewei.officer).get(f"/deputies/{made.pk}/").status_code == 404


def test_the_switch_of_roles_offers_the_delegated_one_and_the_page_says_for_whom(client: Client, world: World) -> None:
    made = named(world.gongye.officer, world.gongye.colleague)
    sign_in(client, world.gongye.colleague)
    assert f'value="for-{made.pk}"' in client.get("/workbench/").content.decode()

    acting_as(client, world.gongye.colleague, made)

    assert "代gongye-officer" in client.get("/workbench/").content.decode()
