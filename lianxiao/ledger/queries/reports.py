"""How progress reports are read: lists, one report with what it says, and what it still lacks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.models import Step
from lianxiao.ledger.access import progress as access
from lianxiao.ledger.models import (
    ProgressReport,
    ReportFigure,
    ReportFile,
    ReportingPeriod,
    ReportItem,
    ReturnReason,
)
from lianxiao.ledger.queries.months import month_after, month_of, months_between
from lianxiao.ledger.states import IN, ReportState, Standing

Label = str | Promise
TONES: Mapping[str, str] = {
    ReportState.NOT_BEGUN: "neutral",
    ReportState.DRAFT: "warning",
    ReportState.WITH_LIAISON: "info",
    ReportState.SUBMITTED: "primary",
    ReportState.RETURNED: "danger",
    ReportState.CONFIRMED: "success",
}
STANDING_TONES: Mapping[str, str] = {
    "": "neutral",
    Standing.NOT_BEGUN: "neutral",
    Standing.UNDER_WAY: "primary",
    Standing.REACHED: "success",
}
VERBS: dict[str, tuple[Label, str]] = {
    "ask": (gettext_lazy("Asked to report"), ""),
    "begin": (pgettext_lazy("report", "Begun"), ""),
    "attach": (gettext_lazy("Evidence added"), ""),
    "remove_file": (gettext_lazy("Evidence taken away"), ""),
    "hand_in": (gettext_lazy("Handed to the liaison"), ""),
    "send_back": (gettext_lazy("Back to its writers"), "warning"),
    "send_back_correction": (gettext_lazy("Back to its writers"), "warning"),
    "release": (gettext_lazy("Released to the lead office"), "success"),
    "return": (gettext_lazy("Returned for correction"), "danger"),
    "confirm": (pgettext_lazy("report", "Confirmed"), "success"),
    "chase": (gettext_lazy("Reminded"), "warning"),
    "ask_extension": (gettext_lazy("Later day asked for"), ""),
    "grant_extension": (gettext_lazy("Later day granted"), "warning"),
    "refuse_extension": (gettext_lazy("Later day refused"), ""),
}


def reports(actor: Actor) -> "QuerySet[ProgressReport]":
    """What the actor may see, with what every line shows; the newest months first."""
    return (
        ProgressReport.objects.filter(pk__in=ProgressReport.objects.visible_to(actor).values("pk"))
        .with_due()
        .select_related("period", "project__university", "project__category", "project__lead_office")
        .defer("summary", "difficulties", "plan", "project__summary", "project__words")
        .order_by("-period__first_month", "project__university__official_order", "id")
    )


def report_page(actor: Actor) -> "QuerySet[ProgressReport]":
    """One report with all that its pages show, in a fixed number of queries."""
    items = (
        ReportItem.objects.select_related("milestone", "indicator__target")
        .prefetch_related(
            Prefetch("figures", ReportFigure.objects.order_by("month")),
            Prefetch("files", ReportFile.objects.filter(removed_at=None).order_by("id")),
        )
        .order_by("milestone__order", "indicator__target__order", "id")
    )
    reasons = ReturnReason.objects.filter(answered_at=None).select_related("asked_by").order_by("id")
    return (
        ProgressReport.objects.filter(pk__in=ProgressReport.objects.visible_to(actor).values("pk"))
        .with_hand(actor)
        .select_related(
            "period__office", "project__university", "project__lead_office", "project__category", "saved_by"
        )
        .prefetch_related(Prefetch("items", items), Prefetch("reasons", reasons))
    )


def evidence(actor: Actor) -> "QuerySet[ReportFile]":
    """Files that the actor may take: of his own university's reports any time, else of what was submitted."""
    seen = ProgressReport.objects.visible_to(actor)
    rows = ReportFile.objects.filter(item__report__in=seen.values("pk"), removed_at=None).select_related("file")
    own = Q(item__report__project__university_id=actor.organisation_id)
    return rows.filter(own | Q(item__report__state__in=[str(state) for state in IN]))


def of_project(actor: Actor, project_id: int) -> list[ProgressReport]:
    rows = ProgressReport.objects.filter(pk__in=ProgressReport.objects.visible_to(actor).values("pk"))
    return list(rows.filter(project=project_id).with_due().select_related("period").order_by("-period__first_month"))


def is_late(report: ProgressReport, now: datetime | None = None) -> bool:
    """Awaited from the university beyond its day; a list asks the clock once and says `now`."""
    return access.is_awaited(report) and report.due_at <= (now or database_now())


def steps_of(report: ProgressReport) -> "QuerySet[Step]":
    return steps.of_case(report)


# --- what a report says and lacks ------------------------------------------------------------------


def months_to_fill(period: ReportingPeriod) -> list[date]:
    """The period's months that have begun."""
    return list(months_between(period.first_month, min(period.last_month, month_of(timezone.localdate()))))


def title_of(item: ReportItem) -> str:
    if item.milestone is not None:
        return item.milestone.name
    return str(item.indicator.target) if item.indicator is not None else ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: where on the page, and in words."""

    anchor: str
    label: str
    message: str


def gaps_of(report: ProgressReport) -> list[Gap]:
    """Everything that keeps a report from leaving, in the order of the page."""
    gaps = []
    if not report.summary.strip():
        gaps.append(Gap("id_summary", _("What was done"), _("Say in words what was done in this period.")))
    items = report.items.select_related("milestone", "indicator__target").prefetch_related("figures", "files")
    for item in items.order_by("milestone__order", "indicator__target__order", "id"):
        found = _gaps_of_milestone(report, item) if item.milestone_id else _gaps_of_indicator(item)
        gaps += [Gap(f"item-{item.pk}", title_of(item), message) for message in found]
    return gaps


def _gaps_of_milestone(report: ProgressReport, item: ReportItem) -> Iterable[str]:
    assert item.milestone is not None
    if item.milestone.dropped_at is not None:
        return
    due, end = item.milestone.due_date, month_after(report.period.last_month)
    if not item.standing:
        yield _("Say how far it has come.")
    elif item.standing == Standing.REACHED:
        if item.reached_date is None:
            yield _("Enter the day on which it was reached.")
        elif item.reached_date > timezone.localdate():
            yield _("The day on which it was reached lies in the future.")
        if not _has_files(item):
            yield _("Add the evidence that it was reached.")
    elif due is not None and due < end and not item.text.strip():
        yield _("It is due in this period: say why it is not reached, and when it will be.")


def _gaps_of_indicator(item: ReportItem) -> Iterable[str]:
    if item.figures.all() and not _has_files(item):
        yield _("Add the evidence for the figures.")


def _has_files(item: ReportItem) -> bool:
    return any(file.removed_at is None for file in item.files.all())


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item as its page shows it; of an indicator with its figures and their sum."""

    item: ReportItem
    title: str
    unit: str
    figures: list[tuple[date, Decimal | None]]
    total: Decimal
    files: list[ReportFile]
    tone: str
    reason: str


def shown_items(report: ProgressReport, *, english: bool) -> tuple[list[ShownItem], list[ShownItem]]:
    """Milestones and indicators of a report read by `report_page`."""
    reasons = {one.item_id: one.reason for one in report.reasons.all()}
    months = list(months_between(report.period.first_month, report.period.last_month))
    shown = [_shown(item, months, reasons.get(item.pk, ""), english) for item in report.items.all()]
    return [one for one in shown if one.item.milestone_id], [one for one in shown if one.item.indicator_id]


def _shown(item: ReportItem, months: list[date], reason: str, english: bool) -> ShownItem:
    kept = {figure.month: figure.amount for figure in item.figures.all()}
    target = item.indicator.target if item.indicator is not None else None
    unit = "" if target is None else (target.unit_en if english else target.unit)
    return ShownItem(
        item=item,
        title=title_of(item),
        unit=unit,
        figures=[(month, kept.get(month)) for month in months],
        total=sum(kept.values(), Decimal(0)),
        files=list(item.files.all()),
        tone=STANDING_TONES[item.standing],
        reason=reason,
    )
