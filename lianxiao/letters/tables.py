from collections.abc import Iterator, Sequence
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.spreadsheets import Column
from lianxiao.core.templatetags.lianxiao import short_moment
from lianxiao.letters.access import may_check, may_issue
from lianxiao.letters.models import Letter, LetterDelivery
from lianxiao.letters.queries.letters import TONES

CELLS = "letters/cells/"
WRAP_SHORT = {"td": {"class": "wrap-short"}}
TITLE = {"td": {"class": "title wrap"}}


class OutboxTable(tables.Table):
    select = tables.Column(
        accessor="state", verbose_name=_("Select"), orderable=False, attrs={"td": {"class": "select"}}
    )
    subject = tables.TemplateColumn(
        verbose_name=_("About"), template_name=f"{CELLS}subject.html", order_by=("subject", "id"), attrs=TITLE
    )
    kind = tables.Column(verbose_name=_("Kind of letter"), order_by=("kind", "id"), attrs=WRAP_SHORT)
    number = tables.Column(
        verbose_name=_("document number"), order_by=("year", "series", "serial", "id"), default="—", empty_values=("",)
    )
    addressee = tables.Column(verbose_name=_("addressee"), order_by=("addressee", "id"), attrs=WRAP_SHORT, default="—")
    office = tables.Column(verbose_name=_("office"), order_by=("office__official_order", "id"), attrs=WRAP_SHORT)
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))
    issued_at = tables.Column(verbose_name=_("Issued at"), order_by=("issued_at", "id"))
    actions = tables.TemplateColumn(
        verbose_name=_("Actions"),
        template_name=f"{CELLS}actions.html",
        orderable=False,
        attrs={"td": {"class": "actions"}},
    )

    class Meta:
        model = Letter
        fields = ()
        attrs = {"aria-label": _("Outbox")}
        empty_text = _("No letters here. They are drafted by themselves with a decision, a return or a public notice.")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)

    def render_select(self, record: Letter) -> str:
        """A box only where it is the reader's turn."""
        is_turn = may_check(self.actor, record) or may_issue(self.actor, record)
        return render_to_string(f"{CELLS}select.html", {"record": record}) if is_turn else ""

    def render_kind(self, record: Letter) -> str:
        return record.get_kind_display()

    def render_state(self, record: Letter) -> str:
        return render_to_string(
            f"{CELLS}state.html", {"label": record.get_state_display(), "tone": TONES[record.state]}
        )

    def render_issued_at(self, value: object) -> str:
        return short_moment(value)  # type: ignore[arg-type]  # the column holds moments


class InboxTable(tables.Table):
    subject = tables.TemplateColumn(
        verbose_name=_("About"), template_name=f"{CELLS}received.html", order_by=("letter__subject", "id"), attrs=TITLE
    )
    kind = tables.Column(accessor="letter__kind", verbose_name=_("Kind of letter"), order_by=("letter__kind", "id"))
    number = tables.Column(
        accessor="letter__number",
        verbose_name=_("document number"),
        order_by=("letter__year", "letter__series", "letter__serial", "id"),
    )
    state = tables.Column(accessor="letter__state", verbose_name=_("State"), order_by=("letter__state", "id"))
    delivered_at = tables.Column(verbose_name=_("Arrived"), order_by=("delivered_at", "id"))
    received_at = tables.TemplateColumn(
        verbose_name=_("Receipt confirmed by"), template_name=f"{CELLS}receipt.html", order_by=("received_at", "id")
    )
    files = tables.TemplateColumn(
        verbose_name=_("Actions"),
        template_name=f"{CELLS}files.html",
        orderable=False,
        attrs={"td": {"class": "actions"}},
    )

    class Meta:
        model = LetterDelivery
        fields = ()
        attrs = {"aria-label": _("Letters received")}
        empty_text = _("No letter has arrived yet. Letters of the department appear here when they are issued.")

    def render_kind(self, record: LetterDelivery) -> str:
        return record.letter.get_kind_display()

    def render_state(self, record: LetterDelivery) -> str:
        letter = record.letter
        return render_to_string(
            f"{CELLS}state.html", {"label": letter.get_state_display(), "tone": TONES[letter.state]}
        )

    def render_delivered_at(self, value: object) -> str:
        return short_moment(value)  # type: ignore[arg-type]


# --- the outbox as a file ------------------------------------------------------------------------------


def file_columns() -> list[Column]:
    return [
        Column(_now("document number"), width=24),
        Column(_now("Kind of letter")),
        Column(_now("About"), width=50),
        Column(_now("addressee"), width=30),
        Column(_now("office"), width=24),
        Column(_now("State"), width=12),
        Column(_now("Issued at"), "moment"),
        Column(_now("Verification code"), width=24),
    ]


def file_rows(rows: "QuerySet[Letter]") -> Iterator[Sequence[object]]:
    for one in rows.iterator(chunk_size=500):
        yield (
            one.number, one.get_kind_display(), one.subject, one.addressee, one.office.name,
            one.get_state_display(), one.issued_at, one.code or "",
        )  # fmt: skip
