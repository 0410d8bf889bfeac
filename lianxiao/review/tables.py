"""Lists of reviews, of the pool, and of what an expert has to score."""

from collections.abc import Iterable, Iterator
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from lianxiao.core.spreadsheets import Column
from lianxiao.core.templatetags.lianxiao import short_until
from lianxiao.review.models import Plan, PoolExpert, Sheet
from lianxiao.review.queries.comparison import Row
from lianxiao.review.queries.plans import TONES
from lianxiao.review.queries.results import Line, Mark

NUM = {"th": {"class": "num"}, "td": {"class": "num"}}
WRAP = {"td": {"class": "wrap"}}


def _badge(label: object, tone: str) -> str:
    return render_to_string("review/cells/state.html", {"label": label, "tone": tone})


class PlanTable(tables.Table):
    category = tables.Column(
        verbose_name=_("Category"),
        accessor="call_category__category",
        order_by=("call_category__category__order", "id"),
    )
    call = tables.Column(
        verbose_name=pgettext_lazy("of applications", "Call"),
        accessor="call_category__call",
        order_by=("call_category__call__closes_at", "id"),
        attrs={"td": {"class": "title wrap"}},
    )
    entry_count = tables.Column(
        verbose_name=pgettext_lazy("under review", "Applications"), order_by=("entry_count", "id"), attrs=NUM
    )
    scores = tables.Column(verbose_name=_("Scores in"), accessor="pk", orderable=False, attrs=NUM)
    due_at = tables.Column(verbose_name=_("Due"), order_by=("due_at", "id"))
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))

    class Meta:
        attrs = {"aria-label": _("Expert reviews")}
        empty_text = _("No review yet. Calls with expert review appear above once they are published.")

    def render_category(self, record: Plan, value: Any) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("review:plan", args=[record.pk]), value)

    def render_entry_count(self, value: int | None) -> int:
        return value or 0

    def render_scores(self, record: Any) -> str:
        return f"{record.submitted_count or 0} / {(record.entry_count or 0) * record.wanted}"

    def render_due_at(self, value: Any) -> str:
        return short_until(value)

    def render_state(self, record: Plan) -> str:
        return _badge(record.get_state_display(), TONES[record.state])


class PoolTable(tables.Table):
    name = tables.Column(verbose_name=_("Name"), accessor="user__name", order_by=("user__initials", "id"))
    title = tables.Column(verbose_name=_("Title"), accessor="pk", orderable=False)
    organisation = tables.Column(verbose_name=_("Organisation"), accessor="user", orderable=False, attrs=WRAP)
    disciplines = tables.Column(verbose_name=_("Disciplines"), accessor="pk", orderable=False, attrs=WRAP)
    load = tables.Column(verbose_name=_("To score / at most"), order_by=("load", "id"), attrs=NUM)
    code = tables.Column(verbose_name=_("Code in draws"), order_by=("code",))
    is_active = tables.Column(verbose_name=_("State"), order_by=("is_active", "id"))

    class Meta:
        attrs = {"aria-label": _("Pool of experts")}
        empty_text = _("Nobody here. Add an expert, or import a table.")

    def render_name(self, record: PoolExpert, value: str) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("review:expert", args=[record.pk]), value)

    def render_title(self, record: Any) -> str:
        profile = getattr(record.user, "expert_profile", None)
        return (profile.title if profile else "") or "—"

    def render_organisation(self, record: Any) -> str:
        return "、".join(dict.fromkeys(str(one.organisation) for one in record.user.current)) or "—"

    def render_disciplines(self, record: Any) -> str:
        profile = getattr(record.user, "expert_profile", None)
        return (profile.disciplines if profile else "") or "—"

    def render_load(self, record: Any) -> str:
        return f"{record.load} / {record.most}"

    def render_is_active(self, record: PoolExpert) -> str:
        return _badge(_("May be asked"), "success") if record.is_active else _badge(_("Not asked"), "neutral")


class SheetTable(tables.Table):
    number = tables.Column(
        verbose_name=_("Application number"), accessor="application__number", order_by=("application__number", "id")
    )
    title = tables.Column(
        verbose_name=_("Title"),
        accessor="title",
        order_by=("blind_title", "application__title", "id"),
        attrs={"td": {"class": "title wrap"}},
    )
    # Not to be ordered by: the order would say what blind review hides.
    university = tables.Column(verbose_name=_("Lead university"), accessor="house", orderable=False, attrs=WRAP)
    panel = tables.Column(verbose_name=_("Panel"), accessor="seat__panel", order_by=("seat__panel__name", "id"))
    due_at = tables.Column(verbose_name=_("Due"), accessor="seat__due_at", order_by=("seat__due_at", "id"))
    state = tables.Column(verbose_name=_("State"), order_by=("state", "id"))

    class Meta:
        attrs = {"aria-label": _("Applications to score")}
        empty_text = _("Nothing to score. What you accept to review is listed here.")

    def render_title(self, record: Sheet) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("review:sheet", args=[record.pk]), record.title)

    def render_due_at(self, value: Any) -> str:
        return short_until(value)

    def render_state(self, record: Sheet) -> str:
        return _badge(record.get_state_display(), record.tone)


# --- as files --------------------------------------------------------------------------------------


def result_columns() -> list[Column]:
    return [
        Column(_now("Rank"), "number"),
        Column(_now("Application number")),
        Column(_now("Application"), width=40),
        Column(_now("Lead university")),
        Column(_now("Result"), "number"),
        Column(_now("Interval")),
        Column(_now("Mean"), "number"),
        Column(_now("Trimmed"), "number"),
        Column(_now("z-score"), "number"),
        Column(_now("Spread"), "number"),
        Column(_now("Marks"), width=50),
        Column(_now("round"), "number"),
        Column(_now("Marks of the other round"), width=30),
    ]


def result_rows(lines: Iterable[Line]) -> Iterator[list[object]]:
    """With the letters of the experts, not their names: a file goes further than a page."""
    for line in lines:
        application, standing = line.entry.application, line.standing
        yield [
            standing.rank,
            application.number,
            str(application),
            str(application.university),
            round(standing.value, 2),
            f"{standing.highest_rank}–{standing.lowest_rank}",
            round(standing.mean, 2),
            round(standing.trimmed, 2),
            round(standing.z_score, 2),
            None if standing.spread is None else round(standing.spread, 2),
            "；".join(_mark(one) for one in line.marks),
            line.round,
            "；".join(f"{total:.1f}" for total in line.aside),
        ]


def _mark(mark: Mark) -> str:
    said = [pgettext("sheet of scores", "extra")] if mark.sheet.is_extra else []
    said += [] if mark.counts else [pgettext("mark", "left out")]
    said += [_now("far from the others")] if mark.outlying else []
    return f"{mark.label} {mark.total:.1f}" + (f" ({', '.join(said)})" if said else "")


def compared_columns() -> list[Column]:
    return [
        Column(_now("Rank"), "number"),
        Column(_now("Application number")),
        Column(_now("Application"), width=40),
        Column(_now("Lead university")),
        Column(_now("Result"), "number"),
        Column(_now("Interval")),
        Column(_now("Spread"), "number"),
        Column(_now("Partners"), "number"),
        Column(_now("Funding (10,000 yuan)"), "money"),
        Column(_now("Sum so far"), "money"),
        Column(pgettext("of a comparison", "Lines")),
        Column(_now("State")),
    ]


def compared_rows(rows: Iterable[Row]) -> Iterator[list[object]]:
    for row in rows:
        application, standing = row.line.entry.application, row.line.standing
        yield [
            standing.rank,
            application.number,
            str(application),
            str(application.university),
            round(standing.value, 2),
            f"{standing.highest_rank}–{standing.lowest_rank}",
            None if standing.spread is None else round(standing.spread, 2),
            len(row.project.parties),
            row.project.funding,
            row.verdict.spent if row.verdict.is_above else None,
            pgettext("the lines", "above") if row.verdict.is_above else row.why,
            application.get_state_display(),
        ]
