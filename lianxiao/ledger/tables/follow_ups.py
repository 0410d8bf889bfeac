"""The list of follow-ups."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.templatetags.lianxiao import day, short_moment
from lianxiao.ledger.models import FollowUp
from lianxiao.ledger.queries import lights
from lianxiao.ledger.queries.follow_ups import LEVEL_TONES, TONES
from lianxiao.ledger.states import Light
from lianxiao.ledger.tables.progress import WRAP, badge


class FollowUpTable(tables.Table):
    project = tables.Column(
        verbose_name=_("Project"), order_by=("project__title", "id"), attrs={"td": {"class": "title wrap"}}
    )
    university = tables.Column(
        verbose_name=_("Lead university"),
        accessor="project__university",
        order_by=("project__university__official_order", "id"),
        attrs=WRAP,
    )
    light = tables.Column(
        verbose_name=_("Light"), accessor="project__lit__light", order_by=("project__lit__light", "id")
    )
    raised_at = tables.Column(verbose_name=pgettext_lazy("follow-up", "Raised"), order_by=("raised_at", "id"))
    due_date = tables.Column(verbose_name=_("Answer due"), order_by=("due_date", "id"), default="—")
    level = tables.Column(verbose_name=pgettext_lazy("follow-up", "Level"), order_by=("level", "id"))
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))

    class Meta:
        attrs = {"aria-label": _("Follow-ups")}
        empty_text = _("No follow-up here. One is raised by itself when a project is overdue, or by its lead office.")

    def render_project(self, record: FollowUp) -> SafeString:
        url = reverse("ledger:follow_up", args=[record.pk])
        return format_html(
            '<a href="{}">{}</a> <span class="quiet nums">{}</span>', url, record.project.title, record.project.number
        )

    def render_light(self, record: FollowUp) -> str:
        light = record.project.lit.light
        return badge(Light(light).label, lights.TONES[light])

    def render_raised_at(self, value: Any) -> str:
        return short_moment(value)

    def render_due_date(self, value: Any) -> str:
        return day(value)

    def render_level(self, record: FollowUp) -> str:
        return badge(record.get_level_display(), LEVEL_TONES[record.level])

    def render_state(self, record: FollowUp) -> str:
        return badge(record.get_state_display(), TONES[record.state])
