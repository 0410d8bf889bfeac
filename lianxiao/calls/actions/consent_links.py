"""Answering from outside: a code by mail, entered in time, opens the version; then consent or refusal on record.

No account comes of it. A link alone shows who asks; a code alone opens nothing.
"""

import dataclasses
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lianxiao.calls.actions.applications import ReasonMissing
from lianxiao.calls.actions.consents import AnswerTooLate, Signer, answer
from lianxiao.calls.models import ConsentCode, PartnerConsent
from lianxiao.calls.models.consent import CODE_LIVES, MOST_ATTEMPTS, MOST_CODES
from lianxiao.calls.queries.consent_links import has_passed, is_right, newest_code, pass_for
from lianxiao.calls.states import ConsentState
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.jobs import enqueue
from lianxiao.core.refusals import NotAllowedNow, Refused

PAUSE = timedelta(minutes=1)


class CodeTooSoon(Refused):
    """One code a minute."""


class TooManyCodes(Refused):
    """The number of codes for one request is limited."""


class NoCode(Refused):
    """There is no code that could be entered: none was asked for, or it is used up."""


@dataclass(frozen=True, slots=True)
class Entered:
    """`given` is the pass for this browser, empty after a wrong code; `left` are attempts left with this code."""

    given: str
    left: int


def send_code(*, consent: PartnerConsent, by: Actor) -> ConsentCode:
    """To the contact's address and nowhere else. Raises CodeTooSoon, TooManyCodes, AnswerTooLate."""
    with transaction.atomic():
        locked = _open(consent)
        now = database_now()
        number = locked.codes.count() + 1
        if number > MOST_CODES:
            raise TooManyCodes(_("Too many codes were sent for this request. Ask the lead university to send it anew."))
        try:
            with transaction.atomic():
                code = ConsentCode.objects.create(
                    consent=locked,
                    number=number,
                    nonce=secrets.token_hex(16),
                    sent_at=now,
                    again_at=now + PAUSE,
                    expires_at=now + CODE_LIVES,
                )
        except IntegrityError as error:
            raise CodeTooSoon(_("A code was sent less than a minute ago. Look into the mailbox first.")) from error
        steps.record(locked, "send_code", by=by)
        enqueue("calls.mail_consent", consent_id=locked.pk, kind="consent_code", code_id=code.pk)
    return code


def enter(*, consent: PartnerConsent, typed: str, by: Actor) -> Entered:
    """Try a code. A wrong one counts, so it is no refusal, which would be undone. Raises NoCode."""
    with transaction.atomic():
        locked = _open(consent)
        code = newest_code(locked)
        if code is None or not _can_be_entered(code, database_now()):
            raise NoCode(_("There is no code to enter: it has expired or was used. Ask for another."))
        code.attempts += 1
        right = is_right(code, typed)
        if right:
            code.used_at = database_now()
        code.save(update_fields=["attempts", "used_at"])
        steps.record(locked, "enter_code" if right else "wrong_code", by=by)
    return Entered(pass_for(locked) if right else "", MOST_ATTEMPTS - code.attempts)


def _can_be_entered(code: ConsentCode, now: datetime) -> bool:
    return code.used_at is None and code.attempts < MOST_ATTEMPTS and now < code.expires_at


def give_by_link(*, consent: PartnerConsent, signer: Signer, given: str, by: Actor) -> PartnerConsent:
    """`given` is the pass of this browser. Raises PermissionDenied without one, AnswerTooLate, NotAllowedNow."""
    return _answer(consent, "give", signer, "", given, by)


def refuse_by_link(*, consent: PartnerConsent, signer: Signer, reason: str, given: str, by: Actor) -> PartnerConsent:
    if not reason.strip():
        raise ReasonMissing(_("Say why, so that the lead university can act on it."))
    return _answer(consent, "refuse", signer, reason, given, by)


def _answer(consent: PartnerConsent, verb: str, signer: Signer, reason: str, given: str, by: Actor) -> PartnerConsent:
    if not has_passed(consent, given):
        raise PermissionDenied
    # On record stands the name that was given, on behalf of the partner, from the address of the request.
    outside = dataclasses.replace(by, user_id=None, name=signer.name, organisation_name=consent.party)
    with transaction.atomic():
        answered = answer(consent=consent, verb=verb, signer=signer, reason=reason, by=outside)
        enqueue("calls.mail_consent", consent_id=answered.pk, kind="consent_link_receipt")
    return answered


def _open(consent: PartnerConsent) -> PartnerConsent:
    locked = PartnerConsent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if locked.state != ConsentState.ASKED:
        raise NotAllowedNow(_("This request is no longer open."))
    if database_now() >= locked.expires_at:
        raise AnswerTooLate(_("The time for this answer has passed. Ask the lead university to send it again."))
    return locked
