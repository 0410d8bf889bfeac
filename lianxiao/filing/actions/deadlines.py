"""What happens to a round's window: extended by two people, or for one institution alone; closed; concluded.

A frozen copy is stored under a lock on the round's row (migration 0002), which closing and extending take as well.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.filing import access
from lianxiao.filing.actions.reach import held_return, held_round
from lianxiao.filing.actions.telling import liaisons_of, officers_of, path_of, path_of_round, values_of, when
from lianxiao.filing.models import Return, Round, RoundExtension
from lianxiao.filing.states import ROUND, ReturnState, RoundState
from lianxiao.organisations.notices import notify


class NotLater(Refused):
    """A new deadline lies after the present one and in the future."""


class AlreadyAsked(Refused):
    """One extension of a round waits for its decision at a time."""


class TooEarly(Refused):
    """The window is still open by the database's clock."""


class StillUnderWay(Refused):
    """Returns wait for the office's check or for a correction."""


class ReasonMissing(Refused):
    """A step back, and a later deadline, name their reason."""


@transaction.atomic
def ask_extension(*, round_: Round, new_closes_at: datetime, reason: str, by: Actor) -> RoundExtension:
    """Ask for a later deadline for everybody. It takes effect when somebody else grants it."""
    locked = held_round(round_, by, access.may_ask_extension)
    if not reason.strip():
        raise ReasonMissing(_("Give the reason; the universities read it with the new deadline."))
    _must_be_later(locked.closes_at, new_closes_at)
    if locked.extensions.filter(granted_at=None, refused_at=None).exists():
        raise AlreadyAsked(_("An extension of this round is already waiting for a decision."))
    extension = RoundExtension.objects.create(
        round=locked,
        old_closes_at=locked.closes_at,
        new_closes_at=new_closes_at,
        reason=reason.strip(),
        asked_by_id=by.person_id,
        asked_at=database_now(),
    )
    steps.record(locked, "ask_extension", by=by, remark=extension.reason, details={"to": new_closes_at.isoformat()})
    others = officers_of(locked).exclude(pk=by.person_id)
    notify(
        others,
        "filing_extension_asked",
        path=path_of_round(locked),
        values={"filing": locked.title, "due": when(new_closes_at)},
    )
    return extension


@transaction.atomic
def grant_extension(*, extension: RoundExtension, by: Actor) -> Round:
    """Move the deadline; a round that was closed in between is open again."""
    round_ = held_round(extension.round, by, lambda *_who: True)
    extension = _pending(extension)
    if not access.may_grant_extension(by, round_, extension.asked_by_id):
        raise PermissionDenied
    _must_be_later(round_.closes_at, extension.new_closes_at)
    extension.granted_by_id = by.user_id
    extension.granted_at = database_now()
    extension.save(update_fields=["granted_by", "granted_at"])
    if round_.state == RoundState.CLOSED:
        round_ = ROUND.move(round_, "reopen", by=by, closed_at=None)
    round_.closes_at = extension.new_closes_at
    round_.save(update_fields=["closes_at"])
    steps.record(
        round_,
        "grant_extension",
        by=by,
        remark=extension.reason,
        details={"from": extension.old_closes_at.isoformat(), "to": extension.new_closes_at.isoformat()},
    )
    values = {"filing": round_.title, "due": when(extension.new_closes_at)}
    awaited = Return.objects.filter(round=round_).awaited().order_by("id")
    notify(liaisons_of(awaited), "filing_extended", path="/filings/mine/", values=values)
    return round_


@transaction.atomic
def refuse_extension(*, extension: RoundExtension, reason: str, by: Actor) -> RoundExtension:
    round_ = held_round(extension.round, by, lambda *_who: True)
    extension = _pending(extension)
    if not access.may_grant_extension(by, round_, extension.asked_by_id):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say why the deadline stays."))
    extension.refused_at = database_now()
    extension.save(update_fields=["refused_at"])
    steps.record(round_, "refuse_extension", by=by, remark=reason)
    return extension


@transaction.atomic
def extend_one(*, filing: Return, until: datetime, reason: str, by: Actor) -> Return:
    """A later deadline for one institution: for its first submission, or for the correction that it works on."""
    locked = held_return(filing, by, access.may_extend)
    if not reason.strip():
        raise ReasonMissing(_("Give the reason; the university reads it with its new deadline."))
    _must_be_later(locked.due_at, until)
    old = locked.due_at
    if locked.correction_due_at is not None:
        locked.correction_due_at = until
        locked.corrections.filter(answered_at=None).update(due_at=until)
    else:
        locked.extended_to, locked.extension_reason, locked.extended_by_id = until, reason.strip(), by.user_id
    locked.save(update_fields=["correction_due_at", "extended_to", "extension_reason", "extended_by"])
    details = {"from": old.isoformat(), "to": until.isoformat()}
    steps.record(locked, "extend", by=by, remark=reason.strip(), details=details)
    values = values_of(locked, due=when(until))
    notify(liaisons_of([locked]), "filing_own_extension", path=path_of(locked), values=values)
    return locked


@transaction.atomic
def close(*, round_: Round, by: Actor) -> Round:
    """The common deadline has passed. Corrections, and institutions with a later deadline, go on. Raises TooEarly."""
    locked = held_round(round_, by, access.may_close_round)
    now = database_now()
    if now < locked.closes_at:
        raise TooEarly(_("The round stays open until its deadline and cannot be closed before."))
    return ROUND.move(round_, "close", by=by, closed_at=now)


def close_due() -> int:
    """By the clock: close every round whose window has passed. Returns how many."""
    closed = 0
    for round_ in Round.objects.filter(state=RoundState.OPEN, closes_at__lte=database_now()).order_by("id"):
        try:
            close(round_=round_, by=SYSTEM)
        except (NotAllowedNow, TooEarly):
            continue  # closed or extended by somebody since the list was read
        closed += 1
    return closed


@transaction.atomic
def conclude(*, round_: Round, by: Actor) -> Round:
    """Nothing of the round changes any more. Raises StillUnderWay while something is being checked or corrected."""
    locked = held_round(round_, by, access.may_conclude_round)
    now = database_now()
    waiting = locked.returns.filter(state=ReturnState.SUBMITTED).count()
    waiting += locked.returns.awaited().with_due().filter(Q(due__gt=now)).count()
    if waiting:
        raise StillUnderWay(
            _("%(count)d returns of this round wait for your check, or may still come in.") % {"count": waiting}
        )
    return ROUND.move(round_, "conclude", by=by, concluded_at=now)


def _must_be_later(old: datetime, new: datetime) -> None:
    if new <= old or new <= database_now():
        raise NotLater(_("The new deadline must lie after the present one, and in the future."))


def _pending(extension: RoundExtension) -> RoundExtension:
    locked = RoundExtension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    if locked.granted_at is not None or locked.refused_at is not None:
        raise NotAllowedNow(_("This extension has been decided already."))
    return locked
