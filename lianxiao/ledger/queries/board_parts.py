"""One target of the board taken apart: the same sum by month, city, university and office."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from lianxiao.ledger.models import IndicatorTotal
from lianxiao.ledger.queries.board import YES, Cells, Narrowed
from lianxiao.ledger.queries.months import month_of, months_between
from lianxiao.mandate.models import Target

NOTHING = Decimal(0)
Url = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a target's figure; `name` on the map, `label` in the reader's language."""

    name: str
    label: str
    value: Decimal
    url: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The same sum, by month, city, university and office."""

    months: list[Part]
    grown: list[Part]
    cities: list[Part]
    universities: list[Part]
    offices: list[Part]
    total: Decimal

    @property
    def grown_rows(self) -> list[dict[str, object]]:
        return [{"name": one.label, "value": plain(one.value)} for one in self.grown]

    @property
    def map_rows(self) -> list[dict[str, object]]:
        return [
            {"name": one.name, "label": one.label, "value": plain(one.value), "url": one.url} for one in self.cities
        ]


def parts(rows: Cells, target: Target, wanted: Narrowed) -> Parts:
    """`rows` are narrowed to the year as well."""
    own = rows.filter(target=target).select_related("city", "university", "office")
    found = list(own.order_by("month", "id"))

    def url(**narrowed: object) -> str:
        return f"{reverse('ledger:facts')}?{wanted.query(target=target.pk, counts=YES, **narrowed)}"

    months = _months(found, url)
    total, grown = NOTHING, []
    for one in months:
        total += one.value
        grown.append(Part(one.name, one.label, total, one.url))
    return Parts(
        months=months,
        grown=grown,
        cities=_shares(((one.city, one.amount) for one in found), lambda row: url(city=row.pk)),
        universities=_shares(((one.university, one.amount) for one in found), lambda row: url(university=row.pk)),
        offices=_shares(((one.office, one.amount) for one in found), lambda row: url(office=row.pk)),
        total=total,
    )


def _months(found: list[IndicatorTotal], url: Url) -> list[Part]:
    """Every month from the first to the last that is reported, also those in which nothing came."""
    sums: dict[date, Decimal] = defaultdict(lambda: NOTHING)
    for one in found:
        sums[month_of(one.month)] += one.amount
    if not sums:
        return []
    return [
        Part(f"{month:%Y-%m}", f"{month:%Y-%m}", sums[month], url(month=f"{month:%Y-%m}"))
        for month in months_between(min(sums), max(sums))
    ]


def _shares(found: Iterable[tuple[Any, Decimal]], url: Callable[[Any], str]) -> list[Part]:
    """The largest first; what has no place (a city) is left out of the parts and stays in the total."""
    sums: dict[Any, Decimal] = defaultdict(lambda: NOTHING)
    for row, amount in found:
        if row is not None:
            sums[row] += amount
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return [Part(row.name, str(row), amount, url(row)) for row, amount in ordered if amount]


def plain(value: Decimal) -> int | float:
    """As a chart reads it."""
    return int(value) if value == int(value) else float(value)
