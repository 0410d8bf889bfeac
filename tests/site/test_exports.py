"""Lists of people leave as files: what was asked for, with a reason, by two people beyond two hundred."""

import io
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from lianxiao.core.models import Step
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.organisations.actions import people, personal
from lianxiao.organisations.models import ALONE_UP_TO, Membership, PersonalExport, PersonalReading
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = World(with_call=False)
    membership = Membership.objects.get(user_id=world.lnu.author.user_id)
    people.end_membership(membership=membership, reason="调离", by=world.lnu.liaison)
    return world


def cells(response: Any) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response)))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def asked(world: World, people_: int) -> PersonalExport:
    return personal.ask_export(
        kind="people",
        query="",
        filters=[],
        people=people_,
        rows=people_,
        up_to=10**9,
        reason="年报",
        by=world.lnu.liaison,
    )


@pytest.mark.parametrize(("kind", "list_path"), [("steps", "/record/"), ("changes", "/record/changes/")])
def test_the_record_leaves_as_it_is_filtered_and_its_people_see_it(
    client: Client, world: World, kind: str, list_path: str
) -> None:
    sign_in(client, world.auditor)
    query = "case_kind=organisations.user" if kind == "changes" else "person=lnu&verb=end"
    shown = [row.record.pk for row in client.get(f"{list_path}?{query}").context["page"].table.rows]
    assert client.post(f"/exports/new/{kind}/?{query}", {"reason": ""}).status_code == 422
    address = client.post(f"/exports/new/{kind}/?{query}", {"reason": "年度审计"})["Location"]
    table = cells(client.post(f"{address}take/"))
    assert len(table) == len(shown) + 1
    assert all("<" not in str(cell) for row in table for cell in row)
    readings = PersonalReading.objects.filter(way="exported", purpose="年度审计")
    assert list(readings.values_list("person__name", flat=True)) == (["lnu-liaison"] if kind == "steps" else [])
    assert Step.objects.filter(verb="take_export").count() == 1


def test_a_liaison_takes_the_people_of_the_own_university_and_nobody_else(client: Client, world: World) -> None:
    assert world.dut.liaison.name
    sign_in(client, world.lnu.liaison)
    address = client.post("/exports/new/people/", {"reason": "通讯录"})["Location"]
    names = {row[0] for row in cells(client.post(f"{address}take/"))[1:]}
    assert names == {"lnu-liaison", "lnu-leader", "lnu-author", "lnu-colleague"}
    assert client.get("/exports/new/steps/").status_code == 403
    sign_in(client, world.dut.liaison)
    assert client.post(f"{address}take/").status_code == 404


def test_beyond_two_hundred_people_another_lets_it_go_first(client: Client, world: World) -> None:
    export = asked(world, ALONE_UP_TO + 1)
    sign_in(client, world.lnu.liaison)
    assert client.post(f"/exports/{export.pk}/take/").status_code == 409
    assert client.post(f"/exports/{export.pk}/grant/").status_code == 403
    sign_in(client, world.security_admin)
    assert client.get("/exports/?waiting=1").context["lines"][0]["row"] == export
    assert client.post(f"/exports/{export.pk}/grant/").status_code == 302
    sign_in(client, world.lnu.liaison)
    assert client.post(f"/exports/{export.pk}/take/").status_code == 200


def test_a_refused_one_stays_and_its_day_passes(world: World) -> None:
    export = asked(world, ALONE_UP_TO + 1)
    personal.refuse_export(export=export, by=world.security_admin)
    with pytest.raises(NotAllowedNow):
        personal.grant_export(export=export, by=world.security_admin)
    old = asked(world, 1)
    PersonalExport.objects.filter(pk=old.pk).update(asked_at="2020-01-01T00:00:00Z")
    with pytest.raises(NotAllowedNow):
        personal.take_export(export=old, people=[1], fields=["name"], by=world.lnu.liaison)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"taken_at": "2026-01-01T00:00:00Z"}, "personal_export_taken_when_granted"),
        ({"granted_by": "asked_by", "granted_at": "2026-01-01T00:00:00Z"}, "personal_export_two_people"),
        ({"reason": ""}, "personal_export_reason"),
    ],
)
def test_no_shell_stores_it_otherwise(world: World, values: dict[str, str], name: str) -> None:
    export = asked(world, ALONE_UP_TO + 1)
    given = {key: export.asked_by_id if value == "asked_by" else value for key, value in values.items()}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PersonalExport.objects.filter(pk=export.pk).update(**given)
