"""What the ledger is counted by; it is narrowed as its list is."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import django_filters as filters
from django.forms import Form
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.ledger.filters.projects import ProjectFilter
from lianxiao.ledger.queries.pivot import DIMENSIONS, Dimension

BY = [(key, dimension.label) for key, dimension in DIMENSIONS.items()]
MEASURES = [("projects", _("Number of projects")), ("funding", _("Funding (10,000 yuan)"))]
# What is shown before anybody chose.
FIRST = {"down": "university", "across": "category", "figure": "projects"}


class PivotFilter(ProjectFilter):
    down = filters.ChoiceFilter(
        label=pgettext_lazy("pivot", "Rows"), choices=BY, empty_label=None, method="as_they_are"
    )
    across = filters.ChoiceFilter(
        label=pgettext_lazy("pivot", "Columns"), choices=BY, empty_label=None, method="as_they_are"
    )
    figure = filters.ChoiceFilter(
        label=pgettext_lazy("pivot", "Figure"),
        choices=MEASURES,
        empty_label=None,
        method="as_they_are",
    )

    def __init__(self, data: QueryDict, *args: Any, **kwargs: Any) -> None:
        asked = data.copy()
        for name, value in FIRST.items():
            asked.setdefault(name, value)
        super().__init__(asked, *args, **kwargs)

    @property
    def form(self) -> Form:
        """What is counted by what comes first."""
        form: Form = super().form
        form.order_fields(FIRST)
        return form

    def as_they_are(self, rows: Any, name: str, value: str) -> Any:
        return rows

    @property
    def dimensions(self) -> tuple[Dimension, Dimension]:
        """Down and across. One dimension cannot stand against itself: another takes its place."""
        down, across = self._chosen("down"), self._chosen("across")
        if across == down:
            across = FIRST["down"] if down == FIRST["across"] else FIRST["across"]
        return DIMENSIONS[down], DIMENSIONS[across]

    @property
    def asks_for_rows(self) -> bool:
        """Also for what the cells are not counted by."""
        return super().asks_for_rows or not all(one.in_cells for one in self.dimensions)

    @property
    def measure(self) -> str:
        return str(dict(MEASURES)[self._chosen("figure")])

    @property
    def shows_funding(self) -> bool:
        return self._chosen("figure") == "funding"

    def list_query(self, narrowed: Mapping[str, object]) -> str:
        """Of the list of projects, narrowed as this is and by these."""
        kept = {name: value for name, value in self.data.items() if name in ProjectFilter.base_filters and value}
        return urlencode({**kept, **narrowed})

    def _chosen(self, name: str) -> str:
        self.form.is_valid()  # what makes no sense is left out
        return self.form.cleaned_data.get(name) or FIRST[name]
