"""Of which projects it is shown who works with whom."""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from lianxiao.core.lists import RowFilter
from lianxiao.ledger.filters.projects import ALL, YearFilter
from lianxiao.ledger.queries import network, projects
from lianxiao.ledger.queries.network import Pair


class NetworkFilter(YearFilter):
    category = RowFilter(label=_("Category"), queryset=projects.categories(), empty_label=ALL)
    lead_office = RowFilter(label=_("Lead office"), queryset=lambda request: projects.offices(), empty_label=ALL)
    of = RowFilter(
        label=_("Organisation"),
        queryset=lambda request: network.organisations(),
        empty_label=ALL,
        method="of_organisation",
    )

    def of_organisation(self, rows: Any, name: str, organisation: Any) -> Any:
        return network.of_organisation(rows, organisation)

    def list_query(self, pair: Pair) -> str:
        """Of the list of projects: those of this pair among those that are shown."""
        kept = {name: self.data[name] for name in ("year", "category", "lead_office") if self.data.get(name)}
        return urlencode({**kept, "university": pair.lead.pk, "partner": pair.partner.pk})
