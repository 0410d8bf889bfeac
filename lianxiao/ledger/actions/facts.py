"""Facts of the ledger: written when a report is confirmed, or come with a project of an earlier year; corrected by a
reversal and a new one."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import Refused
from lianxiao.ledger.access import progress as access
from lianxiao.ledger.models import IndicatorFact, ProgressReport, Project, ProjectImport, ReportFigure


class ReasonMissing(Refused):
    """A correction names its reason."""


class Corrected(Refused):
    """A fact is corrected once; the newer one is what can be corrected."""


def record_facts(report: ProgressReport, by: Actor) -> int:
    """One for each figure of a confirmed report, in the transaction of its confirmation. Returns how many."""
    figures = ReportFigure.objects.filter(item__report=report).select_related("item__indicator").order_by("id")
    facts = [
        _fact(
            report.project,
            by,
            target_id=figure.item.indicator.target_id,
            month=figure.month,
            amount=figure.amount,
            figure=figure,
        )
        for figure in figures
        if figure.item.indicator is not None
    ]
    return len(IndicatorFact.objects.bulk_create(facts))


def record_imported(
    project: Project, run: ProjectImport, amounts: Mapping[int, Decimal], month: date, by: Actor
) -> None:
    """What a project of an earlier year had achieved, by the numbers of its targets, with the import behind it."""
    IndicatorFact.objects.bulk_create(
        _fact(project, by, target_id=target_id, month=month, amount=amount, imported_in=run)
        for target_id, amount in amounts.items()
    )


def _fact(project: Project, by: Actor, **said: Any) -> IndicatorFact:
    return IndicatorFact(
        project=project,
        university_id=project.university_id,
        city_id=project.city_id,
        office_id=project.lead_office_id,
        recorded_by_id=by.person_id,
        recorded_at=database_now(),
        **said,
    )


@transaction.atomic
def correct(*, fact: IndicatorFact, amount: Decimal, reason: str, by: Actor) -> IndicatorFact | None:
    """Reverse a fact and, for an amount above 0, say it anew in the same cell. Raises ReasonMissing, Corrected."""
    project = Project.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=fact.project_id).first()
    if project is None or not access.may_correct(by, project):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say why the figure is corrected."))
    if fact.reverses_id is not None or IndicatorFact.objects.filter(reverses=fact).exists():
        raise Corrected(_("This figure has been corrected already."))
    said = {"reason": reason.strip(), "recorded_by_id": by.person_id, "recorded_at": database_now()}
    cell = {
        name: getattr(fact, name)
        for name in (
            *("project_id", "target_id", "university_id", "city_id", "office_id"),
            *("month", "figure_id", "imported_in_id"),
        )
    }
    # The new one first: no cell falls below zero on the way.
    anew = IndicatorFact.objects.create(**cell, **said, amount=amount, corrects=fact) if amount > 0 else None
    IndicatorFact.objects.create(**cell, **said, amount=-fact.amount, reverses=fact)
    details = {"fact": fact.pk, "from": str(fact.amount), "to": str(amount)}
    steps.record(project, "correct_fact", by=by, remark=reason.strip(), details=details)
    return anew
