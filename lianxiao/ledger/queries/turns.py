"""Whose turn it is with a progress report or a period: one table counts for the workbench and narrows the lists."""

from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import ApplicationMember
from lianxiao.core.actors import Actor
from lianxiao.core.waiting import Waiting
from lianxiao.ledger.access.progress import WRITERS
from lianxiao.ledger.models import ProgressReport, ReportingPeriod
from lianxiao.ledger.states import PeriodState, ReportState
from lianxiao.organisations.roles import Right


@dataclass(frozen=True, slots=True)
class Turn:
    kind: str
    label: str | Promise
    rows: Q


def report_turns(actor: Actor) -> list[Turn]:
    running = Q(period__state=PeriodState.OPEN)
    turns = []
    if actor.may(Right.WRITE_PROGRESS):
        written = ApplicationMember.objects.filter(user_id=actor.user_id or 0, hand__in=WRITERS).values("application")
        mine = running & Q(project__university_id=actor.organisation_id, project__application__in=written)
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
    return turns


def narrowed_reports(rows: "QuerySet[ProgressReport]", actor: Actor, kind: str) -> "QuerySet[ProgressReport]":
    turn = next((one for one in report_turns(actor) if one.kind == kind), None)
    return rows.none() if turn is None else rows.filter(turn.rows)


def waiting_progress(actor: Actor) -> list[Waiting]:
    lines = []
    for turn in report_turns(actor):
        found = ProgressReport.objects.with_due().filter(turn.rows).aggregate(count=Count("pk"), first=Min("due"))
        if found["count"]:
            path = f"{reverse('ledger:reports')}?waiting={turn.kind}"
            # The office's own work has no day.
            due = None if turn.kind == "report_to_confirm" else found["first"]
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
