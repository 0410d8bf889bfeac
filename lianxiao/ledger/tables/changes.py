"""The list of change requests."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.templatetags.lianxiao import short_moment
from lianxiao.ledger.models import ChangeRequest
from lianxiao.ledger.queries.changes import TONES
from lianxiao.ledger.tables.progress import WRAP, badge


class ChangeTable(tables.Table):
    project = tables.Column(
        verbose_name=_("Project"), order_by=("project__title", "id"), attrs={"td": {"class": "title wrap"}}
    )
    kind = tables.Column(verbose_name=_("Kind of change"), order_by=("kind", "id"), attrs=WRAP)
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
    released_at = tables.Column(
        verbose_name=pgettext_lazy("change", "Submitted"), order_by=("released_at", "id"), default="—"
    )
    decided_at = tables.Column(
        verbose_name=pgettext_lazy("change", "Decided"), order_by=("decided_at", "id"), default="—"
    )
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))

    class Meta:
        attrs = {"aria-label": _("Change requests")}
        empty_text = _("No change request here. Who writes for a project files one from the project's page.")

    def render_project(self, record: ChangeRequest) -> SafeString:
        url = reverse("ledger:change", args=[record.pk])
        return format_html(
            '<a href="{}">{}</a> <span class="quiet nums">{}</span>', url, record.project.title, record.project.number
        )

    def render_kind(self, record: ChangeRequest) -> str:
        return record.get_kind_display()

    def render_released_at(self, value: Any) -> str:
        return short_moment(value)

    def render_decided_at(self, value: Any) -> str:
        return short_moment(value)

    def render_state(self, record: ChangeRequest) -> str:
        return badge(record.get_state_display(), TONES[record.state])
