"""How late work is read: follow-ups (督办), and what a report's page says of reminders and later days."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianxiao.calls.models.chase import MOST
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.models import Step
from lianxiao.ledger.access import follow_ups as access
from lianxiao.ledger.models import FollowUp, ProgressReport, Project, ReportChase, ReportExtension
from lianxiao.ledger.queries.lights import reasons_in_words
from lianxiao.ledger.queries.reports import is_late
from lianxiao.ledger.states import FollowUpState, Level
from lianxiao.organisations.queries import transfers
from lianxiao.organisations.queries.transfers import without_inner

Label = str | Promise
TONES: Mapping[str, str] = {
    FollowUpState.OPEN: "danger",
    FollowUpState.ANSWERED: "primary",
    FollowUpState.CLOSED: "neutral",
}
LEVEL_TONES: Mapping[int, str] = {Level.PARTIES: "info", Level.LEADERS: "warning", Level.OFFICE: "danger"}
VERBS: dict[str, tuple[Label, str]] = {
    **transfers.VERBS,
    "raise": (gettext_lazy("Follow-up raised"), "danger"),
    "climb": (pgettext_lazy("follow-up", "Not answered in time, one level higher"), "danger"),
    "answer": (pgettext_lazy("follow-up", "Answered by the university"), "success"),
    "ask_more": (gettext_lazy("More asked for"), "warning"),
    "ask_again": (gettext_lazy("Another statement asked for"), "warning"),
    "close": (pgettext_lazy("follow-up", "Closed"), ""),
}


def follow_ups(actor: Actor) -> "QuerySet[FollowUp]":
    """What the actor may see, with what every line shows; the newest first."""
    return (
        FollowUp.objects.visible_to(actor)
        .select_related("project__university", "project__lead_office", "project__lit")
        .defer("text", "answer", "project__summary", "project__words")
        .order_by("-id")
    )


def follow_up_page(actor: Actor) -> "QuerySet[FollowUp]":
    return FollowUp.objects.visible_to(actor).select_related(
        "project__university", "project__lead_office", "project__lit", "raised_by", "answered_by", "closed_by"
    )


def of_project(actor: Actor, project: Project) -> list[FollowUp]:
    return list(FollowUp.objects.visible_to(actor).filter(project=project).order_by("-id"))


def why(follow_up: FollowUp) -> list[str]:
    return reasons_in_words(follow_up.reasons)


def steps_of(actor: Actor, follow_up: FollowUp) -> "QuerySet[Step]":
    """As far as they are the reader's."""
    return without_inner(actor, steps.of_case(follow_up))


# --- on the page of a report -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chasing:
    """What the lead office can do about a late report: `now` when it can remind at once."""

    last: ReportChase | None
    now: bool
    to_leader: bool
    used_up: bool


def chasing(actor: Actor, report: ProgressReport) -> Chasing | None:
    """None for who does not remind, or while it is in time."""
    if not access.may_chase(actor, report) or not is_late(report):
        return None
    last = report.chases.select_related("by").order_by("-id").first()
    number = last.number if last is not None and last.due_at == report.due_at else 0
    used_up = number > MOST
    rested = last is None or last.until <= database_now()
    return Chasing(last=last, now=rested and not used_up, to_leader=number >= MOST, used_up=used_up)


def extension_of(report: ProgressReport) -> ReportExtension | None:
    """The one that waits for its decision."""
    return report.extensions.filter(granted_at=None, refused_at=None).select_related("asked_by").first()


def extensions(actor: Actor) -> "QuerySet[ReportExtension]":
    reports = ProgressReport.objects.visible_to(actor)
    rows = ReportExtension.objects.filter(report__in=reports.values("pk"))
    return rows.select_related("report__project__lead_office", "report__period")
