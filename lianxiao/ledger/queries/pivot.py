"""The ledger by any two of its dimensions: how many projects or how much funding, with sums both ways."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.ledger.models import ProjectTotal
from lianxiao.ledger.queries import projects
from lianxiao.ledger.queries.totals import EMPTY, Total
from lianxiao.ledger.states import Light, ProjectState

NONE = "—"  # what a project has not: a city, a light
MOST_BARS = 20


@dataclass(frozen=True, slots=True)
class Dimension:
    """`key` is also the filter of the list that a value of it stands for."""

    key: str
    label: str | Promise
    names: Callable[[], Iterable[tuple[Any, str]]]
    path: str = ""
    in_cells: bool = True

    @property
    def column(self) -> str:
        """Of a project, and of a cell where those know it."""
        return self.path or self.key


def _of_rows(rows: Callable[[], "QuerySet[Any]"]) -> Callable[[], Iterable[tuple[Any, str]]]:
    return lambda: [(row.pk, str(row)) for row in rows()]


DIMENSIONS: Mapping[str, Dimension] = {
    one.key: one
    for one in (
        Dimension("year", _("Year"), lambda: [(int(year), label) for year, label in projects.years()]),
        Dimension("category", _("Category"), _of_rows(projects.categories)),
        Dimension("city", _("City"), _of_rows(projects.cities)),
        Dimension("university", _("Lead university"), _of_rows(projects.universities)),
        Dimension("lead_office", _("Lead office"), _of_rows(projects.offices)),
        Dimension("state", _("State"), lambda: [(value, str(label)) for value, label in ProjectState.choices]),
        Dimension(
            "light",
            _("Light"),
            lambda: [(value, str(label)) for value, label in Light.choices],
            path="lit__light",
            in_cells=False,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Figure:
    """`url` is the list of what the figure counts; empty where nothing is counted, or no filter says it."""

    total: Total
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One value of the dimension that goes down; a figure for each that goes across."""

    key: Any
    label: str
    figures: list[Figure]
    sum: Figure


@dataclass(frozen=True, slots=True)
class Pivot:
    """`heads` and `feet` are as many as each line has figures."""

    down: Dimension
    across: Dimension
    heads: list[str]
    lines: list[Line]
    feet: list[Figure]
    sum: Figure


Rows = QuerySet[Any]  # of Project or of ProjectTotal
Narrow = Callable[[Mapping[str, object]], str]


def pivot(rows: Rows, down: Dimension, across: Dimension, narrow: Narrow) -> Pivot:
    """Of projects, or of the ledger's cells, which answer alike. Values that nothing has are left out.

    `narrow` makes the address of the list that is narrowed further by these filters.
    """
    found = _grouped(rows, down, across)
    downs, acrosses = _values(down, (one for one, _ in found)), _values(across, (one for _, one in found))

    def figure(total: Total, **at: object) -> Figure:
        sayable = total.projects and None not in at.values()
        return Figure(total, narrow(at) if sayable else "")

    lines = [
        Line(
            key,
            label,
            [figure(found.get((key, other), EMPTY), **{down.key: key, across.key: other}) for other, _ in acrosses],
            figure(_sum(total for (one, _), total in found.items() if one == key), **{down.key: key}),
        )
        for key, label in downs
    ]
    feet = [
        figure(_sum(total for (_, one), total in found.items() if one == key), **{across.key: key})
        for key, _ in acrosses
    ]
    return Pivot(down, across, [label for _, label in acrosses], lines, feet, figure(_sum(found.values())))


def _grouped(rows: Rows, down: Dimension, across: Dimension) -> dict[tuple[Any, Any], Total]:
    counted = Sum("projects") if rows.model is ProjectTotal else Count("pk")
    cells = rows.order_by().values_list(down.column, across.column).annotate(n=counted, money=Sum("funding"))
    return {(one, other): Total(n, money) for one, other, n, money in cells if n}


def _values(dimension: Dimension, found: Iterable[Any]) -> list[tuple[Any, str]]:
    """Those that are there, in their own order, and last what has none."""
    there = set(found)
    named = [(key, label) for key, label in dimension.names() if key in there]
    return [*named, (None, NONE)] if None in there else named


def _sum(totals: Iterable[Total]) -> Total:
    return sum(totals, EMPTY)


# --- as pictures ------------------------------------------------------------------------------------


def bars(pivot: Pivot, *, funding: bool) -> list[dict[str, object]]:
    """The sum of each line; of many lines the largest, in the order of the table."""
    largest = sorted(pivot.lines, key=lambda line: line.sum.total.amount(funding=funding), reverse=True)[:MOST_BARS]
    return [_bar(line, funding) for line in pivot.lines if line in largest]


def map_rows(pivot: Pivot, *, funding: bool) -> list[dict[str, object]]:
    """Of a pivot by cities; the map knows each by its Chinese name."""
    names = {city.code: city.name for city in projects.cities()}
    return [
        {**_bar(line, funding), "name": names.get(line.key, ""), "label": line.label, "url": line.sum.url}
        for line in pivot.lines
    ]


def _bar(line: Line, funding: bool) -> dict[str, object]:
    return {"name": line.label, "value": line.sum.total.amount(funding=funding)}
