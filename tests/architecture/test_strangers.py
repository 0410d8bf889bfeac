"""The stranger walk: every address as every role, over rows of others that carry a token. No token where it is
nobody's work to read it, and never a page at the address of somebody else's row.
"""

import re
from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, path, resolve, reverse
from django.views.decorators.http import require_GET
from django_htmx.middleware import HtmxDetails
from pytest_django import DjangoDbBlocker

from lianxiao.calls.models import Application
from lianxiao.core.actors import PUBLIC, Actor
from lianxiao.core.doors import public
from lianxiao.core.http import Request
from lianxiao.organisations.acting import actor_of
from lianxiao.organisations.actions.tokens import make_token
from lianxiao.organisations.models import Membership, Organisation
from lianxiao.organisations.roles import Role
from lianxiao.organisations.scopes import Scope
from tests.architecture.matrix import ACT, API_PLACES, MODELS, NOT_YET, OWN, OWNERS, PLACES, PUBLIC_ROW, SEE
from tests.architecture.sentinels import plant
from tests.review import reviewed
from tests.standing import taken_back
from tests.world import World, sign_in

MISSING = 999_999_999
# Who is sent through the whole platform to doors that are shut to him: the public, and who finds most of them shut.
ALL_THE_WAY = {"public", "student"}
TOKEN = re.compile(rb"SENTINEL-(\w+)")
# 405 is a step asked for with the wrong method; 409 a step that the case is not in the state for.
TURNED_AWAY = {403, 404, 405, 409}


# Walking there ends the walk: the session, or what the walker may do, changes by it.
LEFT_OUT = {
    "account_login": "the way in",
    "account_logout": "the way out",
    "account_change_password": "one's own",
    "usersessions_end": "one's own",
    "site:act_as": "one's own",
    "set_language": "a choice of one's own",
    "site:display": "a choice of one's own",
}


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[dict[str, Actor], Any]]:
    with django_db_blocker.unblock(), taken_back():
        world = World()
        rows = plant(world)
        yield walkers(world) | owners(world, rows), rows


def walkers(world: World) -> dict[str, Actor]:
    """One of each role, none with a part in what is planted."""
    return {
        "public": PUBLIC,
        "department_leader": world.ting,
        "department_group": world.person("group", Role.LEADING_GROUP, "ting"),
        "officer": world.nonglin.officer,
        "leading_group": world.person("lnu-group", Role.LEADING_GROUP, world.lnu.organisation.code or ""),
        "liaison": world.lnu.liaison,
        "leader": world.lnu.leader,
        "teacher": world.lnu.author,
        "student": world.student,
        "expert": world.expert,
        "partner": world.firm,
        "system_admin": world.system_admin,
        "security_admin": world.security_admin,
        "auditor": world.auditor,
    }


def owners(world: World, rows: dict[str, Any]) -> dict[str, Actor]:
    """Those who have a part in what is planted."""
    return {
        "author": world.dut.author,
        "his judge": world.person("dut-judge", Role.TEACHER, world.dut.organisation.code or ""),
        "his colleague": world.dut.colleague,
        "his liaison": world.dut.liaison,
        "his leader": world.dut.leader,
        "drafter": world.gongye.officer,
        "colleague": world.gongye.colleague,
        "other office": world.xuewei.officer,
        "reviewing office": world.keji.officer,
        "his expert": world.person("his-expert", Role.EXPERT, reviewed.houses()[20]),
        "himself": actor_of(Membership.objects.select_related("user", "organisation").get(pk=rows["membership"].pk)),
    }


WALKERS = [
    "public",
    "department_leader",
    "department_group",
    "officer",
    "leading_group",
    "liaison",
    "leader",
    "teacher",
    "student",
    "expert",
    "partner",
    "system_admin",
    "security_admin",
    "auditor",
]


def addresses(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the product by its full name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield f"{namespace}{entry.name}", entry


ADDRESSES = dict(addresses())
# Those that have answered a GET with 405.
STEPS: set[str] = set()


def path_to(name: str, rows: dict[str, Any] | None) -> str:
    """With the planted row in it; without `rows` with a number that nobody has."""
    _kind, places = PLACES.get(name, (OWN, {}))
    given = {
        parameter: row[1:] if row.startswith("=") else (rows[row].pk if rows is not None else MISSING)
        for parameter, row in places.items()
    }
    return reverse(name, kwargs=given)


def door_opens(door: str, actor: Actor) -> bool:
    if door.startswith("public: "):
        return True
    if door == "signed in":
        return actor.is_signed_in
    return bool(set(door.split(", ")) & actor.rights)


def ask(client: Client, path: str) -> tuple[str, HttpResponseBase]:
    """By the method that the address knows, which is the same whoever asks."""
    name = resolve(path).view_name
    if name not in STEPS:
        response = client.get(path)
        if response.status_code != 405:
            return "GET", response
        STEPS.add(name)
    return "POST", client.post(path)


def body(response: HttpResponseBase) -> bytes:
    if response.streaming:
        return b"".join(response)  # type: ignore[call-overload]
    return response.content  # type: ignore[attr-defined]


def strange_tokens(response: HttpResponseBase, role: str) -> set[str]:
    found = {word.decode() for word in TOKEN.findall(body(response))}
    return {kind for kind in found if role not in SEE[kind]}


def faults_at(name: str, role: str, actor: Actor, client: Client, rows: dict[str, Any]) -> Iterator[str]:
    """What goes wrong when this role asks for this address."""
    door = ADDRESSES[name].callback.door  # type: ignore[union-attr]
    if not door_opens(door, actor):
        if not turned_away(name, actor):
            yield f"{name}: the door lets in"
        if role in ALL_THE_WAY:
            _method, response = ask(client, path_to(name, rows))
            if response.status_code != (403 if actor.is_signed_in else 302):
                yield f"{name}: the door answers {response.status_code}"
        return
    yield from faults_inside(name, role, client, rows)
    _kind, places = PLACES.get(name, (OWN, {}))
    if any(not row.startswith("=") for row in places.values()):
        _method, response = ask(client, path_to(name, None))
        if response.status_code not in (403, 404):
            yield f"{name}: a missing row answers {response.status_code}"


def turned_away(name: str, actor: Actor) -> bool:
    """Asked at the view itself: the way to a shut door is the same for everybody and walked by few."""
    path = path_to(name, None)
    request = cast(Request, RequestFactory().get(path))
    request.actor, request.htmx = actor, HtmxDetails(request)
    try:
        response = ADDRESSES[name].callback(request, **resolve(path).kwargs)
    except PermissionDenied:
        return actor.is_signed_in
    return not actor.is_signed_in and response.status_code == 302


def faults_inside(name: str, role: str, client: Client, rows: dict[str, Any]) -> Iterator[str]:
    """Behind the door. A swap is answered with the same page (test_code, test_lists), so it is not asked for apart."""
    kind, _places = PLACES.get(name, (OWN, {}))
    method, response = ask(client, path_to(name, rows))
    if tokens := strange_tokens(response, role):
        yield f"{name}: shows {tokens}"
    if kind not in (OWN, PUBLIC_ROW) and not may_answer(name, kind, role, method, response.status_code):
        yield f"{name}: {method} of somebody else's answers {response.status_code}"


def may_answer(name: str, kind: str, role: str, method: str, status: int) -> bool:
    """Who reads the row is told what is wrong with a form (422, nothing is kept), and still takes no step."""
    sees = role in SEE[kind]
    if status in TURNED_AWAY or (sees and (method == "GET" or status == 422)):
        return True
    return method == "POST" and role in ACT.get(name, set())


@pytest.mark.django_db
@pytest.mark.parametrize("role", WALKERS)
def test_a_stranger_finds_nothing_of_others_and_every_template_finds_its_variables(
    role: str,
    scene: tuple[dict[str, Actor], Any],
    client: Client,
    unknown_variables: list[str],
    walked_into: list[str],
) -> None:
    everybody, rows = scene
    actor = everybody[role]
    if actor.is_signed_in:
        sign_in(client, actor)
    names = [name for name in ADDRESSES if name not in LEFT_OUT and not name.startswith("api:")]
    faults = [fault for name in names for fault in faults_at(name, role, actor, client, rows)]
    assert faults == [], "\n".join(faults)
    assert sorted(set(unknown_variables)) == []
    assert sorted(set(walked_into)) == []
    assert not actor.is_signed_in or client.get(reverse("site:workbench")).status_code == 200  # still signed in


# --- what is one's own -----------------------------------------------------------------------------


def opens(name: str, actor: Actor, rows: dict[str, Any]) -> bool:
    """A page is shown; behind a step the row is found, whether or not it is the time for the step. It is undone."""
    if not door_opens(ADDRESSES[name].callback.door, actor):  # type: ignore[union-attr]
        return False
    client = Client()
    with taken_back():
        if actor.is_signed_in:
            sign_in(client, actor)
        method, response = ask(client, path_to(name, rows))
    return response.status_code in {200, 302} if method == "GET" else response.status_code != 404


@pytest.mark.django_db
def test_whose_work_it_is_opens_every_address_of_his_own_rows(
    scene: tuple[dict[str, Actor], Any], unknown_variables: list[str], walked_into: list[str]
) -> None:
    everybody, rows = scene
    closed = [
        name
        for name, (kind, places) in PLACES.items()
        if kind != OWN and name not in NOT_YET and not any(opens(name, everybody[who], rows) for who in OWNERS[kind])
    ]
    assert closed == [], "\n".join(closed)
    assert sorted(set(unknown_variables)) == []
    assert sorted(set(walked_into)) == []


@pytest.mark.django_db
def test_a_page_that_does_not_open_yet_has_its_reason_and_opens_to_nobody(scene: tuple[dict[str, Actor], Any]) -> None:
    """An exception that is none any more has to go."""
    everybody, rows = scene
    assert [name for name in NOT_YET if any(opens(name, everybody[who], rows) for who in OWNERS[PLACES[name][0]])] == []


# --- programs --------------------------------------------------------------------------------------


def api_faults(name: str, role: str, program: Client, rows: dict[str, Any]) -> Iterator[str]:
    """What a program of this role gets of others through the API."""
    kind, places = API_PLACES.get(name, (OWN, {}))
    given = {parameter: row[1:] if row.startswith("=") else rows[row].pk for parameter, row in places.items()}
    response = program.get(reverse(name, kwargs=given))
    if tokens := strange_tokens(response, role):
        yield f"{name}: shows {tokens}"
    if kind not in (OWN, PUBLIC_ROW) and role not in SEE[kind] and response.status_code not in TURNED_AWAY:
        yield f"{name}: somebody else's answers {response.status_code}"


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in WALKERS if role not in ("public", "student")])
def test_a_program_finds_no_more_than_its_holder(role: str, scene: tuple[dict[str, Actor], Any]) -> None:
    everybody, rows = scene
    key = make_token(name="系统", scopes=[str(one) for one in Scope], days=1, by=everybody[role]).key
    program = Client(headers={"Authorization": f"Bearer {key}"})
    names = [name for name in ADDRESSES if name.startswith("api:")]
    assert [fault for name in names for fault in api_faults(name, role, program, rows)] == []


# --- nothing is left out ---------------------------------------------------------------------------


def unplaced(names: Iterator[tuple[str, URLPattern]]) -> set[str]:
    known = {*PLACES, *API_PLACES, *LEFT_OUT}
    return {name for name, pattern in names if pattern.pattern.converters and name not in known}


def test_every_address_with_a_row_in_it_has_its_place_in_the_walk() -> None:
    assert unplaced(addresses()) == set()
    assert {*PLACES, *API_PLACES} - set(ADDRESSES) == set()
    assert unplaced(iter([("planted", path("planted/<int:pk>/", lambda request, pk: None))])) == {"planted"}  # type: ignore[arg-type, return-value]


def test_every_model_has_its_place_in_the_walk() -> None:
    there = {
        model._meta.label
        for app in apps.get_app_configs()
        if app.name.startswith("lianxiao.")
        for model in app.get_models()
    }
    assert there == set(MODELS)
    kinds = {place for place in MODELS.values() if " " not in place}
    assert kinds - {kind for kind, _places in PLACES.values()} == set()


def test_a_template_that_walks_on_from_a_row_is_noticed(
    scene: tuple[dict[str, Actor], Any], walked_into: list[str]
) -> None:
    organisation = scene[1]["organisation"]
    page = engines["django"].from_string("{% for one in row.memberships.all %}{{ one.pk }}{% endfor %}")
    page.render({"row": Organisation.objects.prefetch_related("memberships").get(pk=organisation.pk)})
    assert walked_into == []
    page.render({"row": organisation})
    assert walked_into == ["row.memberships.all"]


def test_a_variable_that_is_not_there_is_noticed(unknown_variables: list[str]) -> None:
    page = engines["django"].from_string("{{ call.titel }}{% if nothing %}{% endif %}")
    page.render({"call": {"title": "通知"}})
    assert unknown_variables == ["call.titel"]


# --- the net catches -------------------------------------------------------------------------------


@public("planted: shows every title")
@require_GET
def leak(request: Request) -> HttpResponse:
    return HttpResponse("\n".join(Application.objects.order_by("id").values_list("title", flat=True)))


@public("planted: opens any application")
@require_GET
def open_case(request: Request, pk: int) -> HttpResponse:
    return HttpResponse(str(get_object_or_404(Application, pk=pk).pk))


def ajar(request: Request) -> HttpResponse:
    return HttpResponse("in")


ajar.door = "nobody's right"  # type: ignore[attr-defined]
app_name = "planted"
urlpatterns = [
    path("leak/", leak, name="leak"),
    path("open/<int:pk>/", open_case, name="open"),
    path("ajar/", ajar, name="ajar"),
]


@pytest.mark.django_db
def test_a_page_that_leaks_and_an_address_that_opens_are_caught(
    scene: tuple[dict[str, Actor], Any], client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody, rows = scene
    settings.ROOT_URLCONF = "tests.architecture.planted_urls"
    monkeypatch.setattr("tests.architecture.test_strangers.ADDRESSES", dict(addresses()))
    monkeypatch.setitem(PLACES, "planted:open", ("campus", {"pk": "campus"}))
    sign_in(client, everybody["teacher"])
    caught = [
        fault
        for name in ("planted:leak", "planted:open", "planted:ajar")
        for fault in faults_at(name, "teacher", everybody["teacher"], client, rows)
    ]
    assert [fault.split(" {")[0] for fault in caught] == [
        "planted:leak: shows",
        "planted:open: GET of somebody else's answers 200",
        "planted:ajar: the door lets in",
    ]
