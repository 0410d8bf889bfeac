"""The list of campus selections."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.access import selections as access
from lianxiao.calls.models import Selection
from lianxiao.calls.queries.selection_pages import TONES
from lianxiao.core.http import Request

NOTHING_TO_JUDGE = _("Nothing to judge yet. When a university invites you, its candidates arrive here.")


class SelectionTable(tables.Table):
    category = tables.Column(
        accessor="call_category__category",
        verbose_name=_("Category"),
        order_by=("call_category__category__order", "id"),
        attrs={"td": {"class": "title"}},
    )
    call = tables.Column(
        accessor="call_category__call",
        verbose_name=pgettext_lazy("of applications", "Call"),
        order_by=("call_category__call__year", "id"),
        attrs={"td": {"class": "wrap"}},
    )
    candidate_count = tables.Column(
        verbose_name=_("Candidates"),
        order_by=("candidate_count", "id"),
        attrs={"td": {"class": "num"}, "th": {"class": "num"}},
    )
    due_date = tables.TemplateColumn(
        '{{ record.due_date|day|default:"—" }}', verbose_name=_("Opinions until"), order_by=("due_date", "id")
    )
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))

    class Meta:
        attrs = {"aria-label": _("Campus selections")}
        empty_text = _("No campus selection here. It is for a category with more drafts than places.")

    request: Request

    def render_category(self, record: Selection) -> SafeString:
        """To the selection for those who oversee it, to their own desk for its reviewers."""
        page = "calls:selection" if access.may_oversee(self.request.actor) else "calls:judge_list"
        return format_html('<a href="{}">{}</a>', reverse(page, args=[record.pk]), record.call_category.category)

    def render_state(self, record: Selection) -> str:
        cell = {"label": record.get_state_display(), "tone": TONES[record.state]}
        return render_to_string("calls/applications/cells/state.html", cell)
