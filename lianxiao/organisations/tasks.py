from django.core.mail import EmailMessage, get_connection
from django.utils import timezone
from procrastinate.contrib.django import app

from lianxiao.organisations.models import Notification
from lianxiao.organisations.queries.notifications import texts_of, wording


@app.task(name="organisations.mail_notifications", retry=5)
def mail_notifications(notification_ids: list[int]) -> None:
    """Mail what was notified, once: a message that left is marked and not sent again after a retry."""
    rows = list(
        Notification.objects.filter(pk__in=notification_ids, mailed_at__isnull=True, user__is_active=True)
        .exclude(user__email="")
        .select_related("user")
        .order_by("id")
    )
    texts = texts_of({row.kind for row in rows})
    with get_connection() as connection:
        for row in rows:
            if row.kind not in texts:
                continue
            subject, body = wording(texts[row.kind], row, language=row.user.language)
            EmailMessage(subject, body, to=[row.user.email], connection=connection).send()
            row.mailed_at = timezone.now()
            row.save(update_fields=["mailed_at"])
