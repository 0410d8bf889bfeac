"""Who may see and do what with notices. Pure: no request, no query."""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.organisations.roles import Right
from lianxiao.publishing.states import NOTICE, NoticeState

if TYPE_CHECKING:
    from lianxiao.publishing.models import Notice


DESK = (Right.WRITE_NOTICES, Right.CHECK_NOTICES, Right.PUBLISH_NOTICES)
PROACTIVE = "proactive"  # Notice.Disclosure.PROACTIVE


def may_use_desk(actor: Actor) -> bool:
    return any(actor.may(right) for right in DESK)


def visible_notices(actor: Actor) -> Q:
    """The public reads what is published and disclosed to it; who signs in, all that is published.

    The department's side sees the desk as well.
    """
    if may_use_desk(actor):
        return Q()
    published = Q(state=NoticeState.PUBLISHED)
    return published if actor.is_signed_in else published & Q(disclosure=PROACTIVE)


def visible_withdrawals(actor: Actor) -> Q:
    """That a notice was withdrawn is told to whom it had been published; the text is not shown any more."""
    withdrawn = Q(state=NoticeState.WITHDRAWN)
    return withdrawn if actor.is_signed_in else withdrawn & Q(disclosure=PROACTIVE)


def may_write_notice(actor: Actor) -> bool:
    return actor.may(Right.WRITE_NOTICES)


def may_edit_notice(actor: Actor, notice: "Notice") -> bool:
    return (
        actor.may(Right.WRITE_NOTICES)
        and notice.office_id == actor.organisation_id
        and notice.state == NoticeState.DRAFT
    )


def may_hand_in_notice(actor: Actor, notice: "Notice") -> bool:
    return may_edit_notice(actor, notice)


def may_check_notice(actor: Actor, notice: "Notice") -> bool:
    """Another person than those who wrote it and handed it in."""
    return (
        actor.may(Right.CHECK_NOTICES)
        and actor.is_none_of(notice.written_by_id, notice.handed_in_by_id)
        and notice.state == NoticeState.CHECKING
    )


def may_publish_notice(actor: Actor, notice: "Notice") -> bool:
    return actor.may(Right.PUBLISH_NOTICES) and notice.state == NoticeState.CHECKED


def may_send_back_notice(actor: Actor, notice: "Notice") -> bool:
    """Whoever has it on the desk: the checker, then the one who publishes."""
    return may_check_notice(actor, notice) or may_publish_notice(actor, notice)


def may_withdraw_notice(actor: Actor, notice: "Notice") -> bool:
    return actor.may(Right.PUBLISH_NOTICES) and NOTICE.allows(notice.state, "withdraw")
