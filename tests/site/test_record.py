"""The record of steps, as auditors search it; the tables of roles and states, as documents."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from lianxiao.core.models import Step
from lianxiao.organisations.actions import people
from lianxiao.organisations.models import Membership
from lianxiao.site.describing import documents
from lianxiao.site.record import WORDS
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = World(with_call=False)
    for campus in (world.lnu, world.dut):
        membership = Membership.objects.get(user_id=campus.author.user_id)
        people.end_membership(membership=membership, reason="调离", by=campus.liaison)
    return world


def found(client: Client, query: str = "") -> list[str]:
    return [step.actor_name for step in client.get(f"/record/?{query}").context["page"].rows]


@pytest.mark.parametrize(
    "query",
    ["person=lnu", "organisation=辽宁大学", "role=liaison&person=lnu", "verb=end&person=lnu-li"],
)
def test_steps_are_found_by_who_and_what(client: Client, world: World, query: str) -> None:
    sign_in(client, world.auditor)
    assert found(client, query) == ["lnu-liaison"]


def test_steps_are_found_by_case_address_and_day(client: Client, world: World) -> None:
    sign_in(client, world.auditor)
    step = Step.objects.get(actor_id=world.lnu.liaison.user_id)
    assert found(client, f"case_kind=organisations.membership&case_id={step.case_id}") == ["lnu-liaison"]
    assert found(client, "address=10.") == []
    assert found(client, "since=2000-01-01&until=2000-12-31") == []
    assert found(client, "since=2000-01-01&verb=end") == ["dut-liaison", "lnu-liaison"]


def test_steps_are_called_by_their_names(client: Client, world: World) -> None:
    sign_in(client, world.auditor)
    page = client.get("/record/").content.decode()
    assert ("人员角色" in page, "终止角色" in page, "organisations.membership 1" in page) == (True, True, False)


@pytest.mark.parametrize("who", ["ting", "system_admin", "security_admin", "student"])
def test_nobody_else_searches_the_record(client: Client, world: World, who: str) -> None:
    sign_in(client, getattr(world, who))
    assert client.get("/record/").status_code == 403


def test_exports_and_stock_phrases_are_cases_with_names() -> None:
    kinds = ("ledger.ledgerexport", "mandate.stockphrase")
    with override("en"):
        assert [WORDS.case(Step(case_kind=kind, case_id=7)) for kind in kinds] == [
            "Export of the ledger 7",
            "Stock phrase 7",
        ]


def test_the_record_costs_the_same_with_more_steps(client: Client, world: World) -> None:
    sign_in(client, world.auditor)
    client.get("/record/")
    with CaptureQueriesContext(connection) as few:
        client.get("/record/?person=lnu")
    with CaptureQueriesContext(connection) as many:
        client.get("/record/")
    assert len(many) == len(few)


@pytest.mark.parametrize("name", ["roles.md", "states.md"])
def test_the_documents_of_roles_and_states_are_up_to_date(name: str) -> None:
    """Otherwise: manage.py describe"""
    written = Path(settings.BASE_DIR, "docs", name).read_text(encoding="utf-8")
    assert written == documents()[name]
