"""The list of final acceptances."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.templatetags.lianxiao import short_moment
from lianxiao.ledger.models import Acceptance
from lianxiao.ledger.queries.endings import TONES
from lianxiao.ledger.tables.progress import WRAP, badge


class AcceptanceTable(tables.Table):
    project = tables.Column(
        verbose_name=_("Project"), order_by=("project__title", "id"), attrs={"td": {"class": "title wrap"}}
    )
    university = tables.Column(
        verbose_name=_("Lead university"),
        accessor="project__university",
        order_by=("project__university__official_order", "id"),
        attrs=WRAP,
    )
    office = tables.Column(
        verbose_name=_("Lead office"),
        accessor="project__lead_office",
        order_by=("project__lead_office__official_order", "id"),
        attrs=WRAP,
    )
    applied_at = tables.Column(verbose_name=pgettext_lazy("acceptance", "Applied for"), order_by=("applied_at", "id"))
    conclusion = tables.Column(verbose_name=pgettext_lazy("acceptance", "Conclusion"), order_by=("conclusion", "id"))
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))

    class Meta:
        attrs = {"aria-label": _("Final acceptances")}
        empty_text = _("No final acceptance here. A liaison applies for it from the page of a project.")

    def render_project(self, record: Acceptance) -> SafeString:
        url = reverse("ledger:acceptance", args=[record.pk])
        return format_html(
            '<a href="{}">{}</a> <span class="quiet nums">{}</span>', url, record.project.title, record.project.number
        )

    def render_applied_at(self, value: Any) -> str:
        return short_moment(value)

    def render_conclusion(self, record: Acceptance) -> str:
        return record.get_conclusion_display()

    def render_state(self, record: Acceptance) -> str:
        return badge(record.get_state_display(), TONES[record.state])
