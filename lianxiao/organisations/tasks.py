from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone
from procrastinate.contrib.django import app

from lianxiao.organisations.models import NoticeText, Notification


@app.task(name="organisations.mail_notifications", retry=5)
def mail_notifications(notification_ids: list[int]) -> None:
    """Mail what was notified, once: a message that left is marked and not sent again after a retry."""
    rows = (
        Notification.objects.filter(pk__in=notification_ids, mailed_at__isnull=True)
        .exclude(user__email="")
        .select_related("user")
        .order_by("id")
    )
    texts = {text.kind: text for text in NoticeText.objects.all()}
    with get_connection() as connection:
        for row in rows:
            if row.kind not in texts:
                continue
            subject, body = wording(texts[row.kind], row)
            EmailMessage(subject, body, to=[row.user.email], connection=connection).send()
            row.mailed_at = timezone.now()
            row.save(update_fields=["mailed_at"])


def wording(text: NoticeText, row: Notification, language: str = "") -> tuple[str, str]:
    """Subject and body in the reader's language; a placeholder without a value stays empty."""
    values = _Values(row.values, url=settings.SITE_URL + row.path)
    english = (language or row.user.language) == "en"
    subject = text.subject_en if english else text.subject
    body = text.body_en if english else text.body
    return subject.format_map(values), body.format_map(values)


class _Values(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
