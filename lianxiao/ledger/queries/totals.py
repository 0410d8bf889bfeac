"""Sums over the ledger: the foot of a list, the province by category and city, what was promised for targets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from lianxiao.core.actors import Actor
from lianxiao.ledger import access
from lianxiao.ledger.models import Project, ProjectTotal, PromiseTotal
from lianxiao.ledger.states import ProjectState
from lianxiao.mandate.models import Category, Target
from lianxiao.organisations.models import City

Cells = QuerySet[ProjectTotal]
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Total:
    """`funding` is in 万元."""

    projects: int
    funding: Decimal

    @property
    def count(self) -> int:
        return self.projects

    def amount(self, *, funding: bool) -> int | Decimal:
        return self.funding if funding else self.projects

    def __add__(self, other: "Total") -> "Total":
        return Total(self.projects + other.projects, self.funding + other.funding)


EMPTY = Total(0, NOTHING)


def cells() -> Cells:
    """The ledger's cells: how many projects and how much funding are public facts, whoever asks."""
    return ProjectTotal.objects.filter(projects__gt=0)


def standing_cells() -> Cells:
    """Without what was withdrawn: what the province has under way or finished."""
    return cells().exclude(state=ProjectState.WITHDRAWN)


def counts_by_cells(actor: Actor) -> bool:
    """Whoever sees the whole ledger is answered from its cells, others by counting their few rows."""
    return access.reads_whole_ledger(actor)


def total_of_cells(rows: Cells) -> Total:
    found = rows.aggregate(projects=Sum("projects"), funding=Sum("funding"))
    return Total(found["projects"] or 0, found["funding"] or NOTHING)


def total_of_rows(rows: "QuerySet[Project]") -> Total:
    found = rows.order_by().aggregate(projects=Count("pk"), funding=Sum("funding"))
    return Total(found["projects"], found["funding"] or NOTHING)


# --- the province by category and city -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    projects: int
    url: str


@dataclass(frozen=True, slots=True)
class CityLine:
    """One row of the table; `name` is the city's name on the map, `label` the one in the reader's language."""

    name: str
    label: str
    cells: list[Cell]
    total: Total
    url: str


@dataclass(frozen=True, slots=True)
class CategoryLine:
    label: str
    total: Total
    url: str


@dataclass(frozen=True, slots=True)
class Board:
    """Cities in official order, each with a cell per category; sums agree both ways."""

    categories: list[CategoryLine]
    cities: list[CityLine]
    total: Total
    url: str

    @property
    def cities_with_projects(self) -> int:
        return sum(1 for line in self.cities if line.total.projects)

    @property
    def map_rows(self) -> list[dict[str, object]]:
        return [
            {"name": line.name, "label": line.label, "value": line.total.projects, "url": line.url}
            for line in self.cities
        ]

    @property
    def chart_rows(self) -> list[dict[str, object]]:
        return [{"name": line.label, "value": line.total.projects} for line in self.categories]


def board(rows: Cells, *, list_url: str, year: str, state: str = "") -> Board:
    """`list_url` is the list with the same numbers; its address is narrowed to what a figure counts.

    `state` narrows a list that shows more than the cells given.
    """
    found = {(row["city"], row["category"]): Total(row["n"], row["money"]) for row in _grouped(rows)}
    categories = list(Category.objects.order_by("order", "id"))

    def url(**narrowed: object) -> str:
        asked = {key: value for key, value in {"year": year, "state": state, **narrowed}.items() if value}
        return f"{list_url}?{urlencode(asked)}" if asked else list_url

    lines = [_line(name, label, code, categories, found, url) for name, label, code in _places(found)]
    return Board(
        categories=[
            CategoryLine(
                str(one), _sum(total for (_city, pk), total in found.items() if pk == one.pk), url(category=one.pk)
            )
            for one in categories
        ],
        cities=lines,
        total=_sum(found.values()),
        url=url(),
    )


def _grouped(rows: Cells) -> Iterable[Mapping[str, Any]]:
    return (
        rows.values("city", "category").annotate(n=Sum("projects"), money=Sum("funding")).order_by("city", "category")
    )


def _places(found: "dict[tuple[str | None, int], Total]") -> list[tuple[str, str, str | None]]:
    """Name on the map, label and code of the 14 cities, and of "elsewhere" when something stands there."""
    places: list[tuple[str, str, str | None]] = [
        (city.name, str(city), city.code) for city in City.objects.order_by("order", "code")
    ]
    if any(city is None for city, _category in found):
        places.append(("", _("Without a city"), None))
    return places


def _line(name: str, label: str, code: str | None, categories: list[Category], found: Any, url: Any) -> CityLine:
    totals = [found.get((code, one.pk), EMPTY) for one in categories]
    return CityLine(
        name=name,
        label=label,
        cells=[
            Cell(total.projects, url(city=code, category=one.pk)) for one, total in zip(categories, totals, strict=True)
        ],
        total=_sum(totals),
        url=url(city=code),
    )


def _sum(totals: Iterable[Total]) -> Total:
    return sum(totals, EMPTY)


# --- promised for the targets of the mandate -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Promise:
    """What approved projects promise toward one target; nothing here is achieved yet."""

    label: str
    unit: str
    goal: Decimal
    promised: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class Promises:
    """Of one category, for the mandate of `year`."""

    category: str
    lines: list[Promise]


def mandate_year(year: str) -> int | None:
    """The mandate that counts in this year (or now): its own, else the last one before it."""
    targets = Target.objects.filter(value__isnull=False)
    if year:
        targets = targets.filter(year__lte=int(year))
    return targets.order_by("-year").values_list("year", flat=True).first()


def promises(english: bool, *, year: str) -> list[Promises]:
    """Every target with a figure, by category in order, and the sum that approved projects promise toward it."""
    targets = Target.objects.filter(value__isnull=False, year=mandate_year(year) or 0)
    kept = PromiseTotal.objects.filter(target__in=targets.values("pk"))
    if year:
        kept = kept.filter(year=int(year))
    sums = dict(kept.order_by("target").values_list("target").annotate(Sum("promised")))
    by_category: dict[str, list[Promise]] = {}
    for one in targets.select_related("category").order_by("category__order", "order", "id"):
        by_category.setdefault(str(one.category), []).append(_promise(one, sums.get(one.pk, NOTHING), english))
    return [Promises(category, lines) for category, lines in by_category.items()]


def _promise(target: Target, promised: Decimal, english: bool) -> Promise:
    assert target.value is not None
    share = promised * 100 / target.value
    return Promise(
        label=str(target),
        unit=target.unit_en if english else target.unit,
        goal=target.value,
        promised=promised,
        note=_("Promised: %(share)s%%") % {"share": f"{share:.0f}"},
    )
