"""How applications are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, QuerySet

from lianxiao.calls.models import Application, ApplicationSection, Attachment, Call, CallCategory, FormVersion, Slot
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import Definition, Organisation, Register, parse
from lianxiao.organisations import models as organisations
from lianxiao.organisations.roles import INSTITUTIONS, Kind


def applications(actor: Actor) -> "QuerySet[Application]":
    """What the actor may see, with what every line and page of an application shows."""
    return Application.objects.visible_to(actor).select_related(
        "call_category__call", "call_category__category", "university"
    )


def application_page(actor: Actor) -> "QuerySet[Application]":
    """One application with its form, sections, parties and attachments in a fixed number of queries."""
    return applications(actor).select_related("form", "created_by").prefetch_related(
        Prefetch("sections", ApplicationSection.objects.select_related("saved_by").order_by("id")),
        Prefetch(
            "attachments", Attachment.objects.filter(removed_at=None).select_related("file").order_by("id")
        ),
        "parties",
        "members__user",
    )


def definition_of(form: FormVersion) -> Definition:
    return parse(form.definition)


def answers_of(application: Application) -> dict[str, dict[str, Any]]:
    return {section.key: section.answers for section in application.sections.all()}


def revisions_of(application: Application) -> dict[str, int]:
    return {section.key: section.revision for section in application.sections.all()}


def attachments_of(application: Application) -> dict[str, list[Attachment]]:
    """The present attachments by field."""
    by_field: dict[str, list[Attachment]] = {}
    for attachment in application.attachments.all():
        if attachment.removed_at is None:
            by_field.setdefault(attachment.field_key, []).append(attachment)
    return by_field


def attachments(actor: Actor) -> "QuerySet[Attachment]":
    return Attachment.objects.filter(application__in=Application.objects.visible_to(actor)).select_related(
        "file", "application"
    )


def register() -> Register:
    """The organisations that a form may name: institutions first, in official order."""
    rows = (
        organisations.Organisation.objects.active()
        .exclude(kind__in=[Kind.DEPARTMENT, Kind.OFFICE])
        .in_official_order()
    )
    return Register(
        Organisation(
            id=row.pk,
            name=row.name,
            name_en=row.name_en,
            short_name=row.short_name,
            university=row.kind in INSTITUTIONS,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Slots:
    """The submission limit of one university in one category: what is used, by whom, what is free."""

    call_category: CallCategory
    taken: tuple[Slot, ...]

    @property
    def limit(self) -> int:
        return self.call_category.limit

    @property
    def used(self) -> int:
        return len(self.taken)

    @property
    def free(self) -> int:
        return self.limit - self.used


def slots(call: Call, university_id: int) -> list[Slots]:
    """The slot ledger of a university in a call, one line a category, in two queries."""
    taken: dict[int, list[Slot]] = {}
    rows = (
        Slot.objects.filter(call_category__call=call, university_id=university_id)
        .select_related("application")
        .order_by("number")
    )
    for row in rows:
        taken.setdefault(row.call_category_id, []).append(row)
    categories = call.call_categories.select_related("category").order_by("category__order", "id")
    return [Slots(category, tuple(taken.get(category.pk, ()))) for category in categories]


def drafts_per_category(actor: Actor, call: Call) -> Mapping[int, int]:
    """How many of the actor's visible applications exist per call category."""
    rows = (
        Application.objects.visible_to(actor)
        .filter(call_category__call=call)
        .exclude(state="discarded")
        .values(category=F("call_category_id"))
        .annotate(n=Count("id", distinct=True))
        .order_by("category")
    )
    return {row["category"]: row["n"] for row in rows}
