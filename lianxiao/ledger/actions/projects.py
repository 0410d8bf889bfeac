"""The ledger is fed by approvals alone: nothing here is typed in. What leaves it as a file is kept on record."""

from collections.abc import Iterable, Sequence
from typing import IO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls.actions.holdings import give_application
from lianxiao.calls.facts import ApprovedProject
from lianxiao.calls.models import Application, ApplicationMember
from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import Refused
from lianxiao.core.search import words_of
from lianxiao.core.spreadsheets import Column, Counted, write_xlsx
from lianxiao.ledger import access
from lianxiao.ledger.actions.lights import refresh
from lianxiao.ledger.models import LedgerExport, Project, ProjectIndicator, ProjectMilestone, ProjectParty
from lianxiao.mandate.queries import targets_of
from lianxiao.organisations.models import User


class UnknownTarget(Refused):
    """The form promises toward a target that the mandate does not have."""


@transaction.atomic
def open_project(*, application: Application, approved: ApprovedProject) -> Project:
    """The ledger's entry of an approved application, in the transaction of its approval."""
    call, category = application.call_category.call, application.call_category.category
    project = Project.objects.create(
        number=application.approval.project_number,
        application=application,
        title=approved.title,
        category=category,
        university_id=application.university_id,
        city_id=application.university.city_id,
        lead_office_id=category.leads.order_by("order").values_list("office_id", flat=True)[0],
        year=call.year,
        leader_name=approved.leader_name,
        summary=approved.summary,
        start_date=approved.start_date,
        end_date=approved.end_date,
        funding=approved.funding,
        approved_at=application.approval.approved_at,
        words=words_of(
            application.approval.project_number,
            approved.title,
            approved.leader_name,
            application.university.name,
            application.university.name_en,
            *(party.name for party in approved.parties),
        ),
        is_demo=application.is_demo,
    )
    _copy_parts(project, approved)
    refresh([project.pk])
    steps.record(project, "open", by=SYSTEM, after=project.state)
    return project


def _copy_parts(project: Project, approved: ApprovedProject) -> None:
    """Parties, milestones and promised indicators."""
    ProjectParty.objects.bulk_create(
        ProjectParty(project=project, organisation_id=party.organisation_id, name=party.name, order=order)
        for order, party in enumerate(approved.parties, 1)
    )
    ProjectMilestone.objects.bulk_create(
        ProjectMilestone(
            project=project,
            name=milestone.name[:200],
            due_date=milestone.due_date,
            deliverable=milestone.deliverable,
            order=order,
        )
        for order, milestone in enumerate(approved.milestones, 1)
    )
    targets = targets_of(project.year, approved.indicators)
    if unknown := set(approved.indicators) - set(targets):
        raise UnknownTarget(_("The mandate has no target “%(code)s”.") % {"code": "、".join(sorted(unknown))})
    ProjectIndicator.objects.bulk_create(
        ProjectIndicator(project=project, target=targets[code], promised=promised)
        for code, promised in approved.indicators.items()
    )


def export(
    *,
    rows: Iterable[Sequence[object]],
    columns: Sequence[Column],
    filters: list[tuple[str, str]],
    by: Actor,
    title: str = "",
) -> IO[bytes]:
    """The rows as an Excel file, and on record who took them, how they were filtered, and how many.

    Returns a temporary file at its start; the caller sends and closes it.
    """
    if not access.may_export(by):
        raise PermissionDenied
    counted = Counted(rows)
    file = write_xlsx(
        columns,
        counted,
        title=title or _("Ledger of cooperation projects"),
        note=[(_("Exported by"), f"{by.organisation_name} {by.name}".strip()), *filters],
    )
    kept = LedgerExport.objects.create(
        exported_by_id=by.person_id,
        organisation_id=by.organisation_id,
        filters=filters,
        row_count=counted.count,
        exported_at=database_now(),
    )
    steps.record(kept, "export", by=by, details={"filters": filters, "rows": counted.count})
    return file


def give_project(*, row: ApplicationMember, successor: User, by: Actor) -> None:
    """Who sees to it from now on; the name of its leader stays as it was approved. Raises NotFitting."""
    project = Project.objects.get(application_id=row.application_id)
    before = row.user.name
    give_application(row=row, successor=successor, by=by)
    steps.record(project, "hand_over", by=by, remark=f"{before} → {successor.name}")
