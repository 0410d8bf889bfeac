"""The list of forms."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CELLS = "forms/cells/"


class FormTable(tables.Table):
    title = tables.TemplateColumn(
        verbose_name=pgettext_lazy("form", "Title"),
        template_name=f"{CELLS}title.html",
        order_by=("title", "id"),
        attrs={"td": {"class": "title wrap"}},
    )
    purpose = tables.Column(verbose_name=pgettext_lazy("form", "Purpose"), order_by=("purpose", "id"))
    category = tables.Column(verbose_name=_("Category"), order_by=("category__order", "id"))
    year = tables.TemplateColumn("{{ record.year }}", verbose_name=_("Year"), order_by=("year", "id"))
    office = tables.Column(verbose_name=_("Office"), order_by=("office__official_order", "id"))
    versions = tables.TemplateColumn(
        verbose_name=pgettext_lazy("form", "Versions"),
        template_name=f"{CELLS}versions.html",
        orderable=False,
    )

    class Meta:
        attrs = {"aria-label": _("Forms")}
        empty_text = _("No form here. Reset the filters, or begin a new one.")
