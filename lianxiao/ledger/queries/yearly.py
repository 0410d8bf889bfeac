"""The register of one year as the official table has it: by category, with all that stood in that year.

Official papers of the province are in Chinese, whatever language the reader's pages are in.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import override

from lianxiao.core.documents import render_pdf
from lianxiao.core.spreadsheets.official import Section, write_official
from lianxiao.core.templatetags.lianxiao import day, figure
from lianxiao.ledger.models import Project, ProjectMilestone, ProjectParty, YearlyLedger
from lianxiao.ledger.states import ProjectState

LANGUAGE = "zh-hans"
ISSUER = "辽宁省教育厅"
NUMERALS = "一二三四五六七八九十"
# Label, and width in the workbook in characters.
COLUMNS = (
    ("项目编号", 18),
    ("项目名称", 34),
    ("牵头高校", 18),
    ("合作单位", 30),
    ("项目负责人", 11),
    ("起止时间", 18),
    ("经费（万元）", 12),
    ("节点完成", 9),
    ("进展", 10),
)


@dataclass(frozen=True, slots=True)
class Register:
    title: str
    subtitle: str
    sections: list[Section]
    project_count: int
    funding: Decimal


def yearly_ledgers() -> "QuerySet[YearlyLedger]":
    return YearlyLedger.objects.select_related("asked_by").order_by("-id")


def years_with_projects() -> list[int]:
    """From the first approval to this year, the newest first."""
    first = Project.objects.order_by("year").values_list("year", flat=True).first()
    now = timezone.localdate().year
    return list(range(now, (first or now) - 1, -1))


def standing_in(year: int) -> "QuerySet[Project]":
    """Approved in this year or before, and not ended before it began.

    A project that was imported as finished has no acceptance here; it ended when its term did.
    """
    began = timezone.make_aware(datetime.combine(date(year, 1, 1), time()))
    over = Q(withdrawals__confirmed_at__lt=began) | Q(acceptance__confirmed_at__lt=began)
    over |= Q(imported_in__isnull=False, state=ProjectState.FINISHED, acceptance=None, end_date__lt=date(year, 1, 1))
    return Project.objects.filter(year__lte=year).exclude(pk__in=Project.objects.filter(over).values("pk"))


def register_of(year: int, on: date) -> Register:
    """As it stands on this day."""
    with override(LANGUAGE):
        by_category: dict[str, list[Project]] = defaultdict(list)
        for project in _with_parts(standing_in(year)):
            by_category[str(project.category)].append(project)
        projects = [one for group in by_category.values() for one in group]
        funding = sum((one.funding for one in projects), Decimal(0))
        sections = [_section(place, name, group) for place, (name, group) in enumerate(by_category.items())]
        return Register(
            title=f"辽宁省普通高校校际合作项目台账（{year}年度）",
            subtitle=f"截至{day(on)}，共{len(projects)}项，经费{figure(funding)}万元",
            sections=sections,
            project_count=len(projects),
            funding=funding,
        )


def pdf_of(register: Register, at: datetime, *, demo: bool) -> bytes:
    data: dict[str, Any] = {
        "language": LANGUAGE,
        "title": register.title,
        "subtitle": register.subtitle,
        "columns": [{"label": label} for label, _width in COLUMNS],
        "sections": [{"title": one.title, "rows": one.rows} for one in register.sections],
        "landscape": True,
        "signer": ISSUER,
        "date": _day(at),
        "demo": demo,
    }
    return render_pdf("register", data, at=at)


def workbook_of(register: Register, at: datetime) -> bytes:
    return write_official(
        register.title,
        register.subtitle,
        COLUMNS,
        register.sections,
        signed=f"{ISSUER}　{_day(at)}",
    )


def _day(at: datetime) -> str:
    with override(LANGUAGE):
        return day(timezone.localdate(at))


def _with_parts(rows: "QuerySet[Project]") -> Iterable[Project]:
    """In a fixed number of queries."""
    return (
        rows.select_related("category", "university", "lit")
        .prefetch_related(
            Prefetch("parties", ProjectParty.objects.order_by("order", "id")),
            Prefetch("milestones", ProjectMilestone.objects.filter(dropped_at=None).order_by("order", "id")),
        )
        .defer("summary", "words")
        .order_by("category__order", "university__official_order", "number")
    )


def _section(place: int, name: str, projects: list[Project]) -> Section:
    funding = sum((one.funding for one in projects), Decimal(0))
    numeral = NUMERALS[place] if place < len(NUMERALS) else str(place + 1)
    title = f"{numeral}、{name}（{len(projects)}项，经费{figure(funding)}万元）"
    return Section(title, [_row(one) for one in projects])


def _row(project: Project) -> list[str]:
    milestones = project.milestones.all()
    reached = sum(1 for one in milestones if one.reached_date)
    return [
        project.number,
        project.title,
        str(project.university),
        "、".join(party.name for party in project.parties.all()),
        project.leader_name,
        f"{project.start_date:%Y.%m}—{project.end_date:%Y.%m}" if project.start_date and project.end_date else "",
        figure(project.funding),
        f"{reached}/{len(milestones)}" if milestones else "",
        _progress(project),
    ]


def _progress(project: Project) -> str:
    """The light of what runs; what has ended says how."""
    if project.state != ProjectState.RUNNING:
        return project.get_state_display()
    return project.lit.get_light_display()
