"""What migrations leave in the database is what the models say."""

import pytest
from django.apps import apps
from django.db import connection, models

TABLES = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]

pytestmark = pytest.mark.django_db


def rows(sql: str) -> set[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return set(cursor.fetchall())


def columns(model: type[models.Model]) -> list[models.Field]:  # type: ignore[type-arg]
    return [field for field in model._meta.local_fields if field.column]


def test_every_column_is_there_and_takes_nothing_where_the_model_demands_something():
    assert rows("SELECT table_name, column_name, is_nullable FROM information_schema.columns") >= {
        (model._meta.db_table, field.column, "YES" if field.null else "NO")
        for model in TABLES
        for field in columns(model)
    }


def test_every_foreign_key_points_at_the_table_of_its_model():
    found = rows(
        "SELECT conrelid::regclass::text, attname, confrelid::regclass::text FROM pg_constraint"
        " JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f'"
    )
    assert found >= {
        (model._meta.db_table, field.column, field.remote_field.model._meta.db_table)
        for model in TABLES
        for field in columns(model)
        if isinstance(field, models.ForeignKey) and field.db_constraint
    }


def test_every_constraint_and_index_of_a_model_is_there():
    found = rows("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
    assert found >= {(rule.name,) for model in TABLES for rule in (*model._meta.constraints, *model._meta.indexes)}
