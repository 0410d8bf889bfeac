"""A list page: filters in the address, columns that can be sorted, pages whose count is never the slow part."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import QuerySet
from django.forms import ChoiceField as AnyChoiceField
from django.forms import Field, Select
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django_filters import ChoiceFilter, FilterSet, ModelChoiceFilter
from django_filters.fields import ChoiceField, ModelChoiceField, ModelChoiceIterator
from django_tables2 import RequestConfig, Table

from lianxiao.core.http import Request

PAGE_SIZES = (20, 50, 100)
# Beyond this a list says "more than": counting a province's history on every click helps nobody.
COUNT_UP_TO = 10_000

M = TypeVar("M", bound=models.Model)


class Foot(Protocol):
    """Sums over everything filtered, of which the number of rows is one."""

    @property
    def count(self) -> int: ...


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts at most COUNT_UP_TO rows, unless it is told; `is_capped` says that there are more."""

    def __init__(self, *args: Any, foot: Foot | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.foot = foot

    @cached_property
    def count(self) -> int:
        if self.foot is not None:
            return min(self.foot.count, COUNT_UP_TO + 1)
        rows: Any = self.object_list
        # A table's rows wrap its data, which wrap the query.
        while not isinstance(rows, QuerySet) and hasattr(rows, "data"):
            rows = rows.data
        if not isinstance(rows, QuerySet):
            return len(rows)
        return min(rows.order_by()[: COUNT_UP_TO + 1].count(), COUNT_UP_TO + 1)

    @property
    def is_capped(self) -> bool:
        return self.count > COUNT_UP_TO


class _Select(Select):
    """Its options as its template shows them. Django's own know a dozen things of each, for a hundred universities
    on every look at a list."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        options = [
            {
                "value": "" if key is None else key,
                "label": label,
                "attrs": {"selected": True} if str(key) in value else {},
            }
            for key, label in self.choices
        ]
        return [(None, options, 0)]


class _Rows(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[object, object]]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from map(self.choice, self.field.queryset)


class _RowField(ModelChoiceField):
    iterator = _Rows
    widget = _Select

    def to_python(self, value: object) -> object:
        if value in self.empty_values:
            return None
        for row in self.queryset:
            if str(row.pk) == value:
                return row
        raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value})


class RowFilter(ModelChoiceFilter):
    """One row to choose among those of a query, which are read in one statement and once.

    Django's own opens a cursor for them, reads it and closes it: three round trips for a few dozen lines; and asks
    for the chosen one beside.
    """

    field_class = _RowField


class _ChoiceOnceField(ChoiceField):
    widget = _Select

    def __deepcopy__(self, memo: dict[int, Any]) -> "_ChoiceOnceField":
        """Every form takes a copy: its choices are asked for then, not for each look at them."""
        copy: _ChoiceOnceField = super().__deepcopy__(memo)
        copy.choices = [choice for choice in copy.choices if choice[0] not in copy.empty_values]
        return copy


class ChoiceOnceFilter(ChoiceFilter):
    """One of the choices that a query finds."""

    field_class = _ChoiceOnceField


class SpokenFilters(FilterSet):
    """Filters that an exported file can name."""

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """Label and content of each filter that is set, as the page shows them."""
        values = self.form.cleaned_data if self.form.is_valid() else {}
        fields = self.form.fields
        return [(str(fields[name].label), _shown(fields[name], value)) for name, value in values.items() if value]


def _shown(field: Field, value: object) -> str:
    if isinstance(field, AnyChoiceField) and not isinstance(field, ModelChoiceField):
        choices: Any = field.choices
        return str(dict(choices).get(value, value))
    return gettext("yes") if value is True else str(value)


@dataclass(frozen=True)
class ListPage(Generic[M]):
    """What a list template gets: `filter` (a FilterSet), `table`, and the filtered rows themselves."""

    filter: FilterSet
    table: Table
    rows: "QuerySet[M]"


def list_page(
    request: Request,
    rows: "QuerySet[M]",
    *,
    filter_class: type[FilterSet],
    table_class: type[Table],
    foot: "Callable[[Any, QuerySet[M]], Foot] | None" = None,
    **table_options: Any,
) -> "ListPage[M]":
    """Filter, sort and page `rows` as the address says; a filter that makes no sense is left out.

    `foot` makes `table.total` of the filters and what they leave; the rows are not counted again.
    """
    filters = filter_class(request.GET, queryset=rows, request=request)
    filtered = filters.qs
    table = table_class(filtered, **table_options)
    table.total = foot(filters, filtered) if foot else None
    asked = request.GET.get("per_page", "")
    per_page = int(asked) if asked in {str(size) for size in PAGE_SIZES} else PAGE_SIZES[0]
    RequestConfig(
        request,
        paginate={
            "per_page": per_page,
            "paginator_class": partial(CappedPaginator, foot=table.total),
            "silent": True,
        },
    ).configure(table)
    return ListPage(filters, table, filtered)


def page_of(request: Request, rows: "QuerySet[M]", *, per_page: int = PAGE_SIZES[0]) -> "Page[M]":
    """The page that the address names, of a list that is not a table; the nearest one when there is none such."""
    return CappedPaginator(rows, per_page).get_page(request.GET.get("page"))
