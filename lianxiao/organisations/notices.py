"""Messages to the people who have to act next: in the product with the step, by mail after the commit."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import QuerySet

from lianxiao.core.jobs import enqueue
from lianxiao.organisations.models import Notification, User
from lianxiao.organisations.roles import Role

_told: ContextVar[list[Notification] | None] = ContextVar("told", default=None)


@contextmanager
def told_before() -> Iterator[list[Notification]]:
    """What is written inside is told of the past: no mail is ordered, and the list has it for its stamps."""
    told: list[Notification] = []
    token = _told.set(told)
    try:
        yield told
    finally:
        _told.reset(token)


def people_in(organisation_ids: Iterable[int], *roles: Role) -> "QuerySet[User]":
    """Everybody who holds one of these roles there now."""
    return (
        User.objects.filter(
            is_active=True,
            memberships__organisation_id__in=list(organisation_ids),
            memberships__role__in=[str(role) for role in roles],
            memberships__ended_at__isnull=True,
            memberships__confirmed_at__isnull=False,
        )
        .distinct()
        .order_by("id")
    )


def notify(to: "Iterable[User]", kind: str, *, path: str, values: Mapping[str, str]) -> None:
    """Write the notifications and order their mail, in the transaction of the step that caused them.

    `kind` names the text (NoticeText), `values` fill its placeholders, `path` is the page to open.
    """
    written = Notification.objects.bulk_create(
        Notification(user=user, kind=kind, values=dict(values), path=path) for user in to
    )
    if (told := _told.get()) is not None:
        told.extend(written)
    elif written:
        enqueue("organisations.mail_notifications", notification_ids=[row.pk for row in written])
