from django.core.mail import EmailMessage, get_connection
from django.utils import timezone
from procrastinate.contrib.django import app

from lianxiao.organisations.actions import imports
from lianxiao.organisations.models import ImportRun, Notification
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


@app.task(name="organisations.check_import", retry=3)
def check_import(run_id: int) -> None:
    """Read and check an uploaded table; nothing of it is written."""
    imports.check(run=ImportRun.objects.select_related("organisation", "uploaded_by").get(pk=run_id))


@app.task(name="organisations.carry_out_import", retry=3)
def carry_out_import(run_id: int) -> None:
    """Write a confirmed table, whole or not at all."""
    imports.carry_out(run=ImportRun.objects.select_related("organisation", "uploaded_by").get(pk=run_id))
