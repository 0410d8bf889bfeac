"""Who works with whom, as a file."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lianxiao.core.spreadsheets import Column
from lianxiao.ledger.queries.network import Network


def columns() -> list[Column]:
    return [Column(_("Lead university"), width=30), Column(_("Partner"), width=30), Column(_("Projects"), "number")]


def rows(network: Network) -> Iterator[list[object]]:
    for pair in network.pairs:
        yield [str(pair.lead), str(pair.partner), pair.projects]
