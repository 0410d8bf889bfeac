"""Rows whose order nobody asked for come back in any: PostgreSQL promises none, and on small tables shows it rarely.

Ties count as well. Whatever a query is ordered by, chance decides between rows that are equal in it, so that an order
which forgets its last key ("… , id") is found before a list repeats a row on its second page.
"""

import random
from typing import Any

from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler

BY_CHANCE = (OrderBy(Random()), ("RANDOM()", (), False))

prepare = SQLCompiler.pre_sql_setup
execute = SQLCompiler.execute_sql


def prepare_shuffled(self: Any, with_col_aliases: bool = False) -> Any:
    """Chance is the last key. It joins when columns and groups are settled, and so changes neither."""
    columns, order, groups = prepare(self, with_col_aliases=with_col_aliases)
    order_matters = self.query.is_sliced or not self.query.subquery
    if order_matters and not chosen_by_value(self.query):
        order = [*order, BY_CHANCE]
    return columns, order, groups


def execute_shuffled(self: Any, *args: Any, **kwargs: Any) -> Any:
    """Distinct rows and unions take no key that is not a column: these are shuffled once they are here."""
    found = execute(self, *args, **kwargs)
    if isinstance(found, list) and chosen_by_value(self.query) and not self.query.order_by:
        rows = [row for chunk in found for row in chunk]
        random.shuffle(rows)
        return [rows]
    return found


def chosen_by_value(query: Any) -> bool:
    return bool(query.combinator or (query.distinct and not query.distinct_fields))


def shuffle() -> None:
    SQLCompiler.pre_sql_setup = prepare_shuffled  # type: ignore[method-assign]
    SQLCompiler.execute_sql = execute_shuffled  # type: ignore[method-assign]


def leave_as_they_come() -> None:
    SQLCompiler.pre_sql_setup = prepare  # type: ignore[method-assign]
    SQLCompiler.execute_sql = execute  # type: ignore[method-assign]
