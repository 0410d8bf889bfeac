"""The list of decisions, with a box before each row that is the reader's turn."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models import Application
from lianxiao.calls.queries.decisions import CONFIRM, COUNTERSIGN, PROPOSE
from lianxiao.calls.queries.progress import TONES

CELLS = "calls/decisions/cells/"
VIEW = _("View")
# What the link of a row says when it is the reader's turn.
DO = {
    PROPOSE: pgettext_lazy("decision", "Propose"),
    COUNTERSIGN: pgettext_lazy("decision", "Countersign"),
    CONFIRM: pgettext_lazy("decision", "Confirm"),
}


class DecisionTable(tables.Table):
    select = tables.Column(
        accessor="turn", verbose_name=_("Select"), orderable=False, default="", attrs={"td": {"class": "select"}}
    )
    title = tables.TemplateColumn(
        verbose_name=_("Project title"),
        template_name=f"{CELLS}title.html",
        order_by=("title", "id"),
        attrs={"td": {"class": "title wrap"}},
    )
    number = tables.Column(verbose_name=_("Application number"), order_by=("number", "id"))
    university = tables.Column(
        verbose_name=_("Lead university"),
        order_by=("university__official_order", "id"),
        attrs={"td": {"class": "wrap-short"}},
    )
    category = tables.Column(
        accessor="call_category__category",
        verbose_name=_("Category"),
        order_by=("call_category__category__order", "id"),
        attrs={"td": {"class": "wrap-short"}},
    )
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))
    proposal = tables.TemplateColumn(verbose_name=_("Proposal"), template_name=f"{CELLS}proposal.html", orderable=False)
    signs = tables.TemplateColumn(
        verbose_name=_("Countersigned"),
        template_name=f"{CELLS}signs.html",
        orderable=False,
        attrs={"td": {"class": "wrap"}},
    )
    actions = tables.Column(
        accessor="turn", verbose_name=_("Actions"), orderable=False, attrs={"td": {"class": "actions"}}, empty_values=()
    )

    class Meta:
        model = Application
        fields = ()
        attrs = {"aria-label": _("Decisions")}
        empty_text = _("No decision here. What passes the formal check of every lead office arrives by itself.")
        order_by = ("number",)

    def render_select(self, record: Any) -> str:
        """Countersigning is each office's own word, so it is not done in bulk."""
        if record.turn not in (PROPOSE, CONFIRM):
            return ""
        return render_to_string(f"{CELLS}select.html", {"application": record})

    def render_actions(self, record: Any) -> str:
        return render_to_string(f"{CELLS}actions.html", {"application": record, "label": DO.get(record.turn, VIEW)})

    def render_state(self, record: Application) -> str:
        cell = {"label": record.get_state_display(), "tone": TONES[record.state]}
        return render_to_string("calls/applications/cells/state.html", cell)
