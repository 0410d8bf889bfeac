"""Progress of a project, by the real actions of the people whose turn it is."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.ledger.actions import confirming, periods, reports
from lianxiao.ledger.actions.reports import Said, Words
from lianxiao.ledger.models import ProgressReport, Project, ProjectMilestone, ReportingPeriod, ReportItem
from lianxiao.ledger.queries.months import month_of
from lianxiao.ledger.states import ReportState, Standing
from tests.core.files.made import pdf
from tests.world import Campus, World

HALF = 180  # days back to the first month of a period


def this_month() -> date:
    return month_of(timezone.localdate())


def first_month() -> date:
    return month_of(timezone.localdate() - timedelta(days=HALF))


def begun(project: Project) -> Project:
    """Its term has begun, and its first milestone is due."""
    day = timezone.localdate()
    Project.objects.filter(pk=project.pk).update(start_date=day - timedelta(days=300))
    ProjectMilestone.objects.filter(project=project).update(due_date=day - timedelta(days=10))
    project.refresh_from_db()
    return project


def values(**given: Any) -> dict[str, Any]:
    return {
        "name": "本期",
        "name_en": "This period",
        "first_month": first_month(),
        "last_month": this_month(),
        "due_at": timezone.now() + timedelta(days=20),
        "note": "请按月填写。",
        **given,
    }


def opened(world: World, **given: Any) -> ReportingPeriod:
    """By the office of industry; every project that runs by then is asked."""
    made = periods.draft(values=values(**given), by=world.gongye.officer)
    return periods.open_period(period=made, by=world.gongye.officer)


def asked(world: World, project: Project, **given: Any) -> ProgressReport:
    begun(project)
    return ProgressReport.objects.get(period=opened(world, **given), project=project)


def words(text: str = "按计划推进。") -> Words:
    return Words(summary=text, difficulties="", plan="")


def item(report: ProgressReport, order: int = 0) -> ReportItem:
    """An indicator of the report; `milestone` below for the others."""
    return report.items.filter(indicator__isnull=False).order_by("indicator__target__order", "id")[order]


def milestone(report: ProgressReport) -> ReportItem:
    return report.items.filter(milestone__isnull=False).order_by("id")[0]


def said(
    report: ProgressReport, amount: Decimal | int = 3, reached: date | None = None, month: date | None = None
) -> dict[int, Said]:
    """Every milestone is reached or under way, the first indicator has its amount in this month, or the one named."""
    answers = {}
    for one in report.items.filter(milestone__isnull=False):
        standing = Standing.REACHED if reached else Standing.UNDER_WAY
        answers[one.pk] = Said("进行中，十二月完成。", str(standing), reached)
    answers[item(report).pk] = Said("开放课程数", amounts={month or this_month(): Decimal(amount)})
    return answers


def written(
    world: World,
    report: ProgressReport,
    amount: Decimal | int = 3,
    reached: date | None = None,
    month: date | None = None,
) -> ProgressReport:
    """Complete, and still with its writer."""
    by = campus_of(world, report).author
    reports.save(
        report=report, words=words(), said=said(report, amount, reached, month), revision=report.revision, by=by
    )
    ones = [item(report)] + (list(report.items.filter(milestone__isnull=False)) if reached else [])
    for one in ones:
        reports.attach(item=one, name="佐证.pdf", stream=BytesIO(pdf()), by=by)
    report.refresh_from_db()
    return report


def released(world: World, report: ProgressReport, **given: Any) -> ProgressReport:
    written(world, report, **given)
    campus = campus_of(world, report)
    reports.hand_in(report=report, by=campus.author)
    reports.release(report=report, by=campus.liaison)
    report.refresh_from_db()
    return report


def confirmed(world: World, report: ProgressReport, **given: Any) -> ProgressReport:
    if report.state != ReportState.SUBMITTED:
        released(world, report, **given)
    confirming.confirm(report=report, by=office_of(world, report))
    report.refresh_from_db()
    return report


def returned(
    world: World, report: ProgressReport, reason: str = "请核实。", due_at: datetime | None = None
) -> ProgressReport:
    confirming.return_for_correction(
        report=report,
        reasons={item(report).pk: reason},
        due_at=due_at or timezone.now() + timedelta(days=5),
        by=office_of(world, report),
    )
    report.refresh_from_db()
    return report


def campus_of(world: World, report: ProgressReport) -> Campus:
    return world.campus_of(report.project.application)


def office_of(world: World, report: ProgressReport) -> Actor:
    return world.office(report.project.lead_office.code or "").officer
