import pytest

from lianxiao.core.numbers import next_number

pytestmark = pytest.mark.django_db


def test_a_series_counts_from_one_and_series_do_not_mix() -> None:
    assert [next_number("LN-LH-2026"), next_number("LN-LH-2026"), next_number("LN-JS-2026")] == [1, 2, 1]
