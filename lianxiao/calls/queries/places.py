"""The ledger of places: what is used, held and free, by whom, and what was granted beyond the limit."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from lianxiao.calls.access import PUBLIC_CALLS
from lianxiao.calls.models import Application, Call, CallCategory, PlaceLine, Slot, SlotGrant
from lianxiao.calls.queries.applications import drafts_per_category
from lianxiao.calls.states import CallState
from lianxiao.core.actors import Actor
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.roles import INSTITUTIONS

POOL = SlotGrant.Kind.POOL


def places_in(call_category_id: int, university_id: int, pool: SlotGrant | None = None) -> int:
    """How many places there are: of the pool, or ordinary ones with those of a higher limit."""
    grants = SlotGrant.objects.filter(
        call_category_id=call_category_id, university_id=university_id, places__isnull=False
    )
    if pool is not None:
        return grants.filter(pk=pool.pk).aggregate(n=Sum("places"))["n"] or 0
    higher = grants.exclude(kind=POOL).aggregate(n=Sum("places"))["n"] or 0
    return CallCategory.objects.values_list("limit", flat=True).get(pk=call_category_id) + int(higher)


@dataclass(frozen=True, slots=True)
class Place:
    """A numbered place; `label` is empty for an ordinary one."""

    number: int
    slot: Slot | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Slots:
    """The places of one university in one category: what is used or held, by whom, what is free."""

    call_category: CallCategory
    taken: tuple[Slot, ...]
    grants: tuple[SlotGrant, ...]

    @property
    def granted(self) -> int:
        return sum(grant.places or 0 for grant in self.grants)

    @property
    def limit(self) -> int:
        """The category's limit with what was granted beyond it."""
        return self.call_category.limit + self.granted

    @property
    def used(self) -> int:
        return sum(not slot.held for slot in self.taken)

    @property
    def held(self) -> int:
        return sum(slot.held for slot in self.taken)

    @property
    def is_touched(self) -> bool:
        """Whether there is more to tell than that every place of the limit is free."""
        return bool(self.taken or self.grants)

    @property
    def free(self) -> int:
        return self.limit - len(self.taken)

    @property
    def pools(self) -> list[SlotGrant]:
        return [grant for grant in self.grants if grant.kind == POOL]

    @property
    def free_ordinary(self) -> int:
        """Free ones that need no pool."""
        pooled = {grant.pk for grant in self.pools}
        everywhere = self.call_category.limit + sum(one.places or 0 for one in self.grants if one.pk not in pooled)
        return everywhere - sum(slot.grant_id not in pooled for slot in self.taken)

    def free_of(self, pool: SlotGrant) -> int:
        return (pool.places or 0) - sum(slot.grant_id == pool.pk for slot in self.taken)

    @property
    def open_pools(self) -> list[tuple[SlotGrant, int]]:
        """Pools with a free place, and how many."""
        return [(pool, free) for pool in self.pools if (free := self.free_of(pool))]

    @property
    def places(self) -> list[Place]:
        """Every number with the slot that has it, or nothing; ordinary ones first, then those granted."""
        by_number = {(slot.grant_id, slot.number): slot for slot in self.taken}
        ordinary = [Place(n, by_number.get((None, n))) for n in range(1, self.call_category.limit + 1)]
        extra = [
            Place(n, by_number.get((grant.pk, n)), str(grant))
            for grant in self.grants
            for n in range(1, (grant.places or 0) + 1)
        ]
        return [*ordinary, *extra]


def slots(call: Call, university_id: int) -> list[Slots]:
    """The ledger of a university in a call, one line a category, in three queries."""
    taken: dict[int, list[Slot]] = {}
    granted: dict[int, list[SlotGrant]] = {}
    for slot in _slots().filter(call_category__call=call, university_id=university_id):
        taken.setdefault(slot.call_category_id, []).append(slot)
    for grant in _grants().filter(call_category__call=call, university_id=university_id):
        granted.setdefault(grant.call_category_id, []).append(grant)
    categories = call.call_categories.select_related("category").order_by("category__order", "id")
    return [Slots(one, tuple(taken.get(one.pk, ())), tuple(granted.get(one.pk, ()))) for one in categories]


def slots_of(call_category: CallCategory, university_id: int) -> Slots:
    here = {"call_category_id": call_category.pk, "university_id": university_id}
    return Slots(call_category, tuple(_slots().filter(**here)), tuple(_grants().filter(**here)))


def slots_in(application: Application) -> Slots:
    """The places of the application's university in its category."""
    return slots_of(application.call_category, application.university_id)


def _slots() -> "QuerySet[Slot]":
    return Slot.objects.select_related("application").order_by("grant_id", "number")


def _grants() -> "QuerySet[SlotGrant]":
    """Those that stand."""
    return SlotGrant.objects.filter(places__isnull=False).order_by("-kind", "id")


@dataclass(frozen=True, slots=True)
class SlotLine:
    """A category as the pages for beginning show it: places, and the drafts that the actor already sees there."""

    slots: Slots
    drafts: int


def slot_lines(actor: Actor, call: Call) -> list[SlotLine]:
    assert actor.organisation_id is not None
    drafts = drafts_per_category(actor, call)
    return [SlotLine(line, drafts.get(line.call_category.pk, 0)) for line in slots(call, actor.organisation_id)]


def pools(actor: Actor) -> "QuerySet[SlotGrant]":
    """Exempt pools of the own university that stand."""
    return SlotGrant.objects.visible_to(actor).filter(
        university_id=actor.organisation_id, kind=POOL, places__isnull=False
    )


def place_lines(actor: Actor) -> "QuerySet[PlaceLine]":
    """Every university in every category, for the department's side."""
    return PlaceLine.objects.visible_to(actor).select_related("call", "category", "university")


def calls_with_places(actor: Actor) -> "QuerySet[Call]":
    """Calls that the ledger has lines of."""
    return Call.objects.visible_to(actor).filter(state__in=PUBLIC_CALLS).order_by("-closes_at", "-id")


def grants(actor: Actor) -> "QuerySet[SlotGrant]":
    """What was asked for beyond the limit, with how much of it is taken."""
    return (
        SlotGrant.objects.visible_to(actor)
        .select_related(
            "call_category__call",
            "call_category__category",
            "university",
            "office",
            "asked_by",
            "granted_by",
            "revoked_by",
        )
        .annotate(taken=Count("slots", distinct=True))
        .order_by("-id")
    )


def categories_to_ask_for(actor: Actor) -> "QuerySet[CallCategory]":
    """Categories of published calls that the actor's office leads."""
    return (
        CallCategory.objects.filter(call__state=CallState.PUBLISHED, category__leads__office_id=actor.organisation_id)
        .select_related("call", "category")
        .order_by("-call__closes_at", "category__order", "id")
    )


def eligible_universities() -> "QuerySet[Organisation]":
    return Organisation.objects.active().filter(kind__in=INSTITUTIONS).in_official_order()


def is_taken(grant: SlotGrant) -> bool:
    """A place of it is held or used."""
    return grant.slots.exists()


def holds_place(application: Application) -> bool:
    """Chosen on campus, and not submitted yet."""
    return Slot.objects.filter(application=application, held=True).exists()
