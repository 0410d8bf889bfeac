"""What an organisation was asked to confirm as a partner."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import PartnerConsent


class ConsentTable(tables.Table):
    title = tables.TemplateColumn(
        verbose_name=_("Project title"),
        template_name="calls/consents/cells/title.html",
        order_by=("application__title", "id"),
        attrs={"td": {"class": "title wrap"}},
    )
    university = tables.Column(
        accessor="application__university",
        verbose_name=_("Lead university"),
        order_by=("application__university__official_order", "id"),
        attrs={"td": {"class": "wrap"}},
    )
    asked = tables.TemplateColumn(
        "{{ record.asked_at|short_moment }}", verbose_name=_("Asked"), order_by=("asked_at", "id")
    )
    due = tables.TemplateColumn(
        "{{ record.expires_at|until }}", verbose_name=_("Answer by"), order_by=("expires_at", "id")
    )
    state = tables.TemplateColumn(
        verbose_name=_("State"), template_name="calls/consents/cells/state.html", order_by=("state", "id")
    )

    class Meta:
        model = PartnerConsent
        fields = ()
        attrs = {"aria-label": _("Requests to partners")}
        empty_text = _("Nothing yet. When a university names your organisation as a partner, its request arrives here.")
        order_by = ("-asked",)
