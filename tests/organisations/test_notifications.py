"""Notifications: the reader's own, in the reader's language, in the product and by mail."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.core.clock import stopped
from lianxiao.organisations.models import Notification
from lianxiao.organisations.notices import notify
from lianxiao.organisations.queries.notifications import unread_count, worded
from lianxiao.organisations.tasks import mail_notifications
from tests.organisations.mailbox import Mailbox
from tests.world import World, sign_in, user_of

pytestmark = pytest.mark.django_db
NOON = timezone.localtime().replace(hour=12, minute=0) - timedelta(days=1)
VALUES = {"application": "工业互联网联合实验室", "code": "SB-PY-2026-0007"}


@pytest.fixture
def world() -> World:
    return World(with_call=False)


def tell(*actors: Actor, kind: str = "handed_in", path: str = "/roles/") -> list[Notification]:
    """In working hours, when mail leaves at once."""
    with stopped(NOON):
        notify([user_of(actor) for actor in actors], kind, path=path, values=VALUES)
    return list(Notification.objects.order_by("id"))


# --- in the product --------------------------------------------------------------------------------


def test_a_notification_reads_in_either_language_and_without_its_address(world: World) -> None:
    rows = tell(world.lnu.liaison)
    assert [(one.subject, one.body) for one in worded(rows, "zh-hans")] == [
        ("待审核：SB-PY-2026-0007", "《工业互联网联合实验室》已送交校级管理员审核。请登录平台查看并处理。")
    ]
    assert worded(rows, "en")[0].subject == "To review: SB-PY-2026-0007"


def test_a_deadline_reads_as_a_chinese_date(world: World) -> None:
    due = VALUES | {"due": "2026-11-05 23:59"}
    notify([user_of(world.lnu.liaison)], "released", path="/roles/", values=due)
    assert [one.body for one in worded(Notification.objects.order_by("id"), "zh-hans")] == [
        "校领导已批准《工业互联网联合实验室》。请在2026年11月5日 23:59前提交，逾期系统不再受理。"
    ]


def test_a_kind_whose_text_is_gone_keeps_its_place(world: World) -> None:
    assert [one.subject for one in worded(tell(world.lnu.liaison, kind="unknown"))] == ["消息"]


def test_opening_marks_as_read_and_leads_to_the_case(client: Client, world: World) -> None:
    [row] = tell(world.lnu.liaison)
    sign_in(client, world.lnu.liaison)
    assert unread_count(world.lnu.liaison) == 1
    response = client.post(reverse("site:notification_open", args=[row.pk]))
    assert (response["Location"], unread_count(world.lnu.liaison)) == ("/roles/", 0)


def test_what_was_read_stays_read_at_that_moment(client: Client, world: World) -> None:
    [row] = tell(world.lnu.liaison)
    sign_in(client, world.lnu.liaison)
    client.post(reverse("site:notification_open", args=[row.pk]))
    row.refresh_from_db()
    first = row.read_at
    client.post(reverse("site:notification_open", args=[row.pk]))
    row.refresh_from_db()
    assert row.read_at == first


def test_reading_is_a_post(client: Client, world: World) -> None:
    [row] = tell(world.lnu.liaison)
    sign_in(client, world.lnu.liaison)
    assert client.get(reverse("site:notification_open", args=[row.pk])).status_code == 405


def test_nobody_reads_anothers(client: Client, world: World) -> None:
    [row] = tell(world.lnu.liaison)
    sign_in(client, world.dut.liaison)
    assert client.post(reverse("site:notification_open", args=[row.pk])).status_code == 404
    assert client.get("/notifications/").context["shown"] == []
    client.post(reverse("site:notifications_read"))
    assert unread_count(world.lnu.liaison) == 1


def test_all_are_marked_at_once(client: Client, world: World) -> None:
    tell(world.lnu.liaison, world.lnu.liaison)
    sign_in(client, world.lnu.liaison)
    assert len(client.get("/notifications/?unread=1").context["shown"]) == 2
    client.post(reverse("site:notifications_read"))
    assert client.get("/notifications/?unread=1").context["shown"] == []
    assert len(client.get("/notifications/").context["shown"]) == 2


def test_the_list_costs_the_same_with_more_rows(client: Client, world: World) -> None:
    tell(world.lnu.liaison)
    sign_in(client, world.lnu.liaison)
    client.get("/notifications/")
    with CaptureQueriesContext(connection) as few:
        client.get("/notifications/")
    for _n in range(3):
        tell(world.lnu.liaison)
    with CaptureQueriesContext(connection) as many:
        client.get("/notifications/")
    assert len(many) == len(few)


# --- by mail ---------------------------------------------------------------------------------------


def mail(rows: list[Notification]) -> None:
    mail_notifications([row.pk for row in rows])


def test_mail_goes_out_in_the_readers_language_with_the_address(world: World, mailbox: Mailbox) -> None:
    english = user_of(world.dut.liaison)
    english.language = "en"
    english.save()
    mail(tell(world.lnu.liaison, world.dut.liaison))
    link = "https://lianxiao.example/roles/"
    assert mailbox.read() == [
        (
            "lnu-liaison@example.org",
            "待审核：SB-PY-2026-0007",
            f"《工业互联网联合实验室》已送交校级管理员审核。请登录平台查看并处理：{link}",
        ),
        (
            "dut-liaison@example.org",
            "To review: SB-PY-2026-0007",
            "“工业互联网联合实验室” has been handed in to the university's liaison. "
            f"Please review it on the platform: {link}",
        ),
    ]


def test_a_mail_leaves_once_however_often_the_job_runs(world: World, mailbox: Mailbox) -> None:
    rows = tell(world.lnu.liaison)
    mail(rows)
    mail(rows)
    assert len(mailbox.received) == 1


def test_nothing_is_mailed_to_closed_accounts_or_without_an_address(world: World, mailbox: Mailbox) -> None:
    closed, silent = user_of(world.lnu.author), user_of(world.lnu.leader)
    closed.is_active = False
    closed.save()
    silent.email = ""
    silent.save()
    mail(tell(world.lnu.author, world.lnu.leader, world.lnu.liaison))
    assert [to for to, _subject, _body in mailbox.read()] == ["lnu-liaison@example.org"]


def test_writing_a_notification_orders_its_mail(world: World) -> None:
    [row] = tell(world.lnu.liaison)
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args::text FROM procrastinate_jobs ORDER BY id DESC LIMIT 1")
        task, arguments = cursor.fetchone()
    assert (task, json.loads(arguments)) == ("organisations.mail_notifications", {"notification_ids": [row.pk]})
