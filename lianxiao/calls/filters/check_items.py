"""How the list of items of the formal check is narrowed."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models import CheckItem
from lianxiao.core.lists import RowFilter
from lianxiao.mandate.models import Category


class CheckItemFilter(filters.FilterSet):
    category = RowFilter(
        label=_("Category"),
        queryset=Category.objects.order_by("order", "id"),
        empty_label=pgettext_lazy("filter", "All"),
    )
    text = filters.CharFilter(label=_("Item"), lookup_expr="icontains")

    class Meta:
        model = CheckItem
        fields: tuple[str, ...] = ()
