"""The record of steps: who did what to which case, as whom, when, from where. No record, no effect."""

from collections.abc import Mapping
from datetime import date

from django.db import models
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
        details=dict(details or {}),
        actor_id=by.user_id,
        actor_name=by.name,
        role=by.role,
        organisation_id=by.organisation_id,
        organisation_name=by.organisation_name,
        address=by.address,
        request_id=by.request_id,
        at=database_now(),
    )


def of_case(case: models.Model) -> QuerySet[Step]:
    return Step.objects.filter(case_kind=kind_of(case), case_id=number_of(case)).order_by("id")
