"""What a person does with the own notifications. Nobody else's can be reached, so there is nothing to refuse."""

from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.organisations.models import Notification
from lianxiao.organisations.queries.notifications import unread


def mark_read(*, notification: Notification, by: Actor) -> Notification:
    """Once read stays read at that moment."""
    unread(by).filter(pk=notification.pk).update(read_at=database_now())
    return notification


def mark_all_read(*, by: Actor) -> int:
    """How many there were."""
    return unread(by).update(read_at=database_now())
