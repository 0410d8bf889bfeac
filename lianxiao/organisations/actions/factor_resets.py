"""A lost second factor is taken away by two people: one who keeps the account, and a security administrator."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.organisations import access
from lianxiao.organisations.actions.account import end_all
from lianxiao.organisations.actions.people import must_explain
from lianxiao.organisations.models import FactorReset, Organisation, User
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.queries.people import held_by
from lianxiao.organisations.queries.second_factor import has_factor, reset_waits_for
from lianxiao.organisations.roles import Kind, Role


@transaction.atomic
def ask(*, user: User, reason: str, by: Actor) -> FactorReset:
    """Raises NotAllowedNow when there is nothing to take away or somebody has asked before."""
    if not access.may_keep_account(by, user.pk, held_by(user)):
        raise PermissionDenied
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if not has_factor(user):
        raise NotAllowedNow(_("This person has no second factor."))
    if reset_waits_for(user):
        raise NotAllowedNow(_("The loss has been reported already and waits for a security administrator."))
    reset = FactorReset.objects.create(user=user, reason=must_explain(reason), asked_by_id=by.person_id)
    steps.record(user, "ask_factor_reset", by=by, remark=reset.reason)
    departments = Organisation.objects.filter(kind=Kind.DEPARTMENT).values_list("pk", flat=True)
    notify(
        people_in(departments, Role.SECURITY_ADMIN),
        "factor_reset_to_confirm",
        path="/people/lost-factors/",
        values={"person": user.name},
    )
    return reset


@transaction.atomic
def grant(*, reset: FactorReset, by: Actor) -> None:
    """The person is signed out everywhere and sets up a new factor at the next sign-in."""
    locked = _decided(reset, by, is_granted=True)
    forget(locked.user)
    steps.record(locked.user, "grant_factor_reset", by=by, remark=locked.reason)
    notify([locked.user], "factor_reset", path="/account/second-factor/", values={"person": locked.asked_by.name})


@transaction.atomic
def refuse(*, reset: FactorReset, reason: str, by: Actor) -> None:
    reason = must_explain(reason)
    locked = _decided(reset, by, is_granted=False)
    steps.record(locked.user, "refuse_factor_reset", by=by, remark=reason)


def _decided(reset: FactorReset, by: Actor, *, is_granted: bool) -> FactorReset:
    found = FactorReset.objects.select_for_update(of=("self",)).select_related("user", "asked_by")
    locked = found.get(pk=reset.pk)
    if locked.decided_at is not None:
        raise NotAllowedNow(_("Somebody has decided about this in the meantime."))
    if not access.may_decide_factor_reset(by, locked):
        raise PermissionDenied
    locked.decided_by_id = by.person_id
    locked.decided_at = timezone.now()
    locked.is_granted = is_granted
    locked.save(update_fields=["decided_by", "decided_at", "is_granted"])
    return locked


def forget(user: User) -> None:
    """All factors and codes go, with the keys in them, and every session ends."""
    Authenticator.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(wrong_codes=0, codes_refused_until=None)
    end_all(UserSession.objects.filter(user=user))


@transaction.atomic
def forget_on_this_machine(*, user: User) -> None:
    """By a command on the machine itself: for the last administrator, who has nobody to ask."""
    forget(user)
    steps.record(user, "grant_factor_reset", by=SYSTEM)
