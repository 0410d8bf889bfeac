"""Who may see and do what with reporting periods and progress reports. Pure: no request, no query.

`report.hand` says what the actor is in the project; `ReportQuerySet.with_hand` puts it there.
"""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.calls.states import Hand
from lianxiao.core.actors import Actor
from lianxiao.ledger.access import NOBODY
from lianxiao.ledger.states import IN, ON_CAMPUS, WRITABLE, PeriodState, ProjectState, ReportState
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.ledger.models import ProgressReport, Project, ReportingPeriod

WRITERS = (Hand.OWNER, Hand.EDITOR)


def writes(actor: Actor, hand: str, project: "Project") -> bool:
    """Those who wrote the application; of an imported project, which has none, the liaison of its university."""
    if hand not in WRITERS:
        return False
    return actor.may(Right.WRITE_PROGRESS) or (project.application_id is None and actor.may(Right.RELEASE_PROGRESS))


# --- periods ---------------------------------------------------------------------------------------


def visible_periods(actor: Actor) -> Q:
    """Drafts stay with those who run the ledger; what is out is known to whoever reports or reads."""
    if actor.may(Right.RUN_LEDGER):
        return Q()
    if any(actor.may(right) for right in (Right.READ_LEDGER, Right.READ_PROGRESS, Right.WRITE_PROGRESS)):
        return ~Q(state=PeriodState.DRAFT)
    return NOBODY


def may_draft_period(actor: Actor) -> bool:
    return actor.may(Right.RUN_LEDGER) and actor.organisation_id is not None


def may_run(actor: Actor, period: "ReportingPeriod") -> bool:
    """The office that drafted it."""
    return actor.may(Right.RUN_LEDGER) and period.office_id == actor.organisation_id


def may_edit_period(actor: Actor, period: "ReportingPeriod") -> bool:
    return may_run(actor, period) and period.state == PeriodState.DRAFT


def may_close_period(actor: Actor, period: "ReportingPeriod") -> bool:
    return may_run(actor, period) and period.state == PeriodState.OPEN


# --- reports ---------------------------------------------------------------------------------------


def visible_reports(actor: Actor) -> Q:
    """All that there are for the department, of the own university on campus, of the own projects for a teacher."""
    if actor.may(Right.READ_LEDGER):
        return Q()
    if actor.may(Right.READ_PROGRESS):
        return Q(project__university_id=actor.organisation_id)
    if actor.may(Right.WRITE_PROGRESS):
        return Q(project__university_id=actor.organisation_id, project__application__members__user_id=actor.user_id)
    return NOBODY


def own(actor: Actor, report: "ProgressReport") -> bool:
    """Whether it is of the actor's university, which reads it before it is submitted."""
    return report.project.university_id == actor.organisation_id


def reads_content(actor: Actor, report: "ProgressReport") -> bool:
    return own(actor, report) or report.state in IN


def is_open(report: "ProgressReport") -> bool:
    """Its period is, and its project runs."""
    return report.period.state == PeriodState.OPEN and report.project.state == ProjectState.RUNNING


def may_write(actor: Actor, report: "ProgressReport") -> bool:
    return (
        writes(actor, report.hand, report.project)
        and own(actor, report)
        and report.state in WRITABLE
        and is_open(report)
    )


def may_hand_in(actor: Actor, report: "ProgressReport") -> bool:
    return may_write(actor, report) and report.state != ReportState.NOT_BEGUN


def may_release(actor: Actor, report: "ProgressReport") -> bool:
    return (
        actor.may(Right.RELEASE_PROGRESS)
        and own(actor, report)
        and report.state == ReportState.WITH_LIAISON
        and is_open(report)
    )


def may_send_back(actor: Actor, report: "ProgressReport") -> bool:
    """The liaison does; who wrote it may take it back to go on with it."""
    return (
        (actor.may(Right.RELEASE_PROGRESS) or writes(actor, report.hand, report.project))
        and own(actor, report)
        and report.state == ReportState.WITH_LIAISON
        and is_open(report)
    )


def may_confirm(actor: Actor, report: "ProgressReport") -> bool:
    """The lead office of the project."""
    return (
        actor.may(Right.RUN_LEDGER)
        and report.project.lead_office_id == actor.organisation_id
        and report.state == ReportState.SUBMITTED
        and is_open(report)
    )


def may_correct(actor: Actor, project: "Project") -> bool:
    """A confirmed figure is corrected by who confirms; what was withdrawn stays as it was."""
    own = actor.may(Right.RUN_LEDGER) and project.lead_office_id == actor.organisation_id
    return own and project.state != ProjectState.WITHDRAWN


def is_awaited(report: "ProgressReport") -> bool:
    """Whether the university still owes it."""
    return is_open(report) and report.state in ON_CAMPUS
