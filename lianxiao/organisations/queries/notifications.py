"""Notifications as a person reads them, in the product and by mail."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianxiao.core.actors import Actor
from lianxiao.organisations.models import NoticeText, Notification

# More than this is "99+"; counting further helps nobody.
COUNT_UP_TO = 99
_ADDRESS = re.compile(r"\s*[：:,，]?\s*\{url\}")
_DAY = re.compile(r"(\d{4})-0?(\d{1,2})-0?(\d{1,2})")


def notifications(actor: Actor) -> "QuerySet[Notification]":
    """The actor's own, the newest first."""
    if actor.user_id is None:
        return Notification.objects.none()
    return Notification.objects.filter(user_id=actor.user_id).order_by("-id")


def unread(actor: Actor) -> "QuerySet[Notification]":
    return notifications(actor).filter(read_at__isnull=True)


def unread_count(actor: Actor) -> int:
    """At most COUNT_UP_TO + 1."""
    return unread(actor)[: COUNT_UP_TO + 1].count()


@dataclass(frozen=True, slots=True)
class Message:
    """A notification in the reader's language; the page to open is a button, not an address in the text."""

    row: Notification
    subject: str
    body: str


def worded(rows: "Iterable[Notification]", language: str = "") -> list[Message]:
    """In two queries; a kind whose text is gone keeps its place under a plain name."""
    shown = list(rows)
    texts = texts_of({row.kind for row in shown})
    chosen = language or get_language() or ""
    messages = []
    for row in shown:
        text = texts.get(row.kind)
        subject, body = wording(text, row, language=chosen, in_product=True) if text else (_("Notification"), "")
        messages.append(Message(row, subject, body))
    return messages


def texts_of(kinds: Iterable[str]) -> dict[str, NoticeText]:
    return {text.kind: text for text in NoticeText.objects.filter(kind__in=list(kinds)).order_by("id")}


def wording(text: NoticeText, row: Notification, *, language: str, in_product: bool = False) -> tuple[str, str]:
    """Subject and body; a placeholder without a value stays empty."""
    english = language.startswith("en")
    subject = text.subject_en if english else text.subject
    body = text.body_en if english else text.body
    if in_product:
        body = _ADDRESS.sub("." if english else "。", body).replace("。。", "。").replace("..", ".")
    values = _Values(row.values, url=settings.SITE_URL + row.path)
    # Deadlines are kept as 2026-11-25 23:59, the form that both languages can be made from.
    if not english and "due" in values:
        values["due"] = _DAY.sub(r"\1年\2月\3日", values["due"])
    return subject.format_map(values), body.format_map(values)


class _Values(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
