"""Schemathesis against the API's own description: nothing ends in a 5xx, and every answer is as described.

5,000 requests in all; `make test-heavy` makes 100,000 of them.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from pytest_django import DjangoDbBlocker
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from lianxiao.api.v1.api import api
from lianxiao.organisations.actions.tokens import make_token
from lianxiao.organisations.models import ApiUse
from lianxiao.organisations.scopes import Scope
from tests.ledger import approving
from tests.sizes import sized
from tests.world import World

pytestmark = pytest.mark.django_db
CASES = sized(5_000, 100_000)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


class RollBack(Exception):
    pass


@pytest.fixture(scope="module")
def keys(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[str]]:
    """The keys of an author, a liaison and an officer in a world where each of them finds something."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                world = World()
                world.application(world.lnu)
                world.application(world.lnu, state="released")
                world.application(world.lnu, state="submitted")
                approving.project(world, world.lnu, title="联合培养")
                holders = (world.lnu.author, world.lnu.liaison, world.gongye.officer)
                yield [
                    make_token(name="教务系统", scopes=[str(one) for one in Scope], days=30, by=holder).key
                    for holder in holders
                ]
                raise RollBack
        except RollBack:
            pass


schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
schema.app = application


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The test's transaction lives on its connection, which a server would close after each request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def described(found: Any) -> Any:
    """What the description says of one operation; anything wrong with it is raised."""
    return found.ok()


OPERATIONS = {found.label: found for found in map(described, schema.get_all_operations())}
# One that takes nothing can be asked in one way only.
ASKED = {name: one for name, one in OPERATIONS.items() if one.body or one.query or one.path_parameters}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_as_described(name: str, keys: list[str]) -> None:
    """Each under a name of its own: tests that share one are one test to the workers, and the others never run."""
    made = 0

    @settings(
        max_examples=CASES // len(ASKED) + 1,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=OPERATIONS[name].as_strategy())
    def ask(case: Any) -> None:
        nonlocal made
        made += 1
        if made % 100 == 0:
            ApiUse.objects.all().delete()  # the limit of the rate has a test of its own
        key = keys[made % len(keys)]
        case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=CHECKS)

    ask()
    assert made >= (CASES // len(ASKED) if name in ASKED else 1)
