"""What happens to a call's window: extended by two people, closed and sealed when it has passed, concluded.

Closing and extending lock the call's row; so does every slot that is taken or freed (migration 0002). What
was accepted in time is therefore in the seal, and nothing comes in after it.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.actions.applications import authors_of, path_of, when
from lianxiao.calls.actions.applications import values_of as values_of_application
from lianxiao.calls.actions.calls import ReasonMissing, liaisons_of, public_path, values_of
from lianxiao.calls.models import Application, Call, CallExtension
from lianxiao.calls.queries.calls import seal_of
from lianxiao.calls.states import APPLICATION, CALL, OUTSIDE, CallState, State
from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.organisations.notices import notify


class NotLater(Refused):
    """A new deadline lies after the present one and in the future."""


class AlreadyAsked(Refused):
    """One extension of a call waits for its decision at a time."""


class TooEarly(Refused):
    """The window is still open by the database's clock."""


class StillUnderWay(Refused):
    """Submitted applications wait for their decision."""


@transaction.atomic
def ask_extension(*, call: Call, new_closes_at: datetime, reason: str, by: Actor) -> CallExtension:
    """Ask for a later deadline. It takes effect when somebody else grants it."""
    if not access.may_ask_extension(by, call) or by.user_id is None:
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Give the reason; it is published with the new deadline."))
    locked = _locked(call)
    _must_be_later(locked, new_closes_at)
    if locked.extensions.filter(granted_at=None, refused_at=None).exists():
        raise AlreadyAsked(_("An extension of this call is already waiting for a decision."))
    extension = CallExtension.objects.create(
        call=locked,
        old_closes_at=locked.closes_at,
        new_closes_at=new_closes_at,
        reason=reason.strip(),
        asked_by_id=by.user_id,
    )
    steps.record(locked, "ask_extension", by=by, remark=extension.reason, details={"to": new_closes_at.isoformat()})
    return extension


@transaction.atomic
def grant_extension(*, extension: CallExtension, by: Actor) -> Call:
    """Move the deadline; a call that was closed in between takes applications again and is unsealed."""
    call = _locked(extension.call)
    extension = _pending(extension)
    if not access.may_grant_extension(by, extension.asked_by_id):
        raise PermissionDenied
    _must_be_later(call, extension.new_closes_at)
    extension.granted_by_id = by.user_id
    extension.granted_at = database_now()
    extension.save(update_fields=["granted_by", "granted_at"])
    if call.state == CallState.CLOSED:
        call = CALL.move(call, "reopen", by=by, closed_at=None, sealed_count=None, sealed_digest="")
    elif call.state != CallState.PUBLISHED:
        raise NotAllowedNow(_("Only a call that is published and not concluded can be extended."))
    call.closes_at = extension.new_closes_at
    call.save(update_fields=["closes_at"])
    steps.record(
        call,
        "grant_extension",
        by=by,
        remark=extension.reason,
        details={"from": extension.old_closes_at.isoformat(), "to": extension.new_closes_at.isoformat()},
    )
    values = values_of(call, due=when(extension.new_closes_at), reason=extension.reason)
    notify(liaisons_of(call), "call_extended", path=public_path(call), values=values)
    return call


@transaction.atomic
def refuse_extension(*, extension: CallExtension, by: Actor, reason: str) -> CallExtension:
    call = _locked(extension.call)
    extension = _pending(extension)
    if not access.may_grant_extension(by, extension.asked_by_id):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say why the deadline stays."))
    extension.refused_at = database_now()
    extension.save(update_fields=["refused_at"])
    steps.record(call, "refuse_extension", by=by, remark=reason)
    return extension


def close(*, call: Call, by: Actor) -> Call:
    """Close a call whose window has passed and seal what is in: count and digest. Raises TooEarly."""
    if not access.may_close_call(by, call):
        raise PermissionDenied
    with transaction.atomic():
        locked = _locked(call)
        now = database_now()
        if now < locked.closes_at:
            raise TooEarly(_("The call stays open until its deadline and cannot be closed before."))
        seal = seal_of(locked)
        return CALL.move(call, "close", by=by, closed_at=now, sealed_count=seal.count, sealed_digest=seal.digest)


def close_due() -> int:
    """By the clock: close every call whose window has passed. Returns how many."""
    closed = 0
    for call in Call.objects.filter(state=CallState.PUBLISHED, closes_at__lte=database_now()).order_by("id"):
        try:
            close(call=call, by=SYSTEM)
        except (NotAllowedNow, TooEarly):
            continue  # closed or extended by somebody since the list was read
        closed += 1
    return closed


def conclude(*, call: Call, by: Actor) -> Call:
    """Nothing of the call is under way any more. Raises StillUnderWay."""
    if not access.may_conclude_call(by, call):
        raise PermissionDenied
    with transaction.atomic():
        moved = CALL.move(call, "conclude", by=by)
        open_states = set(OUTSIDE) - APPLICATION.final
        waiting = Application.objects.filter(call_category__call=moved, state__in=open_states).count()
        if waiting:
            raise StillUnderWay(_("%(count)d applications of this call are still under way.") % {"count": waiting})
    return moved


def lapse_overdue() -> int:
    """By the clock: a correction that did not come back in time ends the application. Returns how many."""
    lapsed = 0
    overdue = Application.objects.filter(state=State.RETURNED, correction_due_at__lte=database_now())
    for application in overdue.order_by("id"):
        lapsed += _lapse(application)
    return lapsed


@transaction.atomic
def _lapse(application: Application) -> bool:
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    due = locked.correction_due_at
    if locked.state != State.RETURNED or due is None or due > database_now():
        return False  # corrected since the list was read
    reason = _("The correction was not submitted in time.")
    moved = APPLICATION.move(locked, "lapse", by=SYSTEM, remark=reason, decided_at=database_now())
    notify(
        authors_of(moved),
        "check_rejected",
        path=path_of(moved),
        values=values_of_application(moved, reason=reason),
    )
    return True


def _must_be_later(call: Call, new_closes_at: datetime) -> None:
    if new_closes_at <= call.closes_at or new_closes_at <= database_now():
        raise NotLater(_("The new deadline must lie after the present one, and in the future."))


def _pending(extension: CallExtension) -> CallExtension:
    locked = CallExtension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    if locked.granted_at is not None or locked.refused_at is not None:
        raise NotAllowedNow(_("This extension has been decided already."))
    return locked


def _locked(call: Call) -> Call:
    return Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
