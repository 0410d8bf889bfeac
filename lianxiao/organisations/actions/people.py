"""Accounts and roles: opened, granted, confirmed by a second person, ended. Nobody raises himself."""

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.core.words import full_pinyin, initials
from lianxiao.organisations import access
from lianxiao.organisations.actions.account import end_all
from lianxiao.organisations.actions.personal import set_phone
from lianxiao.organisations.models import Membership, Organisation, User
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.passwords import one_time_password
from lianxiao.organisations.queries.people import is_known_to
from lianxiao.organisations.roles import ADMINISTRATORS, Kind, Role


class AccountTaken(Refused):
    """Another person has an account of this name."""


class OneAdministrator(Refused):
    """System, security and audit administrator exclude one another in one person."""


class AlreadyHeld(Refused):
    """The person has this role there."""


class ReasonMissing(Refused):
    """Ending, refusing and closing are explained."""


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a person; the account name is in small letters."""

    username: str
    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """`password` is shown once to who opened the account and kept nowhere."""

    membership: Membership
    password: str


@transaction.atomic
def open_account(*, details: Details, organisation: Organisation, role: str, by: Actor, position: str = "") -> Opened:
    """Raises AccountTaken. The password has to be changed at the first sign-in."""
    if not access.may_grant(by, role, organisation.pk, organisation.kind, None):
        raise PermissionDenied
    password = one_time_password()
    user = _new_user(details, password, must_change=True)
    steps.record(user, "open_account", by=by)
    membership = grant(user=user, organisation=organisation, role=role, by=by, position=position)
    notify([user], "account_created", path="/", values={"university": organisation.name})
    return Opened(membership, password)


def _new_user(details: Details, password: str | None, *, must_change: bool, is_demo: bool = False) -> User:
    if User.objects.filter(username=details.username).exists():
        raise AccountTaken(_("There is an account of this name already."))
    user = User(
        username=details.username,
        name=details.name,
        initials=search_initials(details.name),
        email=details.email,
        must_change_password=must_change,
        is_demo=is_demo,
    )
    set_phone(user, details.phone)
    user.set_password(password)
    user.save()
    return user


def search_initials(name: str) -> str:
    """What first letters or pinyin find a person."""
    return f"{initials(name)} {full_pinyin(name)}"[:100]


@transaction.atomic
def grant(*, user: User, organisation: Organisation, role: str, by: Actor, position: str = "") -> Membership:
    """A further role of a person. Raises AlreadyHeld and OneAdministrator.

    A role with rights over others opens nothing until a security administrator has confirmed it.
    """
    if not access.may_grant(by, role, organisation.pk, organisation.kind, user.pk) or not is_known_to(by, user):
        raise PermissionDenied
    _one_of_each(user, organisation, role)
    at_once = not access.needs_second_person(role)
    membership = Membership.objects.create(
        user=user,
        organisation=organisation,
        role=role,
        position=position,
        granted_by_id=by.user_id,
        confirmed_at=timezone.now() if at_once else None,
    )
    steps.record(membership, "grant", by=by, after=role)
    if not at_once:
        departments = Organisation.objects.filter(kind=Kind.DEPARTMENT).values_list("pk", flat=True)
        notify(
            people_in(departments, Role.SECURITY_ADMIN),
            "role_to_confirm",
            path="/people/?waiting=1",
            values=_values(membership),
        )
    return membership


def _one_of_each(user: User, organisation: Organisation, role: str) -> None:
    """The database holds it as well; this says it in words. The person's row is the lock."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    held = Membership.objects.filter(user=user, ended_at__isnull=True)
    if held.filter(organisation=organisation, role=role).exists():
        raise AlreadyHeld(_("This person has this role there already, or it waits for confirmation."))
    if role in ADMINISTRATORS and held.filter(role__in=ADMINISTRATORS).exists():
        raise OneAdministrator(
            _("System, security and audit administrator exclude one another; this person is one of them.")
        )


@transaction.atomic
def confirm(*, membership: Membership, by: Actor) -> Membership:
    """The second person lets a role take effect. Raises NotAllowedNow when somebody decided before."""
    locked = _pending(membership)
    if not access.may_confirm(by, locked):
        raise PermissionDenied
    locked.confirmed_at = timezone.now()
    locked.confirmed_by_id = by.user_id
    locked.save(update_fields=["confirmed_at", "confirmed_by"])
    steps.record(locked, "confirm", by=by, after=locked.role)
    notify(_both(locked), "role_confirmed", path="/workbench/", values=_values(locked))
    return locked


@transaction.atomic
def refuse(*, membership: Membership, reason: str, by: Actor) -> Membership:
    locked = _pending(membership)
    if not access.may_confirm(by, locked):
        raise PermissionDenied
    _end(locked, reason, by, verb="refuse")
    notify(_both(locked), "role_refused", path="/workbench/", values=_values(locked))
    return locked


def _pending(membership: Membership) -> Membership:
    locked = (
        Membership.objects.select_for_update(of=("self",)).select_related("user", "organisation").get(pk=membership.pk)
    )
    if locked.confirmed_at is not None or locked.ended_at is not None:
        raise NotAllowedNow(_("Somebody has decided about this role in the meantime."))
    return locked


def _both(membership: Membership) -> list[User]:
    """The person and who granted it."""
    return list(User.objects.filter(pk__in=[membership.user_id, membership.granted_by_id or 0]).order_by("id"))


@transaction.atomic
def end_membership(*, membership: Membership, reason: str, by: Actor) -> Membership:
    """From the next request on the role opens nothing; with the last one every session ends."""
    if not access.may_end(by, membership):
        raise PermissionDenied
    locked = Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership.pk)
    if locked.ended_at is not None:
        raise NotAllowedNow(_("This role has ended in the meantime."))
    _end(locked, reason, by, verb="end")
    if not Membership.objects.current().filter(user=locked.user).exists():
        end_all(UserSession.objects.filter(user=locked.user))
    return locked


def _end(membership: Membership, reason: str, by: Actor, *, verb: str) -> None:
    reason = must_explain(reason)
    membership.ended_at = timezone.now()
    membership.ended_by_id = by.user_id
    membership.ended_reason = reason
    membership.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    steps.record(membership, verb, by=by, before=membership.role, remark=reason)


def must_explain(reason: str) -> str:
    """The reason without spaces around it. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing(_("Say why; the reason stays on record."))
    return reason.strip()[:300]


def reopen(*, membership: Membership, by: Actor) -> Membership:
    """The same role again, as a new grant: who needed a second person needs one now."""
    if not access.may_reopen(by, membership):
        raise PermissionDenied
    return grant(
        user=membership.user,
        organisation=membership.organisation,
        role=membership.role,
        by=by,
        position=membership.position,
    )


def install(
    *,
    details: Details,
    organisation: Organisation,
    role: Role,
    password: str | None,
    is_demo: bool = False,
    must_change: bool = False,
    position: str = "",
) -> Membership:
    """By a command on the machine itself: the first administrators, and the people of the demo world.

    Without a password nobody can sign in.
    """
    with transaction.atomic():
        user = User.objects.filter(username=details.username).first()
        if user is None:
            user = _new_user(details, password, must_change=must_change, is_demo=is_demo)
            steps.record(user, "open_account", by=SYSTEM)
        _one_of_each(user, organisation, role)
        membership = Membership.objects.create(
            user=user, organisation=organisation, role=role, position=position, confirmed_at=timezone.now()
        )
        steps.record(membership, "grant", by=SYSTEM, after=role)
    return membership


def _values(membership: Membership) -> dict[str, str]:
    """What notification texts may name of a role."""
    return {
        "person": membership.user.name,
        "university": membership.organisation.name,
        "reason": membership.ended_reason,
    }
