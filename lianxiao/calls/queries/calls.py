"""How calls are read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from lianxiao.calls import access
from lianxiao.calls.models import (
    Call,
    CallAttachment,
    CallCategory,
    CallExtension,
    CheckItem,
    Slot,
    Submission,
)
from lianxiao.calls.states import CallState
from lianxiao.core.actors import Actor
from lianxiao.core.digests import sha256_hex
from lianxiao.mandate.queries import facts
from lianxiao.organisations.roles import Kind


def calls(actor: Actor) -> "QuerySet[Call]":
    """What the actor may see, with what every line and page of a call shows."""
    return Call.objects.visible_to(actor).select_related("office__parent")


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
    used = Q(call_categories__slots__held=False)
    return (
        calls(actor)
        .annotate(submitted=Count("call_categories__slots", filter=used, distinct=True))
        .order_by("-year", "-id")
    )


def published_calls(actor: Actor) -> "QuerySet[Call]":
    """The list for everybody, the latest deadline on top; `phase` is soon, open or over by the database's clock."""
    return (
        calls(actor)
        .filter(state__in=access.PUBLIC_CALLS)
        .annotate(category_count=Count("call_categories"), phase=_phase())
        .order_by("-closes_at", "-id")
    )


def _phase() -> Case:
    published = Q(state=CallState.PUBLISHED)
    return Case(
        When(published & Q(opens_at__gt=Now()), then=Value("soon")),
        When(published & Q(closes_at__gt=Now()), then=Value("open")),
        default=Value("over"),
    )


def extensions(actor: Actor) -> "QuerySet[CallExtension]":
    return CallExtension.objects.filter(call__in=Call.objects.visible_to(actor)).select_related("call__office")


def attachments(actor: Actor) -> "QuerySet[CallAttachment]":
    return CallAttachment.objects.filter(call__in=Call.objects.visible_to(actor)).select_related("file", "call")


def call_categories(actor: Actor) -> "QuerySet[CallCategory]":
    return CallCategory.objects.filter(call__in=Call.objects.visible_to(actor)).select_related(
        "call", "category", "form"
    )


def check_items(actor: Actor) -> "QuerySet[CheckItem]":
    """Items of the formal check, for those who edit them."""
    return facts(actor, CheckItem).select_related("category").order_by("order", "id")


@dataclass(frozen=True, slots=True)
class Seal:
    """What was in when a call closed: how many applications, and one digest over their frozen copies."""

    count: int
    digest: str


def seal_of(call: Call) -> Seal:
    """Recomputed from the used slots, which nobody can take or free outside the window; what is only held is not in.

    The copy that counts for a slot is the one frozen with it; corrections come later. One line per slot,
    "number sha256", ordered by number, the whole hashed with SHA-256, so that anyone can recompute it.
    """
    frozen_with_slot = (
        Submission.objects.filter(application=OuterRef("application"), submitted_at__gte=OuterRef("taken_at"))
        .order_by("version")
        .values("sha256")[:1]
    )
    rows = (
        Slot.objects.filter(call_category__call=call, held=False)
        .annotate(sha256=Subquery(frozen_with_slot))
        .order_by("application__number")
        .values_list("application__number", "sha256")
    )
    return sealed(rows)


def sealed(rows: Iterable[tuple[str | None, str]]) -> Seal:
    lines = [f"{number} {sha256}" for number, sha256 in rows]
    return Seal(len(lines), sha256_hex("\n".join(lines).encode()))


# --- what pages of a call show ---------------------------------------------------------------------


def public_page(actor: Actor) -> "QuerySet[Call]":
    """A published call; `phase` says whether it is open."""
    return call_page(actor).filter(pk__in=published_calls(actor).values("pk")).annotate(phase=_phase())


def own_drafts(actor: Actor) -> "QuerySet[Call]":
    """Drafts that the actor's office may edit."""
    return calls(actor).filter(office_id=actor.organisation_id, state=CallState.DRAFT, is_example=False)


def pending_extension(call: Call) -> CallExtension | None:
    """Of a call from `call_page`: the extension that waits for a decision."""
    return next((one for one in call.extensions.all() if not one.granted_at and not one.refused_at), None)


def granted_extensions(call: Call) -> list[CallExtension]:
    """Of a call from `call_page`: what everybody may know."""
    return [one for one in call.extensions.all() if one.granted_at]


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A category of a call and how many places are used in it, over all universities."""

    entry: CallCategory
    used: int


def category_lines(call: Call) -> list[CategoryLine]:
    """Of a call from `call_page`."""
    rows = (
        Slot.objects.filter(call_category__call=call, held=False)
        .values("call_category_id")
        .annotate(n=Count("id"))
        .order_by("call_category_id")
    )
    used = {row["call_category_id"]: row["n"] for row in rows}
    return [CategoryLine(entry, used.get(entry.pk, 0)) for entry in call.call_categories.all()]


def eligible_labels(call: Call) -> list[str]:
    return [str(Kind(kind).label) for kind in call.eligible_kinds]


@dataclass(frozen=True, slots=True)
class NamedProblem:
    """What is missing, with the field's name and the place on the page that shows it."""

    label: str
    message: str
    anchor: str


def named_problems(call: Call, problems: Mapping[str, str]) -> list[NamedProblem]:
    return [
        NamedProblem(
            label="" if name == "categories" else str(Call._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
            message=message,
            anchor=f"in-{name}",
        )
        for name, message in problems.items()
    ]


def next_window(call: Call) -> dict[str, Any]:
    """The same days of this year, or of the next when they have passed, as a start for a copy."""
    year = timezone.localdate().year
    if _same_day(call.closes_at, year) <= timezone.now():
        year += 1
    shift = year - call.closes_at.year
    return {
        "year": call.year + shift,
        "opens_at": _same_day(call.opens_at, call.opens_at.year + shift),
        "closes_at": _same_day(call.closes_at, year),
    }


def _same_day(moment: datetime, year: int) -> datetime:
    local = timezone.localtime(moment)
    try:
        return local.replace(year=year)
    except ValueError:  # 29 February
        return local.replace(year=year, day=28)
