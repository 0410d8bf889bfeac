"""Tokens of the API: made by who may act, shown once, withdrawn at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.organisations import access
from lianxiao.organisations.models import ApiToken, Membership
from lianxiao.organisations.models.token import SHOWN, digest_of, new_key


@dataclass(frozen=True, slots=True)
class Made:
    """`key` is shown once to who made it and kept nowhere."""

    token: ApiToken
    key: str


@transaction.atomic
def make_token(*, name: str, scopes: Sequence[str], days: int, by: Actor) -> Made:
    """A token that acts as `by` does now, within the scopes, for so many days."""
    if not access.may_make_token(by):
        raise PermissionDenied
    key, now = new_key(), database_now()
    membership = Membership.objects.current().get(user=by.person_id, organisation=by.organisation_id or 0, role=by.role)
    token = ApiToken.objects.create(
        membership=membership,
        name=name,
        scopes=sorted(scopes),
        beginning=key[:SHOWN],
        digest=digest_of(key),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    steps.record(token, "make_token", by=by, remark=name, details={"scopes": token.scopes, "days": days})
    return Made(token, key)


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor) -> ApiToken:
    """From the next call on it opens nothing. Raises NotAllowedNow when it was withdrawn before."""
    locked = ApiToken.objects.select_for_update(of=("self",)).select_related("membership").get(pk=token.pk)
    if not access.may_revoke_token(by, locked):
        raise PermissionDenied
    if locked.revoked_at is not None:
        raise NotAllowedNow(_("This token was withdrawn before."))
    locked.revoked_at, locked.revoked_by_id = database_now(), by.user_id
    locked.save(update_fields=["revoked_at", "revoked_by"])
    steps.record(locked, "revoke_token", by=by, remark=locked.name)
    return locked
