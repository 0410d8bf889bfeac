"""Facts of tests that were first written in a copied database, copied into the one that it was made of."""

import pytest

from lianxiao.organisations.models import User
from tests.facts import Kept
from tests.races.copies import copy_of, inside, named
from tests.standing import taken_back


@pytest.mark.django_db(transaction=True)
def test_what_comes_after_them_is_numbered_beyond() -> None:
    kept = Kept(lambda: User.objects.create(username="first"))
    with copy_of(named(), f"{named()}_kept") as database, inside(database):
        kept.load()
    with taken_back():
        kept.load()
        second = User.objects.create(username="second")
        assert second.pk > User.objects.get(username="first").pk
