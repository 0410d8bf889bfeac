"""The same request from an impatient hand: five at once over HTTP, with one effect."""

from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from lianxiao.calls.models import Application
from tests.races.together import together
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "a" * 32


@pytest.fixture
def world() -> World:
    return World()


def begin_five_times(world: World, client: Client, server: LiveServer, **extra: str) -> list[tuple[int, str]]:
    """(status, where to) of five requests to begin an application, sent in the same moment."""
    session = sign_in(client, world.lnu.author).cookies[settings.SESSION_COOKIE_NAME].value
    path = reverse("calls:application_begin", args=[world.category().pk])

    def post() -> tuple[int, str]:
        connection = HTTPConnection(urlsplit(server.url).netloc, timeout=60)
        connection.request(
            "POST",
            path,
            urlencode({"csrfmiddlewaretoken": TOKEN, **extra}),
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
            },
        )
        response = connection.getresponse()
        response.read()
        return response.status, response.headers["Location"]

    return together(*[post] * 5)


def test_five_times_at_once_has_one_effect_and_one_answer(
    world: World, client: Client, live_server: LiveServer
) -> None:
    answers = begin_five_times(world, client, live_server, request_id=str(uuid4()))
    (application,) = Application.objects.all()
    assert answers == [(302, reverse("calls:application", args=[application.pk]))] * 5


def test_without_a_request_id_five_are_begun(world: World, client: Client, live_server: LiveServer) -> None:
    answers = begin_five_times(world, client, live_server)
    assert sorted(where for _status, where in answers) == sorted(
        reverse("calls:application", args=[one.pk]) for one in Application.objects.all()
    )
    assert Application.objects.count() == 5
