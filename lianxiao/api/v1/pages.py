"""Pages of a list by the last number seen: as fast on the thousandth page as on the first, and nothing twice."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from django.db.models import Model, QuerySet
from ninja import Query
from pydantic import Field

from lianxiao.api.v1.schemas import Page

M = TypeVar("M", bound=Model)
T = TypeVar("T")
After = Annotated[int | None, Query(None, ge=0, le=2**63 - 1, description="`next` of the page before")]
Limit = Annotated[int, Query(50, ge=1, le=200)]
Text = Annotated[str, Query("", max_length=100)]
Year = Annotated[int | None, Query(None, ge=1900, le=9999)]
Key = Annotated[str, Field(max_length=60)]


def page(rows: "QuerySet[M]", show: Callable[[M], T], after: int | None, limit: int) -> Page[T]:
    """In the order of their numbers."""
    found = list(rows.filter(pk__gt=after or 0).order_by("pk")[: limit + 1])
    more = len(found) > limit
    return Page(items=[show(row) for row in found[:limit]], next=found[limit - 1].pk if more else None)
