"""When mail leaves: at once, after the quiet hours, in the digest of the day; once, and never lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from psycopg.conninfo import make_conninfo
from pytest_django.fixtures import Settings

from lianxiao.core.actors import Actor
from lianxiao.core.clock import stopped
from lianxiao.organisations.actions import mailing
from lianxiao.organisations.actions.mailing import WAITS, mail_due, save_mail_settings
from lianxiao.organisations.models import MailChoice, MailSettings, Notification
from lianxiao.organisations.notices import notify
from lianxiao.organisations.queries.mailing import after_quiet_hours, due, next_digest
from tests.organisations.mailbox import Mailbox
from tests.races.together import together
from tests.world import World, sign_in, user_of

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)
VALUES = {"application": "工业互联网联合实验室", "code": "SB-PY-2026-0007", "call": "2026年批次"}
HOURS = {"has_quiet_hours": True, "quiet_from": 22, "quiet_until": 7, "digest_hour": 8}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def world() -> World:
    return World(with_call=False)


def at(hour: int, minute: int = 0, *, day: date = YESTERDAY) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001


def tell(actor: Actor, when: datetime, kind: str = "handed_in") -> Notification:
    with stopped(when):
        notify([user_of(actor)], kind, path="/applications/7/", values=VALUES)
    row = Notification.objects.order_by("-id").first()
    assert row is not None
    return row


def choose(actor: Actor, *, hours: dict[str, Any] = HOURS, **choices: str) -> None:
    save_mail_settings(hours=hours, choices=choices, by=actor)


def run(when: datetime) -> int:
    with stopped(when):
        return mail_due()


# --- hours -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "minute", "quiet", "leaves"),
    [
        (21, 59, (22, 7), (0, 21, 59)),
        (22, 0, (22, 7), (1, 7, 0)),
        (6, 59, (22, 7), (0, 7, 0)),
        (7, 0, (22, 7), (0, 7, 0)),
        (13, 0, (12, 14), (0, 14, 0)),
        (14, 0, (12, 14), (0, 14, 0)),
        (23, 30, (23, 0), (1, 0, 0)),
    ],
)
def test_mail_of_quiet_hours_leaves_when_they_end(
    hour: int, minute: int, quiet: tuple[int, int], leaves: tuple[int, int, int]
) -> None:
    settings = MailSettings(quiet_from=quiet[0], quiet_until=quiet[1])
    days, then, minutes = leaves
    assert after_quiet_hours(at(hour, minute), settings) == at(then, minutes) + timedelta(days=days)


def test_who_has_no_quiet_hours_is_told_at_night() -> None:
    assert after_quiet_hours(at(23), MailSettings(has_quiet_hours=False)) == at(23)


def test_a_digest_leaves_at_its_hour_and_never_twice_a_day() -> None:
    assert next_digest(at(7, 59), 8, None) == at(8)
    assert next_digest(at(8), 8, None) == at(8) + timedelta(days=1)
    assert next_digest(at(7, 59), 8, YESTERDAY) == at(8) + timedelta(days=1)


# --- leaving ---------------------------------------------------------------------------------------


def test_what_is_told_at_night_leaves_in_the_morning(world: World, mailbox: Mailbox) -> None:
    tell(world.lnu.liaison, at(23))
    assert (run(at(23, 1)), run(at(6, 59) + timedelta(days=1)), len(mailbox.received)) == (0, 0, 0)
    assert (run(at(7) + timedelta(days=1)), len(mailbox.received)) == (1, 1)


@pytest.mark.parametrize("kind", ["password_reset", "factor_removed", "wrong_codes", "consent_code"])
def test_what_is_urgent_leaves_at_night_too(world: World, mailbox: Mailbox, kind: str) -> None:
    tell(world.lnu.liaison, at(23), kind)
    assert (run(at(23)), len(mailbox.received)) == (1, 1)


def test_a_digest_lists_subjects_and_links_in_the_readers_language(world: World, mailbox: Mailbox) -> None:
    choose(world.lnu.liaison, duties="digest", news="digest")
    tell(world.lnu.liaison, at(10))
    tell(world.lnu.liaison, at(11), "call_published")
    english = user_of(world.dut.liaison)
    english.language = "en"
    english.save()
    choose(world.dut.liaison, duties="digest")
    tell(world.dut.liaison, at(12))
    assert (run(at(12)), run(at(7, 59) + timedelta(days=1)), run(at(8) + timedelta(days=1))) == (0, 0, 2)
    link = "https://lianxiao.example"
    assert mailbox.read() == [
        (
            "lnu-liaison@example.org",
            "每日汇总：2条消息",
            "联校平台为您汇总以下2条消息：\n\n"
            f"· 待审核：SB-PY-2026-0007\n  {link}/applications/7/\n\n"
            f"· 申报通知：2026年批次\n  {link}/applications/7/\n\n"
            f"全部消息：{link}/notifications/",
        ),
        (
            "dut-liaison@example.org",
            "Daily digest: 1 messages",
            "What Lianxiao has for you since the last digest, 1 in all:\n\n"
            f"· To review: SB-PY-2026-0007\n  {link}/applications/7/\n\n"
            f"All of them: {link}/notifications/",
        ),
    ]


def test_one_digest_a_day_even_when_its_hour_is_moved_meanwhile(world: World, mailbox: Mailbox) -> None:
    choose(world.lnu.liaison, duties="digest")
    tell(world.lnu.liaison, at(7, 30))
    early = tell(world.lnu.liaison, at(7, 40))
    assert run(at(8)) == 1
    choose(world.lnu.liaison, hours=HOURS | {"digest_hour": 18}, duties="digest")
    late = tell(world.lnu.liaison, at(9))
    # Told before the digest was sent, planned for the new hour: waits for the next day all the same.
    Notification.objects.filter(pk=early.pk).update(mailed_at=None, mail_due_at=at(18))
    assert (late.mail_due_at, run(at(18)), run(at(18) + timedelta(days=1))) == (at(18) + timedelta(days=1), 0, 1)
    assert [subject for _to, subject, _body in mailbox.read()] == ["每日汇总：2条消息", "每日汇总：2条消息"]


def test_what_is_not_wanted_by_mail_stands_in_the_product_alone(world: World, mailbox: Mailbox) -> None:
    choose(world.lnu.liaison, progress="none")
    row = tell(world.lnu.liaison, at(10), "approved")
    assert (row.mail_due_at, run(at(11)), len(mailbox.received)) == (None, 0, 0)


def test_a_week_old_message_is_not_mailed_when_an_account_opens_again(world: World, mailbox: Mailbox) -> None:
    row = tell(world.lnu.liaison, at(10))
    Notification.objects.filter(pk=row.pk).update(created_at=at(10) - timedelta(days=8))
    assert (run(at(11)), len(mailbox.received)) == (0, 0)


def test_only_what_leaves_at_once_is_ordered_from_the_worker_at_once(world: World) -> None:
    def ordered() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'organisations.mail_notifications'"
            )
            count: int = cursor.fetchone()[0]
        return count

    before = ordered()
    tell(world.lnu.liaison, at(23))
    assert ordered() == before
    tell(world.lnu.liaison, at(12))
    assert ordered() == before + 1


# --- once, and not lost ----------------------------------------------------------------------------


def test_a_refused_mail_is_tried_again_with_growing_waits_and_then_left(world: World, mailbox: Mailbox) -> None:
    row = tell(world.lnu.liaison, at(10))
    mailbox.answers = ["550 no such box"] * (len(WAITS) + 1)
    moment = at(10)
    for wait in WAITS:
        assert run(moment) == 0
        row.refresh_from_db()
        moment += wait
        assert row.mail_due_at == moment
    assert run(moment) == 0
    row.refresh_from_db()
    assert (row.mail_due_at, row.mailed_at, row.mail_attempts) == (None, None, len(WAITS) + 1)


def test_one_refused_mail_does_not_hold_up_the_others(world: World, mailbox: Mailbox) -> None:
    tell(world.lnu.liaison, at(10))
    tell(world.dut.liaison, at(10))
    mailbox.answers = ["550 no such box"]
    assert (run(at(11)), [to for to, _s, _b in mailbox.read()]) == (1, ["dut-liaison@example.org"])


def test_a_refused_digest_is_tried_again_on_the_same_day(world: World, mailbox: Mailbox) -> None:
    choose(world.lnu.liaison, duties="digest")
    tell(world.lnu.liaison, at(7))
    mailbox.answers = ["451 later"]
    assert (run(at(8)), run(at(8, 5)), len(mailbox.received)) == (0, 1, 1)


def test_while_the_server_is_away_everything_waits(world: World, settings: Settings, mailbox: Mailbox) -> None:
    row = tell(world.lnu.liaison, at(10))
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with pytest.raises(ConnectionRefusedError):
        run(at(10))
    settings.EMAIL_PORT = port
    row.refresh_from_db()
    assert (row.mail_attempts, run(at(10, 1)), len(mailbox.received)) == (0, 1, 1)


WORKER = """
import django
django.setup()
from lianxiao.organisations.actions.mailing import mail_due
mail_due()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("group", ["at_once", "digest"])
def test_a_worker_killed_between_sending_and_marking_sends_the_same_mail_again(
    world: World, mailbox: Mailbox, settings: Settings, group: str
) -> None:
    choose(world.lnu.liaison, duties=group)
    tell(world.lnu.liaison, at(7))
    tell(world.lnu.liaison, at(7)) if group == "digest" else None
    workers: list[subprocess.Popen[bytes]] = []
    mailbox.on_data = lambda: os.kill(workers[0].pid, signal.SIGKILL)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": _test_database(),
        "SMTP_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
        "SITE_URL": settings.SITE_URL,
    }
    workers.append(subprocess.Popen([sys.executable, "-c", WORKER], env=environment, cwd=ROOT))
    assert workers[0].wait(timeout=60) == -signal.SIGKILL
    assert Notification.objects.filter(mailed_at__isnull=False).count() == 0
    mailbox.on_data = lambda: None
    assert (mail_due(), mail_due()) == (1, 0)
    # At least once: the reader's server got it twice and knows it for the same by its Message-ID.
    assert (len(mailbox.received), len(set(mailbox.ids()))) == (2, 1)


def _test_database() -> str:
    """The run's server, and on it the database of this worker of the run."""
    parts = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
    told = connection.settings_dict
    return make_conninfo(**{name: str(told[key]) for key, name in parts.items() if told[key]})


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(world: World, mailbox: Mailbox) -> None:
    choose(world.dut.liaison, duties="digest")
    tell(world.lnu.liaison, at(7))
    tell(world.dut.liaison, at(7))
    outcomes = together(*[mail_due] * 4)
    assert (sorted(to for to, _s, _b in mailbox.read()), sum(outcomes)) == (
        ["dut-liaison@example.org", "lnu-liaison@example.org"],
        2,
    )


@pytest.mark.django_db(transaction=True)
def test_without_holding_its_row_two_workers_send_two(
    world: World, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: what the lock of a row prevents. Both have read what is due before either sends."""
    both = Barrier(2)

    def unheld(ids: Sequence[int]) -> list[Notification]:
        rows = list(due(ids).select_related("user").order_by("id"))
        both.wait(timeout=60)
        return rows

    monkeypatch.setattr(mailing, "_held", unheld)
    tell(world.lnu.liaison, at(7))
    assert sum(together(*[mail_due] * 2)) == 2


# --- choosing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["duties", "deadlines"])
def test_the_database_lets_nobody_switch_duties_off(world: World, group: str) -> None:
    with pytest.raises(IntegrityError, match="mail_choice_duties_are_told"), transaction.atomic():
        MailChoice.objects.create(user=user_of(world.lnu.liaison), group=group, mail="none")


@pytest.mark.parametrize(
    ("hours", "constraint"),
    [
        ({"quiet_from": 24}, "mail_settings_hours"),
        ({"quiet_from": 7, "has_quiet_hours": False}, "mail_settings_quiet_ends"),
        ({"digest_hour": 23}, "mail_settings_digest_awake"),
        ({"digest_hour": 6}, "mail_settings_digest_awake"),
        ({"quiet_from": 7, "quiet_until": 9}, "mail_settings_digest_awake"),
    ],
)
def test_hours_that_make_no_sense_cannot_be_stored(world: World, hours: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MailSettings.objects.create(user=user_of(world.lnu.liaison), **HOURS | hours)


def typed(client: Client) -> dict[str, Any]:
    form = client.get("/notifications/mail/").context["form"]
    return {field.html_name: field.value() for field in form if field.value() not in (False, None)}


def test_a_person_chooses_and_finds_it_again(client: Client, world: World) -> None:
    sign_in(client, world.lnu.liaison)
    data = typed(client)
    assert {value for name, value in data.items() if name.startswith("mail_")} == {"at_once"}
    data |= {"mail_news": "none", "mail_duties": "digest", "digest_hour": "17", "quiet_from": "21"}
    assert client.post("/notifications/mail/", data)["Location"] == "/notifications/mail/"
    assert {name: str(value) for name, value in typed(client).items()} == {k: str(v) for k, v in data.items()}
    assert MailChoice.objects.get(user=user_of(world.lnu.liaison), group="news").mail == "none"


def test_quiet_hours_can_be_given_up(client: Client, world: World) -> None:
    sign_in(client, world.lnu.liaison)
    data = typed(client)
    del data["has_quiet_hours"]
    client.post("/notifications/mail/", data)
    assert tell(world.lnu.liaison, at(23)).mail_due_at == at(23)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mail_duties": "none"}, "mail_duties"),
        ({"digest_hour": "23"}, "digest_hour"),
        ({"quiet_until": "22"}, "quiet_until"),
        ({"quiet_from": "25"}, "quiet_from"),
    ],
)
def test_what_cannot_be_is_refused_at_the_field(
    client: Client, world: World, change: dict[str, str], field: str
) -> None:
    sign_in(client, world.lnu.liaison)
    response = client.post("/notifications/mail/", typed(client) | change)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not MailSettings.objects.exists()
