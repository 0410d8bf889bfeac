"""One target of the board taken apart: the same sum by month, city, university and office."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model, Sum
from django.urls import reverse

from lianxiao.ledger.queries.board import YES, Cells, Narrowed
from lianxiao.ledger.queries.months import month_of, months_between
from lianxiao.mandate.models import Target
from lianxiao.organisations.models import City, Organisation

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
    own = rows.filter(target=target)

    def url(**narrowed: object) -> str:
        return f"{reverse('ledger:facts')}?{wanted.query(target=target.pk, counts=YES, **narrowed)}"

    months = _months(_sums(own, "month"), url)
    total, grown = NOTHING, []
    for one in months:
        total += one.value
        grown.append(Part(one.name, one.label, total, one.url))
    return Parts(
        months=months,
        grown=grown,
        cities=_shares(City, _sums(own, "city"), lambda row: url(city=row.pk)),
        universities=_shares(Organisation, _sums(own, "university"), lambda row: url(university=row.pk)),
        offices=_shares(Organisation, _sums(own, "office"), lambda row: url(office=row.pk)),
        total=total,
    )


def _sums(own: Cells, of: str) -> dict[Any, Decimal]:
    """By month, or by the key of a city, university or office."""
    return dict(own.order_by(of).values_list(of).annotate(Sum("amount")))


def _months(found: Mapping[date, Decimal], url: Url) -> list[Part]:
    """Every month from the first to the last that is reported, also those in which nothing came."""
    if not found:
        return []
    return [
        Part(f"{month:%Y-%m}", f"{month:%Y-%m}", found.get(month, NOTHING), url(month=f"{month:%Y-%m}"))
        for month in months_between(month_of(min(found)), month_of(max(found)))
    ]


def _shares(kind: type[Model], found: Mapping[Any, Decimal], url: Callable[[Any], str]) -> list[Part]:
    """The largest first; what has no place (a city) is left out of the parts and stays in the total."""
    rows: Mapping[Any, Any] = kind._default_manager.in_bulk([key for key, amount in found.items() if key and amount])
    ordered = sorted(rows.items(), key=lambda pair: (-found[pair[0]], str(pair[1])))
    return [Part(row.name, str(row), found[key], url(row)) for key, row in ordered]


def plain(value: Decimal) -> int | float:
    """As a chart reads it."""
    return int(value) if value == int(value) else float(value)
