"""The lists of calls: the desk's and the public's."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models import Call
from lianxiao.calls.queries.call_progress import TONES

CELLS = "calls/calls/cells/"


class DeskCallTable(tables.Table):
    title = tables.TemplateColumn(
        verbose_name=_("Title"),
        template_name=f"{CELLS}desk_title.html",
        order_by=("title", "id"),
        attrs={"td": {"class": "title wrap"}},
    )
    document_number = tables.Column(verbose_name=_("Document number"), order_by=("document_number", "id"))
    year = tables.TemplateColumn("{{ record.year }}", verbose_name=_("Year"), order_by=("year", "id"))
    office = tables.Column(verbose_name=_("Office"), order_by=("office__official_order", "id"))
    closes_at = tables.TemplateColumn(
        "{{ record.closes_at|until }}",
        verbose_name=pgettext_lazy("of applications", "Closes"),
        order_by=("closes_at", "id"),
    )
    submitted = tables.Column(
        verbose_name=_("Submitted applications"),
        order_by=("submitted", "id"),
        attrs={"td": {"class": "num"}, "th": {"class": "num"}},
    )
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))

    class Meta:
        attrs = {"aria-label": _("Calls")}
        empty_text = _("No call here. Reset the filters, or begin one from the example.")

    def render_state(self, record: Call) -> str:
        return render_to_string(f"{CELLS}state.html", {"record": record, "tone": TONES[record.state]})


class PublicCallTable(tables.Table):
    title = tables.TemplateColumn(
        verbose_name=_("Title"),
        template_name=f"{CELLS}public_title.html",
        order_by=("title", "id"),
        attrs={"td": {"class": "title wrap"}},
    )
    document_number = tables.Column(verbose_name=_("Document number"), order_by=("document_number", "id"))
    published_at = tables.TemplateColumn(
        "{{ record.published_at|day }}", verbose_name=_("Published"), order_by=("published_at", "id")
    )
    closes_at = tables.TemplateColumn(
        "{{ record.closes_at|until }}",
        verbose_name=pgettext_lazy("of applications", "Closes"),
        order_by=("closes_at", "id"),
    )
    category_count = tables.Column(
        verbose_name=_("Categories"),
        order_by=("category_count", "id"),
        attrs={"td": {"class": "num"}, "th": {"class": "num"}},
    )
    phase = tables.TemplateColumn(
        verbose_name=_("State"), template_name=f"{CELLS}phase.html", order_by=("closes_at", "id")
    )

    class Meta:
        attrs = {"aria-label": _("Calls for applications")}
        empty_text = _("No call for applications here. New ones are announced on this page and in the notices.")
