"""Accounts and roles: who grants what to whom, what needs a second person, what the database never stores."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.core.personal_fields import unseal
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.organisations.access import may_grant, may_keep_account
from lianxiao.organisations.acting import actor_of
from lianxiao.organisations.actions import accounts, people
from lianxiao.organisations.actions.people import Details
from lianxiao.organisations.models import Membership, Notification, Organisation, User
from lianxiao.organisations.queries.people import current_memberships, held_by, waiting_for
from lianxiao.organisations.roles import ADMINISTRATORS, GIVEN_BY_LIAISON, Role
from tests.world import LNU, NEU, World, organisation, user_of

pytestmark = pytest.mark.django_db
WANG = Details("wang.ming", "王明", "wang@example.org", "024-62200000")


@pytest.fixture
def world() -> World:
    return World(with_call=False)


def opened(world: World, role: Role = Role.TEACHER, *, by: Actor | None = None, details: Details = WANG) -> Membership:
    return people.open_account(
        details=details, organisation=organisation(LNU), role=role, by=by or world.lnu.liaison
    ).membership


def in_force(membership: Membership) -> bool:
    return Membership.objects.current().filter(pk=membership.pk).exists()


# --- opening ---------------------------------------------------------------------------------------


def test_a_liaison_opens_an_account_that_must_change_its_password(world: World) -> None:
    made = people.open_account(
        details=WANG, organisation=organisation(LNU), role=Role.TEACHER, by=world.lnu.liaison, position="教授"
    )
    user = made.membership.user
    assert (user.username, user.name, user.email, unseal(user.phone)) == (
        "wang.ming",
        "王明",
        "wang@example.org",
        "024-62200000",
    )
    assert (user.initials, user.must_change_password) == ("wm wangming", True)
    assert user.check_password(made.password)
    assert (made.membership.position, in_force(made.membership)) == ("教授", True)
    assert list(
        Step.objects.filter(actor_id=world.lnu.liaison.user_id).order_by("id").values_list("verb", flat=True)
    ) == [
        "open_account",
        "grant",
    ]
    assert list(Notification.objects.filter(user=user).values_list("kind", flat=True)) == ["account_created"]


def test_two_people_never_share_an_account_name(world: World) -> None:
    opened(world)
    with pytest.raises(people.AccountTaken):
        opened(world, details=Details("wang.ming", "王鸣", "ming@example.org"))


def test_account_names_that_differ_by_capitals_cannot_be_stored(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="Wang.Ming", name="王明")


def test_a_liaison_opens_no_accounts_elsewhere(world: World) -> None:
    with pytest.raises(PermissionDenied):
        people.open_account(details=WANG, organisation=organisation(NEU), role=Role.TEACHER, by=world.lnu.liaison)
    assert not User.objects.filter(username="wang.ming").exists()


@pytest.mark.parametrize("who", ["ting", "auditor", "security_admin", "student", "expert", "firm"])
def test_who_does_not_manage_people_opens_no_accounts(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        opened(world, by=getattr(world, who))


# --- who may grant what ----------------------------------------------------------------------------


def test_what_a_liaison_may_grant_is_the_roles_of_a_university(world: World) -> None:
    campus = organisation(LNU)
    given = {role for role in Role if may_grant(world.lnu.liaison, role, campus.pk, campus.kind, None)}
    assert given == {Role.LEADING_GROUP, Role.LIAISON, Role.LEADER, Role.TEACHER, Role.STUDENT, Role.EXPERT}


def test_nobody_grants_himself_a_role(world: World) -> None:
    with pytest.raises(PermissionDenied):
        people.grant(
            user=user_of(world.lnu.liaison), organisation=organisation(LNU), role=Role.TEACHER, by=world.lnu.liaison
        )


def test_a_role_from_oneself_cannot_be_stored(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=user_of(world.lnu.liaison),
            organisation=organisation(LNU),
            role=Role.TEACHER,
            granted_by_id=world.lnu.liaison.user_id,
            confirmed_at=timezone.now(),
        )


def test_a_liaison_grants_nothing_to_people_of_other_organisations(world: World) -> None:
    with pytest.raises(PermissionDenied):
        people.grant(
            user=user_of(world.dut.author), organisation=organisation(LNU), role=Role.TEACHER, by=world.lnu.liaison
        )


def test_the_system_administrator_may(world: World) -> None:
    membership = people.grant(
        user=user_of(world.dut.author), organisation=organisation(LNU), role=Role.TEACHER, by=world.system_admin
    )
    assert in_force(membership)


def test_a_role_is_held_once(world: World) -> None:
    membership = opened(world)
    with pytest.raises(people.AlreadyHeld):
        people.grant(user=membership.user, organisation=organisation(LNU), role=Role.TEACHER, by=world.lnu.liaison)


# --- the second person -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(GIVEN_BY_LIAISON))
def test_roles_without_rights_over_others_are_in_force_at_once(world: World, role: Role) -> None:
    assert in_force(opened(world, role))


@pytest.mark.parametrize("role", [Role.LIAISON, Role.LEADER, Role.EXPERT])
def test_roles_with_rights_over_others_wait_for_the_security_administrator(world: World, role: Role) -> None:
    security_admin = world.security_admin
    membership = opened(world, role)
    assert (in_force(membership), list(waiting_for(security_admin))) == (False, [membership])
    assert list(Notification.objects.filter(user_id=security_admin.user_id).values_list("kind", flat=True)) == [
        "role_to_confirm"
    ]
    people.confirm(membership=membership, by=security_admin)
    assert (in_force(membership), list(waiting_for(security_admin))) == (True, [])
    assert list(
        Step.objects.filter(case_id=membership.pk, case_kind="organisations.membership")
        .order_by("id")
        .values_list("verb", "role")
    ) == [
        ("grant", "liaison"),
        ("confirm", "security_admin"),
    ]


@pytest.mark.parametrize("who", ["system_admin", "auditor", "ting"])
def test_nobody_else_confirms(world: World, who: str) -> None:
    membership = opened(world, Role.LEADER)
    with pytest.raises(PermissionDenied):
        people.confirm(membership=membership, by=getattr(world, who))
    assert not in_force(membership)


def test_one_person_in_two_roles_is_no_second_person(world: World) -> None:
    """A security administrator who is liaison too grants in the one role and cannot confirm in the other."""
    world.person("lnu-liaison", Role.SECURITY_ADMIN, "ting")
    membership = opened(world, Role.LEADER)
    held = current_memberships(world.lnu.liaison.user_id or 0)
    other = next(one for one in held if one.role == Role.SECURITY_ADMIN)
    with pytest.raises(PermissionDenied):
        people.confirm(membership=membership, by=actor_of(other))


def test_a_confirmation_by_who_granted_cannot_be_stored(world: World) -> None:
    membership = opened(world, Role.LEADER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(
            confirmed_at=timezone.now(), confirmed_by=membership.granted_by
        )


def test_a_security_administrator_does_not_confirm_the_own_role(world: World) -> None:
    membership = people.grant(
        user=user_of(world.security_admin),
        organisation=organisation("ting"),
        role=Role.DEPARTMENT_LEADER,
        by=world.system_admin,
    )
    with pytest.raises(PermissionDenied):
        people.confirm(membership=membership, by=world.security_admin)


def test_a_refused_role_opens_nothing_and_the_reason_stays(world: World) -> None:
    membership = opened(world, Role.LEADER)
    people.refuse(membership=membership, reason="未附任职文件", by=world.security_admin)
    membership.refresh_from_db()
    assert (in_force(membership), membership.ended_reason) == (False, "未附任职文件")
    assert sorted(Notification.objects.filter(kind="role_refused").values_list("user_id", flat=True)) == sorted(
        [membership.user_id, world.lnu.liaison.user_id]
    )


def test_a_role_is_decided_about_once(world: World) -> None:
    membership = opened(world, Role.LEADER)
    people.confirm(membership=membership, by=world.security_admin)
    with pytest.raises(NotAllowedNow):
        people.refuse(membership=membership, reason="晚了", by=world.security_admin)


# --- administrators --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS - {Role.AUDITOR}))
def test_administrators_exclude_one_another(world: World, role: Role) -> None:
    with pytest.raises(people.OneAdministrator):
        people.grant(user=user_of(world.auditor), organisation=organisation("ting"), role=role, by=world.system_admin)


def test_two_kinds_of_administrator_in_one_person_cannot_be_stored(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=user_of(world.auditor), organisation=organisation("ting"), role=Role.SYSTEM_ADMIN
        )


def test_the_system_administrator_names_an_administrator_and_another_confirms(world: World) -> None:
    details = Details("second-auditor", "赵审", "zhao@example.org")
    made = people.open_account(
        details=details, organisation=organisation("ting"), role=Role.AUDITOR, by=world.system_admin
    )
    assert not in_force(made.membership)
    people.confirm(membership=made.membership, by=world.security_admin)
    assert in_force(made.membership)


# --- ending ----------------------------------------------------------------------------------------


def test_ending_needs_a_reason(world: World) -> None:
    membership = opened(world)
    with pytest.raises(people.ReasonMissing):
        people.end_membership(membership=membership, reason="  ", by=world.lnu.liaison)
    assert in_force(membership)


def test_an_ending_without_a_reason_cannot_be_stored(world: World) -> None:
    membership = opened(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(
            ended_at=timezone.now(), ended_by_id=world.lnu.liaison.user_id
        )


def test_a_liaison_does_not_end_the_own_role_or_one_elsewhere(world: World) -> None:
    for actor in (world.lnu.liaison, world.dut.author):
        membership = Membership.objects.get(user_id=actor.user_id)
        with pytest.raises(PermissionDenied):
            people.end_membership(membership=membership, reason="调离", by=world.lnu.liaison)


def test_a_role_given_again_is_a_new_one_and_waits_again(world: World) -> None:
    first = opened(world, Role.LEADER)
    people.confirm(membership=first, by=world.security_admin)
    people.end_membership(membership=first, reason="任期届满", by=world.lnu.liaison)
    first.refresh_from_db()
    again = people.reopen(membership=first, by=world.lnu.liaison)
    assert (again.pk == first.pk, again.confirmed_at, in_force(first)) == (False, None, False)


# --- accounts --------------------------------------------------------------------------------------


def test_a_liaison_keeps_accounts_of_teachers_not_of_leaders(world: World) -> None:
    kept = {
        word: may_keep_account(world.lnu.liaison, actor.user_id or 0, held_by(user_of(actor)))
        for word, actor in {
            "teacher": world.lnu.author,
            "student": world.student,
            "leader": world.lnu.leader,
            "self": world.lnu.liaison,
            "elsewhere": world.dut.author,
        }.items()
    }
    assert kept == {"teacher": True, "student": True, "leader": False, "self": False, "elsewhere": False}


def test_a_liaison_gives_no_password_to_who_acts_elsewhere_too(world: World) -> None:
    world.person("lnu-author", Role.OFFICER, "gongye")
    with pytest.raises(PermissionDenied):
        accounts.reset_password(user=user_of(world.lnu.author), by=world.lnu.liaison)


def test_the_person_is_told_that_the_password_was_reset(world: World) -> None:
    accounts.reset_password(user=user_of(world.lnu.leader), by=world.system_admin)
    notification = Notification.objects.get(user_id=world.lnu.leader.user_id)
    assert (notification.kind, notification.values) == ("password_reset", {"person": "sysadmin"})


def test_the_record_names_changed_fields_and_not_their_contents(world: World) -> None:
    values = {"name": "王明明", "email": "lnu-author@example.org", "phone": "13900000000"}
    accounts.edit_person(user=user_of(world.lnu.author), values=values, by=world.lnu.liaison)
    assert Step.objects.get(verb="edit").details == {"fields": ["name", "phone"]}


def test_only_the_system_administrator_closes_accounts(world: World) -> None:
    with pytest.raises(PermissionDenied):
        accounts.close_account(user=user_of(world.lnu.author), reason="离职", by=world.lnu.liaison)
    accounts.close_account(user=user_of(world.lnu.author), reason="离职", by=world.system_admin)
    assert current_memberships(world.lnu.author.user_id or 0) == []
    accounts.open_again(user=user_of(world.lnu.author), by=world.system_admin)
    assert len(current_memberships(world.lnu.author.user_id or 0)) == 1


def test_the_first_administrator_is_named_on_the_machine_and_only_once(world: World) -> None:
    from django.core.management import CommandError, call_command

    call_command("appoint", "auditor", "first-auditor", "钱审", "qian@example.org")
    assert [one.role for one in current_memberships(User.objects.get(username="first-auditor").pk)] == ["auditor"]
    with pytest.raises(CommandError):
        call_command("appoint", "auditor", "second-auditor", "孙审", "sun@example.org")


def test_what_is_stored_of_offices_has_a_department(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(kind="office", name="无主处室")
