"""The list of applications: one table, whose columns suit the side of the reader."""

from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.access.chases import waits_for_others
from lianxiao.calls.models import Application
from lianxiao.calls.queries.chases import may_chase_row
from lianxiao.calls.queries.deadlines import calendar, deadline_of, working_days_left
from lianxiao.calls.queries.progress import TONES
from lianxiao.core.actors import Actor
from lianxiao.core.templatetags.lianxiao import short_moment
from lianxiao.core.working_days import Calendar
from lianxiao.organisations.roles import Right

CELLS = "calls/applications/cells/"
WRAP = {"td": {"class": "wrap"}}


class ApplicationTable(tables.Table):
    """Rows of `with_owed`: a box stands before those for which the reader waits."""

    select = tables.Column(accessor="pk", verbose_name=_("Select"), orderable=False, attrs={"td": {"class": "select"}})
    title = tables.Column(
        verbose_name=_("Project title"),
        order_by=("title", "id"),
        empty_values=(),
        attrs={"td": {"class": "title wrap"}},
    )
    number = tables.Column(verbose_name=_("Application number"), order_by=("number", "id"))
    university = tables.Column(
        verbose_name=_("Lead university"), order_by=("university__official_order", "id"), attrs=WRAP
    )
    leader_name = tables.Column(verbose_name=_("Project leader"), order_by=("leader_name", "id"))
    category = tables.Column(
        accessor="call_category__category",
        verbose_name=_("Category"),
        order_by=("call_category__category__order", "id"),
    )
    call = tables.Column(
        accessor="call_category__call",
        verbose_name=pgettext_lazy("of applications", "Call"),
        order_by=("call_category__call__year", "id"),
        attrs=WRAP,
    )
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))
    due = tables.Column(
        verbose_name=_("Deadline"), order_by=("call_category__call__closes_at", "id"), empty_values=(), accessor="pk"
    )
    submitted_at = tables.Column(verbose_name=_("Submitted"), order_by=("submitted_at", "id"))
    updated_at = tables.Column(verbose_name=_("Last change"), order_by=("updated_at", "id"))

    class Meta:
        attrs = {"aria-label": _("Applications")}
        empty_text = _("No applications here. Reset the filters, or begin one from an open call.")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, exclude=hidden_columns(actor), **kwargs)

    @cached_property
    def days(self) -> Calendar:
        return calendar()

    def render_title(self, record: Application) -> str:
        return render_to_string(f"{CELLS}title.html", {"application": record})

    def render_select(self, record: Application) -> str:
        if not may_chase_row(self.actor, record):
            return ""
        return render_to_string("calls/decisions/cells/select.html", {"application": record})

    def render_state(self, record: Application) -> str:
        cell = {"label": record.get_state_display(), "tone": TONES[record.state]}
        return render_to_string(f"{CELLS}state.html", cell)

    def render_due(self, record: Application) -> str:
        until = deadline_of(record)
        left = working_days_left(until, self.days) if until else None
        return render_to_string(f"{CELLS}due.html", {"until": until, "left": left})

    def render_submitted_at(self, value: Any) -> str:
        return short_moment(value)

    def render_updated_at(self, value: Any) -> str:
        return short_moment(value)


def hidden_columns(actor: Actor) -> tuple[str, ...]:
    """What this reader does not need: his own university's name, dates of the other side, boxes that he never ticks."""
    return _of_the_other_side(actor) if waits_for_others(actor) else ("select", *_of_the_other_side(actor))


def _of_the_other_side(actor: Actor) -> tuple[str, ...]:
    if actor.may(Right.CHECK_APPLICATIONS) or actor.may(Right.READ_ALL_APPLICATIONS):
        return ("due", "updated_at", "call")
    if actor.may(Right.READ_OWN_APPLICATIONS):
        return ("university", "call", "updated_at")
    return ("university", "leader_name", "submitted_at", "call")
