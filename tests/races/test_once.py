"""Every step of the authorization matrix that somebody can take in the planted scene, sent one to five times at once
with one request id: as many rows and records as of one, and one answer for all.

Each case has a copy of the whole database for itself, as what threads do is committed.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from lianxiao.core import http
from lianxiao.core.actors import Actor
from tests.architecture.sentinels import plant
from tests.architecture.test_strangers import ADDRESSES, LEFT_OUT, door_opens, owners, path_to, walkers
from tests.races.copies import copy_of, inside, named
from tests.races.together import together
from tests.sizes import seed, sized
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

# What forms of steps ask for, all of it with every step.
BODY = {
    "amount": "10",
    "days": "30",
    "email": "new@example.org",
    "give-entitled": "on",
    "give-position": "处长",
    "hand": "editor",
    "key": "cover",
    "language": "en",
    "name": "名称",
    "note": "说明",
    "opinion": "同意",
    "outcome": "approve",
    "position": "处长",
    "purpose": "核对",
    "reason": "理由说明",
    "refuse-position": "处长",
    "refuse-reason": "条件未谈妥",
    "remark": "说明",
    "revision": "1",
    "text": "意见文字",
    "title": "题目",
    "username": "dut-colleague",
    "voids": "1",
}
# Who takes which step.
STEPS = {
    "author": [
        "calls:application_discard",
        "calls:application_hand_in",
        "calls:assignment_remove",
        "calls:comment_step",
        "calls:consent_take_back",
        "calls:invitation_withdraw",
        "calls:member_own",
        "calls:member_remove",
        "calls:print_prepare",
        "calls:section_save",
    ],
    "colleague": [
        "filing:extension_grant",
        "filing:extension_refuse",
        "letters:pass_check",
        "publishing:pass_check",
        "publishing:send_back",
    ],
    "department_leader": [
        "calls:extension_grant",
        "calls:extension_refuse",
        "calls:grant_grant",
        "calls:grant_refuse",
        "letters:withdraw",
    ],
    "drafter": [
        "calls:call_detach",
        "calls:call_hand_in",
        "calls:check_reject",
        "calls:item_suspend_now",
        "calls:public_notice_publish_now",
        "filing:return_accept",
        "forms:trial_save",
        "forms:version_discard",
        "forms:version_hand_in",
        "letters:discard",
        "letters:edit",
        "publishing:notice_copy",
        "site:transfer_back",
    ],
    "expert": [
        "organisations:expert_profile",
    ],
    "his colleague": [
        "calls:assignment_done",
        "site:delegation_end",
    ],
    "his liaison": [
        "calls:application_chase",
        "calls:application_withdraw_now",
        "calls:candidate_take_out",
        "filing:return_submit",
        "filing:upload_discard",
        "letters:confirm_receipt",
        "organisations:binding_end",
        "organisations:import_confirm",
        "organisations:import_discard",
        "organisations:leading_group_remove",
        "organisations:password_reset",
        "organisations:person_edit",
        "organisations:role_end",
        "organisations:token_revoke",
        "organisations:web_hook_switch",
        "site:export_new",
    ],
    "security_admin": [
        "organisations:factor_reset_grant",
        "organisations:factor_reset_refuse",
        "organisations:sign_on_switch_on",
        "site:delegation_confirm",
        "site:export_grant",
        "site:export_refuse",
    ],
    "system_admin": [
        "organisations:account_close",
        "organisations:allowed_host_remove",
    ],
}
CASES = [(role, name) for role, names in STEPS.items() for name in names]
SAMPLE = random.Random(seed()).sample(CASES, sized(10, len(CASES)))
# Without the guard each request makes one more.
MAKES_ANOTHER = ("drafter", "publishing:notice_copy")
SHOWN_ONCE = {"organisations:password_reset"}
COUNTED_NOWHERE = ("django_session", "axes_", "usersessions_", "procrastinate_workers")


@dataclass(frozen=True)
class Scene:
    database: str
    rows: dict[str, Any]
    people: dict[str, Actor]
    cookies: dict[str, SimpleCookie]


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with django_db_blocker.unblock(), copy_of(named(), f"{named()}_scene") as database:
        with inside(database):
            world = World()
            rows = plant(world)
            people = owners(world, rows) | walkers(world)
            signed_in = {role: one for role, one in people.items() if one.is_signed_in}
            cookies = {role: sign_in(Client(), one).cookies for role, one in signed_in.items()}
        yield Scene(database, rows, people, cookies)


def request(scene: Scene, role: str, name: str, request_id: UUID) -> Callable[[], tuple[int, str]]:
    """The answer's status and where it leads."""

    def post() -> tuple[int, str]:
        client = Client()
        client.cookies = scene.cookies[role]
        response = client.post(path_to(name, scene.rows), {**BODY, "request_id": str(request_id)})
        return response.status_code, response.headers.get("Location", "")

    return post


def written(scene: Scene, role: str, name: str, times: int) -> tuple[list[Any], dict[str, int]]:
    """The answers, and by table how many rows there are more than before. Updates count by what the history keeps."""
    with copy_of(scene.database, f"{scene.database}_case") as database, inside(database):
        before, request_id = counts(), uuid4()
        answers = together(*[request(scene, role, name, request_id)] * times)
        after = counts()
    return answers, {table: after[table] - before[table] for table in after if after[table] != before[table]}


def counts() -> dict[str, int]:
    tables = [one for one in connection.introspection.table_names() if not one.startswith(COUNTED_NOWHERE)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{one}', count(*) FROM {one}" for one in tables))
        return dict(cursor.fetchall())


@pytest.mark.slow
def test_the_same_request_one_to_five_times_at_once_has_one_effect(scene: Scene) -> None:
    faults = []
    for role, name in SAMPLE:
        (answer,), once = written(scene, role, name, 1)
        answers, often = written(scene, role, name, random.Random(f"{seed()} {name}").randint(2, 5))
        if not agree(answers, answer, name) or often != once or not once:
            faults.append(f"{name}: {answer} {once}, of {len(answers)}: {answers} {often}")
    assert faults == [], seed()


def agree(answers: list[Any], answer: Any, name: str) -> bool:
    """All the same; of what is shown once only one, and to the others that it was done."""
    if name in SHOWN_ONCE:
        return sorted(answers) == [answer] + [(409, "")] * (len(answers) - 1)
    return answers == [answer] * len(answers)


def test_without_the_guard_each_has_an_effect_of_its_own(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control, with a step that can be taken as often as one likes."""
    table = "publishing_notice"
    _answers, guarded = written(scene, *MAKES_ANOTHER, 3)
    monkeypatch.setattr(http, "_request_id", lambda _request: None)
    answers, unguarded = written(scene, *MAKES_ANOTHER, 3)
    assert (guarded[table], unguarded[table], len(set(answers))) == (1, 3, 3)


@pytest.mark.heavy
def test_no_step_that_somebody_can_take_is_left_out(scene: Scene) -> None:
    """By trying all of them as everybody, each undone."""
    left_out = []
    with copy_of(scene.database, f"{scene.database}_case") as database, inside(database):
        known = {name for _role, name in CASES}
        for name in [one for one in ADDRESSES if one not in LEFT_OUT and not one.startswith("api:")]:
            if name not in known and (roles := [role for role in scene.cookies if takes(scene, role, name)]):
                left_out.append((name, roles))
    assert left_out == []


class Undone(Exception):
    pass


def takes(scene: Scene, role: str, name: str) -> bool:
    if not door_opens(ADDRESSES[name].callback.door, scene.people[role]):  # type: ignore[union-attr]
        return False
    try:
        with transaction.atomic():
            before = history()
            status, _where = request(scene, role, name, uuid4())()
            changed = history() != before
            raise Undone
    except Undone:
        return status in (200, 302) and changed


def history() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_change WHERE kind <> 'core.effect'")
        return int(cursor.fetchone()[0])
