"""Rows by the hundred thousand: like one that is shown, but for some columns; made ready one ahead."""

from collections.abc import Iterator

import pytest
from django.db import DataError, IntegrityError, transaction

from lianxiao.core.ahead import one_ahead
from lianxiao.core.bulk import insert_alike
from lianxiao.core.models import Change
from lianxiao.organisations.models import User

pytestmark = pytest.mark.django_db


def test_rows_are_alike_but_for_their_columns_and_their_keys_come_in_order() -> None:
    names = [f"n{number:04}" for number in range(1_000)]
    keys = insert_alike(User(language="en"), {"username": names, "name": [name.upper() for name in names]})
    rows = User.objects.in_bulk(keys)
    assert [rows[key].username for key in keys] == names
    one = rows[keys[7]]
    assert (one.name, one.language, one.is_active, one.phone, one.created_at is None) == (
        "N0007",
        "en",
        True,
        "",
        False,
    )


def test_the_history_has_every_row_and_shows_nothing_that_is_hidden() -> None:
    keys = insert_alike(User(email="a@example.org"), {"username": ["n1", "n2"], "password": ["!x", "!y"]})
    kept = [Change.objects.get(kind="organisations.user", key=str(key)).after for key in keys]
    assert [(one["username"], one["email"], one["password"]) for one in kept] == [("n1", "•", "•"), ("n2", "•", "•")]


def test_what_is_too_long_is_refused_and_not_cut() -> None:
    with pytest.raises(DataError), transaction.atomic():
        insert_alike(User(), {"username": ["n" * 61]})
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_alike(User(), {"username": ["n1", "n1"]})
    assert not User.objects.exists()


def test_one_item_is_made_ready_ahead_and_a_failure_comes_where_it_belongs() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in (1, 2, 3):
            made.append(number)
            yield number
        raise ValueError("the end")

    ahead = one_ahead(items())
    assert [next(ahead), next(ahead), next(ahead)] == [1, 2, 3]
    with pytest.raises(ValueError, match="the end"):
        next(ahead)
    assert made == [1, 2, 3]
