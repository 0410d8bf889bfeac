"""Pages of an application as each reader finds them."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lianxiao.calls.models import Application
from lianxiao.calls.states import State
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def page(client: Client, name: str, *args: Any, status: int = 200, **query: str) -> str:
    response = client.get(reverse(f"calls:{name}", args=args), query)
    assert response.status_code == status
    return response.content.decode()


def send(client: Client, name: str, *args: Any, **data: Any) -> Any:
    return client.post(reverse(f"calls:{name}", args=args), data)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_every_page_of_the_road_opens_for_those_whose_turn_it_is(client: Client, world: World) -> None:
    lnu = world.lnu
    application = world.application()
    pk = application.pk
    sign_in(client, lnu.author)
    for name, args in [
        ("applications", ()),
        ("application_new", (world.call.pk,)),
        ("application", (pk,)),
        ("application_form", (pk,)),
        ("application_check", (pk,)),
        *[("section", (pk, section["key"])) for section in application.form.definition["sections"]],
    ]:
        page(client, name, *args)
    world.advance(application, State.WITH_LIAISON)
    sign_in(client, lnu.liaison)
    page(client, "application_decide", pk)
    world.advance(application, State.WITH_LEADER)
    sign_in(client, lnu.leader)
    page(client, "application_decide", pk)
    world.advance(application, State.RELEASED)
    sign_in(client, lnu.liaison)
    page(client, "application_submit", pk)
    world.advance(application, State.SUBMITTED)
    page(client, "application_withdraw", pk)
    page(client, "application_receipt", pk)
    copy = application.submissions.get()
    sign_in(client, world.gongye.officer)
    page(client, "applications")
    page(client, "application", pk)
    page(client, "submission", copy.pk)
