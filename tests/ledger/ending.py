"""The end of a project, by the real actions of the people whose turn it is."""

from io import BytesIO

from django.utils import timezone

from lianxiao.ledger.actions import endings
from lianxiao.ledger.actions.endings import Opinion
from lianxiao.ledger.models import Acceptance, Project, Withdrawal
from tests.core.files.made import pdf
from tests.ledger.changing import campus_of
from tests.world import World


def nothing_left(project: Project) -> Project:
    """Without a milestone that is still to be reached."""
    project.milestones.update(dropped_at=timezone.now())
    return project


def opinion(text: str = "同意通过验收。") -> Opinion:
    return Opinion(timezone.localdate(), "王教授，某大学，组长", text, "passed")


def applied(world: World, project: Project, text: str = "同意通过验收。", name: str = "结题报告.pdf") -> Acceptance:
    by = campus_of(world, project).liaison
    return endings.apply(project=project, opinion=opinion(text), uploads=[(name, BytesIO(pdf()))], by=by)


def finished(world: World, project: Project) -> Acceptance:
    made = applied(world, nothing_left(project))
    return endings.confirm(acceptance=made, by=world.office(project.lead_office.code or "").officer)


def proposed(world: World, project: Project, reason: str = "合作终止。") -> Withdrawal:
    office = world.office(project.lead_office.code or "")
    return endings.propose_withdrawal(project=project, reason=reason, by=office.officer)


def withdrawn(world: World, project: Project) -> Project:
    office = world.office(project.lead_office.code or "")
    return endings.withdraw(withdrawal=proposed(world, project), by=office.colleague)
