"""The workbench: what waits for a person, what falls due, what is his own, what was said to him."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxiao.calls.queries import applications
from lianxiao.calls.queries.call_turns import waiting_calls
from lianxiao.calls.queries.chases import Reminder, reminders
from lianxiao.calls.queries.checks import waiting_checks
from lianxiao.calls.queries.consents import waiting_consents
from lianxiao.calls.queries.deadlines import calendar, working_days_left
from lianxiao.calls.queries.decisions import waiting_decisions
from lianxiao.calls.queries.hands import waiting_assignments
from lianxiao.calls.queries.notice_turns import waiting_public_notices
from lianxiao.calls.queries.progress import TONES
from lianxiao.calls.queries.selection_turns import waiting_grants, waiting_selections
from lianxiao.calls.queries.waiting import waiting as waiting_applications
from lianxiao.core.actors import Actor
from lianxiao.core.waiting import Waiting
from lianxiao.filing.queries.turns import waiting_filings
from lianxiao.forms.queries.turns import waiting_forms
from lianxiao.ledger.models import Project
from lianxiao.ledger.queries import mandate_tasks as tasks_of
from lianxiao.ledger.queries.totals import mandate_year
from lianxiao.ledger.queries.turns import (
    waiting_changes,
    waiting_endings,
    waiting_follow_ups,
    waiting_midterms,
    waiting_progress,
)
from lianxiao.letters.queries.letters import waiting_letters
from lianxiao.organisations.queries import notifications
from lianxiao.organisations.queries.notifications import Message
from lianxiao.organisations.queries.waiting import waiting as waiting_roles
from lianxiao.organisations.roles import Right
from lianxiao.publishing.queries.notices import waiting_notices
from lianxiao.review.queries.experts import waiting_reviews
from lianxiao.site.handovers import waiting_handovers
from lianxiao.site.transfers import waiting_transfers

# One line for each app that makes people wait; the order is that of the workbench.
WAITING: list[Callable[[Actor], list[Waiting]]] = [
    waiting_applications,
    waiting_assignments,
    waiting_selections,
    waiting_consents,
    waiting_checks,
    waiting_reviews,
    waiting_decisions,
    waiting_public_notices,
    waiting_letters,
    waiting_calls,
    waiting_grants,
    waiting_forms,
    waiting_filings,
    waiting_progress,
    waiting_changes,
    waiting_follow_ups,
    waiting_endings,
    waiting_midterms,
    waiting_notices,
    waiting_roles,
    waiting_handovers,
    waiting_transfers,
]
# Red on the workbench, as on every deadline.
SOON = 2
SHOWN = 5
LEDGER = "/ledger/"
CALLS = "/calls/"


@dataclass(frozen=True, slots=True)
class Due:
    """A kind of work of which the first case falls due soon; `days` are working days left."""

    waiting: Waiting
    at: datetime
    days: int


@dataclass(frozen=True, slots=True)
class Line:
    """A case of one's own on the workbench."""

    title: str
    path: str
    state: str
    tone: str
    note: str


@dataclass(frozen=True, slots=True)
class Own:
    """A list of one's own: the newest few, and the whole with its count."""

    title: str
    path: str
    count: int
    lines: list[Line]
    empty: str


@dataclass(frozen=True, slots=True)
class OpenCall:
    title: str
    path: str
    due: datetime
    days: int


@dataclass(frozen=True, slots=True)
class Workbench:
    waiting: list[Waiting]
    soon: list[Due]
    own: list[Own]
    calls: list[OpenCall]
    messages: list[Message]
    reminders: list[Reminder]


def workbench(actor: Actor) -> Workbench:
    """In a fixed number of queries for a role, however much there is."""
    waiting = waiting_for(actor)
    return Workbench(
        waiting=waiting,
        soon=falling_due(waiting),
        own=[own for own in (own_applications(actor), own_projects(actor)) if own is not None],
        calls=open_calls(actor),
        messages=notifications.worded(notifications.notifications(actor)[:SHOWN]),
        reminders=reminders(actor),
    )


def waiting_for(actor: Actor) -> list[Waiting]:
    return [one for ask in WAITING for one in ask(actor)]


def falling_due(waiting: list[Waiting]) -> list[Due]:
    """What falls due within two working days, the nearest first."""
    if not any(one.due for one in waiting):
        return []
    days = calendar()
    due = [Due(one, one.due, working_days_left(one.due, days)) for one in waiting if one.due is not None]
    return sorted((one for one in due if one.days <= SOON), key=lambda one: one.at)


# Whose applications are shown first on the workbench, what they are called there, what stands when there are none.
APPLICATIONS: list[tuple[Right, str | Promise, str | Promise]] = [
    (
        Right.WRITE_APPLICATIONS,
        gettext_lazy("My applications"),
        gettext_lazy("None yet. An application begins from an open call."),
    ),
    (
        Right.READ_OWN_APPLICATIONS,
        gettext_lazy("Applications of the university"),
        gettext_lazy("None yet. Teachers of the university begin them from an open call."),
    ),
    (
        Right.CHECK_APPLICATIONS,
        gettext_lazy("Applications received"),
        gettext_lazy("None yet. They arrive at all lead offices at once when a university submits."),
    ),
    (
        Right.READ_ALL_APPLICATIONS,
        gettext_lazy("Applications received"),
        gettext_lazy("None yet. They arrive at all lead offices at once when a university submits."),
    ),
]


def own_applications(actor: Actor) -> Own | None:
    """Of a writer those written with him, of a university its own, of the department's side what was received."""
    found = next(((title, empty) for right, title, empty in APPLICATIONS if actor.may(right)), None)
    if found is None:
        return None
    rows = applications.listed(actor)
    return Own(
        title=str(found[0]),
        path=reverse("calls:applications"),
        count=rows.count(),
        lines=[
            Line(
                title=row.title or _("(without a title)"),
                path=reverse("calls:application", args=[row.pk]),
                state=row.get_state_display(),
                tone=TONES[row.state],
                note=f"{row.call_category.category} · {row.number}" if row.number else str(row.call_category.category),
            )
            for row in rows[:SHOWN]
        ],
        empty=str(found[1]),
    )


def mandate_tasks(actor: Actor) -> list[tasks_of.Line]:
    """For the department's leaders: the tasks of the year, as the board shows them."""
    if not (actor.may(Right.READ_LEDGER) and actor.may(Right.CONFIRM_DECISIONS)):
        return []
    return tasks_of.tasks(mandate_year(""), looked_at=timezone.localdate().year)


def own_projects(actor: Actor) -> Own | None:
    """The newest ones of the ledger that the person sees."""
    if not any(actor.may(right) for right in (Right.WRITE_APPLICATIONS, Right.READ_OWN_PROJECTS, Right.READ_LEDGER)):
        return None
    rows = Project.objects.visible_to(actor).select_related("category", "university").order_by("-id")
    return Own(
        title=_("Projects"),
        path=LEDGER,
        count=rows.count(),
        lines=[
            Line(
                title=row.title,
                path=f"{LEDGER}{row.pk}/",
                state=row.get_state_display(),
                tone="primary",
                note=f"{row.number} · {row.university}",
            )
            for row in rows[:SHOWN]
        ],
        empty=_("None yet. Approved applications appear here with their project number."),
    )


def open_calls(actor: Actor) -> list[OpenCall]:
    """What can be applied for now; those who run calls have their own pages for them."""
    if actor.may(Right.DRAFT_CALLS) or actor.may(Right.PUBLISH_CALLS):
        return []
    rows = list(applications.open_calls(actor)[:SHOWN])
    if not rows:
        return []
    days = calendar()
    return [
        OpenCall(str(row), f"{CALLS}{row.pk}/", row.closes_at, working_days_left(row.closes_at, days)) for row in rows
    ]
