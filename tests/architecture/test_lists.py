"""Every page that stands for many rows asks the database as often for three of them as for one."""

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, include, path, reverse
from django.urls.converters import SlugConverter
from django.views.decorators.http import require_GET
from pytest_django import DjangoDbBlocker

from lianxiao.calls.models import Application
from lianxiao.core.doors import public
from lianxiao.core.http import Request
from tests.architecture import lists
from tests.architecture.lists import LISTS, NO_LISTS, Asked, grow
from tests.architecture.test_strangers import addresses
from tests.standing import taken_back
from tests.world import World, sign_in

HTMX = {"HX-Request": "true"}
# What is another on every page: tokens against forgery, nonces, numbers of requests.
EACH_TIME = re.compile(rb'(csrfmiddlewaretoken" value|nonce|request_id" value|server-time" content)[^>]*')
TARGET = re.compile(r'hx-target="#([\w-]+)"')
ROW = re.compile(rb"<(?:tr|li|article|a|entry|item|option)\b")


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """With one of everything."""
    with django_db_blocker.unblock(), taken_back():
        world = World()
        grow(world, 1)
        for one in LISTS.values():
            one.by(world)  # everybody is there before the first test, whose changes are taken back
        yield world


def visitor(world: World, asked: Asked) -> Client:
    client, actor = Client(), asked.by(world)
    return sign_in(client, actor) if actor.is_signed_in else client


def address(name: str, asked: Asked) -> str:
    return f"{reverse(name, kwargs=asked.slug)}?{asked.query}"


def measure(world: World, asked: dict[str, Asked]) -> dict[str, tuple[int, int]]:
    """By address: how many queries, and how many rows and links there are to see."""
    found = {}
    for name, one in asked.items():
        client, where = visitor(world, one), address(name, one)
        client.get(where)  # what is looked up once per process
        with CaptureQueriesContext(connection) as queries:
            page = client.get(where)
        found[name] = (len(queries), len(ROW.findall(page.content)) if page.status_code == 200 else 0)
    return found


def faults(world: World, asked: dict[str, Asked], more: Callable[[World, int], None] = grow) -> list[str]:
    few = measure(world, asked)
    for number in (2, 3):
        more(world, number)
    many = measure(world, asked)
    return [
        *(
            f"{name}: {few[name][0]} queries, with more rows {many[name][0]}"
            for name in asked
            if few[name][0] != many[name][0]
        ),
        *(f"{name}: does not open" for name in asked if not few[name][1]),
        *(f"{name}: shows no more rows" for name, one in asked.items() if one.rows and few[name][1] >= many[name][1]),
    ]


@pytest.mark.django_db
def test_every_list_asks_as_often_for_three_rows_as_for_one(scene: World) -> None:
    found = faults(scene, LISTS)
    assert found == [], "\n".join(found)


# --- a swap equals the fresh page ------------------------------------------------------------------


def differing(world: World, asked: dict[str, Asked]) -> list[str]:
    """Pages of which a part that is swapped in is not what the whole page shows there."""
    found = []
    for name, one in asked.items():
        client, where = visitor(world, one), address(name, one)
        page, swap = client.get(where), client.get(where, headers=HTMX)
        if EACH_TIME.sub(b"", page.content) != EACH_TIME.sub(b"", swap.content):
            found.append(f"{name}: answers a swap with something else")
        targets = TARGET.findall(page.content.decode())
        found += [f"{name}: swaps “{target}”, which is not there" for target in targets if not holds(page, target)]
    return found


def holds(page: HttpResponseBase, target: str) -> bool:
    return page.content.decode().count(f'id="{target}"') == 1  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_what_is_swapped_in_is_what_the_fresh_page_shows(scene: World) -> None:
    assert differing(scene, LISTS) == []


# --- nothing is left out ---------------------------------------------------------------------------


def lists_among(patterns: Iterator[tuple[str, URLPattern]]) -> set[str]:
    """Addresses that name no single row and can be looked at."""
    return {
        name
        for name, pattern in patterns
        if not name.startswith("api:")  # tests/api counts for programs
        and "GET" in methods_of(pattern.callback)
        and all(isinstance(one, SlugConverter) for one in pattern.pattern.converters.values())
    }


def methods_of(view: Any) -> list[str]:
    """As require_GET and its like keep them, behind whatever else is wrapped around a view."""
    while view is not None:
        if "request_method_list" in view.__code__.co_freevars:
            found: list[str] = inspect.getclosurevars(view).nonlocals["request_method_list"]
            return found
        view = getattr(view, "__wrapped__", None)
    return ["GET"]


def test_every_list_has_its_place_in_the_walk() -> None:
    there = lists_among(addresses())
    assert there - set(LISTS) - set(NO_LISTS) == set()
    assert (set(LISTS) | set(NO_LISTS)) - there == set()
    assert lists_among(iter([("planted", path("planted/", naive))])) == {"planted"}


# --- the net catches -------------------------------------------------------------------------------


@public("planted: looks every case up by itself")
@require_GET
def naive(request: Request) -> HttpResponse:
    rows = Application.objects.order_by("id")
    return HttpResponse("".join(f"<li>{row.title} {row.university.name}</li>" for row in rows))


@public("planted: shows nothing")
@require_GET
def empty(request: Request) -> HttpResponse:
    return HttpResponse("<li></li>")


@public("planted: tells a swap something else, and swaps what is not there")
@require_GET
def unequal(request: Request) -> HttpResponse:
    return HttpResponse(f'<form hx-target="#rows"></form>{"swapped" if request.htmx else "whole"}')


app_name = "planted"
PLANTED = [
    path("naive/", naive, name="naive"),
    path("empty/", empty, name="empty"),
    path("unequal/", unequal, name="unequal"),
]
urlpatterns = [path("planted/", include((PLANTED, app_name))), path("", include("lianxiao.site.urls"))]


@pytest.mark.django_db
def test_lists_that_look_each_row_up_show_none_or_answer_a_swap_otherwise_are_caught(settings: Any) -> None:
    world = World()
    naturally(world, 1)
    settings.ROOT_URLCONF = __name__
    unlike = differing(world, {"planted:unequal": Asked(lists.public)})
    assert unlike == [
        "planted:unequal: answers a swap with something else",
        "planted:unequal: swaps “rows”, which is not there",
    ]
    asked = {"planted:naive": Asked(lists.public), "planted:empty": Asked(lists.public)}
    caught = [re.sub(r"\d+", "#", fault) for fault in faults(world, asked, naturally)]
    assert caught == [
        "planted:naive: # queries, with more rows #",
        "planted:empty: shows no more rows",
    ]


def naturally(world: World, number: int) -> None:
    world.application()
