"""Lists of mid-term checks and of their projects."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.templatetags.lianxiao import short_until
from lianxiao.ledger.models import CheckedProject, MidtermCheck
from lianxiao.ledger.models.midterm import Verdict
from lianxiao.ledger.queries.midterm import CHECKED_TONES, TONES, VERDICT_TONES
from lianxiao.ledger.tables.progress import WRAP, badge

NUM = {"th": {"class": "num"}, "td": {"class": "num"}}


class MidtermTable(tables.Table):
    name = tables.Column(
        verbose_name=_("Mid-term check"), order_by=("name", "id"), attrs={"td": {"class": "title wrap"}}
    )
    office = tables.Column(verbose_name=_("Lead office"), order_by=("office__official_order", "id"), attrs=WRAP)
    due_at = tables.Column(verbose_name=_("Conclusions are due"), order_by=("due_at", "id"))
    done = tables.Column(verbose_name=_("Concluded / asked"), order_by=("done", "id"), attrs=NUM)
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))

    class Meta:
        attrs = {"aria-label": _("Mid-term checks")}
        empty_text = _("No mid-term check here. A lead office drafts one and opens it; then the universities conclude.")

    def render_name(self, record: MidtermCheck) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("ledger:midterm", args=[record.pk]), record)

    def render_due_at(self, value: Any) -> str:
        return short_until(value)

    def render_done(self, record: Any) -> str:
        return f"{record.done} / {record.asked}"

    def render_state(self, record: MidtermCheck) -> str:
        return badge(record.get_state_display(), TONES[record.state])


class CheckedTable(tables.Table):
    project = tables.Column(
        verbose_name=_("Project"), order_by=("project__title", "id"), attrs={"td": {"class": "title wrap"}}
    )
    university = tables.Column(
        verbose_name=_("Lead university"),
        accessor="project__university",
        order_by=("project__university__official_order", "id"),
        attrs=WRAP,
    )
    check_of = tables.Column(verbose_name=_("Mid-term check"), order_by=("check_of__name", "id"), attrs=WRAP)
    in_sample = tables.Column(verbose_name=pgettext_lazy("midterm", "In the sample"), order_by=("in_sample", "id"))
    conclusion = tables.Column(verbose_name=pgettext_lazy("midterm", "Conclusion"), orderable=False, empty_values=())
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))

    class Meta:
        attrs = {"aria-label": _("Projects of mid-term checks")}
        empty_text = _("No project here. They come when a lead office opens a mid-term check.")

    def render_project(self, record: CheckedProject) -> SafeString:
        url = reverse("ledger:midterm_project", args=[record.pk])
        return format_html(
            '<a href="{}">{}</a> <span class="quiet nums">{}</span>', url, record.project.title, record.project.number
        )

    def render_in_sample(self, value: bool) -> str:
        return str(pgettext_lazy("midterm", "Drawn")) if value else "—"

    def render_conclusion(self, record: CheckedProject) -> str:
        verdict = record.stands
        return badge(Verdict(verdict).label, VERDICT_TONES[verdict]) if verdict else "—"

    def render_state(self, record: CheckedProject) -> str:
        return badge(record.get_state_display(), CHECKED_TONES[record.state])
