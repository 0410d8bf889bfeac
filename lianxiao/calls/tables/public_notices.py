"""The lists of public notices: the desk's and the public's."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import PublicNotice
from lianxiao.calls.queries.notice_pages import TONES

CELLS = "calls/public_notices/cells/"
FIGURES = {"td": {"class": "num"}, "th": {"class": "num"}}


class DeskNoticeTable(tables.Table):
    title = tables.TemplateColumn(
        verbose_name=_("Title"),
        template_name=f"{CELLS}desk_title.html",
        order_by=("title", "id"),
        attrs={"td": {"class": "title wrap"}},
    )
    call = tables.Column(verbose_name=_("Call"), order_by=("call__year", "id"), attrs={"td": {"class": "wrap"}})
    item_count = tables.Column(verbose_name=_("Lines"), order_by=("item_count", "id"), attrs=FIGURES)
    open_objections = tables.Column(
        verbose_name=_("Open objections"), order_by=("open_objections", "id"), attrs=FIGURES
    )
    ends_at = tables.TemplateColumn(
        '{{ record.ends_at|until|default:"—" }}', verbose_name=_("Ends"), order_by=("ends_at", "id")
    )
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))

    class Meta:
        attrs = {"aria-label": _("Public notices")}
        empty_text = _("No public notice here. It begins when decisions are confirmed: choose them for a list.")

    def render_state(self, record: PublicNotice) -> str:
        cell = {"label": record.get_state_display(), "tone": TONES[record.state]}
        return render_to_string("calls/applications/cells/state.html", cell)


class PublicNoticeTable(tables.Table):
    title = tables.TemplateColumn(
        verbose_name=_("Title"),
        template_name=f"{CELLS}public_title.html",
        order_by=("title", "id"),
        attrs={"td": {"class": "title wrap"}},
    )
    item_count = tables.Column(verbose_name=_("Projects"), order_by=("item_count", "id"), attrs=FIGURES)
    published_at = tables.TemplateColumn(
        "{{ record.published_at|day }}", verbose_name=_("Published"), order_by=("published_at", "id")
    )
    ends_at = tables.TemplateColumn("{{ record.ends_at|until }}", verbose_name=_("Ends"), order_by=("ends_at", "id"))
    state = tables.Column(verbose_name=_("State"), order_by=("ends_at", "id"))

    class Meta:
        attrs = {"aria-label": _("Public notices")}
        empty_text = _("No public notice runs or has run.")

    def render_state(self, record: PublicNotice) -> str:
        cell = {"label": record.get_state_display(), "tone": TONES[record.state]}
        return render_to_string("calls/applications/cells/state.html", cell)
