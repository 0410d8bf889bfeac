"""How far an application has come: stages, the progress line of its steps, whose turn it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianxiao.calls.models import Application, Countersign
from lianxiao.calls.queries.applications import is_on_campus
from lianxiao.calls.queries.deadlines import calendar, deadline_of, working_days_left
from lianxiao.calls.states import State
from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.models import Step
from lianxiao.organisations.roles import Role

Label = str | Promise

TONES: dict[str, str] = {
    State.DRAFT: "neutral",
    State.WITH_LIAISON: "info",
    State.WITH_LEADER: "info",
    State.RELEASED: "primary",
    State.SUBMITTED: "primary",
    State.RETURNED: "warning",
    State.CHECKED: "info",
    State.UNDER_REVIEW: "info",
    State.REVIEWED: "info",
    State.PROPOSED: "info",
    State.CONFIRMED: "info",
    State.ON_NOTICE: "primary",
    State.SUSPENDED: "warning",
    State.APPROVED: "success",
    State.REJECTED: "danger",
    State.DISCARDED: "neutral",
}

# What each step is called in the progress line, and its colour there.
VERBS: dict[str, tuple[Label, str]] = {
    "begin": (gettext_lazy("Begun"), ""),
    "attach": (gettext_lazy("File added"), ""),
    "remove_attachment": (gettext_lazy("File removed"), ""),
    "add_member": (gettext_lazy("Colleague added"), ""),
    "remove_member": (gettext_lazy("Colleague removed"), ""),
    "change_hand": (gettext_lazy("Reads or writes from now on"), ""),
    "transfer": (gettext_lazy("Handed on to another owner"), ""),
    "transfer_task": (gettext_lazy("Transferred to a colleague"), ""),
    "take_back_task": (gettext_lazy("Transfer taken back"), ""),
    "hand_over": (gettext_lazy("Handed over to a successor"), ""),
    "invite": (gettext_lazy("Invited by e-mail"), ""),
    "withdraw_invitation": (gettext_lazy("Invitation withdrawn"), ""),
    "assign": (gettext_lazy("Section assigned"), ""),
    "unassign": (gettext_lazy("Section no longer assigned"), ""),
    "report_done": (gettext_lazy("Assigned section done"), ""),
    "restore": (gettext_lazy("Older version of a section brought back"), ""),
    "keep_version": (gettext_lazy("Version kept"), ""),
    "read_contacts": (gettext_lazy("Contacts read in full"), ""),
    "read_contacts_campus": (gettext_lazy("Contacts read in full"), ""),
    "ask_consent": (gettext_lazy("Partner asked to confirm"), ""),
    "remind_consent": (gettext_lazy("Partner reminded"), ""),
    "take_back_consent": (gettext_lazy("Request to a partner taken back"), ""),
    "give_consent": (gettext_lazy("Confirmed by a partner"), "success"),
    "refuse_consent": (gettext_lazy("Declined by a partner"), "warning"),
    "void_consents": (gettext_lazy("Partners' consents void after a change"), "warning"),
    "expire_consent": (gettext_lazy("Partner has not answered in time"), "warning"),
    "prepare_print": (gettext_lazy("Print for signature and seal made"), ""),
    "upload_scan": (gettext_lazy("Sealed scan uploaded"), ""),
    "accept_scan": (gettext_lazy("Sealed scan confirmed by hand"), ""),
    "hand_in": (gettext_lazy("Handed to the liaison"), ""),
    "pass_on": (gettext_lazy("Passed on to the university leader"), ""),
    "endorse": (gettext_lazy("Approved by the university leader"), "success"),
    "choose": (gettext_lazy("Chosen on campus and approved by the university leader"), "success"),
    "explain_similar": (gettext_lazy("Explained what is alike"), ""),
    "give_up_place": (gettext_lazy("Held place given up"), "warning"),
    "send_back": (gettext_lazy("Sent back to the author"), "warning"),
    "submit": (gettext_lazy("Submitted and delivered to the lead offices"), "success"),
    "withdraw": (gettext_lazy("Withdrawn"), "warning"),
    "return": (gettext_lazy("Returned for correction"), "warning"),
    "resubmit": (gettext_lazy("Corrected and resubmitted"), "success"),
    "lapse": (gettext_lazy("Time for the correction has passed"), "danger"),
    "check": (gettext_lazy("Formal check of one office"), ""),
    "pass_check": (gettext_lazy("Formal check passed"), "success"),
    "reject_check": (gettext_lazy("Formal check not passed"), "danger"),
    "open_review": (gettext_lazy("Expert review opened"), ""),
    "close_review": (gettext_lazy("Expert review closed"), ""),
    "propose": (gettext_lazy("Decision proposed"), ""),
    "countersign": (gettext_lazy("Countersigned"), ""),
    "confirm": (gettext_lazy("Decision confirmed"), "success"),
    "confirm_rejection": (gettext_lazy("Decided: not approved"), "danger"),
    "reopen": (gettext_lazy("Sent back to the responsible office"), "warning"),
    "put_on_notice": (gettext_lazy("Put on public notice"), ""),
    "suspend": (gettext_lazy("Suspended by an objection"), "warning"),
    "resume": (gettext_lazy("Objection settled, notice resumed"), ""),
    "reject": (gettext_lazy("Not approved after an objection"), "danger"),
    "approve": (gettext_lazy("Approved as a project"), "success"),
    "discard": (gettext_lazy("Discarded"), ""),
    "chase": (gettext_lazy("Reminded"), "warning"),
    "chase_campus": (gettext_lazy("Reminded"), "warning"),
    "chase_office": (gettext_lazy("Reminded"), "warning"),
}

# A university's own deliberations are not for the offices, nor theirs for the university before a decision.
ON_CAMPUS_ONLY = frozenset(
    {
        "begin",
        "attach",
        "remove_attachment",
        "add_member",
        "remove_member",
        "change_hand",
        "transfer",
        "invite",
        "withdraw_invitation",
        "assign",
        "unassign",
        "report_done",
        "restore",
        "keep_version",
        "read_contacts_campus",
        "ask_consent",
        "remind_consent",
        "take_back_consent",
        "refuse_consent",
        "void_consents",
        "expire_consent",
        "prepare_print",
        "hand_in",
        "pass_on",
        "endorse",
        "choose",
        "give_up_place",
        "send_back",
        "discard",
        "chase_campus",
    }
)
OFFICES_ONLY = frozenset({"check", "propose", "countersign", "reopen", "chase_office"})

# What comes next in each state, and whose turn it is. Final states are not here.
NEXT: dict[str, tuple[Label, Label]] = {
    State.DRAFT: (gettext_lazy("Complete the form and hand it to the liaison"), gettext_lazy("the authors")),
    State.WITH_LIAISON: (gettext_lazy("Review on campus"), gettext_lazy("the university's liaison")),
    State.WITH_LEADER: (gettext_lazy("Approval by the university"), gettext_lazy("the university's leader")),
    State.RELEASED: (gettext_lazy("Submission to the lead offices"), gettext_lazy("the university's liaison")),
    State.SUBMITTED: (gettext_lazy("Formal check"), gettext_lazy("the lead offices")),
    State.RETURNED: (
        gettext_lazy("Correct the fields named and resubmit"),
        gettext_lazy("the authors, then the university's liaison"),
    ),
    State.CHECKED: (gettext_lazy("Proposal of a decision"), gettext_lazy("the responsible office")),
    State.UNDER_REVIEW: (gettext_lazy("Review by experts"), gettext_lazy("the experts")),
    State.REVIEWED: (gettext_lazy("Proposal of a decision"), gettext_lazy("the responsible office")),
    State.PROPOSED: (
        gettext_lazy("Countersigning, then confirmation by the department"),
        gettext_lazy("the other lead offices, then the department's leader"),
    ),
    State.CONFIRMED: (gettext_lazy("Public notice"), gettext_lazy("the responsible office")),
    State.ON_NOTICE: (gettext_lazy("Approval after the public notice"), gettext_lazy("the department")),
    State.SUSPENDED: (gettext_lazy("Finding on the objection"), gettext_lazy("the responsible office")),
}

# Once every other lead office has signed, or where there is none.
NEXT_WHEN_SIGNED: tuple[Label, Label] = (
    gettext_lazy("Confirmation by the department"),
    gettext_lazy("the department's leader"),
)

WRITING = pgettext_lazy("stage", "Writing")
CAMPUS = pgettext_lazy("stage", "Campus review")
CHECK = pgettext_lazy("stage", "Formal check")
REVIEW = pgettext_lazy("stage", "Expert review")
DECISION = pgettext_lazy("stage", "Decision")
NOTICE = pgettext_lazy("stage", "Public notice")
PROJECT = pgettext_lazy("stage", "Project")
STAGES: dict[Label, tuple[State, ...]] = {
    WRITING: (State.DRAFT,),
    CAMPUS: (State.WITH_LIAISON, State.WITH_LEADER, State.RELEASED),
    CHECK: (State.SUBMITTED, State.RETURNED),
    REVIEW: (State.UNDER_REVIEW, State.REVIEWED),
    DECISION: (State.CHECKED, State.PROPOSED, State.CONFIRMED),
    NOTICE: (State.ON_NOTICE, State.SUSPENDED),
    PROJECT: (State.APPROVED,),
}


@dataclass(frozen=True, slots=True)
class Stage:
    label: str
    state: str


@dataclass(frozen=True, slots=True)
class TimelineStep:
    action: str
    at: datetime
    who: str
    role: str
    organisation: str
    remark: str
    tone: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """`days` are working days until `due`."""

    label: str
    owner: str
    due: datetime | None
    days: int | None


def stages(application: Application, taken: list[Step]) -> list[Stage]:
    """The stages of this call's road: done, now, stopped or still to come."""
    with_review = application.call_category.call.with_review
    road = {label: states for label, states in STAGES.items() if with_review or label is not REVIEW}
    stopped = application.state in (State.REJECTED, State.DISCARDED)
    # A case that has ended stopped where its last step found it.
    state = taken[-1].before if stopped and taken else application.state
    here = next((at for at, states in enumerate(road.values()) if state in states), 0)
    if application.state == State.APPROVED:
        here = len(road)
    return [
        Stage(str(label), "done" if at < here else "" if at > here else "stopped" if stopped else "now")
        for at, label in enumerate(road)
    ]


def steps_of(application: Application) -> list[Step]:
    return list(steps.of_case(application))


def timeline(actor: Actor, application: Application, taken: list[Step]) -> list[TimelineStep]:
    """The steps that the actor may read, oldest first."""
    hidden = OFFICES_ONLY if is_on_campus(actor, application) else ON_CAMPUS_ONLY
    return [shown_step(step, VERBS) for step in taken if step.verb not in hidden]


def shown_step(step: Step, verbs: Mapping[str, tuple[Label, str]]) -> TimelineStep:
    label, tone = verbs.get(step.verb, (step.verb, ""))
    by_system = step.role == SYSTEM.role
    return TimelineStep(
        action=str(label),
        at=step.at,
        who=_("by the system, on time") if by_system else step.who,
        role=str(Role(step.role).label) if step.role in Role.values else "",
        organisation=step.organisation_name,
        remark=step.remark,
        tone=tone,
    )


def next_step(application: Application) -> NextStep | None:
    """None when the case has ended."""
    if application.state not in NEXT:
        return None
    signed = application.state == State.PROPOSED and not _signs_awaited(application)
    label, owner = NEXT_WHEN_SIGNED if signed else NEXT[application.state]
    due = deadline_of(application)
    days = working_days_left(due, calendar()) if due else None
    return NextStep(str(label), str(owner), due, days)


def _signs_awaited(application: Application) -> bool:
    standing = Countersign.objects.filter(proposal__application=application, proposal__sent_back_at=None)
    return standing.filter(signed_at=None).exists()
