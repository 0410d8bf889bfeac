"""Personal data: who reads them says what for and is seen; who erases them needs a second person."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from lianxiao.core.models import Effect, Step
from lianxiao.core.personal_fields import KeyDestroyed, unseal
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.organisations.actions import accounts, personal
from lianxiao.organisations.models import Erasure, PersonalReading, User
from lianxiao.organisations.queries.people import held_by
from tests.world import World, sign_in, user_of

pytestmark = pytest.mark.django_db
NUMBER = "13912345678"


@pytest.fixture
def world() -> World:
    world = World(with_call=False)
    author = user_of(world.lnu.author)
    personal.set_phone(author, NUMBER)
    author.save()
    return world


def test_who_shows_a_number_says_what_for_and_the_person_reads_it(client: Client, world: World) -> None:
    author = user_of(world.lnu.author)
    address = f"/people/{author.pk}/in-full/"
    sign_in(client, world.lnu.liaison)
    assert NUMBER not in client.get(address).content.decode()
    assert client.post(address, {"purpose": " "}).status_code == 422
    assert PersonalReading.objects.count() == 0
    shown = client.post(address, {"purpose": "通知补交材料", "request_id": "8b0e4b5c-0000-4000-8000-000000000001"})
    assert (NUMBER in shown.content.decode(), "no-store" in shown["Cache-Control"]) == (True, True)
    assert bytes(Effect.objects.get().body) == b""  # the answer is kept nowhere
    sign_in(client, world.lnu.author)
    page = client.get("/account/readings/").content.decode()
    assert ("lnu-liaison" in page, "校级管理员" in page, "通知补交材料" in page, NUMBER in page) == (True,) * 4
    assert Step.objects.get(verb="read_in_full").details == {"fields": ["email", "phone"]}


def test_others_do_not_see_who_read(client: Client, world: World) -> None:
    personal.read_in_full(user=user_of(world.lnu.author), purpose="仅供核实身份", by=world.lnu.liaison)
    sign_in(client, world.lnu.colleague)
    assert "仅供核实身份" not in client.get("/account/readings/").content.decode()


@pytest.mark.parametrize("who", ["auditor", "student", "ting"])
def test_who_manages_nobody_reads_nobody(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        personal.read_in_full(user=user_of(world.lnu.author), purpose="好奇", by=getattr(world, who))


def test_a_reading_is_written_once_and_never_without_a_purpose(world: World) -> None:
    personal.read_in_full(user=user_of(world.lnu.author), purpose="仅供核实身份", by=world.lnu.liaison)
    with (
        pytest.raises(DatabaseError, match="written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM organisations_personalreading")
    row = PersonalReading.objects.get()
    row.pk, row.purpose = None, ""
    with pytest.raises(IntegrityError, match="personal_reading_says_why"), transaction.atomic():
        row.save()


def test_a_person_is_found_by_phone_without_the_number_in_an_address(client: Client, world: World) -> None:
    sign_in(client, world.lnu.liaison)
    found = client.post("/people/find/", {"number": "139-1234 5678"})
    assert found["Location"] == f"/people/{world.lnu.author.user_id}/"
    assert client.post("/people/find/", {"number": "13912345679"})["Location"] == "/people/"
    sign_in(client, world.dut.liaison)
    assert client.post("/people/find/", {"number": NUMBER})["Location"] == "/people/"


def test_editing_shows_no_number_and_keeps_what_is_left_empty(client: Client, world: World) -> None:
    author = user_of(world.lnu.author)
    sign_in(client, world.lnu.liaison)
    page = client.get(f"/people/{author.pk}/edit/").content.decode()
    assert ("139****5678" in page, NUMBER in page, author.email in page) == (True, False, False)
    client.post(f"/people/{author.pk}/edit/", {"name": "王明", "email": "", "phone": ""})
    author.refresh_from_db()
    assert (author.name, author.email, unseal(author.phone)) == ("王明", "lnu-author@example.org", NUMBER)
    client.post(f"/people/{author.pk}/edit/", {"name": "王明", "email": "", "phone": "", "no_phone": "on"})
    author.refresh_from_db()
    assert (author.phone, author.phone_index) == ("", "")


# --- erasure ---------------------------------------------------------------------------------------


def closed(world: World) -> User:
    return accounts.close_account(user=user_of(world.lnu.author), reason="离校", by=world.system_admin)


def test_two_people_erase_a_person_for_good(world: World) -> None:
    user = closed(world)
    number = user.phone
    personal.ask_erasure(user=user, reason="保存期满", by=world.system_admin)
    personal.erase(user=user, by=world.security_admin)
    user.refresh_from_db()
    assert (user.name, user.username, user.email, user.phone, held_by(user)) == (
        "已注销用户",
        f"erased-{user.pk}",
        "",
        "",
        [],
    )
    with pytest.raises(KeyDestroyed):
        unseal(number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_change WHERE before::text || after::text ~ 'lnu-author@|[0-9*]5678'")
        assert cursor.fetchone() == (0,)


def test_an_open_account_is_not_erased_nor_by_one_person_nor_twice(world: World) -> None:
    with pytest.raises(PermissionDenied):
        personal.ask_erasure(user=user_of(world.lnu.author), reason="误", by=world.system_admin)
    user = closed(world)
    with pytest.raises(NotAllowedNow):
        personal.erase(user=user, by=world.security_admin)
    erasure = personal.ask_erasure(user=user, reason="保存期满", by=world.system_admin)
    with pytest.raises(PermissionDenied):
        personal.erase(user=user, by=world.system_admin)
    with pytest.raises(IntegrityError, match="erasure_two_people"), transaction.atomic():
        Erasure.objects.filter(pk=erasure.pk).update(done_by_id=erasure.asked_by_id, done_at=erasure.asked_at)
    personal.erase(user=user, by=world.security_admin)
    with pytest.raises(NotAllowedNow):
        personal.erase(user=user, by=world.security_admin)


def test_the_pages_of_an_erasure(client: Client, world: World) -> None:
    user = closed(world)
    sign_in(client, world.system_admin)
    assert client.get(f"/people/{user.pk}/erasure/").status_code == 200
    assert client.post(f"/people/{user.pk}/erasure/", {"reason": "保存期满"}).status_code == 302
    sign_in(client, world.security_admin)
    assert client.get(f"/people/{user.pk}/").context["may"]["erase"] is True
    assert client.post(f"/people/{user.pk}/erase/").status_code == 302
    assert "已注销用户" in client.get(f"/people/{user.pk}/").content.decode()


def test_an_account_that_is_in_no_table_any_more_stops_no_export_of_the_history(world: World) -> None:
    people = [10**9, world.lnu.author.person_id, world.lnu.author.person_id]
    personal.keep_reading(people, way="exported", fields=["name"], purpose="审计", by=world.system_admin)
    assert [row.person_id for row in PersonalReading.objects.order_by("id")] == [world.lnu.author.person_id]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
