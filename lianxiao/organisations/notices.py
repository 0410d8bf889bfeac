"""Messages to the people who have to act next: in the product with the step, by mail after the commit."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from lianxiao.core.jobs import enqueue
from lianxiao.organisations.models import Notification, User
from lianxiao.organisations.roles import Role


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
    if written:
        enqueue("organisations.mail_notifications", notification_ids=[row.pk for row in written])
