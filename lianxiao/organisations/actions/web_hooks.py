"""Web hooks: set up by an organisation, called by the worker after the commit, tried again, switched off at last.

An attempt holds its delivery and is written with what came of it. Whoever is killed in between calls again, with the
same id in the message: at least once, and known as one.
"""

import hmac
import json
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.core import outside, steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.jobs import enqueue
from lianxiao.core.outside import Resolve
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.core.sealing import seal, unseal
from lianxiao.core.taking_out import taken_out
from lianxiao.organisations import access
from lianxiao.organisations.models import AllowedHost, HookAttempt, HookDelivery, Organisation, WebHook
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.queries import web_hooks as queries
from lianxiao.organisations.queries.web_hooks import TRIED
from lianxiao.organisations.roles import Role

PURPOSE = "secret of a web hook"
WAITS = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
]
# Attempts in a row without a good answer, over all messages.
OFF_AFTER = 20


@dataclass(frozen=True, slots=True)
class Made:
    """`secret` is shown once to who set the hook up."""

    hook: WebHook
    secret: str


# --- setting up ------------------------------------------------------------------------------------


@transaction.atomic
def make(*, organisation: Organisation, name: str, address: str, groups: Sequence[str], by: Actor) -> Made:
    """Raises NotAllowed when the host is not on the list."""
    if not access.may_keep_web_hooks(by, organisation.pk):
        raise PermissionDenied
    outside.target_of(address, queries.host_names())
    secret = secrets.token_urlsafe(32)
    hook = WebHook.objects.create(
        organisation=organisation,
        name=name,
        address=address,
        groups=sorted(groups),
        sealed_secret=seal(secret, PURPOSE),
        made_by_id=by.person_id,
    )
    steps.record(hook, "make", by=by, remark=name, details={"address": address, "groups": hook.groups})
    return Made(hook, secret)


@transaction.atomic
def change(*, hook: WebHook, name: str, address: str, groups: Sequence[str], by: Actor) -> WebHook:
    """The secret stays; failures are counted anew at a new address. Raises NotAllowed when its host is not listed."""
    locked = _locked(hook)
    if not access.may_keep_web_hooks(by, locked.organisation_id):
        raise PermissionDenied
    outside.target_of(address, queries.host_names())
    before = {"name": locked.name, "address": locked.address, "groups": locked.groups}
    after = {"name": name, "address": address, "groups": sorted(groups)}
    if before == after:
        return locked
    locked.failures = locked.failures if address == locked.address else 0
    locked.name, locked.address, locked.groups = name, address, sorted(groups)
    locked.save(update_fields=["name", "address", "groups", "failures"])
    changed = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    steps.record(locked, "change", by=by, remark=name, details={"changed": changed})
    return locked


@transaction.atomic
def switch(*, hook: WebHook, on: bool, by: Actor) -> WebHook:
    """Raises NotAllowedNow when it stands so already. What waited while it was off is not sent later."""
    locked = _locked(hook)
    if not access.may_keep_web_hooks(by, locked.organisation_id):
        raise PermissionDenied
    if locked.is_on == on:
        raise NotAllowedNow(_("Somebody has switched it meanwhile."))
    locked.is_on, locked.failures = on, 0
    locked.save(update_fields=["is_on", "failures"])
    if not on:
        _give_up_all(locked)
    steps.record(locked, "switch_on" if on else "switch_off", by=by, remark=locked.name)
    return locked


@transaction.atomic
def try_out(*, hook: WebHook, by: Actor) -> HookDelivery:
    """A message that says it is a trial, on the way of all others."""
    if not access.may_keep_web_hooks(by, hook.organisation_id):
        raise PermissionDenied
    if not hook.is_on:
        raise NotAllowedNow(_("It is switched off."))
    now = database_now()
    delivery = HookDelivery.objects.create(
        hook=hook, kind=TRIED, title=_("Trial of the web hook"), path=_path(hook), happened_at=now, due_at=now
    )
    enqueue("organisations.deliver_hooks", delivery_ids=[delivery.pk])
    steps.record(hook, "try", by=by, remark=hook.name)
    return delivery


@transaction.atomic
def allow_host(*, host: str, note: str, by: Actor) -> AllowedHost:
    if not access.may_allow_hosts(by):
        raise PermissionDenied
    row = AllowedHost.objects.create(host=host, note=note, added_by_id=by.person_id)
    steps.record(row, "allow_host", by=by, remark=host)
    return row


@transaction.atomic
def remove_host(*, host: AllowedHost, by: Actor) -> None:
    """From the next attempt on nothing is sent there."""
    if not access.may_allow_hosts(by):
        raise PermissionDenied
    if taken_out(host):
        steps.record(host, "remove_host", by=by, remark=host.host)


# --- delivering ------------------------------------------------------------------------------------


def deliver_due(*, ids: Sequence[int] | None = None, resolve: Resolve = socket.getaddrinfo) -> int:
    """How many arrived."""
    numbers = list(queries.due(ids).order_by("due_at", "id").values_list("pk", flat=True))
    return sum(deliver(pk, resolve=resolve) for pk in numbers)


@transaction.atomic
def deliver(pk: int, *, resolve: Resolve = socket.getaddrinfo) -> bool:
    """One attempt, unless another worker has it in hand."""
    held = queries.due([pk]).select_for_update(of=("self",), skip_locked=True).select_related("hook").first()
    if held is None:
        return False
    status, said = _call(held, resolve)
    now = database_now()
    HookAttempt.objects.create(delivery=held, at=now, status=status, said=said)
    arrived = status is not None and 200 <= status < 300
    held.delivered_at, held.due_at = (now, None) if arrived else (None, _next(held))
    held.save(update_fields=["delivered_at", "due_at"])
    if arrived:
        WebHook.objects.filter(pk=held.hook_id, failures__gt=0).update(failures=0)
    else:
        _count_failure(held)
    return arrived


def _call(delivery: HookDelivery, resolve: Resolve) -> tuple[int | None, str]:
    body = body_of(delivery)
    stamp = str(int(timezone.now().timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Lianxiao",
        "X-Lianxiao-Delivery": str(delivery.key),
        "X-Lianxiao-Timestamp": stamp,
        "X-Lianxiao-Signature": f"sha256={signature(unseal(delivery.hook.sealed_secret, PURPOSE), stamp, body)}",
    }
    try:
        target = outside.target_of(delivery.hook.address, queries.host_names())
        answer = outside.post(target, body, headers, resolve=resolve)
    except (outside.NotAllowed, outside.NoAnswer) as error:
        return None, str(error)
    return answer.status, answer.text


def body_of(delivery: HookDelivery) -> bytes:
    """What happened, where to look, when; nothing of what stands in the case."""
    message = {
        "id": str(delivery.key),
        "kind": delivery.kind,
        "title": delivery.title,
        "link": settings.SITE_URL + delivery.path,
        "moment": timezone.localtime(delivery.happened_at).isoformat(timespec="seconds"),
    }
    return json.dumps(message, ensure_ascii=False).encode()


def signature(secret: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA256 over "timestamp.body", so that an old message cannot be sent again as a new one."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, sha256).hexdigest()


def _next(delivery: HookDelivery) -> datetime | None:
    """After this failure; None when it is given up."""
    tried = delivery.attempts.count()
    return database_now() + WAITS[tried - 1] if tried <= len(WAITS) else None


def _count_failure(delivery: HookDelivery) -> None:
    hook = _locked(delivery.hook)
    hook.failures += 1
    off = hook.is_on and hook.failures >= OFF_AFTER
    hook.is_on = hook.is_on and not off
    hook.save(update_fields=["failures", "is_on"])
    if off:
        _give_up_all(hook)
        _tell(hook, "hook_off")
    elif delivery.due_at is None:
        _tell(hook, "hook_given_up")


def _tell(hook: WebHook, kind: str) -> None:
    keepers = list(people_in([hook.organisation_id], Role.LIAISON)) or [hook.made_by]
    notify(keepers, kind, path=_path(hook), values={"name": hook.name})


def _give_up_all(hook: WebHook) -> None:
    hook.deliveries.filter(due_at__isnull=False).update(due_at=None)


def _locked(hook: WebHook) -> WebHook:
    return WebHook.objects.select_for_update(of=("self",)).get(pk=hook.pk)


def _path(hook: WebHook) -> str:
    return f"/web-hooks/{hook.pk}/"
