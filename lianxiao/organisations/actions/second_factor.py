"""Second factors of a person: set up, used, removed. A code is good once; guessing codes is stopped per account."""

import base64
import secrets
import time
from datetime import timedelta
from hmac import compare_digest
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.core.sealing import keyed_digest, seal, unseal
from lianxiao.organisations.models import User
from lianxiao.organisations.notices import notify
from lianxiao.organisations.passwords import DIGITS, LETTERS
from lianxiao.organisations.queries.second_factor import factors, has_factor, own_factors

Type = Authenticator.Type
APP, CODES = "key of an authenticator app", "recovery codes"
# RFC 6238 as every authenticator app knows it; a clock may be wrong by one step to either side.
SECONDS, FIGURES, DRIFT = 30, 6, 1
KEY_BYTES = 20
CODE_COUNT, CODE_SIGNS = 10, 10
WRONG_CODES, REFUSED_FOR = 5, timedelta(minutes=15)


class WrongCode(Refused):
    """No factor of the person gave this code, or it has been used."""


class TooManyCodes(Refused):
    """After several wrong codes none is looked at for a while."""


# --- setting up ------------------------------------------------------------------------------------


def new_key() -> str:
    """For an authenticator app, in base 32."""
    return base64.b32encode(secrets.token_bytes(KEY_BYTES)).decode()


@transaction.atomic
def add_app(*, key: str, code: str, by: Actor) -> Authenticator:
    """Raises WrongCode unless the app already tells the codes of this key."""
    person = User.objects.select_for_update(of=("self",)).get(pk=by.person_id)
    if own_factors(by).filter(type=Type.TOTP).exists():
        raise NotAllowedNow(_("There is an authenticator app already. Remove it before you set up another one."))
    counter = _counter_of(key, code, after=0)
    if counter is None:
        raise WrongCode(_wrong())
    data = {"key": seal(key, APP), "counter": counter}
    return _added(Authenticator.objects.create(user=person, type=Type.TOTP, data=data), by)


@transaction.atomic
def add_passkey(*, name: str, credential: dict[str, Any], by: Actor) -> Authenticator:
    """`credential` is what the browser answered, verified against the challenge before."""
    person = User.objects.select_for_update(of=("self",)).get(pk=by.person_id)
    return _added(WebAuthn.add(person, name, credential).instance, by)


def _added(factor: Authenticator, by: Actor) -> Authenticator:
    steps.record(factor.user, "add_factor", by=by, details={"type": factor.type})
    notify([factor.user], "factor_added", path="/account/second-factor/", values={})
    return factor


@transaction.atomic
def make_codes(*, by: Actor) -> list[str]:
    """Ten codes that are shown once and kept as digests; those made before stop working."""
    person = User.objects.select_for_update(of=("self",)).get(pk=by.person_id)
    if not has_factor(person):
        raise NotAllowedNow(_("Recovery codes stand in for a second factor; set one up first."))
    codes = ["".join(secrets.choice(LETTERS + DIGITS) for _n in range(CODE_SIGNS)) for _m in range(CODE_COUNT)]
    data = {"digests": [keyed_digest(code, CODES) for code in codes]}
    Authenticator.objects.update_or_create(user=person, type=Type.RECOVERY_CODES, defaults={"data": data})
    steps.record(person, "make_codes", by=by)
    half = CODE_SIGNS // 2
    return [f"{code[:half]}-{code[half:]}" for code in codes]


# --- using -----------------------------------------------------------------------------------------


def use_code(*, user: User, code: str) -> Authenticator:
    """The factor that gave this code, which is used up. Raises WrongCode and TooManyCodes.

    A wrong code is counted in a transaction of its own, since the refusal must not undo the count.
    """
    with transaction.atomic():
        person = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        if person.codes_refused_until is not None and person.codes_refused_until > timezone.now():
            raise TooManyCodes(_("Too many wrong codes. Wait a quarter of an hour, or use a passkey."))
        used = _used(person, code.replace(" ", "").replace("-", "").lower())
        _count(person, right=used is not None)
    if used is None:
        raise WrongCode(_wrong())
    return used


def _used(person: User, code: str) -> Authenticator | None:
    kept = Authenticator.objects.filter(user=person).exclude(type=Type.WEBAUTHN).order_by("id")
    return next((row for row in kept if (_use_app if row.type == Type.TOTP else _use_recovery)(row, code)), None)


def _use_app(row: Authenticator, code: str) -> bool:
    counter = _counter_of(unseal(row.data["key"], APP), code, after=row.data["counter"])
    if counter is not None:
        row.data["counter"] = counter
        row.save(update_fields=["data"])
    return counter is not None


def _use_recovery(row: Authenticator, code: str) -> bool:
    digest = keyed_digest(code, CODES)
    is_there = digest in row.data["digests"]
    if is_there:
        row.data["digests"].remove(digest)
        row.save(update_fields=["data"])
    return is_there


def _counter_of(key: str, code: str, *, after: int) -> int | None:
    """The step of time that the code belongs to: near now, and later than the last one used."""
    totp = TOTP(base64.b32decode(key), FIGURES, SHA1(), SECONDS)  # noqa: S303  (what the apps know)
    now = int(time.time()) // SECONDS
    near = (counter for counter in range(now - DRIFT, now + DRIFT + 1) if counter > after)
    fits = (counter for counter in near if compare_digest(totp.generate(counter * SECONDS), code.encode()))
    return next(fits, None)


def _count(person: User, *, right: bool) -> None:
    person.wrong_codes = 0 if right else person.wrong_codes + 1
    person.codes_refused_until = None
    if person.wrong_codes >= WRONG_CODES:
        person.wrong_codes = 0
        person.codes_refused_until = timezone.now() + REFUSED_FOR
        steps.record(person, "refuse_codes", by=SYSTEM)
        notify([person], "wrong_codes", path="/account/sessions/", values={})
    person.save(update_fields=["wrong_codes", "codes_refused_until"])


def _wrong() -> str:
    return _("This code is not right, or was used before. Take the one that is shown now.")


# --- removing --------------------------------------------------------------------------------------


@transaction.atomic
def remove(*, factor: Authenticator, by: Actor) -> None:
    """With the last one its recovery codes go too."""
    person = User.objects.get(pk=by.person_id)
    if not own_factors(by).filter(pk=factor.pk).delete()[0]:
        return
    drop_lonely_codes(person)
    steps.record(person, "remove_factor", by=by, details={"type": factor.type})
    notify([person], "factor_removed", path="/account/second-factor/", values={})


def drop_lonely_codes(person: User) -> None:
    if not factors().filter(user=person).exists():
        Authenticator.objects.filter(user=person).delete()
