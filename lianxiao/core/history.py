"""The history of every row: what changed, from what to what, and who was at work.

Triggers keep it (migration core.0004), so changes in bulk and by SQL are in it as well. `migrate` puts them on every
table of the product. A model says about itself what is not kept:

    no_history = "why its rows need none"        the whole table
    history_of = "application"                   the field that leads to the case its changes are told under, where
                                                 it is not the one that it is deleted with
    history_skips = ("last_login",)              columns whose change is no event
    history_hides = ("password",)                columns of which only the fact of a change is kept
    history_masks = ("answers",)                 columns in which numbers of people and mail addresses are masked
    history_schema = "review"                    where its changes are kept, when not with all others: by the function
                                                 of that schema, in the table of that schema
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models

from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.clock import shift

Table = type[models.Model]

# Whoever is not named is the system: the worker's tasks and commands.
_by: ContextVar[Actor] = ContextVar("by", default=SYSTEM)
WRITING = ("insert", "update", "delete", "merge", "with", "call", "copy")
EVENTS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}


# --- who is at work --------------------------------------------------------------------------------


@contextmanager
def changed_by(actor: Actor) -> Iterator[None]:
    """What is written inside is kept as this actor's doing."""
    token = _by.set(actor)
    try:
        yield
    finally:
        _by.reset(token)


def speak_as(actor: Actor) -> Actor:
    """From now on this actor is at work: for stories in which people take turns."""
    _by.set(actor)
    return actor


def told() -> str:
    """The actor as the triggers read it."""
    by = _by.get()
    known = {
        "id": by.user_id,
        "name": f"{by.name} · {by.behalf.name}"[:100] if by.behalf else by.name,
        "role": by.role,
        "organisation_id": by.organisation_id,
        "organisation": by.organisation_name,
        "address": by.address,
        "request": by.request_id,
        "shift": shift().total_seconds(),
    }
    return json.dumps({name: value for name, value in known.items() if value or name in ("name", "role")})


def tell(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Before every writing statement and in its transaction: a setting that lasts no longer than that.

    In one go with it, so that it costs no round trip, holds without an open transaction, and is there again after
    a savepoint was undone.
    """
    if many or not isinstance(sql, str) or not sql.lstrip()[:8].lower().startswith(WRITING):
        return execute(sql, params, many, context)
    literal = "'" + told().replace("'", "''") + "'"
    if params is not None:
        literal = literal.replace("%", "%%")
    result = execute(f"SELECT set_config('lianxiao.by', {literal}, true); {sql}", params, many, context)
    cursor = context["cursor"].cursor
    while cursor.nextset():
        pass
    return result


# --- the triggers ----------------------------------------------------------------------------------


def tables(*, product: str = "lianxiao.") -> list[Table]:
    """Every table of the product, those of many-to-many fields included."""
    return [
        model
        for app in apps.get_app_configs()
        if app.name.startswith(product)
        for model in app.get_models(include_auto_created=True)
    ]


def reason_for_none(model: Table) -> str:
    """Why the table has no history; empty when it has one."""
    return getattr(model, "no_history", "")


def keeper(model: Table) -> str:
    """The function that keeps its changes."""
    schema = getattr(model, "history_schema", "")
    return f"{schema}.{schema}_keep_history" if schema else "core_keep_history"


def arguments(model: Table) -> list[str]:
    """What the triggers of this table are told, as `core_keep_history` expects it."""
    kind = model._meta.label_lower
    key = _column(model, model._meta.pk.name)
    case_kind, case_key = kind, key
    if of := getattr(model, "history_of", _owner(model)):
        field = model._meta.get_field(of)
        case_kind, case_key = field.related_model._meta.label_lower, _column(model, of)  # type: ignore[union-attr]
    skipped = [*getattr(model, "history_skips", ()), *_made_by_the_machine(model)]
    lists = (skipped, getattr(model, "history_hides", ()), getattr(model, "history_masks", ()))
    return [kind, key, case_kind, case_key, *(",".join(_column(model, name) for name in names) for names in lists)]


def _owner(model: Table) -> str:
    """The field that names whom the row goes with when that is deleted."""
    belongs = (
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    )
    return next(belongs, "")


def _column(model: Table, name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]


def _made_by_the_machine(model: Table) -> list[str]:
    """What follows from other columns, and contents of files."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, SearchVectorField | models.BinaryField | models.GeneratedField)
    ]


def install() -> list[str]:
    """Put the triggers where they are missing or told something else; the tables that were touched."""
    touched = []
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if "core_change" not in there:
            return []
        known = installed()
        for model in tables():
            table = model._meta.db_table
            wanted = None if reason_for_none(model) else arguments(model)
            if table in there and known.get(table) != wanted:
                cursor.execute(_statements(table, wanted, keeper(model)))
                touched.append(table)
    return touched


def installed() -> dict[str, list[str]]:
    """The arguments of the triggers as they stand in the database; only tables that have all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, min(encode(t.tgargs, 'escape')) FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid
            WHERE t.tgfoid IN (SELECT oid FROM pg_proc WHERE proname LIKE '%keep_history') AND t.tgenabled = 'O'
            AND pg_table_is_visible(c.oid)
            GROUP BY c.relname HAVING count(*) = 3 AND count(DISTINCT t.tgargs) = 1
            """
        )
        return {table: text.split("\\000")[:-1] for table, text in cursor.fetchall()}


def _statements(table: str, told_: list[str] | None, function: str) -> str:
    quote = connection.ops.quote_name
    parts = []
    for event, references in EVENTS.items():
        name = quote(f"core_history_{event}")
        parts.append(f"DROP TRIGGER IF EXISTS {name} ON {quote(table)}")
        if told_ is not None:
            listed = ", ".join(f"'{text}'" for text in told_)
            parts.append(
                f"CREATE TRIGGER {name} AFTER {event} ON {quote(table)} REFERENCING {references} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {function}({listed})"
            )
    return "; ".join(parts)
