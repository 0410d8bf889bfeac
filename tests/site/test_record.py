"""The record of steps, as auditors search it; the tables of roles and states, as documents."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from lianxiao.core.history import reason_for_none, tables
from lianxiao.core.models import Change, Step
from lianxiao.core.seals import seal_all
from lianxiao.organisations.actions import people
from lianxiao.organisations.models import Membership
from lianxiao.organisations.queries.changes import label
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


# --- changes of fields and seals -------------------------------------------------------------------


def test_changes_are_found_by_case_title_person_and_address(client: Client, world: World) -> None:
    membership = Membership.objects.get(user_id=world.lnu.author.user_id)
    sign_in(client, world.lnu.liaison).post(f"/people/roles/{membership.pk}/reopen/", REMOTE_ADDR="10.9.8.7")
    sign_in(client, world.auditor)
    for query in (
        f"case_kind=organisations.user&case_id={world.lnu.author.user_id}&address=10.9",
        "title=lnu-author&person=lnu-liaison",
        "address=10.9.8.7&operation=insert&role=liaison&organisation=辽宁大学",
    ):
        page = client.get(f"/record/changes/?{query}")
        kinds = {row.record.kind for row in page.context["page"].table.rows}
        assert kinds == {"organisations.membership"}, query
    content = page.content.decode()
    assert ("账号 " in content, "lnu-author" in content, "角色" in content) == (True, True, True)


def test_a_step_shows_its_changes_and_its_proof(client: Client, world: World) -> None:
    sign_in(client, world.auditor)
    step = Step.objects.filter(verb="end").order_by("id")[0]
    assert client.get(f"/record/steps/{step.pk}/proof/").status_code == 404
    assert "尚未封存" in client.get(f"/record/steps/{step.pk}/").content.decode()
    heads = seal_all()
    page = client.get(f"/record/steps/{step.pk}/")
    assert page.context["seal"].head.size == heads[0].size
    assert client.get(f"/record/steps/{step.pk}/proof/").status_code == 200
    change = Change.objects.order_by("id")[0]
    assert client.get(f"/record/changes/{change.pk}/").status_code == 200
    client.logout()
    kept = client.get("/seals/heads.json").json()["heads"]
    assert {head["size"] for head in kept} == {head.size for head in heads}
    assert client.get(f"/seals/{heads[0].pk}/consistency.json").json()["path"] == []
    assert heads[0].root in client.get("/seals/").content.decode()


def test_the_history_costs_the_same_with_more_changes(client: Client, world: World) -> None:
    sign_in(client, world.auditor)
    client.get("/record/changes/")
    with CaptureQueriesContext(connection) as few:
        client.get("/record/changes/?case_kind=organisations.user&title=lnu")
    with CaptureQueriesContext(connection) as many:
        client.get("/record/changes/?case_kind=organisations.user")
    assert len(many) == len(few)


def test_every_column_of_the_history_has_a_name_for_people() -> None:
    kept = [model for model in tables() if not reason_for_none(model)]
    raw = [
        f"{model._meta.label}.{field.column}"
        for model in kept
        for field in model._meta.concrete_fields
        if field.name not in getattr(model, "history_skips", ()) and label(model, field.column) == field.column
    ]
    assert (len(kept) > 50, raw) == (True, [])
    assert label(kept[0], "planted") == "planted"
