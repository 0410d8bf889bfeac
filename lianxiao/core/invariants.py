"""What must be true of live data, whatever happened: looked for from outside the code that keeps it true.

Each app names its own in `<app>/invariants.py`; `manage.py check_invariants` runs them all, reading only.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection, models

from lianxiao.core.lifecycle import Lifecycle
from lianxiao.core.steps import kind_of


@dataclass(frozen=True, slots=True)
class Invariant:
    """`find` names the rows that break it, in words that help to find them; nothing when it holds."""

    name: str
    says: str
    find: Callable[[], Iterable[str]]


def in_sql(name: str, says: str, sql: str) -> Invariant:
    """`sql` selects one text column: the rows that break it. Percent signs need no doubling."""

    def find() -> Iterator[str]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            for (row,) in cursor.fetchall():
                yield str(row)

    return Invariant(name, says, find)


def recorded(model: type[models.Model], lifecycle: Lifecycle, *, unless: str = "FALSE") -> list[Invariant]:
    """A case stands where its record left it, and each step of it began where the one before had ended.

    `unless` is SQL over the case `c` for rows that came with the product instead of by steps.
    """
    table, kind = model._meta.db_table, kind_of(model)
    return [
        in_sql(
            f"{kind}: state is recorded",
            "The state is the one that the last step led to.",
            f"""
            SELECT c.id || ': ' || c.state || ', recorded ' || COALESCE(last.after, 'nothing')
            FROM {table} c LEFT JOIN (
                SELECT DISTINCT ON (case_id) case_id, after FROM core_step
                WHERE case_kind = '{kind}' AND after <> '' ORDER BY case_id, id DESC
            ) last ON last.case_id = c.id
            WHERE c.state <> COALESCE(last.after, '{lifecycle.first}') AND NOT ({unless})
            ORDER BY c.id
            """,  # noqa: S608  names of tables and states, nothing from outside
        ),
        in_sql(
            f"{kind}: steps follow one another",
            "Each step began in the state in which the one before it had ended.",
            f"""
            SELECT case_id || ', step ' || id || ': ' || before || ' after ' || ended
            FROM (
                SELECT id, case_id, before, lag(after) OVER (PARTITION BY case_id ORDER BY id) AS ended
                FROM core_step WHERE case_kind = '{kind}' AND after <> ''
            ) s WHERE ended IS NOT NULL AND before <> ended ORDER BY id
            """,  # noqa: S608
        ),
    ]
