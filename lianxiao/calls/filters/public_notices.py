"""How the lists of public notices are narrowed."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models import PublicNotice
from lianxiao.calls.queries import notice_turns as queries
from lianxiao.calls.states import PublicNoticeState

ALL = pgettext_lazy("filter", "All")


def by_text(rows: "QuerySet[PublicNotice]", name: str, text: str) -> "QuerySet[PublicNotice]":
    return rows.filter(Q(title__icontains=text) | Q(title_en__icontains=text))


class DeskNoticeFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Title"), method=by_text)
    state = filters.ChoiceFilter(label=_("State"), choices=PublicNoticeState.choices, empty_label=ALL)
    turn = filters.ChoiceFilter(label=_("Waiting for me"), choices=queries.TURNS, empty_label=ALL, method="by_turn")

    class Meta:
        model = PublicNotice
        fields: tuple[str, ...] = ()

    def by_turn(self, rows: "QuerySet[PublicNotice]", name: str, turn: str) -> "QuerySet[PublicNotice]":
        return queries.narrowed(rows, self.request.actor, turn)


class PublicNoticeFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Title"), method=by_text)
    running = filters.ChoiceFilter(
        label=_("State"),
        choices=[("yes", _("Running now")), ("no", _("Ended"))],
        empty_label=ALL,
        method="by_running",
    )

    class Meta:
        model = PublicNotice
        fields: tuple[str, ...] = ()

    def by_running(self, rows: "QuerySet[PublicNotice]", name: str, answer: str) -> "QuerySet[PublicNotice]":
        return rows.filter(Q(running=answer == "yes"))
