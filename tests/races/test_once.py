"""Every unsafe address, sent one to five times at once with one request id: as many rows and records as of one, and
one answer for all.

Some steps can be taken in the planted scene by whoever asks for them (STEPS); the others have a row in `posts`, which
brings its case there and fills the form. Each case has a copy of the whole database for itself, as what threads do is
committed.
"""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import IO, Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_POST
from pytest_django import DjangoDbBlocker

from lianxiao.api.v1.api import api
from lianxiao.core import http
from lianxiao.core.actors import Actor
from lianxiao.core.http import SAFE
from tests.architecture.sentinels import plant
from tests.architecture.test_strangers import ADDRESSES, LEFT_OUT, door_opens, owners, path_to, walkers
from tests.races.copies import copy_of, inside, named
from tests.races.posts import POSTS, Post, after, campus, department, midterm, people
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
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
MODULES = (campus, department, after, midterm, people)
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
ROLES = {name: role for role, names in STEPS.items() for name in names}
CASES = [*ROLES, *POSTS]
# A few of each kind in every run: steps of the planted scene, then of each module of rows.
KINDS = [list(ROLES), *([name for name in POSTS if POSTS[name].__module__ == one.__name__] for one in MODULES)]
SAMPLE = [name for kind in KINDS for name in random.Random(seed()).sample(kind, sized(2, len(kind)))]
# Unsafe addresses that are in neither table.
ELSEWHERE = {
    "account_login": "the way in, which counts failures and is proved in test_sign_in",
    "account_logout": "the way out",
    "account_again": "shows again who it is; writes to the session alone",
    "account_change_password": "ends all other sessions, this one's repetitions among them",
    "mfa_authenticate": "the way in: a code is good once (test_second_factor)",
    "second_factor_passkey": "wants a key that a browser holds; a challenge is good once (test_passkey)",
    "sign_on_acs": "the way in: an answer of a university is good once (test_sign_on)",
    "sign_on_bind": "the way in: a code or a password binds once (test_sign_on)",
    "organisations:sign_on_try": "asks the university's own server; keeps what it said on record each time",
    "usersessions_end": "ends all other sessions, and of those that are ended nothing is left",
    "organisations:person_find": "looks up and writes nothing",
    "mandate:text_preview": "shows and writes nothing",
    "set_language": "a choice that is kept by the browser",
    "site:act_as": "a choice that is kept in the session",
    "site:display": "a choice that is kept by the browser",
    "site:verify_file": "reads a file and keeps nothing",
}
# Without the guard each request makes one more.
MAKES_ANOTHER = "publishing:notice_copy"
# Of what is shown once there is one answer; the others hear that it was done.
SHOWN_ONCE = {
    "organisations:binding_code",
    "organisations:password_reset",
    "organisations:person_in_full",
    "organisations:import_passwords",
    "organisations:person_new",
    "organisations:token_new",
    "organisations:web_hook_new",
    "calls:application_contacts",
    "filing:return_contacts",
    "second_factor_codes",
}
# A file leaves as often as it is asked for, and each time is on record.
FILES = {
    "calls:places_export",
    "filing:round_export",
    "ledger:board_export",
    "ledger:facts_export",
    "ledger:network_export",
    "ledger:pivot_export",
    "ledger:project_export",
    "letters:export",
    "review:plan_comparison_export",
    "review:plan_results_export",
    "site:export_take",
}
ON_RECORD = {"public.core_step", "public.ledger_ledgerexport"}
# In a transaction of its own, as it counts wrong codes: who comes second hears that the key is set up.
OWN_TRANSACTION = {"second_factor_app"}
# What can be done as often as somebody wants to: another draft, another word, another look, the same edit saved again.
AGAIN = SHOWN_ONCE | {
    "api:begin",
    "calls:application_begin",
    "calls:call_attach",
    "calls:call_copy_now",
    "calls:call_create",
    "calls:comment_add",
    "calls:consent_scan",
    "calls:link_code",
    "calls:link_scan",
    "calls:object_now",
    "calls:print_prepare",
    "calls:public_notice_edit",
    "calls:scan_upload",
    "calls:section_presence",
    "filing:round_edit",
    "filing:round_new",
    "filing:upload_new",
    "forms:form_create",
    "forms:trial_save",
    "ledger:import_check",
    "ledger:imports",
    "ledger:midterm_new",
    "ledger:period_new",
    "ledger:yearly_ask",
    "letters:template_upload",
    "organisations:expert_profile",
    "organisations:import_new",
    "organisations:person_edit",
    "organisations:sign_on_edit",
    "organisations:sign_on_new",
    "organisations:web_hook_try",
    "publishing:attach",
    "publishing:notice_copy",
    "publishing:notice_draft",
    "review:import_new",
    "review:workbook_upload",
    "review:plan_edit",
    "site:export_new",
    "site:mail_settings",
    "site:transfer",
}
COUNTED_NOWHERE = ("django_session", "axes_", "usersessions_", "procrastinate_workers", "core_effect")


@dataclass(frozen=True)
class Scene:
    database: str
    world: World
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
        yield Scene(database, world, rows, people, cookies)


def post_of(scene: Scene, name: str) -> Post:
    """With what it needs there, in the database that we are in."""
    if name in POSTS:
        return POSTS[name](copy(scene.world), scene.rows)
    return Post(path_to(name, scene.rows), BODY, scene.cookies[ROLES[name]])


def request(post: Post, request_id: UUID) -> Callable[[], tuple[int, str]]:
    """The answer's status and where it leads."""
    uploads = {name: (one.name, whole(one)) for name, one in (post.data or {}).items() if hasattr(one, "read")}

    def send() -> tuple[int, str]:
        client = Client()
        client.cookies = post.cookies
        if post.key:
            answer = client.generic(
                post.method,
                post.path,
                data=json.dumps(post.data) if post.data else b"",
                content_type="application/json",
                headers={"Authorization": f"Bearer {post.key}", "Idempotency-Key": str(request_id)},
            )
        else:
            files = {name: SimpleUploadedFile(*upload) for name, upload in uploads.items()}
            answer = client.post(post.path, {**post.data, **files, "request_id": str(request_id)})
        return answer.status_code, answer.headers.get("Location", "")

    return send


def whole(upload: IO[bytes]) -> bytes:
    upload.seek(0)
    return upload.read()


@dataclass(frozen=True)
class Written:
    answers: list[Any]
    more: dict[str, int]  # by table, rows more than before; the history keeps what was updated
    touched: bool  # whether anything was written at all, by what PostgreSQL knows of each row


def written(scene: Scene, name: str, *sendings: Sequence[UUID]) -> list[Written]:
    """Of one case, each sending in a copy of its own: at once with these request ids."""
    with copy_of(scene.database, f"{scene.database}_case") as case:
        with inside(case):
            post = post_of(scene, name)
        return [_written(case, post, ids) for ids in sendings]


def _written(case: str, post: Post, ids: Sequence[UUID]) -> Written:
    with copy_of(case, f"{case}_once") as database, inside(database):
        before, moment = counts(), now()
        answers = together(*[request(post, one) for one in ids])
        after = counts()
        more = {table: after[table] - before[table] for table in after if after[table] != before[table]}
        return Written(answers, more, touched_since(moment))


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname, relname FROM pg_stat_user_tables WHERE schemaname IN ('public', 'review')")
        return [f"{schema}.{table}" for schema, table in cursor.fetchall() if not table.startswith(COUNTED_NOWHERE)]


def counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{one}', count(*) FROM {one}" for one in tables()))
        return dict(cursor.fetchall())


def now() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def touched_since(moment: int) -> bool:
    with connection.cursor() as cursor:
        found = (f"EXISTS (SELECT FROM {one} WHERE xmin::text::bigint >= {moment})" for one in tables())
        cursor.execute(f"SELECT {' OR '.join(found)}")
        return bool(cursor.fetchone()[0])


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE)
def test_the_same_request_one_to_five_times_at_once_has_one_effect(name: str, scene: Scene) -> None:
    times = random.Random(f"{seed()} {name}").randint(2, 5)
    once, often = written(scene, name, [uuid4()], [uuid4()] * times)
    assert (once.answers[0][0] in (200, 201, 302), once.touched or bool(once.more)) == (True, True), once
    each = ON_RECORD if name in FILES else set()
    expected = {table: rows * times if table in each else rows for table, rows in once.more.items()}
    assert (often.more, agree(often.answers, once.answers[0], name)) == (expected, True), (once, often)


@pytest.mark.heavy
@pytest.mark.parametrize("name", CASES)
def test_sent_as_requests_of_their_own_a_step_is_taken_once_and_nobody_meets_an_error(name: str, scene: Scene) -> None:
    once, apart = written(scene, name, [uuid4()], [uuid4() for _time in range(4)])
    assert name in AGAIN | FILES or apart.more == once.more, (once, apart)
    assert all(isinstance(one, tuple) and one[0] < 500 for one in apart.answers), apart


def agree(answers: list[Any], answer: Any, name: str) -> bool:
    """All the same; of what is shown once only one, and to the others that it was done."""
    if name in SHOWN_ONCE:
        return sorted(answers) == [answer] + [(409, "")] * (len(answers) - 1)
    if name in OWN_TRANSACTION:
        return answer in answers and all(isinstance(one, tuple) and one[0] < 500 for one in answers)
    return answers == [answer] * len(answers)


def test_without_the_guard_each_has_an_effect_of_its_own(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control, with a step that can be taken as often as one likes."""
    table = "public.publishing_notice"
    (guarded,) = written(scene, MAKES_ANOTHER, [uuid4()] * 3)
    monkeypatch.setattr(http, "_request_id", lambda _request: None)
    (unguarded,) = written(scene, MAKES_ANOTHER, [uuid4()] * 3)
    assert (guarded.more[table], unguarded.more[table], len(set(unguarded.answers))) == (1, 3, 3)


# --- nothing is left out -----------------------------------------------------------------------------


def unsafe(patterns: dict[str, URLPattern]) -> set[str]:
    """Those that anything but reading can be asked of."""
    return {name for name, one in patterns.items() if methods_of(one.callback) - SAFE}


def methods_of(view: Any) -> set[str]:
    """What its decorators let through; of a view without any, all."""
    found: set[str] = set()
    while view is not None:
        for cell in view.__closure__ or ():
            if isinstance(cell.cell_contents, list | tuple) and {*cell.cell_contents} & METHODS:
                found |= {*cell.cell_contents}
        view = getattr(view, "__wrapped__", None)
    return found or METHODS


def test_every_unsafe_address_has_its_row_or_its_reason() -> None:
    pages = {name: one for name, one in ADDRESSES.items() if not name.startswith("api:")}
    known = {*CASES, *ELSEWHERE}
    programs = {f"api:{one.view_func.__name__}" for one in operations() if {*one.methods} - SAFE}
    assert unsafe(pages) | programs == known
    assert len(CASES) == len({*CASES})
    planted = {"planted": path("planted/", require_POST(lambda request: None))}  # type: ignore[arg-type, return-value]
    read = {"read": path("read/", require_GET(lambda request: None))}  # type: ignore[arg-type, return-value]
    assert (unsafe(planted), unsafe(read)) == ({"planted"}, set())


def operations() -> list[Any]:
    routers = [router for _prefix, router in api._routers]
    return [one for router in routers for view in router.path_operations.values() for one in view.operations]


@pytest.mark.heavy
def test_no_step_that_somebody_can_take_is_left_out(scene: Scene) -> None:
    """By trying all of them as everybody, each undone."""
    left_out = []
    with copy_of(scene.database, f"{scene.database}_case") as database, inside(database):
        known = {*CASES}
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
            status, _where = request(Post(path_to(name, scene.rows), BODY, scene.cookies[role]), uuid4())()
            changed = history() != before
            raise Undone
    except Undone:
        return status in (200, 302) and changed


def history() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_change WHERE kind <> 'core.effect'")
        return int(cursor.fetchone()[0])
