"""Whose turn it is with a progress report or a period: one table counts for the workbench and narrows the lists."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, Min, Model, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import ApplicationMember
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.waiting import Waiting
from lianxiao.ledger.access.progress import WRITERS
from lianxiao.ledger.models import (
    Acceptance,
    ChangeRequest,
    CheckedProject,
    FollowUp,
    MidtermCheck,
    ProgressReport,
    Project,
    ReportExtension,
    ReportingPeriod,
    Withdrawal,
)
from lianxiao.ledger.queries.midterm import FOR_THE_OFFICE
from lianxiao.ledger.states import (
    CHANGE_WRITABLE,
    AcceptanceState,
    ChangeState,
    CheckedState,
    FollowUpState,
    Level,
    MidtermState,
    PeriodState,
    ProjectState,
    ReportState,
)
from lianxiao.organisations.roles import Right

OF_THE_OFFICE = ("report_to_confirm", "extension_to_grant")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Turn:
    kind: str
    label: str | Promise
    rows: Q


def report_turns(actor: Actor) -> list[Turn]:
    running = Q(period__state=PeriodState.OPEN, project__state=ProjectState.RUNNING)
    turns = []
    if _may_write(actor):
        mine = running & _written_by(actor)
        fresh = Q(state__in=[ReportState.NOT_BEGUN, ReportState.DRAFT])
        turns.append(Turn("report_to_write", _("Progress reports to write"), fresh & mine))
        turns.append(Turn("report_to_correct", _("Progress reports to correct"), Q(state=ReportState.RETURNED) & mine))
    if actor.may(Right.RELEASE_PROGRESS):
        own = running & Q(project__university_id=actor.organisation_id)
        turns.append(
            Turn("report_to_release", _("Progress reports to release"), Q(state=ReportState.WITH_LIAISON) & own)
        )
    if actor.may(Right.RUN_LEDGER):
        led = running & Q(project__lead_office_id=actor.organisation_id)
        turns.append(Turn("report_to_confirm", _("Progress reports to confirm"), Q(state=ReportState.SUBMITTED) & led))
        asked = ReportExtension.objects.filter(granted_at=None, refused_at=None).exclude(asked_by__in=actor.persons)
        turns.append(
            Turn("extension_to_grant", _("Later days of reports to grant"), led & Q(pk__in=asked.values("report")))
        )
    return turns


def _may_write(actor: Actor) -> bool:
    return actor.may(Right.WRITE_PROGRESS) or actor.may(Right.RELEASE_PROGRESS)


def _written_by(actor: Actor) -> Q:
    """Reports and requests of the own applications; a liaison's are those of imported projects (access: `writes`)."""
    if not actor.may(Right.WRITE_PROGRESS):
        return Q(project__university_id=actor.organisation_id, project__application=None)
    written = ApplicationMember.objects.filter(user_id=actor.user_id or 0, hand__in=WRITERS).values("application")
    return Q(project__university_id=actor.organisation_id, project__application__in=written)


def change_turns(actor: Actor) -> list[Turn]:
    turns = []
    if _may_write(actor):
        open_ = Q(state__in=[str(state) for state in CHANGE_WRITABLE], project__state=ProjectState.RUNNING)
        turns.append(Turn("change_to_write", _("Change requests to finish"), open_ & _written_by(actor)))
    if actor.may(Right.RELEASE_PROGRESS):
        own = Q(project__university_id=actor.organisation_id, project__state=ProjectState.RUNNING)
        with_liaison = Q(state=ChangeState.WITH_LIAISON)
        turns.append(Turn("change_to_release", _("Change requests to release"), own & with_liaison))
    if actor.may(Right.RUN_LEDGER):
        led = Q(project__lead_office_id=actor.organisation_id, state=ChangeState.SUBMITTED)
        turns.append(Turn("change_to_decide", _("Change requests to decide"), led))
    return turns


def acceptance_turns(actor: Actor) -> list[Turn]:
    turns = []
    if actor.may(Right.RELEASE_PROGRESS):
        own = Q(project__university_id=actor.organisation_id, project__state=ProjectState.RUNNING)
        back = own & Q(state=AcceptanceState.RETURNED)
        turns.append(Turn("acceptance_to_correct", _("Final acceptances to correct"), back))
    if actor.may(Right.RUN_LEDGER):
        led = Q(project__lead_office_id=actor.organisation_id, project__state=ProjectState.RUNNING)
        there = led & Q(state=AcceptanceState.SUBMITTED)
        turns.append(Turn("acceptance_to_confirm", _("Final acceptances to confirm"), there))
    return turns


def to_withdraw(actor: Actor) -> Q:
    """Projects that another officer of the own office proposed to withdraw."""
    if not actor.may(Right.RUN_LEDGER):
        return Q(pk__in=())
    rows = Withdrawal.objects.filter(confirmed_at=None, dropped_at=None).exclude(proposed_by__in=actor.persons)
    return Q(pk__in=rows.values("project"), lead_office_id=actor.organisation_id)


def waiting_endings(actor: Actor) -> list[Waiting]:
    path = reverse("ledger:acceptances")
    found = [(turn, Acceptance.objects.filter(turn.rows).count()) for turn in acceptance_turns(actor)]
    lines = [Waiting(one.kind, str(one.label), n, f"{path}?waiting={one.kind}") for one, n in found if n]
    if actor.may(Right.RUN_LEDGER) and (count := Project.objects.filter(to_withdraw(actor)).count()):
        where = f"{reverse('ledger:projects')}?waiting=withdrawal_to_confirm"
        lines.append(Waiting("withdrawal_to_confirm", str(_("Withdrawals to carry out")), count, where))
    return lines


def checked_turns(actor: Actor) -> list[Turn]:
    """Projects of mid-term checks."""
    turns = []
    if actor.may(Right.RELEASE_PROGRESS):
        own = Q(project__university_id=actor.organisation_id, project__state=ProjectState.RUNNING)
        asked = own & Q(state=CheckedState.ASKED, check_of__state=MidtermState.OPEN)
        turns.append(Turn("midterm_to_conclude", _("Mid-term checks to conclude"), asked))
    if actor.may(Right.RUN_LEDGER):
        drawn = Q(check_of__office_id=actor.organisation_id, check_of__state=MidtermState.DRAWN)
        turns.append(Turn("midterm_to_check", _("Projects of mid-term checks to look at"), drawn & FOR_THE_OFFICE))
    return turns


def midterm_turns(actor: Actor) -> list[Turn]:
    """The checks themselves, of the own office: drafts, and those in which everybody concluded or had his time."""
    if not actor.may(Right.RUN_LEDGER):
        return []
    own, runs = Q(office_id=actor.organisation_id), Q(project__state=ProjectState.RUNNING)
    awaited = CheckedProject.objects.filter(runs, state=CheckedState.ASKED).values("check_of")
    ready = Q(state=MidtermState.OPEN) & (Q(due_at__lte=database_now()) | ~Q(pk__in=awaited))
    to_look_at = CheckedProject.objects.filter(FOR_THE_OFFICE).values("check_of")
    done = Q(state=MidtermState.DRAWN) & ~Q(pk__in=to_look_at)
    return [
        Turn("midterm_to_open", _("Mid-term checks to open"), own & Q(state=MidtermState.DRAFT)),
        Turn("midterm_to_draw", _("Samples of mid-term checks to draw"), own & ready),
        Turn("midterm_to_close", _("Mid-term checks to close"), own & done),
    ]


def waiting_midterms(actor: Actor) -> list[Waiting]:
    lines = []
    for turn in checked_turns(actor):
        rows = CheckedProject.objects.filter(turn.rows)
        found = rows.aggregate(count=Count("pk"), first=Min("check_of__due_at"))
        if found["count"]:
            path = f"{reverse('ledger:midterm_projects')}?waiting={turn.kind}"
            due = found["first"] if turn.kind == "midterm_to_conclude" else None
            lines.append(Waiting(turn.kind, str(turn.label), found["count"], path, due))
    counted = [(turn, MidtermCheck.objects.filter(turn.rows).count()) for turn in midterm_turns(actor)]
    path = reverse("ledger:midterms")
    return [*lines, *(Waiting(one.kind, str(one.label), n, f"{path}?waiting={one.kind}") for one, n in counted if n)]


def follow_up_turns(actor: Actor) -> list[Turn]:
    """A university's leader is asked once it has climbed to him."""
    turns = []
    own, open_ = Q(project__university_id=actor.organisation_id), Q(state=FollowUpState.OPEN)
    if actor.may(Right.RELEASE_PROGRESS):
        turns.append(Turn("follow_up_to_answer", _("Follow-ups to answer"), own & open_))
    elif actor.may(Right.WRITE_PROGRESS):
        turns.append(Turn("follow_up_of_mine", _("Follow-ups of my projects"), open_ & _written_by(actor)))
    elif actor.may(Right.ENDORSE_APPLICATIONS) and actor.may(Right.READ_PROGRESS):
        climbed = own & open_ & Q(level__gte=Level.LEADERS)
        turns.append(Turn("follow_up_climbed", _("Follow-ups not answered in time"), climbed))
    if actor.may(Right.RUN_LEDGER):
        led = Q(project__lead_office_id=actor.organisation_id)
        answered, unheard = Q(state=FollowUpState.ANSWERED), open_ & Q(level=Level.OFFICE)
        turns.append(Turn("follow_up_to_close", _("Follow-ups answered, to close"), led & answered))
        turns.append(Turn("follow_up_unanswered", _("Follow-ups that nobody answered"), led & unheard))
    return turns


def waiting_follow_ups(actor: Actor) -> list[Waiting]:
    path = reverse("ledger:follow_ups")
    found = [(turn, FollowUp.objects.filter(turn.rows).count()) for turn in follow_up_turns(actor)]
    return [Waiting(one.kind, str(one.label), n, f"{path}?waiting={one.kind}") for one, n in found if n]


def narrowed(rows: "QuerySet[M]", turns: list[Turn], kind: str) -> "QuerySet[M]":
    turn = next((one for one in turns if one.kind == kind), None)
    return rows.none() if turn is None else rows.filter(turn.rows)


def waiting_changes(actor: Actor) -> list[Waiting]:
    path = reverse("ledger:changes")
    found = [(turn, ChangeRequest.objects.filter(turn.rows).count()) for turn in change_turns(actor)]
    return [Waiting(one.kind, str(one.label), n, f"{path}?waiting={one.kind}") for one, n in found if n]


def waiting_progress(actor: Actor) -> list[Waiting]:
    lines = []
    for turn in report_turns(actor):
        found = ProgressReport.objects.with_due().filter(turn.rows).aggregate(count=Count("pk"), first=Min("due"))
        if found["count"]:
            path = f"{reverse('ledger:reports')}?waiting={turn.kind}"
            # The office's own work has no day.
            due = None if turn.kind in OF_THE_OFFICE else found["first"]
            lines.append(Waiting(turn.kind, str(turn.label), found["count"], path, due))
    if drafts := drafted_periods(actor).count():
        path = f"{reverse('ledger:periods')}?waiting=period_to_open"
        lines.append(Waiting("period_to_open", str(_("Reporting periods to open")), drafts, path))
    return lines


def drafted_periods(actor: Actor) -> "QuerySet[ReportingPeriod]":
    """Those that the own office can open."""
    if not actor.may(Right.RUN_LEDGER):
        return ReportingPeriod.objects.none()
    return ReportingPeriod.objects.filter(state=PeriodState.DRAFT, office_id=actor.organisation_id)
