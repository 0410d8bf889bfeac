"""How the lists of facts are narrowed."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.models import WorkDay
from lianxiao.mandate.models import Category, MandateTask, StockPhrase, Target
from lianxiao.organisations.models import NoticeText

ALL = pgettext_lazy("filter", "All")


class CategoryFilter(filters.FilterSet):
    name = filters.CharFilter(label=_("Category"), lookup_expr="icontains")

    class Meta:
        model = Category
        fields: tuple[str, ...] = ()


class TargetFilter(filters.FilterSet):
    year = filters.NumberFilter(label=_("Year"))
    category = filters.ModelChoiceFilter(
        label=_("Category"), queryset=Category.objects.order_by("order", "id"), empty_label=ALL
    )

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
    subject = filters.CharFilter(label=_("Subject"), lookup_expr="icontains")

    class Meta:
        model = NoticeText
        fields: tuple[str, ...] = ()


class StockPhraseFilter(filters.FilterSet):
    use = filters.ChoiceFilter(label=_("Used for"), choices=StockPhrase.Use.choices, empty_label=ALL)
    text = filters.CharFilter(label=_("Text"), lookup_expr="icontains")

    class Meta:
        model = StockPhrase
        fields: tuple[str, ...] = ()
