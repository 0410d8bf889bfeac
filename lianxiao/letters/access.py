"""Who may see and do what with letters. Pure: no request, no query."""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.letters.states import NUMBERED, LetterState, TemplateState
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.letters.models import Letter, LetterDelivery, TemplateVersion

DESK = (Right.WRITE_LETTERS, Right.ISSUE_LETTERS)


def may_use_desk(actor: Actor) -> bool:
    return any(actor.may(right) for right in DESK)


def outbox(actor: Actor) -> Q:
    """The department's side reads every letter before it leaves; nobody else any."""
    return Q() if may_use_desk(actor) else Q(pk__in=[])


def received(actor: Actor) -> Q:
    """What was issued to the own organisation; a letter that became void says so."""
    if not actor.may(Right.RECEIVE_LETTERS) or actor.organisation_id is None:
        return Q(pk__in=[])
    return Q(letter__state__in=NUMBERED, organisation_id=actor.organisation_id)


def may_edit(actor: Actor, letter: "Letter") -> bool:
    return (
        actor.may(Right.WRITE_LETTERS)
        and letter.office_id == actor.organisation_id
        and letter.state == LetterState.DRAFT
    )


def may_check(actor: Actor, letter: "Letter") -> bool:
    """Another person than the one who wrote it last."""
    return (
        actor.may(Right.WRITE_LETTERS) and actor.is_none_of(letter.written_by_id) and letter.state == LetterState.DRAFT
    )


def may_discard(actor: Actor, letter: "Letter") -> bool:
    return may_edit(actor, letter)


def may_issue(actor: Actor, letter: "Letter") -> bool:
    return (
        actor.may(Right.ISSUE_LETTERS)
        and actor.is_none_of(letter.checked_by_id)
        and letter.state == LetterState.CHECKED
    )


def may_send_back(actor: Actor, letter: "Letter") -> bool:
    return may_use_desk(actor) and letter.state == LetterState.CHECKED


def may_withdraw(actor: Actor, letter: "Letter") -> bool:
    return actor.may(Right.ISSUE_LETTERS) and letter.state == LetterState.ISSUED


def may_draft_anew(actor: Actor, letter: "Letter") -> bool:
    """After it was discarded or became void."""
    return (
        actor.may(Right.WRITE_LETTERS)
        and letter.office_id == actor.organisation_id
        and letter.state in (LetterState.WITHDRAWN, LetterState.DISCARDED)
    )


def may_confirm_receipt(actor: Actor, delivery: "LetterDelivery") -> bool:
    return (
        actor.may(Right.RECEIVE_LETTERS)
        and delivery.organisation_id == actor.organisation_id
        and delivery.received_at is None
    )


def may_upload_template(actor: Actor) -> bool:
    return actor.may(Right.WRITE_LETTERS)


def may_decide_template(actor: Actor, version: "TemplateVersion") -> bool:
    """Another person than the one who uploaded it."""
    return may_use_desk(actor) and actor.is_none_of(version.uploaded_by_id) and version.state == TemplateState.CHECKING


def may_set_codes(actor: Actor) -> bool:
    return actor.may(Right.WRITE_LETTERS)
