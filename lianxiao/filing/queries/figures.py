"""The figures of a return: what they add up to in a round, how they changed against the round before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from lianxiao.core.definitions import Answers, Definition, parse
from lianxiao.core.definitions.answers import Filled
from lianxiao.core.definitions.fields import Field, Number, Table, parse_figure
from lianxiao.filing.models import Figure, Return, Round
from lianxiao.filing.queries.returns import answers_of, definition_of
from lianxiao.filing.states import IN
from lianxiao.organisations.roles import INSTITUTIONS, Kind

ZERO = Decimal(0)
HUNDRED = Decimal(100)
KINDS = [kind for kind in Kind if kind in INSTITUTIONS]


@dataclass(frozen=True, slots=True)
class Amount:
    """`count` figures that add up to `total`."""

    total: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Label:
    """What a figure is called; `unit` may be empty."""

    text: str
    unit: str


def labels(definition: Definition) -> dict[str, Label]:
    """Every figure of a form, in its order: of a field under its key, of a table's column under "table.column"."""
    found: dict[str, Label] = {}
    for one in definition.fields.values():
        if isinstance(one, Table):
            for column in one.columns:
                if _counts(column):
                    found[f"{one.key}.{column.key}"] = Label(f"{one.label} · {column.label}", _unit(column))
        elif _counts(one):
            found[one.key] = Label(str(one.label), _unit(one))
    return found


def _counts(one: Field[Any]) -> bool:
    """A year is a number that nobody adds up."""
    return one.numeric and not (isinstance(one, Number) and one.is_year)


def _unit(one: Field[Any]) -> str:
    return str(getattr(one, "unit", None) or "")


def amounts(definition: Definition, answers: Answers) -> dict[str, Amount]:
    """The figures that are filled in."""
    filled = Filled(definition, answers)
    found: dict[str, Amount] = {}
    for one in definition.fields.values():
        if not filled.applies(one):
            continue
        if isinstance(one, Table):
            rows = filled.value(one.key)
            for column in one.columns:
                if _counts(column):
                    _add(found, f"{one.key}.{column.key}", [row[column.key] for row in rows])
        elif _counts(one) and (not one.computed or any(map(filled.says_something, one.of))):  # type: ignore[attr-defined]
            _add(found, one.key, [filled.value(one.key)])
    return found


def _add(found: dict[str, Amount], key: str, texts: Iterable[str]) -> None:
    figures = [figure for text in texts if (figure := parse_figure(text)) is not None]
    if figures:
        found[key] = Amount(sum(figures, ZERO), len(figures))


# --- totals of a round -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """Of one figure and one kind of institution: `returns` of them gave `count` figures."""

    total: Decimal
    returns: int
    count: int

    @property
    def mean(self) -> Decimal | None:
        """Per institution that gave the figure."""
        return (self.total / self.returns).quantize(Decimal("0.01")) if self.returns else None


NOTHING = Cell(ZERO, 0, 0)


@dataclass(frozen=True, slots=True)
class TotalLine:
    key: str
    label: Label
    whole: Cell
    by_kind: list[Cell]
    last: Decimal | None
    change: Decimal | None

    def named_cells(self) -> list[tuple[str, Cell]]:
        """Each with its kind of institution in words, which on a phone stand beside the figure."""
        return [(str(kind.label), cell) for kind, cell in zip(KINDS, self.by_kind, strict=True)]


@dataclass(slots=True)
class _Sums:
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)

    def of(self, key: str, kind: str) -> Cell:
        return self.cells.get((key, kind), NOTHING)

    def whole(self, key: str) -> Cell:
        there = [self.of(key, kind) for kind in KINDS]
        return Cell(
            sum((one.total for one in there), ZERO),
            sum(one.returns for one in there),
            sum(one.count for one in there),
        )


def totals(round_: Round) -> list[TotalLine]:
    """Every figure over the returns that are in, by kind of institution, beside the round before: two queries."""
    now, last = _sums(round_.pk), _sums(round_.previous_id) if round_.previous_id else None
    lines = []
    for key, label in labels(parse(round_.form.definition)).items():
        whole = now.whole(key)
        before = last.whole(key) if last else NOTHING
        lines.append(
            TotalLine(
                key=key,
                label=label,
                whole=whole,
                by_kind=[now.of(key, kind) for kind in KINDS],
                last=before.total if before.returns else None,
                change=change(before.total, whole.total) if before.returns and whole.returns else None,
            )
        )
    return lines


def _sums(round_pk: int) -> _Sums:
    rows = (
        Figure.objects.filter(filing__round_id=round_pk, filing__state__in=IN)
        .values("key", "filing__institution__kind")
        .annotate(total_=Sum("total"), returns_=Count("filing"), count_=Sum("count"))
        .order_by("key", "filing__institution__kind")
    )
    return _Sums(
        {
            (row["key"], row["filing__institution__kind"]): Cell(row["total_"], row["returns_"], row["count_"])
            for row in rows
        }
    )


# --- one return against the round before ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A figure then and now; `percent` is None where there was nothing to compare a percentage with."""

    key: str
    label: Label
    last: Decimal
    now: Decimal
    percent: Decimal | None
    abnormal: bool
    explanation: str

    @property
    def unexplained(self) -> bool:
        return self.abnormal and not self.explanation


def change(last: Decimal, now: Decimal) -> Decimal | None:
    """In percent, with one decimal; None from nothing to something."""
    if last == now:
        return ZERO
    if not last:
        return None
    return ((now - last) / abs(last) * HUNDRED).quantize(Decimal("0.1"))


def is_abnormal(last: Decimal, now: Decimal, threshold: int) -> bool:
    """More than so many percent, compared without rounding; from nothing to something always is."""
    return abs(now - last) * HUNDRED > abs(last) * threshold


def comparison(filing: Return) -> list[Change]:
    """What both rounds ask for, as the institution filed it then and as it stands now."""
    if filing.round.previous_id is None:
        return []
    last = _filed(filing)
    if not last:
        return []
    if filing.state in IN:
        now = {one.key: one.total for one in filing.figures.all()}
    else:
        now = {key: one.total for key, one in amounts(definition_of(filing), answers_of(filing)).items()}
    said = {one.key: one.text for one in filing.explanations.all()}
    return [
        Change(
            key=key,
            label=label,
            last=last[key],
            now=now.get(key, ZERO),
            percent=change(last[key], now.get(key, ZERO)),
            abnormal=is_abnormal(last[key], now.get(key, ZERO), filing.round.threshold),
            explanation=said.get(key, ""),
        )
        for key, label in labels(definition_of(filing)).items()
        if key in last
    ]


def _filed(filing: Return) -> Mapping[str, Decimal]:
    rows = Figure.objects.filter(
        filing__round=filing.round.previous, filing__institution_id=filing.institution_id, filing__state__in=IN
    )
    return dict(rows.values_list("key", "total").order_by("key"))


def unexplained(filing: Return) -> list[Change]:
    return [one for one in comparison(filing) if one.unexplained]
