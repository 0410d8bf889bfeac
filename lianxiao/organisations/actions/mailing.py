"""Mail to readers of notifications, and what they choose of it.

A mail is sent and then marked, in one transaction that holds its rows: whoever is killed in between sends it again,
with the same Message-ID, so that nothing is lost and a mail that comes twice is known as one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.organisations.models import MailChoice, MailSettings, NoticeText, Notification
from lianxiao.organisations.queries import mailing
from lianxiao.organisations.queries.notifications import texts_of, wording

log = structlog.get_logger(__name__)
# After a refusal by the reader's server; then the message is left to the product.
WAITS = [timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6), timedelta(hours=24)]
REFUSALS = (SMTPRecipientsRefused, SMTPDataError, SMTPSenderRefused)
LIST = "/notifications/"


# --- choosing --------------------------------------------------------------------------------------


@transaction.atomic
def save_mail_settings(*, hours: Mapping[str, Any], choices: Mapping[str, str], by: Actor) -> MailSettings:
    """The actor's own; holds for messages from now on."""
    if by.user_id is None or by.is_program:
        raise PermissionDenied
    saved, _new = MailSettings.objects.update_or_create(user_id=by.user_id, defaults=dict(hours))
    for group, mail in choices.items():
        MailChoice.objects.update_or_create(user_id=by.user_id, group=group, defaults={"mail": mail})
    steps.record(saved, "save", by=by, details={**hours, **choices})
    return saved


# --- mailing ---------------------------------------------------------------------------------------


def mail_due(*, ids: Iterable[int] | None = None) -> int:
    """Everything that may leave now, one statement says what; how many mails left."""
    letters: list[list[int]] = []
    digests: dict[int, list[int]] = defaultdict(list)
    for in_digest, user_id, pk in mailing.due(ids).order_by("id").values_list("in_digest", "user_id", "pk"):
        if in_digest:
            digests[user_id].append(pk)
        else:
            letters.append([pk])
    if not letters and not digests:
        return 0
    with get_connection() as connection:
        return sum(mail_letter(one, connection) for one in letters) + sum(
            mail_digest(one, connection) for one in digests.values()
        )


@transaction.atomic
def mail_letter(ids: Sequence[int], connection: BaseEmailBackend) -> bool:
    """A mail of its own, unless another worker has it in hand or has mailed it."""
    rows = _held(ids)
    return bool(rows) and _sent(rows, letter_of(rows[0]), connection)


@transaction.atomic
def mail_digest(ids: Sequence[int], connection: BaseEmailBackend) -> bool:
    """One reader's digest, the only one of the day: whose settings say that it left gets none, nor two at once."""
    today = timezone.localtime(database_now()).date()
    reader = MailSettings.objects.select_for_update(of=("self",), skip_locked=True).exclude(digest_sent_on=today)
    rows = _held(ids)
    mine = reader.filter(pk=rows[0].user_id).first() if rows else None
    if mine is None or not _sent(rows, digest_of(rows), connection):
        return False
    mine.digest_sent_on = today
    mine.save(update_fields=["digest_sent_on"])
    return True


def _held(ids: Sequence[int]) -> list[Notification]:
    held = mailing.due(ids).select_for_update(of=("self",), skip_locked=True)
    return list(held.select_related("user").order_by("id"))


def _sent(rows: Sequence[Notification], message: EmailMessage | None, connection: BaseEmailBackend) -> bool:
    if message is None:
        return False
    try:
        connection.send_messages([message])
    except REFUSALS as refusal:
        _put_off(rows, refusal)
        return False
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=database_now())
    return True


def letter_of(row: Notification) -> EmailMessage | None:
    """None while the kind has no text."""
    texts = texts_of([row.kind])
    if row.kind not in texts:
        return None
    subject, body = wording(texts[row.kind], row, language=row.user.language)
    return _message(row, subject, body, f"notification-{row.pk}")


def digest_of(rows: Sequence[Notification]) -> EmailMessage | None:
    """Subjects and links, nothing more: a subject says which case it is and what happened, never what stands in it."""
    texts, reader = texts_of({row.kind for row in rows} | {"digest"}), rows[0].user
    lines = "\n\n".join(_line(texts[row.kind], row) for row in rows if row.kind in texts)
    if "digest" not in texts or not lines:
        return None
    whole = Notification(user=reader, path=LIST, values={"count": str(len(rows)), "lines": lines})
    subject, body = wording(texts["digest"], whole, language=reader.language)
    return _message(whole, subject, body, f"digest-{rows[0].pk}-{rows[-1].pk}")


def _line(text: NoticeText, row: Notification) -> str:
    subject, _body = wording(text, row, language=row.user.language)
    return f"· {subject}\n  {settings.SITE_URL}{row.path}"


def _message(row: Notification, subject: str, body: str, name: str) -> EmailMessage:
    host = urlsplit(settings.SITE_URL).hostname
    return EmailMessage(subject, body, to=[row.user.email], headers={"Message-ID": f"<{name}@{host}>"})


def _put_off(rows: Sequence[Notification], refusal: Exception) -> None:
    for row in rows:
        given_up = row.mail_attempts >= len(WAITS)
        row.mail_due_at = None if given_up else database_now() + WAITS[row.mail_attempts]
        row.mail_attempts += 1
        row.save(update_fields=["mail_due_at", "mail_attempts"])
        log.warning("mail_refused", notification=row.pk, given_up=given_up, refusal=type(refusal).__name__)
