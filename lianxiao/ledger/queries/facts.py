"""The facts behind every figure of the board, and what evidence stands behind each of them."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from lianxiao.core.actors import Actor
from lianxiao.ledger.models import IndicatorFact, ProgressReport, Project, ReportFile
from lianxiao.ledger.queries.reports import evidence
from lianxiao.ledger.states import ProjectState


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
            str(one.figure.item.report.period),
            one.reason,
        ]


def counted(rows: "QuerySet[IndicatorFact]") -> "QuerySet[IndicatorFact]":
    """What was withdrawn counts toward no target; its facts stay on record."""
    return rows.exclude(project__state=ProjectState.WITHDRAWN)


def not_counted(rows: "QuerySet[IndicatorFact]") -> "QuerySet[IndicatorFact]":
    return rows.filter(project__state=ProjectState.WITHDRAWN)


def is_counted(fact: IndicatorFact) -> bool:
    return fact.project.state != ProjectState.WITHDRAWN


def total(rows: "QuerySet[IndicatorFact]") -> Decimal:
    """Of those that count; asked for where one target is chosen, as different things do not add up."""
    return counted(rows).order_by().aggregate(all=Sum("amount"))["all"] or Decimal(0)


def is_corrected(fact: IndicatorFact) -> bool:
    return IndicatorFact.objects.filter(reverses=fact).exists()


def evidence_of(actor: Actor, fact: IndicatorFact) -> list[ReportFile]:
    """The files behind its figure, as far as the actor may take them."""
    return list(evidence(actor).filter(item=fact.figure.item_id).order_by("id"))


def sees_report(actor: Actor, fact: IndicatorFact) -> bool:
    return ProgressReport.objects.visible_to(actor).filter(pk=fact.figure.item.report_id).exists()
