"""The list of items of the formal check."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import CheckItem


def _to_item(record: CheckItem) -> str:
    return reverse("calls:fact", args=["check-items", record.pk])


class CheckItemTable(tables.Table):
    text = tables.Column(
        verbose_name=_("Item"),
        accessor="pk",
        linkify=_to_item,
        order_by=("text", "id"),
        attrs={"td": {"class": "title wrap"}},
    )
    category = tables.Column(
        verbose_name=_("Category"), order_by=("category__order", "order", "id"), default=_("every category")
    )
    rule = tables.BooleanColumn(verbose_name=_("Answered by rule"), order_by=("rule", "id"), yesno="✓,—")
    is_active = tables.BooleanColumn(verbose_name=_("In use"), order_by=("is_active", "id"), yesno="✓,—")

    class Meta:
        attrs = {"aria-label": _("Items of the formal check")}

    def render_text(self, record: CheckItem) -> str:
        return str(record)
