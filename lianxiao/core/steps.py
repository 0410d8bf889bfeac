"""The record of steps: who did what to which case, as whom, when, from where. No record, no effect."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import connection, models
from django.db.models import QuerySet

from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.models import Step


def kind_of(case: models.Model | type[models.Model]) -> str:
    """The name under which a model's steps are kept: "calls.application"."""
    return case._meta.label_lower


def number_of(case: models.Model) -> int:
    """The number under which a row's steps are kept; a row known by its day counts the days."""
    key: int | date = case.pk
    return key.toordinal() if isinstance(key, date) else key


def record(
    case: models.Model,
    verb: str,
    *,
    by: Actor,
    before: str = "",
    after: str = "",
    remark: str = "",
    details: Mapping[str, object] | None = None,
) -> Step:
    return Step.objects.create(
        case_kind=kind_of(case),
        case_id=number_of(case),
        verb=verb,
        before=before,
        after=after,
        remark=remark,
        details={**(details or {}), **_behalf(by)},
        actor_id=by.user_id,
        actor_name=by.name,
        role=by.role,
        organisation_id=by.organisation_id,
        organisation_name=by.organisation_name,
        address=by.address,
        request_id=by.request_id,
        at=database_now(),
    )


def _behalf(by: Actor) -> dict[str, object]:
    """In whose stead it is done stands in the step itself, and so under its seal."""
    if by.behalf is None:
        return {}
    return {"behalf": {"id": by.behalf.user_id, "name": by.behalf.name, "delegation": by.behalf.delegation_id}}


def record_many(
    kind: type[models.Model], numbers: Sequence[int], verb: str, *, by: Actor, after: str = "", remark: str = ""
) -> None:
    """The same step of many new cases, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_step (case_kind, case_id, verb, before, after, remark, details, actor_id, actor_name, role,
                                   organisation_id, organisation_name, address, request_id, at)
            SELECT %s, number, %s, '', %s, %s, %s::jsonb, %s, %s, %s, %s, %s, %s, %s, %s
            FROM unnest(%s::bigint[]) AS number
            """,
            [
                *(
                    kind_of(kind),
                    verb,
                    after,
                    remark,
                    json.dumps(_behalf(by)),
                    by.user_id,
                    by.name,
                    by.role,
                    by.organisation_id,
                ),
                *(by.organisation_name, by.address, by.request_id, database_now(), list(numbers)),
            ],
        )


def actor_of(step: Step) -> Actor:
    """Who took it, for what the worker does on his behalf; without rights of its own."""
    return Actor(
        user_id=step.actor_id,
        name=step.actor_name,
        role=step.role,
        organisation_id=step.organisation_id,
        organisation_name=step.organisation_name,
        address=step.address,
        request_id=step.request_id,
    )


def of_case(case: models.Model) -> QuerySet[Step]:
    return Step.objects.filter(case_kind=kind_of(case), case_id=number_of(case)).order_by("id")
