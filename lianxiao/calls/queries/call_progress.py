"""How far a call has come: stages, the progress line of its steps, whose turn it is."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from lianxiao.calls.models import Call
from lianxiao.calls.queries.deadlines import calendar, working_days_left
from lianxiao.calls.queries.progress import NextStep, Stage, TimelineStep, shown_step
from lianxiao.calls.states import CallState
from lianxiao.core import steps
from lianxiao.core.official_text import Paragraph, paragraphs

Label = str | Promise

TONES: dict[str, str] = {
    CallState.DRAFT: "neutral",
    CallState.CHECKING: "info",
    CallState.CHECKED: "info",
    CallState.PUBLISHED: "success",
    CallState.CLOSED: "warning",
    CallState.CONCLUDED: "neutral",
}

VERBS: dict[str, tuple[Label, str]] = {
    "load": (gettext_lazy("Came with the platform as an example"), ""),
    "draft": (gettext_lazy("Drafted"), ""),
    "edit": (gettext_lazy("Draft changed"), ""),
    "attach": (gettext_lazy("File added"), ""),
    "remove_attachment": (gettext_lazy("File removed"), ""),
    "hand_in": (gettext_lazy("Handed in for checking"), ""),
    "pass_check": (gettext_lazy("Checked by a second person"), "success"),
    "send_back": (gettext_lazy("Sent back to the drafter"), "warning"),
    "publish": (gettext_lazy("Published"), "success"),
    "ask_extension": (gettext_lazy("Extension asked for"), "warning"),
    "grant_extension": (gettext_lazy("Extension granted"), "success"),
    "refuse_extension": (gettext_lazy("Extension refused"), "danger"),
    "reopen": (gettext_lazy("Opened again by the extension"), ""),
    "close": (gettext_lazy("Closed and sealed"), ""),
    "conclude": (gettext_lazy("Concluded"), "success"),
}

# What comes next in each state, and whose turn it is.
NEXT: dict[str, tuple[Label, Label]] = {
    CallState.DRAFT: (gettext_lazy("Complete the draft and hand it in"), gettext_lazy("the office")),
    CallState.CHECKING: (gettext_lazy("Check by a second person"), gettext_lazy("another officer")),
    CallState.CHECKED: (gettext_lazy("Publication"), gettext_lazy("a leader of the department")),
    CallState.PUBLISHED: (gettext_lazy("The window closes"), gettext_lazy("the clock")),
    CallState.CLOSED: (gettext_lazy("Checks and decisions, then conclude"), gettext_lazy("the office")),
}

STAGES: dict[Label, CallState] = {
    pgettext_lazy("stage", "Drafting"): CallState.DRAFT,
    pgettext_lazy("stage", "Check"): CallState.CHECKING,
    pgettext_lazy("stage", "Publication"): CallState.CHECKED,
    pgettext_lazy("stage", "Open"): CallState.PUBLISHED,
    pgettext_lazy("stage", "Decisions"): CallState.CLOSED,
    pgettext_lazy("stage", "Concluded"): CallState.CONCLUDED,
}


def stages(call: Call) -> list[Stage]:
    here = list(STAGES.values()).index(CallState(call.state))
    done = call.state == CallState.CONCLUDED
    return [
        Stage(str(label), "done" if at < here or done else "now" if at == here else "")
        for at, label in enumerate(STAGES)
    ]


def timeline(call: Call) -> list[TimelineStep]:
    return [shown_step(step, VERBS) for step in steps.of_case(call)]


def next_step(call: Call) -> NextStep | None:
    if call.state not in NEXT or call.is_example:
        return None
    label, owner = NEXT[call.state]
    due = call.closes_at if call.state == CallState.PUBLISHED else None
    days = working_days_left(due, calendar()) if due else None
    return NextStep(str(label), str(owner), due, days)


@dataclass(frozen=True, slots=True)
class Document:
    """A call as an official document, in the reader's language as far as it is there."""

    issuer: str
    number: str
    title: str
    to: str
    paragraphs: list[Paragraph]
    date: date | None
    disclosure: str


def document_of(call: Call) -> Document:
    english = get_language() == "en"
    department = call.office.parent or call.office
    return Document(
        issuer=call.issuer or department.name,
        number=call.document_number,
        title=str(call),
        to=(english and call.addressees_en) or call.addressees,
        paragraphs=paragraphs((english and call.body_en) or call.body),
        date=timezone.localdate(call.published_at) if call.published_at else None,
        disclosure=call.get_disclosure_display(),
    )
