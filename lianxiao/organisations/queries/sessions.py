"""Where a person is signed in: one row per browser whose session has not run out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from lianxiao.core.actors import Actor

# As browsers name themselves; the first that fits, since all of them claim to be several.
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("QQBrowser", "QQ Browser"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`last_seen_at` follows from when the session will run out."""

    row: UserSession
    device: str
    last_seen_at: datetime
    is_here: bool


def own_sessions(actor: Actor) -> "QuerySet[UserSession]":
    rows: QuerySet[UserSession] = UserSession.objects.filter(user_id=actor.user_id).order_by("-id")
    return rows


def signed_in(actor: Actor, here: str | None) -> list[SignedIn]:
    """This browser first, then by when they signed in, the newest on top. Two queries."""
    rows = list(own_sessions(actor))
    ends = dict(
        Session.objects.filter(pk__in=[row.session_key for row in rows], expire_date__gt=timezone.now()).values_list(
            "pk", "expire_date"
        )
    )
    idle = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    shown = [
        SignedIn(row, device_of(row.user_agent), ends[row.session_key] - idle, row.session_key == here)
        for row in rows
        if row.session_key in ends
    ]
    return sorted(shown, key=lambda one: not one.is_here)


def device_of(user_agent: str) -> str:
    names = [next((name for sign, name in table if sign in user_agent), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, names))
