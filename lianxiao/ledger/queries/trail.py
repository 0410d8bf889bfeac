"""Everything that led to a project, as far as the reader may see it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy, pgettext_lazy

from lianxiao.calls import access as calls_access
from lianxiao.calls.models import Application, Countersign, FormalCheck, Proposal, PublicNotice, Submission
from lianxiao.calls.queries import frozen
from lianxiao.calls.queries.letters import approval_letter
from lianxiao.calls.queries.progress import Label, TimelineStep, shown_step, steps_of, timeline
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.ledger.models import Project
from lianxiao.letters.models import Letter
from lianxiao.organisations.roles import Right

VERBS: dict[str, tuple[Label, str]] = {
    "open": (gettext_lazy("Entered in the ledger"), "success"),
    "import": (gettext_lazy("Entered in the ledger"), "success"),
    "hand_over": (gettext_lazy("Handed over to a successor"), ""),
    "confirm_progress": (gettext_lazy("Progress confirmed"), "success"),
    "change": (gettext_lazy("Change in effect"), "warning"),
    "follow_up": (gettext_lazy("Followed up"), "danger"),
    "finish": (pgettext_lazy("project", "Accepted, and finished"), "success"),
    "propose_withdrawal": (gettext_lazy("Withdrawal proposed"), "warning"),
    "drop_withdrawal": (gettext_lazy("Withdrawal dropped"), ""),
    "withdraw": (pgettext_lazy("project", "Withdrawn"), "danger"),
    "correct_fact": (gettext_lazy("Figure corrected"), "warning"),
}
# What the department considers; the university is told what comes of it.
INSIDE = ("propose_withdrawal", "drop_withdrawal")


@dataclass(frozen=True, slots=True)
class Trail:
    """`case` is the application where the reader may open it; the offices' own papers are for their side only."""

    case: Application | None
    submissions: list[Submission]
    checks: list[FormalCheck]
    proposal: Proposal | None
    countersigns: list[Countersign]
    # None of a project that was imported.
    notice: PublicNotice | None
    # None until it is issued.
    letter: Letter | None
    timeline: list[TimelineStep]

    @property
    def notice_path(self) -> str:
        return f"/public-notices/{self.notice.pk}/" if self.notice else ""


def trail(actor: Actor, project: Project) -> Trail:
    application = project.application
    if application is None:
        return Trail(None, [], [], None, [], None, None, _timeline(actor, project, None))
    seen = Application.objects.visible_to(actor).filter(pk=application.pk).exists()
    inside = seen and calls_access.may_read_decisions(actor)
    proposal = _confirmed(application) if inside else None
    return Trail(
        case=application if seen else None,
        submissions=list(frozen.submissions(actor).filter(application=application).order_by("-version")),
        checks=_checks(application) if inside else [],
        proposal=proposal,
        countersigns=list(proposal.countersigns.select_related("office", "signed_by").order_by("id"))
        if proposal
        else [],
        notice=application.notice_item.public_notice,
        letter=approval_letter(application),
        timeline=_timeline(actor, project, application if seen else None),
    )


def _checks(application: Application) -> list[FormalCheck]:
    rows = FormalCheck.objects.filter(submission__application=application)
    return list(rows.select_related("submission", "office", "decided_by").order_by("-submission__version", "id"))


def _confirmed(application: Application) -> Proposal | None:
    rows = application.proposals.filter(confirmed_at__isnull=False)
    return rows.select_related("office", "proposed_by", "confirmed_by").first()


def _timeline(actor: Actor, project: Project, seen: Application | None) -> list[TimelineStep]:
    """The application's steps that the reader may know, and the ledger's own; oldest first."""
    inside = actor.may(Right.READ_LEDGER)
    before = timeline(actor, seen, steps_of(seen)) if seen else []
    own = [shown_step(step, VERBS) for step in steps.of_case(project) if inside or step.verb not in INSIDE]
    return sorted([*before, *own], key=_when)


def _when(step: TimelineStep) -> datetime:
    return step.at
