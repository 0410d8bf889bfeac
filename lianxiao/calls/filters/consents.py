"""How a partner narrows the list of what it was asked."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models import PartnerConsent
from lianxiao.calls.states import ConsentState


class ConsentFilter(filters.FilterSet):
    state = filters.ChoiceFilter(
        label=_("State"), choices=ConsentState.choices, empty_label=pgettext_lazy("filter", "All")
    )
    text = filters.CharFilter(label=_("Title or university"), method="by_text")

    def by_text(self, rows: "QuerySet[PartnerConsent]", name: str, value: str) -> "QuerySet[PartnerConsent]":
        return rows.filter(Q(application__title__icontains=value) | Q(application__university__name__icontains=value))
