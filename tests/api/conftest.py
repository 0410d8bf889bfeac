"""A program of a university that calls with a token of its own."""

import json
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from lianxiao.core.actors import Actor
from lianxiao.organisations.actions.tokens import make_token
from lianxiao.organisations.scopes import Scope
from tests.world import World


class Program:
    """Calls with one token; every change gets a key of its own unless one is given."""

    def __init__(self, key: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {key}"})

    def get(self, path: str, **data: Any) -> HttpResponse:
        return self.client.get(f"/api/v1{path}", data)  # type: ignore[return-value]

    def send(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> HttpResponse:
        return self.client.generic(  # type: ignore[return-value]
            method,
            f"/api/v1{path}",
            data=b"" if body is None else json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": key or str(uuid.uuid4())},
        )


def program(actor: Actor, *scopes: Scope) -> Program:
    made = make_token(name="教务系统", scopes=[str(one) for one in scopes or Scope], days=30, by=actor)
    return Program(made.key)


@pytest.fixture
def world() -> World:
    return World()
