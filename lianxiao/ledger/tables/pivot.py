"""The ledger by two dimensions as a file: what the page shows, no more and no less."""

from collections.abc import Iterator
from typing import Literal

from django.utils.translation import gettext as _

from lianxiao.core.spreadsheets import Column
from lianxiao.ledger.queries.pivot import Figure, Pivot


def columns(pivot: Pivot, *, funding: bool) -> list[Column]:
    kind: Literal["money", "number"] = "money" if funding else "number"
    return [
        Column(str(pivot.down.label), width=30),
        *(Column(head, kind) for head in pivot.heads),
        Column(_("Sum"), kind),
    ]


def rows(pivot: Pivot, *, funding: bool) -> Iterator[list[object]]:
    """The last row is the sums."""

    def shown(figure: Figure) -> object:
        return figure.total.amount(funding=funding)

    for line in pivot.lines:
        yield [line.label, *map(shown, line.figures), shown(line.sum)]
    yield [_("Sum"), *map(shown, pivot.feet), shown(pivot.sum)]
