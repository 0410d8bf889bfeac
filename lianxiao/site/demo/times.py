"""When the story happens: a clock set back for each step, and the stamps that no clock of ours sets."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from lianxiao.calls.models import Application, ApplicationMember, Call, Slot
from lianxiao.core import clock
from lianxiao.core.models import Step
from lianxiao.core.steps import kind_of
from lianxiao.organisations.models import Membership, Notification, User
from lianxiao.organisations.notices import told_before

OFFICE_OPENS = time(9)
PER_STEP = timedelta(minutes=25)
AN_HOUR = timedelta(hours=1)
# Everybody has read what is older.
READ_LATEST, READ_AFTER = timedelta(days=8), timedelta(hours=3)


def today() -> date:
    return timezone.localdate(clock.database_now())


def midnight_after(days_ago: int) -> datetime:
    """The end of the day so many days ago; negative days lie ahead."""
    return at(today() - timedelta(days=days_ago - 1), time())


def working_moment(days_ago: int, order: int, case: int) -> datetime:
    """In office hours of that day, or of the Friday before; steps of a case in their order, cases apart."""
    day = today() - timedelta(days=days_ago)
    while day.isoweekday() > 5:
        day -= timedelta(days=1)
    return at(day, OFFICE_OPENS) + order * PER_STEP + timedelta(seconds=37 * case % 1500)


def night_after(days_ago: int) -> datetime:
    """Just past midnight into that day: what the platform does by itself waits for no office hours."""
    return at(today() - timedelta(days=days_ago), time(0, 5))


def at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


@contextmanager
def moment(then: datetime, told: list[Notification]) -> Iterator[None]:
    """What is done inside happens at `then`; its notifications are added to those that `stamp_post` will stamp."""
    with clock.stopped(then), told_before() as written:
        yield
    for one in written:
        one.created_at = then
    told.extend(written)


def stamp_post(told: list[Notification]) -> None:
    """All post of the past has been mailed, and what is old has been read."""
    now = clock.database_now()
    for one in told:
        one.mailed_at = one.created_at
        one.read_at = one.created_at + READ_AFTER if one.created_at + READ_LATEST < now else None
    Notification.objects.bulk_update(told, ["created_at", "mailed_at", "read_at"], batch_size=500)


@contextmanager
def as_if_open(call: Call) -> Iterator[None]:
    """The database takes and frees places by its own clock only, so the call is open for that instant."""
    rows: QuerySet[Call] = Call.objects.filter(pk=call.pk)
    opens_at, closes_at = rows.values_list("opens_at", "closes_at").get()
    now = timezone.now()
    rows.update(opens_at=min(opens_at, now - AN_HOUR), closes_at=max(closes_at, now + AN_HOUR))
    yield
    rows.update(opens_at=opens_at, closes_at=closes_at)


def stamp_people() -> None:
    """Accounts and roles exist since the record says that they were given."""
    opened = Step.objects.filter(case_kind=kind_of(User), case_id=OuterRef("pk"), verb="open_account")
    User.objects.update(created_at=Subquery(opened.values("at")[:1]))
    granted = Step.objects.filter(case_kind=kind_of(Membership), case_id=OuterRef("pk"), verb="grant")
    Membership.objects.update(started_at=Subquery(granted.values("at")[:1]))
    Membership.objects.exclude(confirmed_at=None).update(confirmed_at=F("started_at"))


def stamp_cases() -> None:
    """Applications were begun and last touched when the record says so."""
    taken = Step.objects.filter(case_kind=kind_of(Application), case_id=OuterRef("pk"))
    Application.objects.update(
        created_at=Subquery(taken.filter(verb="begin").values("at")[:1]),
        updated_at=Subquery(taken.order_by("-id").values("at")[:1]),
    )
    begun = Application.objects.filter(pk=OuterRef("application")).values("created_at")
    ApplicationMember.objects.update(added_at=Subquery(begun))


def stamp_slot(application: Application) -> None:
    """A place was taken with the submission; the database had stamped it by its own clock."""
    Slot.objects.filter(application=application).update(taken_at=application.submitted_at)
