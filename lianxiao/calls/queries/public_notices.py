"""How public notices are read, and what stands in their frozen lines."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from lianxiao.calls import access
from lianxiao.calls.models import Application, Call, Objection, PublicNotice, PublicNoticeItem
from lianxiao.calls.states import State
from lianxiao.core.actors import Actor
from lianxiao.core.digests import canonical_json, sha256_hex


def public_notices(actor: Actor) -> "QuerySet[PublicNotice]":
    return (
        PublicNotice.objects.visible_to(actor)
        .select_related("call", "office")
        .annotate(
            item_count=Count("items", distinct=True),
            open_objections=Count("items__objections", filter=Q(items__objections__outcome=""), distinct=True),
        )
    )


def public_notice_page(actor: Actor) -> "QuerySet[PublicNotice]":
    """One notice with its items, their applications and objections in a fixed number of queries."""
    items = (
        PublicNoticeItem.objects.select_related(
            "application__university",
            "application__call_category__category",
            "application__approval",
        )
        .prefetch_related(Prefetch("objections", Objection.objects.order_by("id")))
        .order_by("order")
    )
    return public_notices(actor).select_related("office__parent").prefetch_related(Prefetch("items", items))


def ready_for_notice(actor: Actor, call: Call) -> "QuerySet[Application]":
    """Confirmed applications of a call that stand on no list yet, in the order of categories and universities.

    The office that issued the call runs its notices for all categories, also those that others lead.
    """
    rows = Application.objects.all() if access.may_draft_public_notice(actor, call) else Application.objects.none()
    return (
        rows.filter(call_category__call=call, state=State.CONFIRMED, notice_item=None)
        .select_related("university", "call_category__category")
        .order_by("call_category__category__order", "university__official_order", "id")
    )


def frozen_line(application: Application) -> dict[str, Any]:
    """What the public reads of an application: nothing of its content, no contact."""
    return {
        "number": application.number,
        "title": application.title,
        "category": application.call_category.category.name,
        "category_en": application.call_category.category.name_en,
        "university": application.university.name,
        "university_en": application.university.name_en,
        "partners": sorted(party.name for party in application.parties.all()),
        "leader": application.leader_name,
    }


def digest_of(lines: Sequence[dict[str, Any]]) -> str:
    """SHA-256 over the frozen lines in their order; printed with the list."""
    return sha256_hex(canonical_json(list(lines)))
