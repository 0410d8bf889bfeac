"""How the lists of facts are narrowed."""

from functools import reduce
from operator import or_

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.lists import RowFilter
from lianxiao.core.models import WorkDay
from lianxiao.mandate.models import Category, MandateTask, StockPhrase, Target
from lianxiao.organisations.models import NoticeText
from lianxiao.organisations.occasions import KINDS, Group
from lianxiao.organisations.queries.notice_texts import FIELDS, edited_kinds

ALL = pgettext_lazy("filter", "All")


class CategoryFilter(filters.FilterSet):
    name = filters.CharFilter(label=_("Category"), lookup_expr="icontains")

    class Meta:
        model = Category
        fields: tuple[str, ...] = ()


class TargetFilter(filters.FilterSet):
    year = filters.NumberFilter(label=_("Year"))
    category = RowFilter(label=_("Category"), queryset=Category.objects.order_by("order", "id"), empty_label=ALL)

    class Meta:
        model = Target
        fields: tuple[str, ...] = ()


class TaskFilter(filters.FilterSet):
    year = filters.NumberFilter(label=_("Year"))

    class Meta:
        model = MandateTask
        fields: tuple[str, ...] = ()


class WorkDayFilter(filters.FilterSet):
    year = filters.NumberFilter(label=_("Year"), field_name="date", lookup_expr="year")
    name = filters.CharFilter(label=_("Name of the day"), lookup_expr="icontains")

    class Meta:
        model = WorkDay
        fields: tuple[str, ...] = ()


class NoticeTextFilter(filters.FilterSet):
    subject = filters.CharFilter(label=_("Words in it"), method="with_words")
    group = filters.ChoiceFilter(label=_("About"), choices=Group.choices, method="in_group", empty_label=ALL)
    edited = filters.ChoiceFilter(
        label=_("Wording"),
        choices=[("yes", _("edited")), ("no", _("as shipped"))],
        method="by_wording",
        empty_label=ALL,
    )

    class Meta:
        model = NoticeText
        fields: tuple[str, ...] = ()

    def with_words(self, rows: "QuerySet[NoticeText]", _name: str, words: str) -> "QuerySet[NoticeText]":
        return rows.filter(reduce(or_, (Q(**{f"{name}__icontains": words}) for name in FIELDS)))

    def in_group(self, rows: "QuerySet[NoticeText]", _name: str, group: str) -> "QuerySet[NoticeText]":
        return rows.filter(kind__in=KINDS[Group(group)])

    def by_wording(self, rows: "QuerySet[NoticeText]", _name: str, edited: str) -> "QuerySet[NoticeText]":
        kinds = edited_kinds()
        return rows.filter(kind__in=kinds) if edited == "yes" else rows.exclude(kind__in=kinds)


class StockPhraseFilter(filters.FilterSet):
    use = filters.ChoiceFilter(label=_("Used for"), choices=StockPhrase.Use.choices, empty_label=ALL)
    text = filters.CharFilter(label=_("Text"), lookup_expr="icontains")

    class Meta:
        model = StockPhrase
        fields: tuple[str, ...] = ()
