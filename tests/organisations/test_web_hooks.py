"""Web hooks: told after the commit, signed, tried again with growing waits, switched off at last; no content."""

import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from psycopg.conninfo import make_conninfo
from pytest_django.fixtures import Settings

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now, stopped
from lianxiao.core.outside import NotAllowed
from lianxiao.organisations.actions import web_hooks
from lianxiao.organisations.actions.web_hooks import OFF_AFTER, WAITS, allow_host, deliver_due, make, switch
from lianxiao.organisations.models import AllowedHost, HookAttempt, HookDelivery, Membership, Notification, WebHook
from lianxiao.organisations.notices import notify
from lianxiao.organisations.queries.web_hooks import due
from lianxiao.organisations.roles import Role
from tests.peer import Peer
from tests.races.together import together
from tests.world import World, organisation, sign_in, user_of

pytestmark = pytest.mark.django_db
VALUES = {"application": "工业互联网联合实验室", "code": "SB-PY-2026-0007", "reason": "预算不符"}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def world() -> World:
    return World(with_call=False)


@pytest.fixture
def peer(settings: Settings) -> Iterator[Peer]:
    settings.WEB_HOOKS_ON_LOOPBACK = True
    settings.SITE_URL = "https://lianxiao.example"
    with Peer() as peer:
        yield peer


def hook_to(peer: Peer, by: Actor, *groups: str) -> tuple[WebHook, str]:
    made = make(
        organisation=organisation_of(by), name="工作群", address=peer.address, groups=groups or ["duties"], by=by
    )
    return made.hook, made.secret


def organisation_of(actor: Actor) -> Any:
    return Membership.objects.select_related("organisation").get(user_id=actor.user_id, role=actor.role).organisation


def tell(*actors: Actor, kind: str = "handed_in") -> None:
    notify([user_of(actor) for actor in actors], kind, path="/applications/7/", values=VALUES)


def at(moment: datetime) -> int:
    with stopped(moment):
        return deliver_due()


# --- changing one ----------------------------------------------------------------------------------


def test_a_changed_hook_keeps_its_secret_and_is_on_record_with_both_values(
    client: Client, world: World, peer: Peer
) -> None:
    hook, _secret = hook_to(peer, world.lnu.liaison)
    WebHook.objects.filter(pk=hook.pk).update(failures=7)
    page = f"/web-hooks/{hook.pk}/edit/"
    sign_in(client, world.lnu.liaison)
    typed = {"name": "值班群", "address": f"{peer.address}2", "groups": ["duties", "news"]}
    assert client.post(page, typed).status_code == 302
    changed = WebHook.objects.get()
    assert (changed.name, changed.groups, changed.failures) == ("值班群", ["duties", "news"], 0)
    assert changed.sealed_secret == hook.sealed_secret
    step = steps.of_case(hook).last()
    assert step is not None
    assert step.details["changed"]["name"] == ["工作群", "值班群"]


def test_a_host_outside_the_list_is_refused_at_its_field_and_strangers_find_nothing(
    client: Client, world: World, peer: Peer
) -> None:
    hook, _secret = hook_to(peer, world.lnu.liaison)
    page = f"/web-hooks/{hook.pk}/edit/"
    refused = sign_in(client, world.lnu.liaison).post(
        page, {"name": "新名称", "address": "https://elsewhere.example/x", "groups": ["duties"]}
    )
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["address"])
    assert "新名称" in refused.content.decode()
    assert sign_in(client, world.dut.liaison).get(page).status_code == 404
    with pytest.raises(PermissionDenied):
        web_hooks.change(hook=hook, name="x", address=hook.address, groups=["duties"], by=world.dut.liaison)
    assert WebHook.objects.get().name == "工作群"


# --- what is told ----------------------------------------------------------------------------------


def test_a_hook_is_told_the_title_the_link_and_the_moment_and_nothing_else(world: World, peer: Peer) -> None:
    hook, _secret = hook_to(peer, world.lnu.liaison)
    tell(world.lnu.liaison, world.lnu.leader)
    delivery = HookDelivery.objects.get()
    assert deliver_due() == 1
    [(path, headers, body)] = peer.received
    assert json.loads(body) == {
        "id": str(delivery.key),
        "kind": "handed_in",
        "title": "待审核：SB-PY-2026-0007",
        "link": "https://lianxiao.example/applications/7/",
        "moment": json.loads(body)["moment"],
    }
    assert datetime.fromisoformat(json.loads(body)["moment"]) == delivery.happened_at.replace(microsecond=0)
    assert (path, headers["X-Lianxiao-Delivery"]) == ("/hook", str(delivery.key))
    assert list(HookAttempt.objects.values_list("status", "said")) == [(200, "ok")]
    hook.refresh_from_db()
    assert (hook.failures, deliver_due()) == (0, 0)


def test_a_message_is_signed_over_its_timestamp_and_body(world: World, peer: Peer) -> None:
    _hook, secret = hook_to(peer, world.lnu.liaison)
    tell(world.lnu.liaison)
    deliver_due()
    [(_path, headers, body)] = peer.received
    stamp = headers["X-Lianxiao-Timestamp"]
    expected = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["X-Lianxiao-Signature"] == f"sha256={expected}"
    other = hmac.new(secret.encode(), f"{int(stamp) + 1}.".encode() + body, hashlib.sha256).hexdigest()
    assert other != expected


def test_the_secret_is_sealed_and_kept_out_of_the_history(world: World, peer: Peer) -> None:
    hook, secret = hook_to(peer, world.lnu.liaison)
    assert secret not in hook.sealed_secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_change WHERE kind = 'organisations.webhook' AND after::text LIKE %s",
                       [f"%{hook.sealed_secret}%"])  # fmt: skip
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("kind", "told"),
    [("handed_in", 1), ("deadline_near", 0), ("selection_invited", 0), ("password_reset", 0), ("hook_off", 0)],
)
def test_only_chosen_messages_are_told_and_never_what_concerns_a_person(
    world: World, peer: Peer, kind: str, told: int
) -> None:
    hook_to(peer, world.lnu.liaison, "duties")
    tell(world.lnu.liaison, kind=kind)
    assert HookDelivery.objects.count() == told


def test_another_organisations_hook_is_told_nothing(world: World, peer: Peer) -> None:
    hook_to(peer, world.dut.liaison)
    tell(world.lnu.liaison)
    assert HookDelivery.objects.count() == 0


def test_a_teacher_does_not_speak_for_the_university(world: World, peer: Peer) -> None:
    hook_to(peer, world.lnu.liaison)
    tell(world.lnu.author)
    assert HookDelivery.objects.count() == 0


def test_who_speaks_for_two_organisations_is_told_alone(world: World, peer: Peer) -> None:
    """Which of them the message is for, only he knows."""
    hook_to(peer, world.lnu.liaison)
    Membership.objects.create(
        user=user_of(world.lnu.liaison),
        organisation=organisation("gongye"),
        role=Role.OFFICER,
        confirmed_at=database_now(),
    )
    tell(world.lnu.liaison)
    assert HookDelivery.objects.count() == 0


def test_what_is_undone_is_not_told(world: World, peer: Peer) -> None:
    hook_to(peer, world.lnu.liaison)
    with transaction.atomic():
        tell(world.lnu.liaison)
        transaction.set_rollback(True)
    assert (HookDelivery.objects.count(), deliver_due(), peer.received) == (0, 0, [])


def test_telling_orders_the_delivery_from_the_worker(world: World, peer: Peer) -> None:
    hook_to(peer, world.lnu.liaison)
    tell(world.lnu.liaison)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE task_name = 'organisations.deliver_hooks'")
        assert [json.loads(row[0]) for row in cursor.fetchall()] == [{"delivery_ids": [HookDelivery.objects.get().pk]}]


# --- failing ---------------------------------------------------------------------------------------


def test_a_failed_message_is_tried_again_with_growing_waits_then_given_up_and_the_liaison_told(
    world: World, peer: Peer
) -> None:
    hook_to(peer, world.lnu.liaison)
    tell(world.lnu.liaison)
    peer.answers = [(500, "x" * 600, {})] * (len(WAITS) + 1)
    moment = HookDelivery.objects.get().happened_at
    for wait in WAITS:
        assert at(moment) == 0
        moment += wait
        assert HookDelivery.objects.get().due_at == moment
        assert at(moment - timedelta(seconds=1)) == 0
    assert at(moment) == 0
    assert (HookDelivery.objects.get().due_at, len(peer.received)) == (None, len(WAITS) + 1)
    assert set(HookAttempt.objects.values_list("status", "said")) == {(500, "x" * 500)}
    told = Notification.objects.filter(kind="hook_given_up")
    assert list(told.values_list("user_id", flat=True)) == [world.lnu.liaison.user_id]


def test_a_good_answer_ends_the_count_of_failures(world: World, peer: Peer) -> None:
    hook, _secret = hook_to(peer, world.lnu.liaison)
    tell(world.lnu.liaison)
    peer.answers = [(503, "", {})]
    deliver_due()
    hook.refresh_from_db()
    assert hook.failures == 1
    at(database_now() + timedelta(hours=1))
    hook.refresh_from_db()
    assert (hook.failures, HookDelivery.objects.get().delivered_at is not None) == (0, True)


def test_a_hook_that_fails_too_often_in_a_row_is_switched_off(world: World, peer: Peer) -> None:
    hook, _secret = hook_to(peer, world.lnu.liaison)
    for _n in range(OFF_AFTER + 2):
        tell(world.lnu.liaison)
    peer.answers = [(302, "", {"Location": peer.address})] * OFF_AFTER
    assert deliver_due() == 0
    hook.refresh_from_db()
    assert (hook.is_on, hook.failures, len(peer.received)) == (False, OFF_AFTER, OFF_AFTER)
    assert not HookDelivery.objects.filter(due_at__isnull=False).exists()
    assert Notification.objects.filter(kind="hook_off").count() == 1
    tell(world.lnu.liaison)
    assert deliver_due() == 0
    switch(hook=hook, on=True, by=world.lnu.liaison)
    tell(world.lnu.liaison)
    assert deliver_due() == 1


def test_a_host_that_is_taken_off_the_list_is_not_called_any_more(world: World, settings: Settings) -> None:
    settings.WEB_HOOKS_ON_LOOPBACK = False
    host = allow_host(host="hooks.example.org", note="示例", by=world.system_admin)
    make(
        organisation=world.lnu.organisation,
        name="群",
        address="https://hooks.example.org/x",
        groups=["duties"],
        by=world.lnu.liaison,
    )
    tell(world.lnu.liaison)
    web_hooks.remove_host(host=host, by=world.system_admin)
    asked: list[str] = []
    assert deliver_due(resolve=lambda name, *_a, **_o: asked.append(name) or []) == 0  # type: ignore[func-returns-value]
    assert (asked, HookAttempt.objects.get().said) == ([], "域名 hooks.example.org 不在允许之列。")


def test_a_name_that_turns_private_after_it_was_allowed_is_not_called(world: World, settings: Settings) -> None:
    settings.WEB_HOOKS_ON_LOOPBACK = False
    allow_host(host="hooks.example.org", note="示例", by=world.system_admin)
    make(
        organisation=world.lnu.organisation,
        name="群",
        address="https://hooks.example.org/x",
        groups=["duties"],
        by=world.lnu.liaison,
    )
    tell(world.lnu.liaison)
    assert deliver_due(resolve=lambda *_a, **_o: [(0, 0, 0, "", ("169.254.169.254", 443))]) == 0
    assert HookAttempt.objects.get().said == "hooks.example.org 指向非公网地址。"


WORKER = """
import django
django.setup()
from django.conf import settings
settings.WEB_HOOKS_ON_LOOPBACK = True
from lianxiao.organisations.actions.web_hooks import deliver_due
deliver_due()
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_calling_and_writing_calls_again_with_the_same_id(world: World, peer: Peer) -> None:
    hook_to(peer, world.lnu.liaison)
    tell(world.lnu.liaison)
    peer.drip = True  # the worker waits for an answer until it is killed
    told = connection.settings_dict
    parts = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
    url = make_conninfo(**{name: str(told[key]) for key, name in parts.items() if told[key]})
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url}
    worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment, cwd=ROOT)
    peer.wait_for(1)
    worker.send_signal(signal.SIGKILL)
    worker.wait(timeout=30)
    assert HookAttempt.objects.count() == 0
    peer.drip = False
    peer.until(lambda: due().select_for_update(skip_locked=True).exists(), transaction.atomic)
    assert (deliver_due(), deliver_due()) == (1, 0)
    assert (len(peer.received), len({json.loads(body)["id"] for _p, _h, body in peer.received})) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_call(world: World, peer: Peer) -> None:
    hook_to(peer, world.lnu.liaison)
    tell(world.lnu.liaison)
    assert (sum(together(*[deliver_due] * 4)), len(peer.received)) == (1, 1)


# --- setting up ------------------------------------------------------------------------------------


def test_a_host_that_is_not_allowed_cannot_be_named(world: World) -> None:
    with pytest.raises(NotAllowed):
        make(
            organisation=world.lnu.organisation,
            name="群",
            address="https://evil.example/",
            groups=["duties"],
            by=world.lnu.liaison,
        )


def test_a_liaison_sets_up_nothing_for_another_university(world: World, peer: Peer) -> None:
    with pytest.raises(PermissionDenied):
        make(
            organisation=world.dut.organisation,
            name="群",
            address=peer.address,
            groups=["duties"],
            by=world.lnu.liaison,
        )


def test_only_the_system_administrator_allows_hosts(world: World) -> None:
    with pytest.raises(PermissionDenied):
        allow_host(host="evil.example", note="", by=world.lnu.liaison)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "localhost", "Example.org", "example.org.", "[::1]", "例子.cn"]
)
def test_the_database_keeps_names_of_hosts_only(world: World, host: str) -> None:
    with pytest.raises(IntegrityError, match="allowed_host_is_a_name"), transaction.atomic():
        AllowedHost.objects.create(host=host, note="", added_by=user_of(world.system_admin))


@pytest.mark.parametrize("groups", [[], ["account"], ["duties", "writing"]])
def test_the_database_keeps_what_concerns_people_inside(world: World, groups: list[str]) -> None:
    with pytest.raises(IntegrityError, match="web_hook_groups"), transaction.atomic():
        WebHook.objects.create(
            organisation=world.lnu.organisation,
            address="https://x.example/",
            groups=groups,
            sealed_secret="",
            made_by=user_of(world.lnu.liaison),
        )


def test_a_liaison_sets_a_hook_up_sees_its_secret_once_and_tries_it_out(
    client: Client, world: World, peer: Peer
) -> None:
    sign_in(client, world.lnu.liaison)
    typed = {"organisation": world.lnu.organisation.pk, "name": "工作群", "address": peer.address, "groups": ["duties"]}
    page = client.post("/web-hooks/new/", typed)
    hook, secret = page.context["made"].hook, page.context["made"].secret
    assert (secret in page.content.decode(), page["Cache-Control"]) == (True, "no-store")
    url = f"/web-hooks/{hook.pk}/"
    assert secret not in client.get(url).content.decode()
    assert client.post(f"{url}try/")["Location"] == url
    assert deliver_due() == 1
    assert json.loads(peer.received[0][2])["title"] == "消息推送试发"
    assert [line.row.attempts.all()[0].status for line in client.get(url).context["deliveries"]] == [200]
    client.post(f"{url}switch/", {"on": "0"})
    assert client.post(f"{url}try/").status_code == 409
    assert [step.verb for step in steps.of_case(hook)] == ["make", "try", "switch_off"]


def test_what_was_told_is_read_by_the_organisation_and_not_by_the_administrator(
    client: Client, world: World, peer: Peer
) -> None:
    hook, _secret = hook_to(peer, world.lnu.liaison)
    tell(world.lnu.liaison)
    peer.answers = [(200, "got SB-PY-2026-0007", {})]
    deliver_due()
    pages = {}
    for reader in (world.lnu.liaison, world.system_admin):
        sign_in(client, reader)
        pages[reader.role] = client.get(f"/web-hooks/{hook.pk}/").content.decode().count("SB-PY-2026-0007")
    assert pages == {"liaison": 2, "system_admin": 0}


def test_a_wrong_address_is_refused_at_the_field_and_nothing_typed_is_lost(client: Client, world: World) -> None:
    sign_in(client, world.lnu.liaison)
    typed = {
        "organisation": world.lnu.organisation.pk,
        "name": "工作群",
        "address": "https://10.0.0.1/",
        "groups": ["news"],
    }
    page = client.post("/web-hooks/new/", typed)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["address"])
    assert page.context["form"]["name"].value() == "工作群"


def test_the_same_address_twice_is_refused_at_the_field(client: Client, world: World, peer: Peer) -> None:
    hook_to(peer, world.lnu.liaison)
    sign_in(client, world.lnu.liaison)
    typed = {"organisation": world.lnu.organisation.pk, "name": "再来", "address": peer.address, "groups": ["duties"]}
    assert list(client.post("/web-hooks/new/", typed).context["form"].errors) == ["address"]


def test_the_administrator_keeps_the_list_of_hosts(client: Client, world: World) -> None:
    sign_in(client, world.system_admin)
    assert client.post("/web-hooks/hosts/", {"host": "OAPI.dingtalk.com", "note": "钉钉"}).status_code == 302
    assert client.post("/web-hooks/hosts/", {"host": "10.0.0.1", "note": "内网"}).status_code == 422
    host = AllowedHost.objects.get()
    assert host.host == "oapi.dingtalk.com"
    client.post(f"/web-hooks/hosts/{host.pk}/remove/")
    assert not AllowedHost.objects.exists()
