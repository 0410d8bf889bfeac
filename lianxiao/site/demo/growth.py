"""The demo world grown: projects of three earlier years, entered by Excel, that report in every period since."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from io import BytesIO
from itertools import count
from random import Random

from lianxiao.core.shipped import Fact, json_fact
from lianxiao.core.spreadsheets import write_rows
from lianxiao.ledger.actions import importing
from lianxiao.ledger.models import Project
from lianxiao.ledger.queries.earlier_table import ACHIEVED, PROMISED, led_by, table_of
from lianxiao.ledger.queries.months import month_of
from lianxiao.mandate.models import Category, Target
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.roles import Kind
from lianxiao.site.demo.cast import Cast
from lianxiao.site.demo.material import MARK
from lianxiao.site.demo.times import today

A_MONTH = 30.44  # days
SPREAD = 60  # days by which projects of one year begin apart
# When each milestone is due, as a share of the term.
DUE = (0.12, 0.4, 0.75, 1.0)
SMALLEST, LARGEST = 8, 60  # funding, 万元
AMBITION = 0.9  # what all projects together promise, as a share of what the mandate wants
MOST_LIKELY = 0.6  # no target is every project's


class Growth:
    """Drawn by one seed, so that two grown worlds are alike."""

    def __init__(self) -> None:
        self.fact = json_fact("demo/growth.json")
        self.random = Random("lianxiao")  # noqa: S311  an invented world, nobody's secret
        self.numbers = count(1)

    @cached_property
    def universities(self) -> list[Organisation]:
        """The leading ones first, which lead more."""
        rows = Organisation.objects.filter(kind=Kind.UNIVERSITY)
        return list(rows.order_by("official_order", "id"))

    @cached_property
    def of_each_category(self) -> int:
        return sum(int(fact["projects"]) for fact in self.fact.each("years")) // Category.objects.count()

    def chosen(self, many: int) -> list[Organisation]:
        """Different ones, the earlier in the list the likelier."""
        found: dict[int, Organisation] = {}
        while len(found) < many:
            place = int(len(self.universities) * self.random.random() ** 1.6)
            found.setdefault(place, self.universities[place])
        return list(found.values())


class DemoYear:
    """One year's projects, in a workbook of each lead office; they began so many days before it was entered."""

    FIRST_STEP = 3
    BY_THE_CLOCK: frozenset[str] = frozenset()

    def __init__(self, fact: Fact, growth: Growth, cast: Cast) -> None:
        self.fact, self.growth, self.cast = fact, growth, cast

    def enter(self) -> None:
        categories = list(Category.objects.order_by("order", "id"))
        share = self.fact["projects"] // len(categories)
        for office in Organisation.objects.filter(kind=Kind.OFFICE).order_by("official_order", "id"):
            led = list(led_by(office.pk))
            rows = [row for one in led for row in self._rows(office, one, share)]
            if rows:
                self._import(office, rows)

    def _import(self, office: Organisation, rows: list[list[str]]) -> None:
        by = self.cast.officer(office.pk)
        stream = BytesIO(write_rows(table_of(office.pk), rows))
        run = importing.upload(name=self.growth.fact["file"], stream=stream, by=by)
        run = importing.check(run=run, columns=run.columns, texts={}, by=by)
        run = importing.confirm(run=run, by=by)
        Project.objects.filter(imported_in=run).update(is_demo=True)

    def _rows(self, office: Organisation, category: Category, many: int) -> Iterator[list[str]]:
        table = table_of(office.pk)
        targets = list(category.targets.filter(value__isnull=False).order_by("order", "id"))
        for number in range(many):
            values = self._project(category, number, many)
            values |= self._figures(targets, values)
            yield [values.get(field.key, "") for field in table.fields]

    def _project(self, category: Category, number: int, many: int) -> dict[str, str]:
        growth, random = self.growth, self.growth.random
        lead, *partners = growth.chosen(random.randint(2, 4))
        began = today() - timedelta(days=self.fact["began"] + random.randint(-SPREAD, SPREAD))
        ends = began + timedelta(days=int(self.fact["months"] * A_MONTH))
        finished = number * self.fact["projects"] < self.fact["finished"] * many
        what = random.choice(growth.fact["fields"]) + random.choice(growth.fact["shapes"][category.code])
        place = next(growth.numbers)
        return {
            "number": f"YS{began:%Y}{place:04}",
            "title": f"{lead.short_name or lead.name}{what}{MARK}",
            "category": category.name,
            "university": lead.name,
            "year": f"{began:%Y}",
            "leader": f"{random.choice(growth.fact['leaders'])}{MARK}",
            "state": "已结题" if finished else "在研",
            "approved": f"{began:%Y-%m-%d}",
            "start": f"{began:%Y-%m-%d}",
            "end": f"{ends:%Y-%m-%d}",
            "funding": str(random.randint(SMALLEST, LARGEST)),
            "partners": "、".join(one.name for one in partners),
            "summary": growth.fact["summary"],
            "milestones": "\n".join(self._milestones(began, ends, finished)),
            "as_of": f"{self._between(began, ends):%Y-%m}" if finished else "",
        }

    def _milestones(self, began: date, ends: date, finished: bool) -> Iterator[str]:
        for name, share in zip(self.growth.fact["milestones"], DUE, strict=True):
            due = began + (ends - began) * share
            reached = due + timedelta(days=self.growth.random.randint(-20, 25))
            is_reached = finished or reached < today()
            yield (
                f"{name}；{due:%Y-%m-%d}；{min(reached, today()):%Y-%m-%d}" if is_reached else f"{name}；{due:%Y-%m-%d}"
            )

    def _between(self, began: date, ends: date) -> date:
        """A month of the second half of the term."""
        return month_of(began + (ends - began) * self.growth.random.uniform(0.5, 1.0))

    def _figures(self, targets: list[Target], values: dict[str, str]) -> dict[str, str]:
        """Together the projects of a category promise about what the mandate wants of it; some have achieved more."""
        random, found = self.growth.random, {}
        for target in targets:
            whole = float(target.value or 0) * AMBITION
            likely = min(MOST_LIKELY, whole / self.growth.of_each_category)
            if random.random() < likely:
                share = whole / (self.growth.of_each_category * likely)
                promised = max(1, round(share * random.uniform(0.5, 1.5)))
                found[f"{PROMISED}{target.code}"] = str(promised)
                if values["as_of"]:
                    found[f"{ACHIEVED}{target.code}"] = str(max(1, round(promised * random.uniform(0.8, 1.2))))
        return found
