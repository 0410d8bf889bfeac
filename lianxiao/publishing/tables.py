import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from lianxiao.core.templatetags.lianxiao import short_moment
from lianxiao.publishing.models import Notice
from lianxiao.publishing.queries.notices import TONES

CELLS = "publishing/desk/cells/"
WRAP = {"td": {"class": "wrap"}}


class DeskTable(tables.Table):
    title = tables.Column(verbose_name=_("title"), order_by=("title", "id"), attrs={"td": {"class": "title wrap"}})
    document_number = tables.Column(verbose_name=_("document number"), order_by=("document_number", "id"))
    office = tables.Column(verbose_name=_("office"), order_by=("office__official_order", "id"), attrs=WRAP)
    written_by = tables.Column(verbose_name=_("Written by"), order_by=("written_by__name", "id"), default="—")
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))
    version = tables.Column(verbose_name=_("Version"), order_by=("version", "id"), attrs={"td": {"class": "num"}})
    published_at = tables.Column(verbose_name=_("Published"), order_by=("published_at", "id"))

    class Meta:
        attrs = {"aria-label": _("Notices")}
        empty_text = _("No notices here. Reset the filters, or write one.")

    def render_title(self, record: Notice) -> str:
        return render_to_string(f"{CELLS}title.html", {"notice": record})

    def render_state(self, record: Notice) -> str:
        return render_to_string(
            f"{CELLS}state.html", {"label": record.get_state_display(), "tone": TONES[record.state]}
        )

    def render_version(self, value: int) -> str:
        return str(value or "—")

    def render_published_at(self, value: object) -> str:
        return short_moment(value)  # type: ignore[arg-type]  # the column holds moments
