"""The university's id of a person, bound to the account once: by the local password or by a code, never by a name."""

import secrets
from datetime import timedelta
from typing import TypedDict

from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.core.sealing import keyed_digest
from lianxiao.organisations import access
from lianxiao.organisations.models import Binding, BindingCode, SignOn, User
from lianxiao.organisations.notices import notify
from lianxiao.organisations.passwords import DIGITS, LETTERS
from lianxiao.organisations.queries.people import held_by
from lianxiao.organisations.queries.sign_on import CODES, bindings_of, may_bind_at, membership_at

CODE_SIGNS, CODE_LIVES = 12, timedelta(days=7)
# How long the answer of a SAML provider waits for the browser that brings it, and how long it may be.
ARRIVAL_SECONDS, LONGEST_ANSWER = 120, 200_000


class Left(Refused):
    """The person no longer acts for the university that vouches."""


class BoundAlready(Refused):
    """The id belongs to another person, or the person has another id there."""


class Unbound(TypedDict):
    """Whom a provider vouched for and nobody has bound yet; kept in the session, never in a form."""

    sign_on: int
    opaque_id: str
    name: str
    how: str
    code: int | None


# --- codes -----------------------------------------------------------------------------------------


@transaction.atomic
def make_code(*, user: User, sign_on: SignOn, by: Actor) -> str:
    """Shown once to who made it; a code made before for the same person ends."""
    if not access.may_keep_account(by, user.pk, held_by(user)):
        raise PermissionDenied
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if not may_bind_at(user, by).filter(pk=sign_on.pk).exists():
        raise NotAllowedNow(_("This person cannot bind anything at this sign-on now."))
    BindingCode.objects.filter(user=user, sign_on=sign_on, used_at__isnull=True).update(used_at=timezone.now())
    code = "".join(secrets.choice(LETTERS + DIGITS) for _n in range(CODE_SIGNS))
    BindingCode.objects.create(
        user=user,
        sign_on=sign_on,
        digest=keyed_digest(code, CODES),
        made_by_id=by.person_id,
        expires_at=timezone.now() + CODE_LIVES,
    )
    steps.record(user, "make_binding_code", by=by)
    return "-".join(code[n : n + 4] for n in range(0, CODE_SIGNS, 4))


# --- binding ---------------------------------------------------------------------------------------


@transaction.atomic
def bind(*, user: User, unbound: Unbound, by: Actor) -> Binding:
    """When every step of signing in is done. Raises Left, BoundAlready, and NotAllowedNow for a code that is used."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    sign_on = SignOn.objects.in_use().select_for_update(of=("self",)).get(pk=unbound["sign_on"])
    must_belong(user, sign_on)
    taken = Binding.objects.filter(sign_on=sign_on, opaque_id=unbound["opaque_id"], ended_at__isnull=True).exists()
    if taken or bindings_of(user.pk).filter(sign_on=sign_on).exists():
        raise BoundAlready(_("This university id, or this account, is bound already. Ask the liaison to unbind it."))
    if unbound["code"] is not None:
        _use(unbound["code"])
    binding = Binding.objects.create(
        user=user,
        sign_on=sign_on,
        opaque_id=unbound["opaque_id"],
        name=unbound["name"][:100],
        how=unbound["how"],
        code_id=unbound["code"],
    )
    steps.record(user, "bind", by=by, after=unbound["how"], details={"sign_on": sign_on.pk})
    notify([user], "sign_on_bound", path="/account/bound/", values={"university": sign_on.label})
    return binding


def _use(code: int) -> None:
    now = timezone.now()
    used = BindingCode.objects.filter(pk=code, used_at__isnull=True, expires_at__gt=now).update(used_at=now)
    if not used:
        raise NotAllowedNow(_("This code has been used or has run out. Ask for a new one."))


def must_belong(user: User, sign_on: SignOn) -> None:
    """Raises Left: a university vouches for those who act for it now, and for nobody else."""
    if membership_at(user, sign_on) is None:
        raise Left(_("You have no role at this university at present. Ask its liaison."))


@transaction.atomic
def unbind(*, binding: Binding, by: Actor) -> None:
    """By the person, or by who keeps the account."""
    locked = Binding.objects.select_for_update(of=("self",)).select_related("user").get(pk=binding.pk)
    if by.user_id != locked.user_id and not access.may_keep_account(by, locked.user_id, held_by(locked.user)):
        raise PermissionDenied
    if locked.ended_at is not None:
        raise NotAllowedNow(_("This was unbound in the meantime."))
    locked.ended_at = timezone.now()
    locked.ended_by_id = by.person_id
    locked.save(update_fields=["ended_at", "ended_by"])
    steps.record(locked.user, "unbind", by=by, details={"sign_on": locked.sign_on_id})


# --- answers that come by POST from elsewhere ------------------------------------------------------


def keep_arrival(answer: str) -> str:
    """A browser brings no session with a POST from another site: the answer waits under a number of its own."""
    if not answer or len(answer) > LONGEST_ANSWER:
        raise NotAllowedNow(_("The university's sign-on does not answer as it should."))
    store = SessionStore()
    store["arrival"] = answer
    store.set_expiry(ARRIVAL_SECONDS)
    store.create()
    return store.session_key or ""


def take_arrival(number: str) -> str:
    """Once; empty when there is none."""
    store = SessionStore(number)
    answer = str(store.get("arrival", ""))
    if answer:
        store.delete()
    return answer
