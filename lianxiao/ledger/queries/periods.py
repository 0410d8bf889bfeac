"""How reporting periods are read: the desk's list, one period with its progress."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.models import Step
from lianxiao.ledger.models import ProgressReport, Project, ProjectIndicator, ProjectMilestone, ReportingPeriod
from lianxiao.ledger.queries.months import month_after
from lianxiao.ledger.states import IN, PeriodState, ProjectState, ReportState
from lianxiao.organisations.roles import Right

Label = str | Promise
TONES: Mapping[str, str] = {
    PeriodState.DRAFT: "neutral",
    PeriodState.OPEN: "success",
    PeriodState.CLOSED: "neutral",
}
VERBS: dict[str, tuple[Label, str]] = {
    "draft": (gettext_lazy("Drafted"), ""),
    "edit": (gettext_lazy("Draft changed"), ""),
    "open": (pgettext_lazy("period", "Opened"), "success"),
    "close": (pgettext_lazy("period", "Closed"), ""),
}


def periods(actor: Actor) -> "QuerySet[ReportingPeriod]":
    """The newest months first, with how many projects are asked, and how many have reported and are confirmed."""
    return (
        ReportingPeriod.objects.visible_to(actor)
        .select_related("office")
        .annotate(
            asked=Count("reports"),
            in_count=Count("reports", filter=Q(reports__state__in=[str(state) for state in IN])),
            confirmed_count=Count("reports", filter=Q(reports__state=ReportState.CONFIRMED)),
        )
        .order_by("-first_month", "-id")
    )


def period_page(actor: Actor) -> "QuerySet[ReportingPeriod]":
    return ReportingPeriod.objects.visible_to(actor).select_related("office", "drafted_by")


def asked_projects(period: ReportingPeriod) -> "QuerySet[Project]":
    """Those that run in some of its months, with what they are asked about."""
    begun = Q(start_date__isnull=True) | Q(start_date__lt=month_after(period.last_month))
    return (
        Project.objects.filter(begun, state=ProjectState.RUNNING)
        .prefetch_related(
            Prefetch("milestones", ProjectMilestone.objects.filter(dropped_at=None).order_by("order", "id")),
            Prefetch("indicators", ProjectIndicator.objects.order_by("target__order", "id")),
        )
        .defer("words")
        .order_by("id")
    )


def months_in_words(period: ReportingPeriod) -> str:
    return spoken(period.first_month, period.last_month)


def spoken(first: date, last: date) -> str:
    """2026-07 – 2026-12, readable in both languages; one month alone."""
    return f"{first:%Y-%m}" if first == last else f"{first:%Y-%m} – {last:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Progress:
    """One count of a period's page; `url` is the list with exactly these rows."""

    label: str
    count: int
    url: str
    icon: str
    tone: str


ICONS = {
    ReportState.NOT_BEGUN: ("circle", "neutral"),
    ReportState.DRAFT: ("pencil", "warning"),
    ReportState.WITH_LIAISON: ("person-check", "info"),
    ReportState.SUBMITTED: ("inbox", "primary"),
    ReportState.RETURNED: ("arrow-return-left", "danger"),
    ReportState.CONFIRMED: ("check2-circle", "success"),
}


def progress(actor: Actor, period: ReportingPeriod) -> list[Progress]:
    """Each count is the number of rows of its list."""
    rows = ProgressReport.objects.visible_to(actor).filter(period=period)
    count = {str(state): Count("pk", filter=Q(state=state)) for state in ReportState}
    found = rows.aggregate(all=Count("pk"), **count)
    late = rows.late(database_now()).count()

    def url(**narrowed: object) -> str:
        return f"{reverse('ledger:reports')}?{urlencode({'period': period.pk, **narrowed})}"

    lines = [Progress(pgettext("projects", "Asked"), found["all"], url(), "people", "primary")]
    for state, (icon, tone) in ICONS.items():
        lines.append(Progress(str(state.label), found[str(state)], url(state=str(state)), icon, tone))
    return [*lines, Progress(_("Late"), late, url(late="on"), "alarm", "danger" if late else "neutral")]


def late_with(actor: Actor, period: ReportingPeriod) -> int:
    """How many late reports the actor's own office can chase."""
    if not actor.may(Right.RUN_LEDGER):
        return 0
    rows = ProgressReport.objects.late(database_now()).filter(period=period)
    return rows.filter(project__lead_office_id=actor.organisation_id).count()


def steps_of(period: ReportingPeriod) -> "QuerySet[Step]":
    return steps.of_case(period)
