"""The net under rows in no order catches what is planted for it, and leaves ordered rows where they belong."""

from collections.abc import Callable

import pytest
from django.db.models import Count, QuerySet

from lianxiao.organisations.models import City

pytestmark = pytest.mark.django_db
ROWS = 20  # by chance in the same order twice: once in two trillion million


@pytest.fixture(autouse=True)
def cities() -> None:
    City.objects.bulk_create(
        City(code=f"9900{number:02}", name=f"甲{number % 2}", order=number) for number in range(ROWS)
    )


def planted() -> QuerySet[City]:
    return City.objects.filter(code__startswith="9900")


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: [city.order for city in planted()],
        lambda: list(planted().values_list("order", flat=True)),
        lambda: list(planted().order_by("name").values_list("order", flat=True)),
        lambda: list(planted().values_list("order", flat=True).distinct()),
        lambda: list(planted().values_list("order", flat=True).annotate(many=Count("pk"))),
        lambda: list(planted().values_list("order", flat=True).union(planted().values_list("order", flat=True))),
        lambda: [city.order for city in planted().only("order").iterator()],
        lambda: list(City.objects.filter(pk__in=planted().order_by("name")[:10].values("pk")).values_list("order")),
    ],
    ids=["none", "values", "ties", "distinct", "groups", "union", "iterator", "a slice inside"],
)
def test_rows_without_an_order_of_their_own_come_back_shuffled(mistake: Callable[[], list[int]]) -> None:
    assert mistake() != mistake()


@pytest.mark.parametrize(
    "right",
    [
        lambda: [city.order for city in planted().order_by("name", "code")],
        lambda: list(planted().order_by("-order").values_list("order", flat=True).distinct()),
        lambda: [planted().count(), planted().exists(), planted().aggregate(many=Count("pk"))["many"]],
        lambda: list(planted().values("name").annotate(many=Count("pk")).order_by("name")),
        lambda: [planted().select_for_update(of=("self",)).get(order=3).order],
        lambda: [row.order for row in planted().order_by("name", "order").distinct("name")],
    ],
    ids=["ordered", "distinct", "counted", "groups", "locked", "one of each"],
)
def test_whatever_names_its_order_keeps_it(right: Callable[[], list[object]]) -> None:
    assert right() == right()
