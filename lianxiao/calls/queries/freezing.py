"""Answers of a draft whose last day for changes has passed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from lianxiao.calls.models import Application
from lianxiao.calls.queries.applications import definition_of
from lianxiao.calls.states import State
from lianxiao.core.clock import database_now
from lianxiao.core.definitions import Problem, frozen_fields, frozen_problem


def frozen_in(application: Application) -> dict[str, date]:
    """By field, the last day on which it could be changed. What an office asks to correct is never frozen."""
    if application.state != State.DRAFT:
        return {}
    definition = definition_of(application.form)
    if not any(field.freeze_date for field in definition.fields.values()):
        return {}
    return frozen_fields(definition, timezone.localdate(database_now()))


def frozen_changes(application: Application, stored: Mapping[str, Any], values: Mapping[str, Any]) -> list[Problem]:
    """What the new answers of a section would change of it, told at the fields. Files stand in no answers."""
    definition, frozen = definition_of(application.form), frozen_in(application)
    return [
        frozen_problem(definition, key, last)
        for key, last in frozen.items()
        if key in {**stored, **values}
        and definition.fields[key].clean(stored.get(key)) != definition.fields[key].clean(values.get(key))
    ]
