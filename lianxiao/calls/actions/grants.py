"""Places beyond the limit: asked for by an officer of the lead office, granted by a leader of the department."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lianxiao.calls.access import places as access
from lianxiao.calls.models import CallCategory, SlotGrant
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role

LIST = "/desk/places/grants/"


class ReasonMissing(Refused):
    """Asking, refusing and revoking name their reason."""


class AlreadyAsked(Refused):
    """The same places are asked for once at a time."""


class InUse(Refused):
    """A place of the grant is held or used."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`kind` is a kind of SlotGrant; a pool has a name, its purpose."""

    kind: str
    size: int
    reason: str
    name: str = ""


@transaction.atomic
def ask(*, call_category: CallCategory, university: Organisation, wish: Wish, by: Actor) -> SlotGrant:
    """Takes effect when a second person grants it."""
    leads = call_category.category.leads.filter(office_id=by.organisation_id).exists()
    if not access.may_ask_grant(by) or not leads or by.organisation_id is None:
        raise PermissionDenied
    if not access.takes_places(call_category.call.state) or university.kind not in call_category.call.eligible_kinds:
        raise NotAllowedNow(_("Places are granted in a published call, to those who may apply to it."))
    if not wish.reason.strip():
        raise ReasonMissing(_("Give the reason; the university reads it in its ledger."))
    try:
        with transaction.atomic():
            grant = SlotGrant.objects.create(
                call_category=call_category,
                university=university,
                kind=wish.kind,
                name=wish.name.strip() if wish.kind == SlotGrant.Kind.POOL else "",
                size=wish.size,
                reason=wish.reason.strip(),
                office_id=by.organisation_id,
                asked_by_id=by.person_id,
                asked_at=database_now(),
                is_demo=call_category.call.is_demo,
            )
    except IntegrityError as error:
        if "slot_grant_asked_once" not in str(error):
            raise
        raise AlreadyAsked(_("The same places are asked for already and wait for a decision.")) from error
    steps.record(grant, "ask", by=by, remark=grant.reason, details={"places": grant.size})
    return grant


@transaction.atomic
def grant_places(*, grant: SlotGrant, by: Actor) -> SlotGrant:
    row = _locked(grant)
    if not access.may_decide_grant(by, row):
        raise _no_longer(row) if row.state != "asked" else PermissionDenied
    row.granted_by_id, row.granted_at, row.places = by.person_id, database_now(), row.size
    row.save(update_fields=["granted_by", "granted_at", "places"])
    steps.record(row, "grant", by=by, details={"places": row.places})
    liaisons = people_in([row.university_id], Role.LIAISON)
    notify(liaisons, "places_granted", path="/places/", values=_values(row))
    return row


@transaction.atomic
def refuse(*, grant: SlotGrant, reason: str, by: Actor) -> SlotGrant:
    row = _locked(grant)
    if not access.may_decide_grant(by, row):
        raise _no_longer(row) if row.state != "asked" else PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say why it is not granted."))
    row.refused_at, row.remark = database_now(), reason.strip()
    row.save(update_fields=["refused_at", "remark"])
    steps.record(row, "refuse", by=by, remark=row.remark)
    notify([row.asked_by], "places_refused", path=f"{LIST}{row.pk}/", values=_values(row))
    return row


@transaction.atomic
def revoke(*, grant: SlotGrant, reason: str, by: Actor) -> SlotGrant:
    """As long as no place of it is held or used: that is kept by the database. Raises InUse."""
    row = _locked(grant)
    if not access.may_revoke_grant(by, row):
        raise _no_longer(row) if row.state != "granted" else PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say why it is revoked."))
    row.revoked_by_id, row.revoked_at, row.places, row.remark = by.person_id, database_now(), None, reason.strip()
    try:
        with transaction.atomic():
            row.save(update_fields=["revoked_by", "revoked_at", "places", "remark"])
    except IntegrityError as error:
        raise InUse(_("A place of this grant is held or used; it can no longer be revoked.")) from error
    steps.record(row, "revoke", by=by, remark=row.remark)
    notify(people_in([row.university_id], Role.LIAISON), "places_revoked", path="/places/", values=_values(row))
    return row


def _locked(grant: SlotGrant) -> SlotGrant:
    return SlotGrant.objects.select_for_update(of=("self",), no_key=True).get(pk=grant.pk)


def _no_longer(row: SlotGrant) -> NotAllowedNow:
    return NotAllowedNow(
        _("This step is not possible now: the case is in the state “%(state)s”.") % {"state": row.state_label}
    )


def _values(row: SlotGrant) -> dict[str, str]:
    call_category = row.call_category
    return {
        "call": call_category.call.title,
        "category": call_category.category.name,
        "university": row.university.name,
        "reason": row.remark or row.reason,
        "number": f"{row.size}",
    }
