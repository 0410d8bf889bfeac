"""The lists of facts; the first column leads to the fact."""

from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from lianxiao.core.templatetags.lianxiao import day, figure
from lianxiao.mandate.models import Category, MandateTask, StockPhrase, Target
from lianxiao.organisations.models import NoticeText
from lianxiao.organisations.notices import OCCASIONS
from lianxiao.organisations.queries.notice_texts import edited_kinds

TITLE = {"td": {"class": "title wrap"}}
WRAP = {"td": {"class": "wrap"}}
NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


def to_fact(slug: str) -> Any:
    """Where the first column of a row leads."""

    def link(record: models.Model) -> str:
        return reverse("mandate:fact", args=[slug, record.pk])

    return link


class CategoryTable(tables.Table):
    name = tables.Column(
        verbose_name=_("Category"), accessor="pk", linkify=to_fact("categories"), order_by=("order", "id"), attrs=TITLE
    )
    leads = tables.Column(verbose_name=_("Lead offices in order"), accessor="pk", orderable=False, attrs=WRAP)
    letters = tables.Column(verbose_name=_("Letters in numbers"), order_by=("letters", "id"))
    is_active = tables.BooleanColumn(verbose_name=_("In use"), order_by=("is_active", "id"), yesno="✓,—")

    class Meta:
        attrs = {"aria-label": _("Categories")}

    def render_name(self, record: Category) -> str:
        return str(record)

    def render_leads(self, record: Category) -> str:
        return pgettext("between items of a list", "; ").join(
            str(lead.office) for lead in sorted(record.leads.all(), key=lambda lead: lead.order)
        )


class TargetTable(tables.Table):
    name = tables.Column(
        verbose_name=_("Target"), accessor="pk", linkify=to_fact("targets"), order_by=("name", "id"), attrs=TITLE
    )
    year = tables.TemplateColumn("{{ record.year }}", verbose_name=_("Year"), order_by=("year", "id"))
    category = tables.Column(verbose_name=_("Category"), order_by=("category__order", "id"))
    value = tables.Column(verbose_name=_("Value"), order_by=("value", "id"), empty_values=(), attrs=NUMBER)
    source = tables.Column(verbose_name=_("Source"), order_by=("source", "id"))

    class Meta:
        attrs = {"aria-label": _("Targets")}

    def render_name(self, record: Target) -> str:
        return str(record)

    def render_value(self, record: Target) -> str:
        if record.value is None:
            return "—"
        unit = record.shown_unit
        return f"{'≈ ' if record.approximate else ''}{figure(record.value)} {unit}"


class TaskTable(tables.Table):
    name = tables.Column(
        verbose_name=_("Task"), accessor="pk", linkify=to_fact("tasks"), order_by=("name", "id"), attrs=TITLE
    )
    year = tables.TemplateColumn("{{ record.year }}", verbose_name=_("Year"), order_by=("year", "id"))
    due = tables.Column(verbose_name=_("Due"), accessor="pk", order_by=("due_date", "id"))
    lead = tables.Column(
        verbose_name=_("Leads"), order_by=("lead__official_order", "id"), default=_("the lead offices of each category")
    )

    class Meta:
        attrs = {"aria-label": _("Tasks of the mandate")}

    def render_name(self, record: MandateTask) -> str:
        return str(record)

    def render_due(self, record: MandateTask) -> str:
        return record.shown_due_note or day(record.due_date)


class WorkDayTable(tables.Table):
    date = tables.TemplateColumn(
        "{{ record.date|day }}", verbose_name=_("Day"), linkify=to_fact("work-days"), order_by=("date",), attrs=TITLE
    )
    name = tables.Column(verbose_name=_("Name of the day"), order_by=("name", "date"))
    working = tables.BooleanColumn(verbose_name=_("Is worked"), order_by=("working", "date"), yesno="✓,—")

    class Meta:
        attrs = {"aria-label": _("Work calendar")}


class NoticeTextTable(tables.Table):
    subject = tables.Column(
        verbose_name=_("Subject"), linkify=to_fact("notice-texts"), order_by=("subject", "id"), attrs=TITLE
    )
    kind = tables.Column(verbose_name=_("Sent when"), order_by=("kind", "id"))
    body = tables.Column(verbose_name=_("Text"), orderable=False, attrs=WRAP)
    edited = tables.Column(verbose_name=_("Wording"), accessor="kind", orderable=False)

    class Meta:
        attrs = {"aria-label": _("Texts of notifications")}

    @cached_property
    def edited_kinds(self) -> set[str]:
        return edited_kinds()

    def render_subject(self, record: NoticeText) -> str:
        return record.subject_en if get_language() == "en" else record.subject

    def render_body(self, record: NoticeText) -> str:
        return record.body_en if get_language() == "en" else record.body

    def render_kind(self, value: str) -> str:
        return str(OCCASIONS.get(value, "—"))

    def render_edited(self, value: str) -> str:
        return gettext("edited") if value in self.edited_kinds else gettext("as shipped")


class StockPhraseTable(tables.Table):
    text = tables.Column(
        verbose_name=_("Text"), accessor="pk", linkify=to_fact("phrases"), order_by=("text", "id"), attrs=TITLE
    )
    use = tables.Column(verbose_name=_("Used for"), order_by=("use", "order", "id"))
    is_active = tables.BooleanColumn(verbose_name=_("In use"), order_by=("is_active", "id"), yesno="✓,—")

    class Meta:
        attrs = {"aria-label": _("Stock phrases")}

    def render_text(self, record: StockPhrase) -> str:
        return str(record)
