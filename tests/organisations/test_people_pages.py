"""The pages of people: what they show to whom, forms that lose nothing, passwords shown once."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries as Counter

from lianxiao.core.models import Effect
from lianxiao.organisations.actions.personal import set_phone
from lianxiao.organisations.models import Membership, User
from lianxiao.organisations.roles import Role
from tests.world import DUT, LNU, World, organisation, sign_in, user_of

pytestmark = pytest.mark.django_db
NEW = {
    "name": "王明",
    "username": "wang.ming",
    "email": "wang@example.org",
    "phone": "024-62200000",
    "role": "teacher",
    "position": "教授",
}


@pytest.fixture
def world() -> World:
    world = World(with_call=False)
    assert world.lnu
    assert world.dut
    return world


def new_address(code: str = LNU) -> str:
    return reverse("organisations:person_new", args=[organisation(code).pk])


def names(client: Client, query: str = "") -> list[str]:
    rows = client.get(f"/people/{query}").context["page"].rows
    return sorted(row.user.username for row in rows)


# --- the list --------------------------------------------------------------------------------------


def test_a_liaison_sees_the_people_of_the_own_university_only(client: Client, world: World) -> None:
    sign_in(client, world.lnu.liaison)
    assert names(client) == ["lnu-author", "lnu-colleague", "lnu-leader", "lnu-liaison"]


def test_the_system_administrator_sees_everybody(client: Client, world: World) -> None:
    sign_in(client, world.system_admin)
    assert names(client, "?organisation=lndx") == ["lnu-author", "lnu-colleague", "lnu-leader", "lnu-liaison"]
    assert len(names(client)) == Membership.objects.count()


@pytest.mark.parametrize("who", ["ting", "auditor", "student", "expert", "firm"])
def test_others_have_no_list_of_people(client: Client, world: World, who: str) -> None:
    sign_in(client, getattr(world, who))
    assert client.get("/people/").status_code == 403


def test_filters_narrow_the_list(client: Client, world: World) -> None:
    User.objects.filter(username="lnu-author").update(name="王明", initials="wm wangming")
    sign_in(client, world.lnu.liaison)
    assert names(client, "?q=wm") == ["lnu-author"]
    assert names(client, "?role=leader") == ["lnu-leader"]
    assert names(client, "?standing=pending") == []


def test_the_list_costs_the_same_with_more_people(
    client: Client, world: World, django_assert_num_queries: Callable[[int], Counter]
) -> None:
    sign_in(client, world.lnu.liaison)
    client.get("/people/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/people/")
    for n in range(3):
        world.person(f"more-{n}", Role.TEACHER, LNU)
    with CaptureQueriesContext(connection) as many:
        client.get("/people/")
    assert len(many) == len(few)


# --- opening an account ----------------------------------------------------------------------------


def test_the_password_of_a_new_account_is_shown_once_and_kept_nowhere(client: Client, world: World) -> None:
    sign_in(client, world.lnu.liaison)
    data = {**NEW, "request_id": "0b9f7f6e-7a57-4d0b-8d38-b2b5c5f0a001"}
    page = client.post(new_address(), data).content.decode()
    found = re.search(r'<code class="one-time">(\w+)</code>', page)
    assert found is not None
    user = User.objects.get(username="wang.ming")
    assert user.check_password(found.group(1))
    assert bytes(Effect.objects.get().body) == b""
    assert client.post(new_address(), data).status_code == 409  # sent again: neither another account nor a secret
    assert found.group(1) not in client.get(reverse("organisations:person", args=[user.pk])).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("username", "lnu-author", "该账号名已被使用。如为同一人，请在其账号上添加角色。"),
        ("username", "王明", "3至60位小写字母、数字、点、连字符或下划线，以字母或数字开头。"),
        ("email", "wang", "请输入有效的电子邮箱。"),
        ("phone", "call me", "由数字、空格和连字符组成，如024-62202000。"),
        ("role", "system_admin", "“system_admin”不在可选项中，请重新选择。"),
    ],
)
def test_errors_stand_at_the_field_and_nothing_typed_is_lost(
    client: Client, world: World, field: str, typed: str, said: str
) -> None:
    sign_in(client, world.lnu.liaison)
    page = client.post(new_address(), {**NEW, field: typed})
    form = page.context["form"]
    assert (page.status_code, dict(form.errors.items())) == (422, {field: [said]})
    assert {name: form[name].value() for name in NEW} == {**NEW, field: typed}
    assert not User.objects.filter(name="王明").exists()


def test_a_liaison_opens_none_at_another_university(client: Client, world: World) -> None:
    sign_in(client, world.lnu.liaison)
    assert client.post(new_address(DUT), NEW).status_code == 404


def test_a_liaison_is_led_past_the_choice_of_organisation(client: Client, world: World) -> None:
    sign_in(client, world.lnu.liaison)
    assert client.get("/people/new/")["Location"] == new_address()
    sign_in(client, world.system_admin)
    assert client.get("/people/new/").status_code == 200
    assert client.get(f"/people/new/?organisation={organisation(DUT).pk}")["Location"] == new_address(DUT)


# --- a person --------------------------------------------------------------------------------------


def test_strangers_are_not_found(client: Client, world: World) -> None:
    foreign = user_of(world.dut.author)
    role = Membership.objects.get(user=foreign)
    sign_in(client, world.lnu.liaison)
    for name, pk in (
        ("person", foreign.pk),
        ("person_edit", foreign.pk),
        ("password_ask", foreign.pk),
        ("role_end", role.pk),
    ):
        assert client.get(reverse(f"organisations:{name}", args=[pk])).status_code == 404, name
    assert client.post(reverse("organisations:password_reset", args=[foreign.pk])).status_code == 404


def test_of_a_person_with_roles_elsewhere_a_liaison_sees_the_own_ones(client: Client, world: World) -> None:
    world.person("lnu-author", Role.OFFICER, "gongye")
    sign_in(client, world.lnu.liaison)
    page = client.get(reverse("organisations:person", args=[world.lnu.author.user_id]))
    assert [role["row"].role for role in page.context["roles"]] == ["teacher"]
    assert page.context["may"] == {
        "keep": False,
        "read": True,
        "ask_erasure": False,
        "erase": False,
        "close": False,
        "grant": True,
    }
    assert "处室工作人员" not in page.content.decode()


@pytest.mark.parametrize("who", ["security_admin", "system_admin"])
def test_mail_and_phone_are_masked_for_everybody(client: Client, world: World, who: str) -> None:
    author = user_of(world.lnu.author)
    set_phone(author, "13912345678")
    author.save()
    sign_in(client, getattr(world, who))
    page = client.get(reverse("organisations:person", args=[world.lnu.author.user_id])).content.decode()
    assert ("139****5678" in page, "13912345678" in page) == (True, False)
    assert ("l***@example.org" in page, "lnu-author@example.org" in page) == (True, False)


def test_the_security_administrator_confirms_and_refuses_on_the_page(client: Client, world: World) -> None:
    sign_in(client, world.lnu.liaison)
    client.post(new_address(), {**NEW, "role": "leader"})
    membership = Membership.objects.get(user__username="wang.ming")
    sign_in(client, world.security_admin)
    assert names(client, "?waiting=1") == ["wang.ming"]
    empty = client.post(reverse("organisations:role_refuse", args=[membership.pk]), {"reason": " "})
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["reason"])
    client.post(reverse("organisations:role_confirm", args=[membership.pk]))
    membership.refresh_from_db()
    assert membership.confirmed_by_id == world.security_admin.user_id
    again = client.post(reverse("organisations:role_confirm", args=[membership.pk]))
    assert again.status_code == 409


def test_the_header_names_who_acts_not_whose_role_is_opened_or_ended(client: Client, world: World) -> None:
    membership = Membership.objects.get(user_id=world.lnu.author.user_id)
    sign_in(client, world.lnu.liaison)
    ending = client.get(reverse("organisations:role_end", args=[membership.pk]))
    opened = client.post(new_address(), {**NEW, "request_id": "0b9f7f6e-7a57-4d0b-8d38-b2b5c5f0a002"})
    heads = [page.context["membership"].user_id for page in (ending, opened)]
    assert heads == [world.lnu.liaison.user_id] * 2


def test_a_role_ends_and_is_given_again_on_the_page(client: Client, world: World) -> None:
    membership = Membership.objects.get(user_id=world.lnu.author.user_id)
    sign_in(client, world.lnu.liaison)
    client.post(reverse("organisations:role_end", args=[membership.pk]), {"reason": "出国访学"})
    page = client.get(reverse("organisations:person", args=[membership.user_id]))
    may = {"confirm": False, "end": False, "reopen": True, "hand_over": True}
    assert [role["may"] for role in page.context["roles"]] == [may]
    assert "出国访学" in page.content.decode()
    client.post(reverse("organisations:role_reopen", args=[membership.pk]))
    assert Membership.objects.current().filter(user_id=membership.user_id).count() == 1


def test_facts_of_a_person_are_saved(client: Client, world: World) -> None:
    address = reverse("organisations:person_edit", args=[world.lnu.author.user_id])
    sign_in(client, world.lnu.liaison)
    client.post(address, {"name": "王明", "email": "w@example.org", "phone": ""})
    user = user_of(world.lnu.author)
    assert (user.name, user.email, user.phone, user.initials) == ("王明", "w@example.org", "", "wm wangming")


def test_the_table_of_roles_is_open_to_everybody_signed_in(client: Client, world: World) -> None:
    assert client.get("/roles/").status_code == 302
    sign_in(client, world.student)
    assert len(client.get("/roles/").context["table"]) == len(Role)
