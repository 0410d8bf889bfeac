"""The ledger is fed by approvals alone: nothing here is typed in."""

from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls.facts import ApprovedProject
from lianxiao.calls.models import Application
from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM
from lianxiao.core.refusals import Refused
from lianxiao.ledger.models import Project, ProjectIndicator, ProjectMilestone, ProjectParty
from lianxiao.mandate.models import Target


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
        is_demo=application.is_demo,
    )
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
    targets = {code: _target(code, call.year) for code in approved.indicators}
    ProjectIndicator.objects.bulk_create(
        ProjectIndicator(project=project, target=targets[code], promised=promised)
        for code, promised in approved.indicators.items()
    )
    steps.record(project, "open", by=SYSTEM, after=project.state)
    return project


def _target(code: str, year: int) -> Target:
    """Of the call's year, or of the last year before it for which the mandate names this target."""
    target = Target.objects.filter(code=code, year__lte=year).order_by("-year").first()
    if target is None:
        raise UnknownTarget(_("The mandate has no target “%(code)s”.") % {"code": code})
    return target
