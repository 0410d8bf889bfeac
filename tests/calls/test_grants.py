"""Places beyond the limit: asked for by one, granted by another; the ledger shows them, the database keeps them."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from lianxiao.calls.actions import grants
from lianxiao.calls.actions.places import LimitReached
from lianxiao.calls.actions.submission import submit
from lianxiao.calls.models import SlotGrant
from lianxiao.calls.queries import places as queries
from lianxiao.calls.queries.selection_turns import waiting_grants
from lianxiao.core.refusals import NotAllowedNow
from tests.calls.selecting import CATEGORY, asked, granted
from tests.races.cast import released
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_an_officer_of_the_lead_office_asks_and_a_leader_grants(world: World) -> None:
    wish = grants.Wish(kind="pool", size=1, reason="示范校", name="专项")
    for by in (world.keji.officer, world.ting, world.lnu.liaison):
        with pytest.raises(PermissionDenied):
            grants.ask(call_category=world.category(CATEGORY), university=world.lnu.organisation, wish=wish, by=by)
    grant = asked(world)
    assert [one.count for one in waiting_grants(world.ting)] == [1]
    with pytest.raises(PermissionDenied):
        grants.grant_places(grant=grant, by=world.nonglin.officer)
    assert grants.grant_places(grant=grant, by=world.ting).places == 2
    assert waiting_grants(world.ting) == []
    with pytest.raises(NotAllowedNow):
        grants.grant_places(grant=grant, by=world.ting)


def test_the_same_is_asked_for_once_and_refused_with_a_reason(world: World) -> None:
    grant = asked(world)
    with pytest.raises(grants.AlreadyAsked):
        asked(world)
    with pytest.raises(grants.ReasonMissing):
        grants.refuse(grant=grant, reason=" ", by=world.ting)
    assert grants.refuse(grant=grant, reason="名额充足", by=world.ting).state == "refused"
    assert asked(world).pk != grant.pk


def test_a_pool_is_outside_the_limit_and_is_used_when_it_is_named(world: World) -> None:
    pool = granted(world, 1)
    six = released(world, 7)
    for application in six[:5]:
        submit(application=application, by=world.lnu.liaison)
    with pytest.raises(LimitReached), transaction.atomic():
        submit(application=six[5], by=world.lnu.liaison)
    submit(application=type(six[6]).objects.get(pk=six[6].pk), by=world.lnu.liaison, pool=pool)
    ledger = queries.slots_of(world.category(CATEGORY), world.lnu.organisation.pk)
    assert (ledger.limit, ledger.used, ledger.free, ledger.free_of(pool)) == (6, 6, 0, 0)
    with pytest.raises(grants.InUse), transaction.atomic():
        grants.revoke(grant=pool, reason="计划调整", by=world.ting)


def test_an_unused_grant_is_revoked_with_a_reason(world: World) -> None:
    pool = granted(world)
    assert grants.revoke(grant=pool, reason="计划调整", by=world.ting).places is None
    assert queries.slots_of(world.category(CATEGORY), world.lnu.organisation.pk).limit == 5


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"places": 9}, "slot_grant_in_force"),
        ({"reason": ""}, "slot_grant_reason"),
        ({"name": ""}, "slot_grant_pool_named"),
        ({"size": 0}, "slot_grant_size"),
    ],
)
def test_a_shell_cannot_store_a_grant_that_is_none(world: World, change: dict[str, object], name: str) -> None:
    grant = asked(world)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        SlotGrant.objects.filter(pk=grant.pk).update(**change)


def test_a_shell_cannot_let_one_person_ask_and_grant(world: World) -> None:
    grant = asked(world)
    alone = {"granted_by": grant.asked_by_id, "granted_at": grant.asked_at, "places": grant.size}
    with pytest.raises(IntegrityError, match="slot_grant_two_people"), transaction.atomic():
        SlotGrant.objects.filter(pk=grant.pk).update(**alone)


# --- pages -----------------------------------------------------------------------------------------


def test_a_teacher_sees_the_ledger_before_drafting(world: World, client: Client) -> None:
    granted(world, 2)
    page = sign_in(client, world.lnu.author).get(reverse("calls:places"))
    line = next(one for one in page.context["lines"] if one.slots.call_category == world.category(CATEGORY))
    assert (line.slots.limit, line.slots.granted, line.slots.free) == (7, 2, 7)
    assert "省级示范校建设任务。" in page.content.decode()


def test_the_department_filters_every_university_and_exports_what_it_sees(world: World, client: Client) -> None:
    granted(world, 2)
    sign_in(client, world.ting)
    path = reverse("calls:desk_places") + "?places=granted"
    assert client.get(path).context["page"].rows.count() == 1
    answer = client.post(reverse("calls:places_export") + "?places=granted")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert rows[-1][0] == "辽宁大学"
    assert rows[-1][-5:] == [5, 2, 0, 0, 7]


def test_a_grant_goes_its_way_on_the_pages(world: World, client: Client) -> None:
    sign_in(client, world.nonglin.officer)
    form = {
        "call_category": world.category(CATEGORY).pk,
        "university": world.lnu.organisation.pk,
        "kind": "pool",
        "size": "1",
        "reason": "示范校",
    }
    refused = client.post(reverse("calls:grant_new"), form)
    assert (refused.status_code, list(refused.context["grant_form"].errors)) == (422, ["name"])
    client.post(reverse("calls:grant_new"), {**form, "name": "专项"})
    grant = SlotGrant.objects.get()
    sign_in(client, world.ting)
    client.post(reverse("calls:grant_grant", args=[grant.pk]))
    assert client.post(reverse("calls:grant_revoke", args=[grant.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("calls:grant_revoke", args=[grant.pk]), {"reason": "计划调整"})
    grant.refresh_from_db()
    assert grant.state == "revoked"
