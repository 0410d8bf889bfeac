"""Progress in the demo world: the last period with every report confirmed, this one in all stages."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from io import BytesIO

from django.db.models import F
from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.documents import render_pdf
from lianxiao.core.shipped import Fact
from lianxiao.core.templatetags.lianxiao import day
from lianxiao.ledger.actions import confirming, periods, reports
from lianxiao.ledger.actions.reports import Said, Words
from lianxiao.ledger.models import ProgressReport, Project, ReportingPeriod, ReportItem
from lianxiao.ledger.queries.months import month_of, months_between
from lianxiao.ledger.queries.reports import months_to_fill
from lianxiao.ledger.states import Standing
from lianxiao.organisations.roles import Role
from lianxiao.site.demo.cast import Cast
from lianxiao.site.demo.changes import project_at
from lianxiao.site.demo.material import MARK
from lianxiao.site.demo.times import midnight_after, today

A_MONTH = 30  # days, about
CORRECTION = timedelta(days=6)
# How far each report of this period has come, project by project and over again.
STAGES = ("confirmed", "submitted", "draft", "with_liaison", "confirmed", "returned", "submitted", "not_begun")
WRITTEN = ("draft", "with_liaison", "submitted", "returned", "confirmed")
HANDED_IN = WRITTEN[1:]
RELEASED = WRITTEN[2:]


class DemoPeriod:
    FIRST_STEP = 0
    BY_THE_CLOCK: frozenset[str] = frozenset()

    def __init__(self, fact: Fact, cast: Cast) -> None:
        self.fact, self.cast = fact, cast
        self.due_at = midnight_after(fact["due"])
        self.period: ReportingPeriod | None = None

    @property
    def there(self) -> ReportingPeriod:
        assert self.period is not None
        self.period.refresh_from_db()
        return self.period

    @property
    def is_over(self) -> bool:
        return "close" in self.fact["steps"]

    def month(self, ago: int) -> date:
        """So many months before the one in which the plot is played."""
        month = month_of(timezone.localdate())
        for _n in range(ago):
            month = month_of(month - timedelta(days=1))
        return month

    # --- the office --------------------------------------------------------------------------------

    def draft(self) -> None:
        first, last = (self.month(ago) for ago in self.fact["months_ago"])
        values = {
            "name": f"{first:%Y}年{first.month}月至{last:%Y}年{last.month}月进展{MARK}",
            "name_en": f"Progress {first:%Y-%m} to {last:%Y-%m} (demo)",
            "first_month": first,
            "last_month": last,
            "due_at": self.due_at,
            "note": self.fact.text("text"),
        }
        self.period = periods.draft(values=values, by=self.cast.person("chu1"), is_demo=True)

    def open(self) -> None:
        periods.open_period(period=self.there, by=self.cast.person("chu1"))

    def answer(self) -> None:
        """Confirmed, or returned, by the lead offices."""
        for report, stage in self._reaching("confirmed", "returned"):
            by = self.cast.officer(report.project.lead_office_id)
            asked = report.items.order_by("indicator_id", "id").first()
            if stage == "confirmed" or asked is None:
                confirming.confirm(report=report, by=by)
            else:
                self._send_back(report, asked, by)

    def _send_back(self, report: ProgressReport, item: ReportItem, by: Actor) -> None:
        reasons = {item.pk: self.fact["reason"]}
        due_at = database_now() + CORRECTION
        confirming.return_for_correction(report=report, reasons=reasons, due_at=due_at, by=by)

    def close(self) -> None:
        periods.close_period(period=self.there, by=self.cast.person("chu1"))

    # --- the universities --------------------------------------------------------------------------

    def write(self) -> None:
        for number, (report, stage) in enumerate(self._reaching(*WRITTEN)):
            by = self.cast.writer_of(report.project)
            items = list(report.items.select_related("milestone", "indicator"))
            said = {item.pk: self._said(report, item, number) for item in items}
            words = Words(self.fact["summary"], self.fact["difficulties"] if number % 3 == 0 else "", self.fact["plan"])
            reports.save(report=report, words=words, said=said, revision=0, by=by)
            for item in items:
                if said[item.pk].amounts or said[item.pk].standing == Standing.REACHED:
                    reports.attach(item=item, name=f"佐证材料{MARK}.pdf", stream=self._paper(), by=by)
            if stage in HANDED_IN:
                reports.hand_in(report=report, by=by)

    def release(self) -> None:
        for report, _stage in self._reaching(*RELEASED):
            reports.release(report=report, by=self.cast.on_campus(report.project.university_id, Role.LIAISON))

    def _said(self, report: ProgressReport, item: ReportItem, number: int) -> Said:
        if item.milestone is None:
            return Said(self.fact["counted"], amounts=self._amounts(report, item, number))
        due = item.milestone.due_date
        if report.project_id in self._reaching_all:
            day_reached = today() if due is None else min(due, today())
            return Said(self.fact["words"], Standing.REACHED, day_reached - timedelta(days=number % 9))
        if due is None or due > today() + timedelta(days=A_MONTH):
            return Said(self.fact["words"], Standing.UNDER_WAY if number % 2 else Standing.NOT_BEGUN)
        if number % 5 == 3 and not self.is_over:
            return Said(self.fact["delayed"], Standing.UNDER_WAY)
        return Said(self.fact["words"], Standing.REACHED, min(due, today()) - timedelta(days=number % 9))

    def _amounts(self, report: ProgressReport, item: ReportItem, number: int) -> dict[date, Decimal]:
        """What comes in month by month, in whole pieces: a project speeds up, each at a pace of its own."""
        assert item.indicator is not None
        begun, pace = self._pace(report.project, number)
        months = list(months_between(begun, report.period.last_month))
        so_far = [int(item.indicator.promised * min(Decimal(1), pace * (n + 1))) for n in range(len(months))]
        added = dict(
            zip(months, [now - before for before, now in zip([0, *so_far], so_far, strict=False)], strict=True)
        )
        return {month: Decimal(added[month]) for month in months_to_fill(report.period) if added.get(month)}

    def _pace(self, project: Project, number: int) -> tuple[date, Decimal]:
        """Since which month, and what share of what was promised comes each month."""
        if project.imported_in_id is None or project.start_date is None or project.end_date is None:
            return self.month(self.fact["curve_ago"]), Decimal(4 + number % 4) / 100
        months = (project.end_date - project.start_date).days // A_MONTH
        return month_of(project.start_date), Decimal(70 + number * 7 % 55) / 100 / months

    # --- who and what ------------------------------------------------------------------------------

    def _reaching(self, *stages: str) -> list[tuple[ProgressReport, str]]:
        rows = self.there.reports.select_related("period", "project__application", "project__university")
        # What was imported comes last, so that the plot's own turns stay as they are.
        ordered = rows.order_by(F("project__imported_in").asc(nulls_first=True), "project_id")
        staged = [(report, self._stage(n, report)) for n, report in enumerate(ordered)]
        return [(report, stage) for report, stage in staged if stage in stages]

    def _stage(self, number: int, report: ProgressReport) -> str:
        """What the plot says of a university, else what comes next in turn."""
        if self.is_over:
            return "confirmed"
        return str(self.fact["of"].get(report.project.university.code, STAGES[number % len(STAGES)]))

    @cached_property
    def _reaching_all(self) -> set[int]:
        """Projects that say they have done everything."""
        return {project_at(code, number).pk for code, number in self.fact["reach_all"]}

    def _paper(self) -> BytesIO:
        return BytesIO(self._evidence)

    @cached_property
    def _evidence(self) -> bytes:
        data = {
            "language": "zh-hans",
            "attachment": "附件",
            "title": f"项目进展佐证材料清单{MARK}",
            "subtitle": self.there.name,
            "columns": [{"label": label} for label in ("材料", "内容", "页数")],
            "rows": self.fact["papers"],
            "note": self.fact["counted"],
            "landscape": False,
            "signer": "项目组",
            "date": day(timezone.localdate()),
            "demo": True,
        }
        return render_pdf("notice_list", data, at=timezone.now())
