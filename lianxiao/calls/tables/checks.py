"""An office's list of formal checks."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import FormalCheck

AT = "submission__application__"


class CheckTable(tables.Table):
    title = tables.TemplateColumn(
        verbose_name=_("Project title"),
        template_name="calls/checks/cells/title.html",
        order_by=(f"{AT}title", "id"),
        attrs={"td": {"class": "title wrap"}},
    )
    number = tables.Column(accessor=f"{AT}number", verbose_name=_("Application number"), order_by=(f"{AT}number", "id"))
    university = tables.Column(
        accessor=f"{AT}university",
        verbose_name=_("Lead university"),
        order_by=(f"{AT}university__official_order", "id"),
        attrs={"td": {"class": "wrap"}},
    )
    category = tables.Column(
        accessor=f"{AT}call_category__category",
        verbose_name=_("Category"),
        order_by=(f"{AT}call_category__category__order", "id"),
    )
    received = tables.TemplateColumn(
        "{{ record.submission.submitted_at|short_moment }}",
        verbose_name=_("Received"),
        order_by=("submission__submitted_at", "id"),
    )
    version = tables.TemplateColumn(
        template_name="calls/checks/cells/version.html",
        verbose_name=_("Version"),
        order_by=("submission__version", "id"),
    )
    outcome = tables.TemplateColumn(
        verbose_name=_("Result"), template_name="calls/checks/cells/outcome.html", order_by=("outcome", "id")
    )
    actions = tables.TemplateColumn(
        verbose_name=_("Actions"),
        template_name="calls/checks/cells/actions.html",
        orderable=False,
        attrs={"td": {"class": "actions"}},
    )

    class Meta:
        model = FormalCheck
        fields = ()
        attrs = {"aria-label": _("Formal checks")}
        empty_text = _("No formal check here. What universities submit in your categories arrives by itself.")
        order_by = ("outcome", "received")
