"""Change requests, by the real actions of the people whose turn it is."""

from datetime import date
from io import BytesIO

from django.utils import timezone

from lianxiao.ledger.actions import changes
from lianxiao.ledger.models import ChangeRequest, Project
from lianxiao.ledger.queries.places import year_after
from lianxiao.ledger.states import ChangeKind
from tests.core.files.made import pdf
from tests.world import Campus, World

REASON = "合作方调整，任务相应变更。"


def drafted(world: World, project: Project, kind: str = ChangeKind.PEOPLE, **wanted: str) -> ChangeRequest:
    """Complete, and still with its writer."""
    by = campus_of(world, project).author
    made = changes.draft(project=project, kind=kind, by=by)
    said = {key.replace("__", "-"): text for key, text in (wanted or {"leader": "王新"}).items()}
    changes.save(change=made, reason=REASON, wanted=said, revision=0, by=by)
    changes.attach(change=made, name="决定.pdf", stream=BytesIO(pdf()), by=by)
    made.refresh_from_db()
    return made


def released(world: World, project: Project, kind: str = ChangeKind.PEOPLE, **wanted: str) -> ChangeRequest:
    made = drafted(world, project, kind, **wanted)
    campus = campus_of(world, project)
    changes.hand_in(change=made, by=campus.author)
    changes.release(change=made, by=campus.liaison)
    made.refresh_from_db()
    return made


def approved(world: World, project: Project, kind: str = ChangeKind.PEOPLE, **wanted: str) -> Project:
    """The project as it stands afterwards."""
    made = released(world, project, kind, **wanted)
    office = world.office(made.project.lead_office.code or "")
    changes.approve(change=made, by=office.officer)
    return Project.objects.get(pk=project.pk)


def campus_of(world: World, project: Project) -> Campus:
    return world.campus_of(project.application)


def a_year_later(project: Project) -> date:
    return year_after(project.end_date or timezone.localdate())
