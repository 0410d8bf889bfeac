"""What the page of a public notice shows: its lines with the state of today, its steps."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from lianxiao.calls.models import Objection, PublicNotice, PublicNoticeItem
from lianxiao.calls.queries.progress import TimelineStep, shown_step
from lianxiao.calls.queries.public_notices import frozen_line
from lianxiao.calls.states import APPLICATION, PublicNoticeState, State
from lianxiao.core import steps

Label = str | Promise
TONES: dict[str, str] = {
    PublicNoticeState.DRAFT: "neutral",
    PublicNoticeState.PUBLISHED: "primary",
    PublicNoticeState.CLOSED: "success",
}
# What the public reads at a line of the list, and its colour.
LINE_STATES: dict[str, tuple[Label, str]] = {
    State.CONFIRMED: (gettext_lazy("Not published yet"), "neutral"),
    State.ON_NOTICE: (gettext_lazy("On public notice"), "primary"),
    State.SUSPENDED: (gettext_lazy("Suspended: an objection is being looked into"), "warning"),
    State.REJECTED: (gettext_lazy("Taken off the list"), "danger"),
    State.APPROVED: (gettext_lazy("Approved as a project"), "success"),
}
# A list that has ended is on notice no more, though its projects are not approved yet.
ENDED: tuple[Label, str] = (gettext_lazy("Notice ended, waiting for approval"), "info")
# What each step is called in the progress line, and its colour there.
VERBS: dict[str, tuple[Label, str]] = {
    "draft": (gettext_lazy("Drafted"), ""),
    "edit": (gettext_lazy("Draft changed"), ""),
    "publish": (gettext_lazy("Published"), "success"),
    "object": (gettext_lazy("Objection received"), "warning"),
    "settle": (gettext_lazy("Objection settled"), ""),
    "close": (gettext_lazy("Public notice ended"), "success"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: frozen words with the state of today. Objections only where the office looks."""

    item: PublicNoticeItem
    content: dict[str, Any]
    label: str
    tone: str
    project_number: str
    objections: list[Objection]
    can_be_suspended: bool


def lines_of(notice: PublicNotice, *, desk: bool) -> list[Line]:
    """From a notice of `public_notice_page`; drafts show what publication would freeze."""
    ended = notice.state == PublicNoticeState.CLOSED
    return [_line(item, desk=desk, ended=ended) for item in notice.items.all()]


def _line(item: PublicNoticeItem, *, desk: bool, ended: bool) -> Line:
    application = item.application
    label, tone = ENDED if ended and application.state == State.ON_NOTICE else LINE_STATES[application.state]
    approval = getattr(application, "approval", None)
    return Line(
        item=item,
        content=item.content or frozen_line(application),
        label=str(label),
        tone=tone,
        project_number=approval.project_number if approval else "",
        objections=list(item.objections.all()) if desk else [],
        can_be_suspended=desk and APPLICATION.allows(application.state, "suspend"),
    )


def steps_of(notice: PublicNotice) -> list[TimelineStep]:
    """The progress line; an objection is named by its number."""
    return [
        replace(shown_step(step, VERBS), remark=step.remark or str(step.details.get("objection", "")))
        for step in steps.of_case(notice)
    ]
