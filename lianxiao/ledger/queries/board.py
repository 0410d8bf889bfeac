"""The targets board: every figure of the mandate as promised, under way and achieved, from the cells of the facts."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import F, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from lianxiao.ledger.models import IndicatorTotal, ProjectIndicator, ReportFigure
from lianxiao.ledger.queries.forecast import Forecast, forecast
from lianxiao.ledger.queries.months import months_between
from lianxiao.ledger.queries.totals import mandate_year
from lianxiao.ledger.states import ProjectState, ReportState
from lianxiao.mandate.models import Target

Cells = QuerySet[IndicatorTotal]
Months = Mapping[date, Decimal]
NOTHING = Decimal(0)
WHOLE = 100  # per cent
DECEMBER = 12
YES, NO = "yes", "no"  # of the filter of facts: those that count toward the target, those that do not


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the board is narrowed to; empty is everything. Named as in the addresses of the lists behind it."""

    year: str = ""
    university: str = ""
    office: str = ""
    city: str = ""

    def query(self, **more: object) -> str:
        named = {"year": self.year, "university": self.university, "office": self.office, "city": self.city, **more}
        return urlencode({name: value for name, value in named.items() if value})

    def of_projects(self, prefix: str) -> dict[str, str]:
        """As conditions on the project that a row leads to."""
        wanted = {"university": self.university, "lead_office": self.office, "city": self.city}
        return {f"{prefix}{name}": value for name, value in wanted.items() if value}


@dataclass(frozen=True, slots=True)
class Line:
    """One target. `ahead` is None where too few months are reported to say anything."""

    target: Target
    unit: str
    promised: Decimal
    under_way: Decimal
    achieved: Decimal
    ahead: Forecast | None
    years: list[Decimal]
    urls: Mapping[str, str]

    @property
    def goal(self) -> Decimal:
        assert self.target.value is not None  # the board shows targets with a figure
        return self.target.value

    @property
    def share(self) -> int:
        return int(self.achieved * WHOLE / self.goal)

    @property
    def is_reached(self) -> bool:
        return self.achieved >= self.goal

    @property
    def is_expected(self) -> bool:
        return self.ahead is not None and self.ahead.expected >= self.goal


@dataclass(frozen=True, slots=True)
class Group:
    category: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Board:
    groups: list[Group]
    years: list[int]
    # The last month of which anything is confirmed.
    reported_to: date | None
    mandate_year: int | None
    forecast_year: int

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]

    @property
    def reached(self) -> int:
        return sum(1 for line in self.lines if line.is_reached)

    @property
    def expected(self) -> int:
        """Reached, or by the middle of the forecast reached at the year's end."""
        return sum(1 for line in self.lines if line.is_reached or line.is_expected)

    @property
    def chart_rows(self) -> list[dict[str, object]]:
        return [{"name": str(line.target), "value": line.share} for line in self.lines]


def cells() -> Cells:
    return IndicatorTotal.objects.all()


def of_year(rows: Cells, year: str) -> Cells:
    return rows.filter(month__year=year) if year else rows


def year_choices() -> list[tuple[str, str]]:
    """Those in which something is confirmed, and this one; the newest first."""
    found = IndicatorTotal.objects.order_by().values_list("month__year", flat=True).distinct()
    years = {*found, timezone.localdate().year}
    return [(str(year), str(year)) for year in sorted(years, reverse=True)]


def counted_targets() -> "QuerySet[Target]":
    """Those that are a figure."""
    return Target.objects.filter(value__isnull=False).order_by("-year", "category__order", "order", "id")


def board(rows: Cells, wanted: Narrowed, *, english: bool) -> Board:
    """`rows` are the cells of every year, narrowed to a university, an office or a city."""
    by_target = _by_target(rows)
    year = int(wanted.year) if wanted.year else timezone.localdate().year
    asked = mandate_year(wanted.year)
    targets = Target.objects.filter(value__isnull=False, year=asked or 0).select_related("category")
    promised, under_way = _promised(wanted), _under_way(wanted)
    last = max((month for months in by_target.values() for month in months), default=None)
    years = sorted({month.year for months in by_target.values() for month in months})
    groups: dict[str, list[Line]] = defaultdict(list)
    for target in targets.order_by("category__order", "order", "id"):
        months = by_target.get(target.pk, {})
        groups[str(target.category)].append(
            Line(
                target=target,
                unit=target.unit_en if english else target.unit,
                promised=promised.get(target.pk, NOTHING),
                under_way=under_way.get(target.pk, NOTHING),
                achieved=_achieved(months, wanted.year),
                ahead=_ahead(months, last, year, wanted.year),
                years=[_achieved(months, str(one)) for one in years],
                urls=_urls(target, wanted),
            )
        )
    return Board([Group(name, lines) for name, lines in groups.items()], years, last, asked, year)


def _by_target(rows: Cells) -> dict[int, dict[date, Decimal]]:
    found: dict[int, dict[date, Decimal]] = defaultdict(dict)
    summed = rows.order_by().values_list("target_id", "month").annotate(all=Sum("amount"))
    for target, month, amount in summed.order_by("target_id", "month"):
        found[target][month] = amount
    return found


def _achieved(months: Months, year: str) -> Decimal:
    return sum((amount for month, amount in months.items() if not year or month.year == int(year)), NOTHING)


def _ahead(months: Months, last: date | None, year: int, chosen: str) -> Forecast | None:
    """To 31 December: what is achieved, and the months after the last that is reported."""
    so_far = _achieved(months, chosen)
    if not months or last is None:
        return None
    first = min(months)
    known = [months.get(month, NOTHING) for month in months_between(first, last)]
    december = date(year, DECEMBER, 1)
    ahead = sum(1 for month in months_between(last, december) if month > last and month.year == year)
    return forecast(so_far, known, ahead)


def _promised(wanted: Narrowed) -> dict[int, Decimal]:
    """Whenever the projects were approved: a promise has no month. What was withdrawn promises nothing."""
    rows = ProjectIndicator.objects.exclude(project__state=ProjectState.WITHDRAWN)
    rows = rows.filter(**wanted.of_projects("project__"))
    return dict(rows.order_by("target_id").values_list("target_id").annotate(all=Sum("promised")))


def _under_way(wanted: Narrowed) -> dict[int, Decimal]:
    """Released by a university, and not confirmed yet."""
    rows = waiting_figures().filter(**wanted.of_projects("item__report__project__"))
    if wanted.year:
        rows = rows.filter(month__year=wanted.year)
    rows = rows.annotate(of_target=F("item__indicator__target_id")).order_by("of_target")
    return dict(rows.values_list("of_target").annotate(all=Sum("amount")))


def waiting_figures() -> "QuerySet[ReportFigure]":
    rows = ReportFigure.objects.filter(item__report__state=ReportState.SUBMITTED)
    return rows.exclude(item__report__project__state=ProjectState.WITHDRAWN)


def with_figures(target: Target) -> "QuerySet[ReportFigure]":
    """What reports say toward it, in any state; those of withdrawn projects lead to nothing."""
    rows = ReportFigure.objects.filter(item__indicator__target=target)
    return rows.exclude(item__report__project__state=ProjectState.WITHDRAWN)


def _urls(target: Target, wanted: Narrowed) -> dict[str, str]:
    """Where each figure leads."""
    projects = {"university": wanted.university, "lead_office": wanted.office, "city": wanted.city}
    promised = urlencode({name: value for name, value in {**projects, "target": target.pk}.items() if value})
    waiting = {"university": wanted.university, "lead_office": wanted.office, "city": wanted.city}
    said = {**waiting, "target": target.pk, "state": ReportState.SUBMITTED}
    under_way = urlencode({name: value for name, value in said.items() if value})
    return {
        "target": f"{reverse('ledger:board_target', args=[target.pk])}?{wanted.query()}",
        "promised": f"{reverse('ledger:projects')}?{promised}",
        "under_way": f"{reverse('ledger:reports')}?{under_way}",
        "achieved": f"{reverse('ledger:facts')}?{wanted.query(target=target.pk, counts=YES)}",
    }
