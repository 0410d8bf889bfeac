"""Before every step: whether the row is in reach, held until the end of the transaction, and the rule allows it.

A report is locked before its period and these before the project, a change before its project, a project before its
acceptance, its withdrawal and its follow-ups, a mid-term check before what is checked and this before its project, by
everybody; so nobody waits for each other in a circle.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext as _

from lianxiao.core.actors import Actor
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.ledger.models import (
    Acceptance,
    ChangeRequest,
    CheckedProject,
    FollowUp,
    MidtermCheck,
    ProgressReport,
    Project,
    ReportingPeriod,
)
from lianxiao.ledger.states import PeriodState, ProjectState

PeriodRule = Callable[[Actor, ReportingPeriod], bool]
ReportRule = Callable[[Actor, ProgressReport], bool]
ChangeRule = Callable[[Actor, ChangeRequest], bool]
FollowUpRule = Callable[[Actor, FollowUp], bool]
AcceptanceRule = Callable[[Actor, Acceptance], bool]
MidtermRule = Callable[[Actor, MidtermCheck], bool]
CheckedRule = Callable[[Actor, CheckedProject], bool]
ProjectRule = Callable[[Actor, Project], bool]


def held_period(period: ReportingPeriod, by: Actor, may: PeriodRule) -> ReportingPeriod:
    rows = ReportingPeriod.objects.visible_to(by)
    locked = rows.select_related("office").select_for_update(of=("self",)).filter(pk=period.pk).first()
    if locked is None or not may(by, locked):
        raise PermissionDenied
    return locked


def held_report(report: ProgressReport, by: Actor, may: ReportRule) -> ProgressReport:
    """With its period, which stays open until the step is done. Raises NotAllowedNow when it was closed meanwhile."""
    reached = ProgressReport.objects.visible_to(by).filter(pk=report.pk)
    rows = ProgressReport.objects.filter(pk__in=reached.values("pk")).with_hand(by)
    rows = rows.select_related("period", "project__university", "project__lead_office")
    locked = rows.select_for_update(of=("self",)).first()
    if locked is None or not may(by, locked):
        raise PermissionDenied
    must_be_open(locked)
    return locked


def must_be_open(locked: ProgressReport) -> None:
    """Many reports are worked on at once, so both are shared; ending one waits for them, and they for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM ledger_reportingperiod WHERE id = %s FOR SHARE", [locked.period_id])
        if cursor.fetchone()[0] != PeriodState.OPEN:
            raise NotAllowedNow(_("The reporting period is closed; nothing of it changes any more."))
        cursor.execute("SELECT state FROM ledger_project WHERE id = %s FOR SHARE", [locked.project_id])
        if cursor.fetchone()[0] != ProjectState.RUNNING:
            raise NotAllowedNow(_("The project has ended; nothing is reported of it any more."))


def held_change(change: ChangeRequest, by: Actor, may: ChangeRule) -> ChangeRequest:
    reached = ChangeRequest.objects.visible_to(by).filter(pk=change.pk)
    rows = ChangeRequest.objects.filter(pk__in=reached.values("pk")).with_hand(by)
    rows = rows.select_related("project__university", "project__lead_office")
    locked = rows.select_for_update(of=("self",)).first()
    if locked is None or not may(by, locked):
        raise PermissionDenied
    return locked


def held_project(project: Project, by: Actor, may: ProjectRule) -> Project:
    reached = Project.objects.visible_to(by).filter(pk=project.pk)
    rows = Project.objects.filter(pk__in=reached.values("pk")).with_hand(by)
    rows = rows.select_related("university", "lead_office")
    locked = rows.select_for_update(of=("self",)).first()
    if locked is None or not may(by, locked):
        raise PermissionDenied
    return locked


def held_follow_up(follow_up: FollowUp, by: Actor, may: FollowUpRule) -> FollowUp:
    rows = FollowUp.objects.visible_to(by).filter(pk=follow_up.pk).select_related("project__university")
    locked = rows.select_for_update(of=("self",)).first()
    if locked is None or not may(by, locked):
        raise PermissionDenied
    return locked


def held_acceptance(acceptance: Acceptance, by: Actor, may: AcceptanceRule) -> Acceptance:
    """With its project."""
    rows = Acceptance.objects.visible_to(by).filter(pk=acceptance.pk).select_related("project__university")
    Project.objects.select_for_update(of=("self",)).filter(pk=acceptance.project_id).order_by("id").first()
    locked = rows.select_for_update(of=("self",)).first()
    if locked is None or not may(by, locked):
        raise PermissionDenied
    return locked


def held_midterm(check: MidtermCheck, by: Actor, may: MidtermRule) -> MidtermCheck:
    rows = MidtermCheck.objects.visible_to(by).filter(pk=check.pk).select_related("office")
    locked = rows.select_for_update(of=("self",)).first()
    if locked is None or not may(by, locked):
        raise PermissionDenied
    return locked


def held_checked(checked: CheckedProject, by: Actor, may: CheckedRule) -> CheckedProject:
    """With its check and its project, which stay as they are until the step is done; both are shared with others."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM ledger_midtermcheck WHERE id = %s FOR SHARE", [checked.check_of_id])
    rows = CheckedProject.objects.visible_to(by).filter(pk=checked.pk)
    CheckedProject.objects.select_for_update(of=("self",)).filter(pk=checked.pk).order_by("id").first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM ledger_project WHERE id = %s FOR SHARE", [checked.project_id])
    locked = rows.select_related("check_of", "project__university", "project__lead_office").first()
    if locked is None or not may(by, locked):
        raise PermissionDenied
    return locked
