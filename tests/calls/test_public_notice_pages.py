"""The pages of a public notice, walked as the office, the public and the department's leader."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from lianxiao.calls.actions import approvals
from lianxiao.calls.models import Objection, PublicNotice
from lianxiao.calls.queries.notice_turns import narrowed, waiting_public_notices
from lianxiao.calls.queries.public_notices import public_notices
from lianxiao.calls.states import PublicNoticeState, State
from lianxiao.letters.models import Letter
from tests.calls.test_public_notices import WORDS, confirmed, drafted, ended, objected, published, reloaded
from tests.letters import made
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db
OBJECTION = {"name": "李某", "contact": "li@example.org", "text": "内容重复", "sealed": "on"}


@pytest.fixture
def world() -> World:
    return World()


def form_of(*pks: int) -> dict[str, object]:
    return {**WORDS, "applications": [str(pk) for pk in pks], "request_id": str(uuid4())}


def test_an_office_drafts_changes_and_publishes_a_list(world: World, client: Client) -> None:
    first, second = confirmed(world), confirmed(world, title="第二个")
    office = sign_in(client, world.gongye.officer)
    office.post(f"/desk/public-notices/new/{world.call.pk}/", form_of(first.pk))
    notice = PublicNotice.objects.get()
    office.post(f"/desk/public-notices/{notice.pk}/edit/", form_of(second.pk, first.pk))
    assert office.get(f"/desk/public-notices/{notice.pk}/publish/").status_code == 200
    response = office.post(f"/desk/public-notices/{notice.pk}/publish/now/", {"request_id": str(uuid4())})
    assert response["Location"] == f"/desk/public-notices/{notice.pk}/"
    assert {reloaded(first).state, reloaded(second).state} == {State.ON_NOTICE}


def test_a_list_begins_with_where_the_office_last_had_objections_sent(world: World, client: Client) -> None:
    confirmed(world)
    office = sign_in(client, world.gongye.officer)
    assert 'name="contact" value="' not in office.get(f"/desk/public-notices/new/{world.call.pk}/").content.decode()
    office.post(f"/desk/public-notices/new/{world.call.pk}/", form_of(confirmed(world, title="第二个").pk))
    again = office.get(f"/desk/public-notices/new/{world.call.pk}/").content.decode()
    assert f'name="contact" value="{WORDS["contact"]}"' in again


def test_what_is_missing_is_said_at_the_field_and_nothing_typed_is_lost(world: World, client: Client) -> None:
    confirmed(world)
    office = sign_in(client, world.gongye.officer)
    response = office.post(
        f"/desk/public-notices/new/{world.call.pk}/", {**WORDS, "title": "", "body": "已经写好的正文"}
    )
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"title", "applications"}
    assert "已经写好的正文" in response.content.decode()


def test_a_phone_number_in_the_text_stops_publication_with_its_place(world: World, client: Client) -> None:
    notice = drafted(world, confirmed(world))
    PublicNotice.objects.filter(pk=notice.pk).update(body="联系人手机13800138000")
    response = sign_in(client, world.gongye.officer).post(f"/desk/public-notices/{notice.pk}/publish/now/")
    assert (response.status_code, "138******00" in response.content.decode()) == (422, True)
    notice.refresh_from_db()
    assert notice.state == PublicNoticeState.DRAFT


def test_the_public_reads_and_objects_without_an_account(world: World, client: Client) -> None:
    notice = published(world, confirmed(world))
    item = notice.items.get()
    assert "校际合作示例项目" in client.get(f"/public-notices/{notice.pk}/").content.decode()
    response = client.post(f"/public-notices/items/{item.pk}/object/now/", {**OBJECTION, "request_id": str(uuid4())})
    number = Objection.objects.get().number
    assert response["Location"] == f"/public-notices/items/{item.pk}/objections/{number}/"
    assert number in client.get(response["Location"]).content.decode()


def test_a_double_click_is_one_objection(world: World, client: Client) -> None:
    item = published(world, confirmed(world)).items.get()
    sent = {**OBJECTION, "request_id": str(uuid4())}
    answers = [client.post(f"/public-notices/items/{item.pk}/object/now/", sent) for _again in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Objection.objects.count() == 1


def test_the_public_page_says_nothing_of_who_objected(world: World, client: Client) -> None:
    notice = published(world, confirmed(world))
    objected(notice)
    page = client.get(f"/public-notices/{notice.pk}/").content.decode()
    assert ("李某" in page, "li@example.org" in page, "YY-" in page) == (False, False, False)


def test_drafts_are_not_there_for_the_public(world: World, client: Client) -> None:
    notice = drafted(world, confirmed(world))
    addresses = [f"/public-notices/{notice.pk}/", f"/public-notices/items/{notice.items.get().pk}/object/"]
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_the_office_suspends_and_settles(world: World, client: Client) -> None:
    application = confirmed(world)
    notice = published(world, application)
    objection = objected(notice)
    office = sign_in(client, world.gongye.officer)
    office.post(f"/desk/public-notices/items/{notice.items.get().pk}/suspend/now/", {"reason": "核查"})
    assert reloaded(application).state == State.SUSPENDED
    office.post(f"/desk/objections/{objection.pk}/settle/", {"outcome": "dismissed", "reply": "不属实"})
    assert reloaded(application).state == State.ON_NOTICE


def test_another_office_reads_no_objection(world: World, client: Client) -> None:
    objection = objected(published(world, confirmed(world)))
    assert sign_in(client, world.xuewei.officer).get(f"/desk/objections/{objection.pk}/").status_code == 404


def test_the_leader_reads_the_letters_and_releases(world: World, client: Client) -> None:
    application = confirmed(world)
    notice = ended(world, application)
    leader = sign_in(client, world.ting)
    preview = leader.get(f"/desk/public-notices/items/{notice.items.get().pk}/letter.pdf")
    assert b"".join(preview.streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined]
    leader.post(f"/desk/public-notices/{notice.pk}/release/now/", {"request_id": str(uuid4())})
    assert reloaded(application).state == State.APPROVED


def test_the_university_gets_its_letter_and_others_do_not(world: World, client: Client) -> None:
    application = confirmed(world)
    approvals.release(notice=ended(world, application), by=world.ting)
    letter = Letter.objects.get(kind="approval")
    address = f"/applications/{application.pk}/letters/{letter.pk}.pdf"
    assert sign_in(client, world.lnu.liaison).get(address).status_code == 404, "nothing leaves before its issue"
    made.leave(world, letter)
    for file in (address, address.replace(".pdf", ".docx")):
        assert sign_in(client, world.lnu.author).get(file).status_code == 200
        assert sign_in(client, world.dut.liaison).get(file).status_code == 404
    page = sign_in(client, world.lnu.author).get(f"/applications/{application.pk}/").content.decode()
    assert (address in page, f"〔{letter.written_at.year}〕1号" in page) == (True, True)


def test_the_issued_list_stands_beside_the_public_notice(world: World, client: Client) -> None:
    notice = published(world, confirmed(world))
    address = f"/public-notices/{notice.pk}/letter.pdf"
    assert client.get(address).status_code == 404
    assert address not in client.get(f"/public-notices/{notice.pk}/").content.decode()
    made.leave(world, Letter.objects.get(kind="list"), reader=world.xuewei.officer)
    assert client.get(address).status_code == 200
    assert address in client.get(f"/public-notices/{notice.pk}/").content.decode()


def test_the_list_can_be_printed(world: World, client: Client) -> None:
    notice = published(world, confirmed(world))
    response = client.get(f"/public-notices/{notice.pk}/list.pdf")
    assert b"".join(response.streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined]


def test_counts_on_the_workbench_are_the_lists_behind_them(world: World) -> None:
    published(world, confirmed(world), ago=timedelta(days=30))
    objected(published(world, confirmed(world, title="第二个")))
    drafted(world, confirmed(world, title="第三个"))
    ended(world, confirmed(world, title="第四个"))
    confirmed(world, title="第五个")
    with override("en"):
        office = {line.kind: line for line in waiting_public_notices(world.gongye.officer)}
        leader = {line.kind: line for line in waiting_public_notices(world.ting)}
    assert {kind: line.count for kind, line in (office | leader).items()} == {
        "to_list": 1,
        "notices_objections": 1,
        "notices_publish": 1,
        "notices_close": 1,
        "notices_release": 1,
    }
    for line in office.values():
        if line.kind != "to_list":
            turn = line.path.rpartition("=")[2]
            rows = public_notices(world.gongye.officer)
            assert narrowed(rows, world.gongye.officer, turn).count() == line.count


@pytest.mark.parametrize("address", ["/desk/public-notices/", "/public-notices/"])
def test_a_list_costs_the_same_with_one_row_and_with_three(world: World, client: Client, address: str) -> None:
    office = sign_in(client, world.gongye.officer)
    counts = []
    for n in (1, 2):
        for m in range(n):
            published(world, confirmed(world, title=f"项目{n}{m}"))
        with CaptureQueriesContext(connection) as queries:
            office.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
