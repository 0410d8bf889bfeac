"""How the ledger of places and the list of grants are narrowed."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models import Call, PlaceLine, SlotGrant
from lianxiao.calls.queries.places import calls_with_places
from lianxiao.core.http import Request
from lianxiao.core.lists import RowFilter, SpokenFilters
from lianxiao.mandate.models import Category

ALL = pgettext_lazy("filter", "All")
PLACES = [
    ("full", _("Nothing free")),
    ("free", _("Something free")),
    ("held", _("With held places")),
    ("granted", _("With places beyond the limit")),
    ("unused", _("Nothing used or held")),
]
NARROWED = {
    "full": Q(free__lte=0),
    "free": Q(free__gt=0),
    "held": Q(held__gt=0),
    "granted": Q(granted__gt=0),
    "unused": Q(used=0, held=0),
}


def published(request: Request) -> "QuerySet[Call]":
    return calls_with_places(request.actor)


def categories(_request: Request) -> "QuerySet[Category]":
    return Category.objects.order_by("order", "pk")


class PlaceFilter(SpokenFilters):
    call = RowFilter(label=pgettext_lazy("of applications", "Call"), queryset=published, empty_label=ALL)
    category = RowFilter(label=_("Category"), queryset=categories, empty_label=ALL)
    places = filters.ChoiceFilter(label=_("Places"), choices=PLACES, empty_label=ALL, method="by_places")
    q = filters.CharFilter(label=_("University"), method="by_text")

    class Meta:
        model = PlaceLine
        fields: tuple[str, ...] = ()

    def by_places(self, rows: "QuerySet[PlaceLine]", name: str, kind: str) -> "QuerySet[PlaceLine]":
        return rows.filter(NARROWED[kind])

    def by_text(self, rows: "QuerySet[PlaceLine]", name: str, text: str) -> "QuerySet[PlaceLine]":
        return rows.filter(
            Q(university__name__icontains=text)
            | Q(university__name_en__icontains=text)
            | Q(university__initials__icontains=text)
        )


STATES = [
    ("asked", _("Waiting")),
    ("granted", _("Granted")),
    ("refused", _("Refused")),
    ("revoked", _("Revoked")),
]
IN_STATE = {
    "asked": Q(granted_at=None, refused_at=None),
    "granted": Q(granted_at__isnull=False, revoked_at=None),
    "refused": Q(refused_at__isnull=False),
    "revoked": Q(revoked_at__isnull=False),
}


class GrantFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=STATES, empty_label=ALL, method="by_state")
    kind = filters.ChoiceFilter(label=_("Kind"), choices=SlotGrant.Kind.choices, empty_label=ALL)
    q = filters.CharFilter(label=_("University"), method="by_text")

    class Meta:
        model = SlotGrant
        fields: tuple[str, ...] = ()

    def by_state(self, rows: "QuerySet[SlotGrant]", name: str, state: str) -> "QuerySet[SlotGrant]":
        return rows.filter(IN_STATE[state])

    def by_text(self, rows: "QuerySet[SlotGrant]", name: str, text: str) -> "QuerySet[SlotGrant]":
        return rows.filter(Q(university__name__icontains=text) | Q(university__initials__icontains=text))
