"""Second factors: what a person has, and which lost ones wait for a second person."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lianxiao.core.actors import Actor
from lianxiao.organisations.models import FactorReset, User
from lianxiao.organisations.roles import Right

Type = Authenticator.Type


@dataclass(frozen=True, slots=True)
class Factor:
    pk: int
    name: str
    is_passkey: bool
    added_at: datetime
    used_at: datetime | None


def factors() -> "QuerySet[Authenticator]":
    """Without the recovery codes, which only stand in for one."""
    rows: QuerySet[Authenticator] = Authenticator.objects.exclude(type=Type.RECOVERY_CODES)
    return rows


def own_factors(actor: Actor) -> "QuerySet[Authenticator]":
    return factors().filter(user_id=actor.user_id or 0).order_by("id")


def shown_factors(actor: Actor) -> list[Factor]:
    return [_shown(row) for row in own_factors(actor)]


def _shown(row: Authenticator) -> Factor:
    is_passkey = row.type == Type.WEBAUTHN
    name = row.data["name"] if is_passkey else _("Authenticator app")
    return Factor(row.pk, name, is_passkey, row.created_at, row.last_used_at)


def codes_left(actor: Actor) -> int | None:
    """None when there never were any."""
    row = Authenticator.objects.filter(user_id=actor.user_id or 0, type=Type.RECOVERY_CODES).first()
    return len(row.data["digests"]) if row is not None else None


def has_factor(user: User) -> bool:
    return factors().filter(user=user).exists()


# --- lost ones -------------------------------------------------------------------------------------


def waiting_resets(actor: Actor) -> "QuerySet[FactorReset]":
    """Those that this actor, as second person, decides on; the oldest first."""
    if not actor.may(Right.CONFIRM_SIGN_IN):
        return FactorReset.objects.none()
    return (
        FactorReset.objects.filter(decided_at__isnull=True)
        .exclude(asked_by_id=actor.person_id)
        .exclude(user_id=actor.person_id)
        .select_related("user", "asked_by")
        .order_by("id")
    )


def reset_waits_for(user: User) -> bool:
    return FactorReset.objects.filter(user=user, decided_at__isnull=True).exists()
