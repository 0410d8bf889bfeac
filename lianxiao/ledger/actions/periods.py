"""A reporting period from its draft to its opening, when every running project gets a report to write, and its end."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import Refused
from lianxiao.ledger.access import progress as access
from lianxiao.ledger.actions.lights import refresh
from lianxiao.ledger.actions.reach import held_period
from lianxiao.ledger.actions.telling import liaisons_of, when, writers_of
from lianxiao.ledger.models import ProgressReport, Project, ReportingPeriod, ReportItem
from lianxiao.ledger.queries.periods import asked_projects
from lianxiao.ledger.states import PERIOD, ProjectState, ReportState
from lianxiao.organisations.notices import notify

EDITABLE = ("name", "name_en", "first_month", "last_month", "due_at", "note")
OVERLAPS = "23P01"  # period_months_once


class NotReady(Refused):
    """Something keeps the period from being opened; `problems` says what, by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


class StillUnderWay(Refused):
    """Reports wait for the university's release or for the office's confirmation."""


def draft(*, values: Mapping[str, Any], by: Actor, is_demo: bool = False) -> ReportingPeriod:
    if not access.may_draft_period(by) or by.organisation_id is None:
        raise PermissionDenied
    with transaction.atomic():
        period = ReportingPeriod.objects.create(
            office_id=by.organisation_id,
            drafted_by_id=by.person_id,
            drafted_at=database_now(),
            is_demo=is_demo,
            **{name: values[name] for name in EDITABLE},
        )
        steps.record(period, "draft", by=by, after=period.state)
    return period


@transaction.atomic
def edit(*, period: ReportingPeriod, values: Mapping[str, Any], by: Actor) -> ReportingPeriod:
    """Change a draft; what changed is recorded with its value before and after."""
    locked = held_period(period, by, access.may_edit_period)
    changed = {
        name: [str(getattr(locked, name)), str(values[name])]
        for name in EDITABLE
        if getattr(locked, name) != values[name]
    }
    for name in EDITABLE:
        setattr(locked, name, values[name])
    locked.save(update_fields=list(EDITABLE))
    if changed:
        steps.record(locked, "edit", by=by, details={"changed": changed})
    return locked


@transaction.atomic
def open_period(*, period: ReportingPeriod, by: Actor) -> ReportingPeriod:
    """Every running project gets a report with an item for each open milestone and each indicator. Raises NotReady."""
    locked = held_period(period, by, access.may_edit_period)
    now = database_now()
    if locked.due_at <= now:
        raise NotReady({"due_at": _("The day the reports are due lies in the past.")})
    projects = list(asked_projects(locked))
    if not projects:
        raise NotReady({"first_month": _("No project runs in these months, so there is nobody to ask.")})
    try:
        with transaction.atomic():
            moved = PERIOD.move(locked, "open", by=by, opened_by_id=by.person_id, opened_at=now)
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", None) == OVERLAPS:
            raise NotReady({"first_month": _("Another period has some of these months already.")}) from error
        raise
    reports = ProgressReport.objects.bulk_create(ProgressReport(period=moved, project=one) for one in projects)
    ReportItem.objects.bulk_create(item for report in reports for item in _items(report))
    steps.record_many(ProgressReport, [one.pk for one in reports], "ask", by=by, after=ReportState.NOT_BEGUN)
    values = {"period": moved.name, "due": when(moved.due_at)}
    notify(writers_of(projects) | liaisons_of(projects), "progress_opened", path="/ledger/reports/", values=values)
    return moved


def _items(report: ProgressReport) -> list[ReportItem]:
    """What was reached is not asked for again."""
    project: Project = report.project
    milestones = [one for one in project.milestones.all() if one.reached_date is None]
    return [
        *(ReportItem(report=report, milestone=one) for one in milestones),
        *(ReportItem(report=report, indicator=one) for one in project.indicators.all()),
    ]


@transaction.atomic
def close_period(*, period: ReportingPeriod, by: Actor) -> ReportingPeriod:
    """Nothing of it changes any more. Raises StillUnderWay while something waits for a decision."""
    locked = held_period(period, by, access.may_close_period)
    under_way = (ReportState.WITH_LIAISON, ReportState.SUBMITTED, ReportState.RETURNED)
    waiting = locked.reports.filter(state__in=under_way, project__state=ProjectState.RUNNING).count()
    if waiting:
        raise StillUnderWay(
            _("%(count)d reports of this period are released, confirmed or corrected at present.") % {"count": waiting}
        )
    moved = PERIOD.move(locked, "close", by=by, closed_at=database_now())
    refresh(locked.reports.values_list("project_id", flat=True))
    return moved
