"""Numbers of people at rest: encrypted, masked, found without being opened, gone with their key."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from lianxiao.core.models import PersonalKey
from lianxiao.core.personal_fields import (
    InvalidTag,
    KeyDestroyed,
    Sealed,
    blind,
    destroy,
    mask_number,
    new_key,
    seal,
    unseal,
)
from lianxiao.organisations.models import User

pytestmark = pytest.mark.django_db
NUMBER = "13812345678"


def sealed(number: str = NUMBER, key: PersonalKey | None = None) -> Sealed:
    made = seal(number, key or new_key())
    assert isinstance(made, Sealed)
    return made


def person(**values: Any) -> User:
    return User.objects.create(username="lin", name="林", **values)


def test_a_number_comes_back_as_it_was_and_shows_only_its_mask() -> None:
    person(phone=sealed())
    user = User.objects.get(username="lin")
    assert (str(user.phone), f"{user.phone}", unseal(user.phone)) == ("138****5678", "138****5678", NUMBER)
    assert (str(seal("6222021001116245706", new_key(), mask_number)), seal("", new_key())) == (
        "6222***********5706",
        "",
    )


def test_at_rest_nothing_of_it_can_be_read() -> None:
    person(phone=sealed(), phone_index=blind(NUMBER))
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(u)::text FROM organisations_user u")
        (row,) = cursor.fetchone()
        cursor.execute("SELECT string_agg(to_jsonb(c)::text, '') FROM core_change c")
        (kept,) = cursor.fetchone()
    assert (NUMBER in row, "12345" in row, "138****5678" in row, "138****5678" in kept) == (False, False, True, False)


def test_two_people_with_one_number_store_different_texts_under_one_index() -> None:
    assert sealed().cipher != sealed().cipher
    assert blind("+86 138-1234-5678") == blind("１３８１２３４５６７８") == blind(NUMBER) != blind("13812345679")
    assert blind("") == ""


@pytest.mark.parametrize("column", ["phone"])
def test_a_shell_cannot_store_a_number_in_the_open(column: str) -> None:
    user = person()
    with pytest.raises(TypeError, match="nothing in the open"), transaction.atomic():
        User.objects.filter(pk=user.pk).update(**{column: NUMBER})
    with (
        pytest.raises(IntegrityError, match="user_phone_sealed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE organisations_user SET {column} = %s", [NUMBER])


def test_a_number_moved_to_another_key_or_altered_is_not_opened() -> None:
    mine, other = sealed(), sealed()
    with pytest.raises(InvalidTag):
        unseal(replace(mine, key_id=other.key_id))
    with pytest.raises(InvalidTag):
        unseal(replace(mine, cipher=mine.cipher[:-8] + "AAAAAAA="))


def test_with_the_key_all_it_sealed_is_gone() -> None:
    key = new_key()
    number = sealed(key=key)
    destroy(key)
    with pytest.raises(KeyDestroyed):
        unseal(number)
    with pytest.raises(IntegrityError, match="core_personal_key_destroyed"), transaction.atomic():
        PersonalKey.objects.filter(pk=key.pk).update(destroyed_at=None)


def test_keys_are_put_under_a_new_wrapping_key_and_the_old_one_can_go(settings: Any, capsys: Any) -> None:
    settings.PERSONAL_KEYS = {"2025": "old secret"}
    number = sealed()
    settings.PERSONAL_KEYS = {"2026": "new secret", "2025": "old secret"}
    assert unseal(number) == NUMBER
    call_command("rewrap_keys")
    assert capsys.readouterr().out.startswith("1 keys")
    settings.PERSONAL_KEYS = {"2026": "new secret"}
    assert unseal(number) == NUMBER
    settings.PERSONAL_KEYS = {"2026": "another secret"}
    with pytest.raises(InvalidTag):
        unseal(number)
