"""How the facts of the mandate are read."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import models
from django.db.models import QuerySet

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.mandate import access
from lianxiao.mandate.models import Category, MandateTask, Target

M = TypeVar("M", bound=models.Model)


def facts(actor: Actor, kind: type[M]) -> "QuerySet[M]":
    """The rows of one kind of fact, for those who may edit them; nobody else has business at this desk."""
    rows = kind._default_manager.all()
    return rows if access.may_manage_facts(actor) else rows.none()


def categories(actor: Actor) -> "QuerySet[Category]":
    return facts(actor, Category).prefetch_related("leads__office").order_by("order", "id")


def targets(actor: Actor) -> "QuerySet[Target]":
    return facts(actor, Target).select_related("category").order_by("-year", "order", "id")


def targets_of(year: int, codes: Iterable[str]) -> dict[str, Target]:
    """By code: those of the year, or of the last year before it for which the mandate names them."""
    rows = Target.objects.filter(code__in=list(codes), year__lte=year)
    return {one.code: one for one in rows.order_by("code", "-year").distinct("code")}


def tasks(actor: Actor) -> "QuerySet[MandateTask]":
    return facts(actor, MandateTask).select_related("lead").order_by("-year", "order", "id")


def lead_offices(category: Category) -> list[int]:
    """The ids of the lead offices, the responsible one first."""
    return [lead.office_id for lead in sorted(category.leads.all(), key=lambda lead: lead.order)]


def history(fact: models.Model) -> list[Step]:
    return list(steps.of_case(fact).reverse())


def published_tasks(year: int) -> "QuerySet[MandateTask]":
    """The tasks of a year, which the department published: open to everybody."""
    return MandateTask.objects.filter(year=year).select_related("lead").order_by("order", "id")
