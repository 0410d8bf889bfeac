"""Lists of rounds and of returns; what stands in a file is what the page shows, with the figures beside it."""

from collections.abc import Iterator
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.spreadsheets import Column
from lianxiao.core.templatetags.lianxiao import short_moment, short_until
from lianxiao.filing.models import Return, Round
from lianxiao.filing.queries import rounds as round_queries
from lianxiao.filing.queries.figures import Label
from lianxiao.filing.queries.returns import TONES

NUM = {"th": {"class": "num"}, "td": {"class": "num"}}
WRAP = {"td": {"class": "wrap"}}
CELLS = "filing/cells/"


def _badge(label: object, tone: str) -> str:
    return render_to_string(f"{CELLS}state.html", {"label": label, "tone": tone})


class RoundTable(tables.Table):
    title = tables.Column(verbose_name=_("title"), order_by=("title", "id"), attrs={"td": {"class": "title wrap"}})
    period = tables.Column(
        verbose_name=pgettext_lazy("of figures", "Period"), accessor="pk", order_by=("year", "part", "id")
    )
    office = tables.Column(verbose_name=_("office"), order_by=("office__official_order", "id"), attrs=WRAP)
    closes_at = tables.Column(verbose_name=pgettext_lazy("of a filing", "Closes"), order_by=("closes_at", "id"))
    answered = tables.Column(
        verbose_name=_("Submitted / asked"), accessor="in_count", order_by=("in_count", "id"), attrs=NUM
    )
    accepted_count = tables.Column(
        verbose_name=pgettext_lazy("filing", "Accepted"), order_by=("accepted_count", "id"), attrs=NUM
    )
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))

    class Meta:
        attrs = {"aria-label": _("Data filings")}
        empty_text = _("No filing round here. Design and publish a table under “Forms”, then draft a round with it.")

    def render_title(self, record: Round) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("filing:round", args=[record.pk]), record)

    def render_period(self, record: Round) -> str:
        return round_queries.period_of(record)

    def render_closes_at(self, value: Any) -> str:
        return short_until(value)

    def render_answered(self, record: Any) -> str:
        return f"{record.in_count} / {record.respondents}"

    def render_state(self, record: Round) -> str:
        return _badge(record.get_state_display(), round_queries.TONES[record.state])


class OwnReturnTable(tables.Table):
    title = tables.Column(
        verbose_name=_("title"),
        accessor="round",
        order_by=("round__title", "id"),
        attrs={"td": {"class": "title wrap"}},
    )
    period = tables.Column(
        verbose_name=pgettext_lazy("of figures", "Period"), accessor="pk", order_by=("round__year", "round__part", "id")
    )
    office = tables.Column(
        verbose_name=_("office"), accessor="round__office", order_by=("round__office__official_order", "id"), attrs=WRAP
    )
    due = tables.Column(verbose_name=_("Deadline"), order_by=("due", "id"))
    submitted_at = tables.Column(verbose_name=_("Submitted"), order_by=("submitted_at", "id"), default="—")
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))

    class Meta:
        attrs = {"aria-label": _("Data filings")}
        empty_text = _("Nothing is asked of your university. You will be told when an office opens a data filing.")

    def render_title(self, record: Return) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("filing:return", args=[record.pk]), record.round)

    def render_period(self, record: Return) -> str:
        return round_queries.period_of(record.round)

    def render_due(self, value: Any) -> str:
        return short_until(value)

    def render_submitted_at(self, value: Any) -> str:
        return short_moment(value)

    def render_state(self, record: Return) -> str:
        return _badge(record.get_state_display(), TONES[record.state])


class ReturnTable(tables.Table):
    institution = tables.Column(
        verbose_name=_("Institution"),
        order_by=("institution__official_order", "id"),
        attrs={"td": {"class": "title wrap"}},
    )
    kind = tables.Column(verbose_name=_("Kind"), accessor="institution__kind", order_by=("institution__kind", "id"))
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))
    due = tables.Column(verbose_name=_("Deadline"), order_by=("due", "id"))
    submitted_at = tables.Column(verbose_name=_("Submitted"), order_by=("submitted_at", "id"), default="—")
    chased_at = tables.Column(verbose_name=_("Reminded"), order_by=("chased_at", "id"), default="—")

    class Meta:
        attrs = {"aria-label": _("Returns")}
        empty_text = _("No return here. Reset the filters; before the round opens there are none.")

    def render_institution(self, record: Return) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("filing:return", args=[record.pk]), record.institution)

    def render_kind(self, record: Return) -> str:
        return str(record.institution.get_kind_display())

    def render_state(self, record: Return) -> str:
        return _badge(record.get_state_display(), TONES[record.state])

    def render_due(self, value: Any) -> str:
        return short_until(value)

    def render_submitted_at(self, value: Any) -> str:
        return short_moment(value)

    def render_chased_at(self, value: Any) -> str:
        return short_moment(value)


# --- the same rows in a file -----------------------------------------------------------------------


def file_columns(figures: dict[str, Label]) -> list[Column]:
    named = [f"{label.text} ({label.unit})" if label.unit else label.text for label in figures.values()]
    return [
        Column(_now("Institution"), width=30),
        Column(_now("Kind")),
        Column(_now("State")),
        Column(_now("Deadline"), "moment"),
        Column(_now("Submitted"), "moment"),
        Column(_now("Reminded"), "moment"),
        *(Column(name, "number", 18) for name in named),
    ]


def file_rows(table: tables.Table, figures: dict[str, Label]) -> Iterator[list[object]]:
    """Every filtered row in the order of the page, with the figures of its newest copy."""
    for filing in table.data.data.prefetch_related("figures"):
        values = {one.key: one.total for one in filing.figures.all()}
        yield [
            str(filing.institution),
            str(filing.institution.get_kind_display()),
            str(filing.get_state_display()),
            filing.due,
            filing.submitted_at,
            filing.chased_at,
            *(values.get(key) for key in figures),
        ]
