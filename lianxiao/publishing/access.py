"""Who may see and do what with notices. Pure: no request, no query."""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.organisations.roles import Right
from lianxiao.publishing.states import NOTICE, NoticeState

if TYPE_CHECKING:
    from lianxiao.publishing.models import Notice


def visible_notices(actor: Actor) -> Q:
    """The public reads what is published; the department's side sees the desk as well."""
    if actor.may(Right.WRITE_NOTICES) or actor.may(Right.CHECK_NOTICES) or actor.may(Right.PUBLISH_NOTICES):
        return Q()
    return Q(state=NoticeState.PUBLISHED)


def may_write_notice(actor: Actor) -> bool:
    return actor.may(Right.WRITE_NOTICES)


def may_edit_notice(actor: Actor, notice: "Notice") -> bool:
    return (
        actor.may(Right.WRITE_NOTICES)
        and notice.office_id == actor.organisation_id
        and notice.state == NoticeState.DRAFT
    )


def may_check_notice(actor: Actor, notice: "Notice") -> bool:
    """Another person than the one who wrote it."""
    return (
        actor.may(Right.CHECK_NOTICES)
        and actor.user_id != notice.written_by_id
        and notice.state == NoticeState.CHECKING
    )


def may_publish_notice(actor: Actor, notice: "Notice") -> bool:
    return actor.may(Right.PUBLISH_NOTICES) and notice.state == NoticeState.CHECKED


def may_withdraw_notice(actor: Actor, notice: "Notice") -> bool:
    return actor.may(Right.PUBLISH_NOTICES) and NOTICE.allows(notice.state, "withdraw")
