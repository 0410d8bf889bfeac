"""The facts behind every figure of the board, and what evidence stands behind each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from lianxiao.core.actors import Actor
from lianxiao.ledger.models import IndicatorFact, IndicatorTotal, ProgressReport, Project, ReportFile
from lianxiao.ledger.queries.reports import evidence
from lianxiao.ledger.states import ProjectState

WITHDRAWN = Q(project__state=ProjectState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Total:
    """How many facts are listed, and the sum of those that count; of one target, as different things do not add up."""

    count: int
    amount: Decimal


def facts(actor: Actor) -> "QuerySet[IndicatorFact]":
    """Of the projects that the actor sees, the newest month first, with what a line shows."""
    seen = Project.objects.visible_to(actor)
    return (
        IndicatorFact.objects.filter(project__in=seen.values("pk"))
        .select_related("project__university", "target", "office", "figure__item__report__period")
        .defer("project__summary", "project__words")
        .order_by("-month", "-id")
    )


def fact_page(actor: Actor) -> "QuerySet[IndicatorFact]":
    return facts(actor).select_related("project__lead_office", "recorded_by", "city", "reverses", "corrects")


def rows_of_file(rows: "QuerySet[IndicatorFact]") -> Iterator[list[object]]:
    for one in rows.iterator(chunk_size=2_000):
        yield [
            f"{one.month:%Y-%m}",
            one.project.number,
            one.project.title,
            str(one.project.university),
            str(one.office),
            str(one.target),
            one.amount,
            _("yes") if is_counted(one) else _("no"),
            source_of(one),
            one.reason,
        ]


def source_of(fact: IndicatorFact) -> str:
    """Where it came from: the period of its report, or the import of earlier years' projects."""
    return _("imported") if fact.figure is None else str(fact.figure.item.report.period)


def counted(rows: "QuerySet[IndicatorFact]") -> "QuerySet[IndicatorFact]":
    """What was withdrawn counts toward no target; its facts stay on record."""
    return rows.exclude(WITHDRAWN)


def not_counted(rows: "QuerySet[IndicatorFact]") -> "QuerySet[IndicatorFact]":
    return rows.filter(WITHDRAWN)


def is_counted(fact: IndicatorFact) -> bool:
    return fact.project.state != ProjectState.WITHDRAWN


def total_of_rows(rows: "QuerySet[IndicatorFact]") -> Total:
    found = rows.order_by().aggregate(n=Count("pk"), sum=Sum("amount", filter=~WITHDRAWN))
    return Total(found["n"], found["sum"] or Decimal(0))


def total_of_cells(cells: "QuerySet[IndicatorTotal]", besides: int) -> Total:
    """The same for whoever sees them all; `besides` are listed and count for nothing, so no cell knows them."""
    found = cells.aggregate(n=Sum("facts"), sum=Sum("amount"))
    return Total((found["n"] or 0) + besides, found["sum"] or Decimal(0))


def is_corrected(fact: IndicatorFact) -> bool:
    return IndicatorFact.objects.filter(reverses=fact).exists()


def evidence_of(actor: Actor, fact: IndicatorFact) -> list[ReportFile]:
    """The files behind its figure, as far as the actor may take them."""
    return list(evidence(actor).filter(item=fact.figure.item_id).order_by("id")) if fact.figure else []


def sees_report(actor: Actor, fact: IndicatorFact) -> bool:
    if fact.figure is None:
        return False
    return ProgressReport.objects.visible_to(actor).filter(pk=fact.figure.item.report_id).exists()
