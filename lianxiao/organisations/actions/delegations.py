"""代办: a colleague stands in for a time. Nobody gains rights over others by it without a second person."""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.organisations.access import delegations as access
from lianxiao.organisations.access import needs_second_person
from lianxiao.organisations.actions.people import must_explain
from lianxiao.organisations.models import Delegation, Membership, Organisation, User
from lianxiao.organisations.models.delegation import LONGEST
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.queries.delegations import possible_deputy
from lianxiao.organisations.roles import Kind, Role

PATH = "/deputies/"


class NotADeputy(Refused):
    """A deputy is a colleague of the same organisation who is no administrator."""


class WrongPeriod(Refused):
    """A delegation lasts from today or later for sixty days at most."""


class OneDeputy(Refused):
    """One deputy at a time."""


def own_role(actor: Actor) -> Membership:
    """The role in which the actor acts. Raises PermissionDenied for who cannot delegate."""
    if not access.may_delegate(actor):
        raise PermissionDenied
    return (
        Membership.objects.current()
        .select_related("user", "organisation")
        .get(user_id=actor.person_id, organisation_id=actor.organisation_id or 0, role=actor.role)
    )


@transaction.atomic
def delegate(*, username: str, from_date: date, until_date: date, reason: str, by: Actor) -> Delegation:
    """In the role in which `by` acts, both days included. Raises NotADeputy, WrongPeriod, OneDeputy, ReasonMissing."""
    membership = own_role(by)
    Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    there = possible_deputy(membership, username)
    if there is None:
        raise NotADeputy(_("There is no colleague with this account at your organisation who could stand in for you."))
    starts_at, ends_at = period(from_date, until_date)
    if membership.delegations.filter(ended_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise OneDeputy(_("You have named a deputy for these days already. End that delegation first."))
    holds_it = Membership.objects.current().filter(
        user=there.user, organisation_id=membership.organisation_id, role=membership.role
    )
    delegation = Delegation.objects.create(
        membership=membership,
        deputy=there.user,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=must_explain(reason),
        made_at=database_now(),
        needs_second=needs_second_person(membership.role) and not holds_it.exists(),
    )
    steps.record(
        membership,
        "delegate",
        by=by,
        remark=f"{there.user.name} · {delegation.reason}",
        details={"delegation": delegation.pk, "from": f"{from_date}", "until": f"{until_date}"},
    )
    _tell([there.user], "delegation_made", delegation, by)
    if delegation.needs_second:
        departments = Organisation.objects.filter(kind=Kind.DEPARTMENT).values_list("pk", flat=True)
        _tell(list(people_in(departments, Role.SECURITY_ADMIN)), "delegation_to_confirm", delegation, by)
    return delegation


def period(from_date: date, until_date: date) -> tuple[datetime, datetime]:
    """From when to when, the end not included. Raises WrongPeriod."""
    starts_at = timezone.make_aware(datetime.combine(from_date, time()))
    ends_at = timezone.make_aware(datetime.combine(until_date + timedelta(days=1), time()))
    if from_date < timezone.localdate(database_now()) or not starts_at < ends_at <= starts_at + LONGEST:
        raise WrongPeriod(_("A delegation begins today or later and lasts sixty days at most."))
    return starts_at, ends_at


@transaction.atomic
def confirm_delegation(*, delegation: Delegation, by: Actor) -> Delegation:
    """The second person. Raises NotAllowedNow when it was decided or has run out."""
    locked = _locked(delegation)
    if locked.ended_at is not None or locked.confirmed_at is not None or locked.ends_at <= database_now():
        raise NotAllowedNow(_("This delegation was decided about or has ended in the meantime."))
    if not access.may_confirm_delegation(by, locked):
        raise PermissionDenied
    locked.confirmed_at, locked.confirmed_by_id = database_now(), by.user_id
    locked.save(update_fields=["confirmed_at", "confirmed_by"])
    steps.record(locked.membership, "confirm_delegation", by=by, remark=locked.deputy.name)
    return locked


@transaction.atomic
def end_delegation(*, delegation: Delegation, by: Actor) -> Delegation:
    """From the next request on; by either of the two, or whoever keeps the accounts or confirms roles."""
    locked = _locked(delegation)
    if locked.ended_at is not None:
        raise NotAllowedNow(_("This delegation was decided about or has ended in the meantime."))
    if not access.may_end_delegation(by, locked) and not access.may_confirm_delegation(by, locked):
        raise PermissionDenied
    locked.ended_at, locked.ended_by_id = database_now(), by.user_id
    locked.save(update_fields=["ended_at", "ended_by"])
    steps.record(locked.membership, "end_delegation", by=by, remark=locked.deputy.name)
    both = [user for user in (locked.membership.user, locked.deputy) if user.pk != by.user_id]
    _tell(both, "delegation_ended", locked, by)
    return locked


def _locked(delegation: Delegation) -> Delegation:
    rows = Delegation.objects.select_for_update(of=("self",))
    return rows.select_related("membership__user", "membership__organisation", "deputy").get(pk=delegation.pk)


def _tell(to: list[User], kind: str, delegation: Delegation, by: Actor) -> None:
    values = {
        "person": by.name,
        "university": delegation.membership.organisation.name,
        "due": f"{timezone.localtime(delegation.ends_at - timedelta(minutes=1)):%Y-%m-%d}",
    }
    notify(to, kind, path=f"{PATH}{delegation.pk}/", values=values)
