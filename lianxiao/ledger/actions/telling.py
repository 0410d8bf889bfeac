"""What notifications say of periods and reports, and to whom."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from lianxiao.calls.models import ApplicationMember
from lianxiao.core.calendar import when as when
from lianxiao.ledger.access.progress import WRITERS
from lianxiao.ledger.models import ProgressReport, Project, ProjectParty
from lianxiao.organisations.models import Membership, User
from lianxiao.organisations.notices import people_in
from lianxiao.organisations.roles import Role


def path_of(report: ProgressReport) -> str:
    return f"/ledger/reports/{report.pk}/"


def values_of(report: ProgressReport, **more: str) -> dict[str, str]:
    return values_of_project(report.project, period=report.period.name, **more)


def values_of_project(project: Project, **more: str) -> dict[str, str]:
    return {"project": f"{project.number} {project.title}", "university": project.university.name, **more}


def writers_of(projects: Iterable[Project]) -> "QuerySet[User]":
    """Who writes for these projects and still has a role at the lead university; of imported ones its liaison."""
    projects = list(projects)
    if imported := [project for project in projects if project.application_id is None]:
        others = [project for project in projects if project.application_id is not None]
        return writers_of(others) | liaisons_of(imported) if others else liaisons_of(imported)
    ids = [project.application_id for project in projects]
    rows = ApplicationMember.objects.filter(application__in=ids, hand__in=WRITERS)
    there = Membership.objects.current().filter(role=Role.TEACHER)
    held = there.filter(organisation_id__in={project.university_id for project in projects}).values("user")
    return User.objects.filter(Q(pk__in=rows.values("user")), pk__in=held, is_active=True).order_by("id")


def liaisons_of(projects: Iterable[Project], *, parties: bool = False) -> "QuerySet[User]":
    return people_in(_universities(projects, parties), Role.LIAISON)


def leaders_of(projects: Iterable[Project], *, parties: bool = False) -> "QuerySet[User]":
    return people_in(_universities(projects, parties), Role.LEADER)


def _universities(projects: Iterable[Project], parties: bool) -> set[int]:
    """The lead universities; with `parties` also those that take part."""
    found = list(projects)
    there = {project.university_id for project in found}
    if parties:
        rows = ProjectParty.objects.filter(project__in=[one.pk for one in found], organisation__isnull=False)
        there |= set(rows.values_list("organisation_id", flat=True).order_by("id"))
    return there


def officers_of(project: Project) -> "QuerySet[User]":
    return people_in([project.lead_office_id], Role.OFFICER)
