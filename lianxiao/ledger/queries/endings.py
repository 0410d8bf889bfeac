"""How the end of a project is read: its acceptance, its withdrawal, what stands in the way of an acceptance."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.ledger.models import (
    Acceptance,
    AcceptanceFile,
    ChangeRequest,
    CheckedProject,
    ProgressReport,
    Project,
    Withdrawal,
)
from lianxiao.ledger.queries.midterm import FOR_THE_OFFICE
from lianxiao.ledger.states import AcceptanceState, ChangeState, MidtermState, PeriodState, ReportState
from lianxiao.organisations.roles import Right

Label = str | Promise
TONES: Mapping[str, str] = {
    AcceptanceState.SUBMITTED: "primary",
    AcceptanceState.RETURNED: "danger",
    AcceptanceState.CONFIRMED: "success",
}
VERBS: dict[str, tuple[Label, str]] = {
    "apply": (pgettext_lazy("acceptance", "Applied for"), ""),
    "attach": (gettext_lazy("Attachment added"), ""),
    "resubmit": (pgettext_lazy("acceptance", "Applied for again"), ""),
    "return": (gettext_lazy("Returned for correction"), "danger"),
    "confirm": (pgettext_lazy("acceptance", "Confirmed; the project is finished"), "success"),
}
DECIDED = (ChangeState.APPROVED, ChangeState.REFUSED, ChangeState.WITHDRAWN)
UNDER_WAY = (ReportState.WITH_LIAISON, ReportState.SUBMITTED, ReportState.RETURNED)


def acceptances(actor: Actor) -> "QuerySet[Acceptance]":
    return (
        Acceptance.objects.visible_to(actor)
        .select_related("project__university", "project__lead_office")
        .defer("members", "opinion", "project__summary", "project__words")
        .order_by("-id")
    )


def acceptance_page(actor: Actor) -> "QuerySet[Acceptance]":
    rows = Acceptance.objects.visible_to(actor).prefetch_related("files")
    return rows.select_related("project__university", "project__lead_office", "applied_by", "confirmed_by")


def acceptance_of(actor: Actor, project: Project) -> Acceptance | None:
    return acceptance_page(actor).filter(project=project).first()


def acceptance_files(actor: Actor) -> "QuerySet[AcceptanceFile]":
    seen = Acceptance.objects.visible_to(actor)
    return AcceptanceFile.objects.filter(acceptance__in=seen.values("pk")).select_related("file")


def withdrawal_of(actor: Actor, project: Project) -> Withdrawal | None:
    """The one that was carried out; for the department also what is proposed."""
    rows = project.withdrawals.filter(dropped_at=None).select_related("proposed_by", "confirmed_by")
    return (rows if actor.may(Right.READ_LEDGER) else rows.exclude(confirmed_at=None)).first()


def withdrawals(actor: Actor) -> "QuerySet[Withdrawal]":
    seen = Project.objects.visible_to(actor)
    return Withdrawal.objects.filter(project__in=seen.values("pk")).select_related("project")


def in_the_way(project: Project) -> list[str]:
    """What has to be done before a project can be accepted, each in words."""
    found = []
    open_ = project.milestones.filter(reached_date=None, dropped_at=None).order_by("order", "id")
    if names := list(open_.values_list("name", flat=True)):
        said = "、".join(names)
        found.append(_("Not reached yet, or not confirmed: %(names)s.") % {"names": said})
    if ChangeRequest.objects.filter(project=project).exclude(state__in=DECIDED).exists():
        found.append(_("A change of this project is under way."))
    waiting = ProgressReport.objects.filter(project=project, state__in=UNDER_WAY, period__state=PeriodState.OPEN)
    if waiting.exists():
        found.append(_("A progress report of this project waits for its release, correction or confirmation."))
    checks = CheckedProject.objects.filter(project=project)
    if (
        checks.filter(check_of__state=MidtermState.OPEN).exists()
        or checks.filter(FOR_THE_OFFICE, check_of__state=MidtermState.DRAWN).exists()
    ):
        found.append(_("A mid-term check of this project is under way."))
    return found


def to_decide_first(project: Project) -> list[str]:
    """What the office has to decide before it withdraws a project, each in words."""
    found = []
    if ChangeRequest.objects.filter(project=project, state=ChangeState.SUBMITTED).exists():
        found.append(_("A change of this project waits for your decision."))
    waiting = ProgressReport.objects.filter(
        project=project, state=ReportState.SUBMITTED, period__state=PeriodState.OPEN
    )
    if waiting.exists():
        found.append(_("A progress report of this project waits for your confirmation."))
    return found


def steps_of(acceptance: Acceptance) -> "QuerySet[Step]":
    return steps.of_case(acceptance)
