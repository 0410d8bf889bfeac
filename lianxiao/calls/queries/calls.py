"""How calls are read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from lianxiao.calls import access
from lianxiao.calls.models import (
    Call,
    CallAttachment,
    CallCategory,
    CallExtension,
    FormVersion,
    Slot,
    Submission,
)
from lianxiao.calls.states import CallState
from lianxiao.core.actors import Actor
from lianxiao.core.digests import sha256_hex


def calls(actor: Actor) -> "QuerySet[Call]":
    """What the actor may see, with what every line and page of a call shows."""
    return Call.objects.visible_to(actor).select_related("office")


def call_page(actor: Actor) -> "QuerySet[Call]":
    """One call with its categories, lead offices, attachments and extensions in a fixed number of queries."""
    categories = (
        CallCategory.objects.select_related("category", "form")
        .prefetch_related("category__leads__office")
        .order_by("category__order", "id")
    )
    extensions = CallExtension.objects.select_related("asked_by", "granted_by").order_by("id")
    return (
        calls(actor)
        .select_related("drafted_by", "checked_by", "published_by")
        .prefetch_related(
            Prefetch("call_categories", categories),
            Prefetch("extensions", extensions),
            Prefetch("attachments", CallAttachment.objects.select_related("file").order_by("id")),
        )
    )


def desk_calls(actor: Actor) -> "QuerySet[Call]":
    """The list of the desk: every call that the actor sees, newest first, with its submitted applications."""
    return (
        calls(actor)
        .annotate(submitted=Count("call_categories__slots", distinct=True))
        .order_by("-year", "-id")
    )


def published_calls(actor: Actor) -> "QuerySet[Call]":
    """The list for everybody: open ones first, by the deadline that is nearest, then those that are over."""
    return (
        calls(actor)
        .filter(state__in=access.PUBLIC_CALLS)
        .annotate(category_count=Count("call_categories"))
        .order_by(Q(state=CallState.PUBLISHED).desc(), "-closes_at", "-id")
    )


def extensions(actor: Actor) -> "QuerySet[CallExtension]":
    return CallExtension.objects.filter(call__in=Call.objects.visible_to(actor)).select_related("call__office")


def attachments(actor: Actor) -> "QuerySet[CallAttachment]":
    return CallAttachment.objects.filter(call__in=Call.objects.visible_to(actor)).select_related("file", "call")


def call_categories(actor: Actor) -> "QuerySet[CallCategory]":
    return CallCategory.objects.filter(call__in=Call.objects.visible_to(actor)).select_related(
        "call", "category", "form"
    )


def newest_forms() -> dict[int, FormVersion]:
    """The newest published form by category id."""
    rows = FormVersion.objects.filter(published_at__isnull=False).order_by("category_id", "version")
    return {row.category_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class Seal:
    """What was in when a call closed: how many applications, and one digest over their frozen copies."""

    count: int
    digest: str


def seal_of(call: Call) -> Seal:
    """Recomputed from the slots, which nobody can take or free outside the window.

    The copy that counts for a slot is the one frozen with it; corrections come later. One line per slot,
    "number sha256", ordered by number, the whole hashed with SHA-256, so that anyone can recompute it.
    """
    frozen_with_slot = (
        Submission.objects.filter(application=OuterRef("application"), submitted_at__gte=OuterRef("taken_at"))
        .order_by("version")
        .values("sha256")[:1]
    )
    rows = (
        Slot.objects.filter(call_category__call=call)
        .annotate(sha256=Subquery(frozen_with_slot))
        .order_by("application__number")
        .values_list("application__number", "sha256")
    )
    return sealed(rows)


def sealed(rows: Iterable[tuple[str | None, str]]) -> Seal:
    lines = [f"{number} {sha256}" for number, sha256 in rows]
    return Seal(len(lines), sha256_hex("\n".join(lines).encode()))
