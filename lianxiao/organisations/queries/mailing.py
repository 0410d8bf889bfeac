"""When a message leaves by mail: at once, after the quiet hours of its reader, or in the digest."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.organisations.models import MailChoice, MailSettings, Notification, User
from lianxiao.organisations.occasions import Group, Mail, group_of

A_DAY = timedelta(days=1)
# What could not leave for so long is read in the product; nobody wants a week-old mail when an account opens again.
STALE = timedelta(days=7)


class Plan(NamedTuple):
    mail_due_at: datetime | None
    in_digest: bool


NOT_MAILED = Plan(None, in_digest=False)


def plans_for(users: Sequence[User], kind: str) -> dict[int, Plan]:
    """By user. Two queries, none for urgent kinds beside the clock."""
    now, group = database_now(), group_of(kind)
    reachable = [user.pk for user in users if user.is_active and user.email]
    if group is None:
        return dict.fromkeys(reachable, Plan(now, in_digest=False))
    settings = MailSettings.objects.in_bulk(reachable)
    choices = dict(MailChoice.objects.filter(user__in=reachable, group=group).values_list("user_id", "mail"))
    return {
        pk: plan(now, settings.get(pk) or MailSettings(user_id=pk), choices.get(pk, Mail.AT_ONCE)) for pk in reachable
    }


def plan(now: datetime, settings: MailSettings, choice: str) -> Plan:
    if choice == Mail.NONE:
        return NOT_MAILED
    if choice == Mail.DIGEST:
        return Plan(next_digest(now, settings.digest_hour, settings.digest_sent_on), in_digest=True)
    return Plan(after_quiet_hours(now, settings), in_digest=False)


def after_quiet_hours(moment: datetime, settings: MailSettings) -> datetime:
    """The moment itself when it is outside of them."""
    local = timezone.localtime(moment)
    begin, end = settings.quiet_from, settings.quiet_until
    over_midnight = begin > end
    in_evening = over_midnight and local.hour >= begin
    if not settings.has_quiet_hours or not (
        in_evening or (local.hour < end if over_midnight else begin <= local.hour < end)
    ):
        return moment
    return _at_hour(local.date() + A_DAY if in_evening else local.date(), end)


def next_digest(moment: datetime, hour: int, sent_on: date | None) -> datetime:
    """Today's when it is still to come, never a second one on a day."""
    local = timezone.localtime(moment)
    today_is_gone = local.hour >= hour or sent_on == local.date()
    return _at_hour(local.date() + A_DAY if today_is_gone else local.date(), hour)


def _at_hour(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))  # noqa: DTZ001  (made aware at once)


# --- what the worker asks --------------------------------------------------------------------------


def due(ids: Iterable[int] | None = None) -> "QuerySet[Notification]":
    """What may leave now; of a reader who had his digest today nothing for the digest. Among `ids` when given."""
    now = database_now()
    rows = Notification.objects.filter(
        mail_due_at__lte=now, mailed_at__isnull=True, created_at__gt=now - STALE, user__is_active=True
    ).exclude(user__email="")
    rows = rows.exclude(in_digest=True, user__mail_settings__digest_sent_on=timezone.localtime(now).date())
    return rows if ids is None else rows.filter(pk__in=list(ids))


# --- the page of one's own -------------------------------------------------------------------------


def settings_of(actor: Actor) -> MailSettings:
    """The defaults before they were first saved."""
    return MailSettings.objects.filter(pk=actor.person_id).first() or MailSettings(user_id=actor.person_id)


def choices_of(actor: Actor) -> dict[str, str]:
    """For every group, what the actor chose or the default."""
    chosen = dict(MailChoice.objects.filter(user=actor.person_id).values_list("group", "mail"))
    return {group.value: chosen.get(group.value, Mail.AT_ONCE.value) for group in Group}
