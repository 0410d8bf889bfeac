"""How public notices are read, and what stands in their frozen lines."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField as Boolean
from django.db.models import Case, Count, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Now
from django.utils.translation import get_language

from lianxiao.calls import access
from lianxiao.calls.models import Application, Call, Objection, PublicNotice, PublicNoticeItem
from lianxiao.calls.states import PublicNoticeState, State
from lianxiao.core.actors import Actor
from lianxiao.core.digests import canonical_json, sha256_hex


def public_notices(actor: Actor) -> "QuerySet[PublicNotice]":
    running = Q(state=PublicNoticeState.PUBLISHED, ends_at__gt=Now())
    return (
        PublicNotice.objects.visible_to(actor)
        .select_related("call", "office")
        .annotate(
            item_count=Count("items", distinct=True),
            open_objections=Count("items__objections", filter=Q(items__objections__outcome=""), distinct=True),
            running=Case(When(running, then=Value(True)), default=Value(False), output_field=Boolean()),
        )
    )


def published_notices(actor: Actor) -> "QuerySet[PublicNotice]":
    """Those that everybody reads; the desk's drafts are not among them, whoever asks."""
    return public_notices(actor).exclude(state=PublicNoticeState.DRAFT)


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


def published_page(actor: Actor) -> "QuerySet[PublicNotice]":
    return public_notice_page(actor).exclude(state=PublicNoticeState.DRAFT)


def drafts(actor: Actor) -> "QuerySet[PublicNotice]":
    """The office's lists that are not published yet."""
    return public_notice_page(actor).filter(state=PublicNoticeState.DRAFT, office_id=actor.organisation_id)


def last_contact(actor: Actor) -> str:
    """Where the office last had objections sent."""
    asked = (
        PublicNotice.objects.filter(office_id=actor.organisation_id).order_by("-id").values_list("contact", flat=True)
    )
    return asked.first() or ""


def body_of(notice: PublicNotice) -> str:
    """The text in the reader's language, in Chinese when there is no English one."""
    return (notice.body_en if get_language() == "en" else "") or notice.body


def choices_of(actor: Actor, notice: PublicNotice) -> "QuerySet[Application]":
    """What a draft may hold: its own lines, and what stands on no list yet."""
    ready = ready_for_notice(actor, notice.call).values("pk")
    own = notice.items.values("application")
    return (
        Application.objects.filter(Q(pk__in=ready) | Q(pk__in=own))
        .select_related("university", "call_category__category", "call_category__call")
        .order_by("call_category__category__order", "university__official_order", "id")
    )


def published_items(actor: Actor) -> "QuerySet[PublicNoticeItem]":
    return items(actor).exclude(public_notice__state=PublicNoticeState.DRAFT)


def own_items(actor: Actor) -> "QuerySet[PublicNoticeItem]":
    """Lines of the office's own lists, which it can suspend."""
    return items(actor).filter(public_notice__office_id=actor.organisation_id)


def ready_for_notice(actor: Actor, call: Call) -> "QuerySet[Application]":
    """Confirmed applications of a call that stand on no list yet, in the order of categories and universities.

    The office that issued the call runs its notices for all categories, also those that others lead.
    """
    rows = Application.objects.all() if access.may_draft_public_notice(actor, call) else Application.objects.none()
    return (
        rows.filter(call_category__call=call, state=State.CONFIRMED, notice_item=None)
        .select_related("university", "call_category__category", "call_category__call")
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


def calls_with_confirmed(actor: Actor) -> "QuerySet[Call]":
    """The office's calls in which something waits for public notice, with how much."""
    waits = Q(call_categories__applications__state=State.CONFIRMED, call_categories__applications__notice_item=None)
    return (
        Call.objects.filter(office_id=actor.organisation_id)
        .annotate(ready=Count("call_categories__applications", filter=waits, distinct=True))
        .filter(ready__gt=0)
        .order_by("-year", "-id")
    )


def calls_of_office(actor: Actor) -> "QuerySet[Call]":
    return Call.objects.filter(office_id=actor.organisation_id)


def items(actor: Actor) -> "QuerySet[PublicNoticeItem]":
    """Lines of the notices that the actor may see."""
    return PublicNoticeItem.objects.filter(public_notice__in=PublicNotice.objects.visible_to(actor)).select_related(
        "public_notice__office", "public_notice__call", "application__university"
    )


def objections_of_office(actor: Actor) -> "QuerySet[Objection]":
    """Objections stay with the office that runs the notice."""
    if not access.may_run_public_notices(actor):
        return Objection.objects.none()
    return Objection.objects.filter(item__public_notice__office_id=actor.organisation_id).select_related(
        "item__public_notice", "item__application__university", "handled_by"
    )
