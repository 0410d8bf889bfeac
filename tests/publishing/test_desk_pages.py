"""The desk of notices, walked by the writer, the checker and the one who publishes."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxiao.core import steps
from lianxiao.publishing.actions import notices as actions
from lianxiao.publishing.models import Notice
from tests.publishing.made import VALUES, checked, drafted, handed_in, published
from tests.publishing.test_notices import picture
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World(with_call=False)


def sent(**values: object) -> dict[str, object]:
    form = {**VALUES, "document_date": "", "request_id": str(uuid4()), **values}
    return {name: value for name, value in form.items() if value is not None}


def test_a_notice_goes_from_hand_to_hand_to_the_public(world: World, client: Client) -> None:
    office = sign_in(client, world.gongye.officer)
    office.post("/desk/notices/draft/", sent())
    notice = Notice.objects.get()
    upload = SimpleUploadedFile("图.png", picture())
    office.post(f"/desk/notices/{notice.pk}/attach/", {"file": upload, "request_id": str(uuid4())})
    office.post(f"/desk/notices/{notice.pk}/save/", sent(title="改过的标题", revision="0"))
    office.post(f"/desk/notices/{notice.pk}/hand-in/", {"request_id": str(uuid4())})
    colleague = sign_in(Client(), world.gongye.colleague)
    colleague.post(f"/desk/notices/{notice.pk}/pass/", {"remark": "同意", "request_id": str(uuid4())})
    leader = sign_in(Client(), world.ting)
    leader.post(f"/desk/notices/{notice.pk}/publish/", {"request_id": str(uuid4())})
    page = Client().get(f"/notices/{notice.pk}/").content.decode()
    assert "改过的标题" in page
    assert "图.png" in page
    leader.post(f"/desk/notices/{notice.pk}/withdraw/now/", {"reason": "更正", "request_id": str(uuid4())})
    assert Client().get(f"/notices/{notice.pk}/").status_code == 410
    assert [step.verb for step in steps.of_case(notice)] == [
        "draft",
        "attach",
        "edit",
        "hand_in",
        "pass_check",
        "publish",
        "withdraw",
    ]


def test_errors_stand_at_the_field_and_nothing_typed_is_lost(world: World, client: Client) -> None:
    office = sign_in(client, world.gongye.officer)
    response = office.post("/desk/notices/draft/", sent(title="", body="联系人13800138000，请来电"))
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("个人号码须作脱敏处理（第1行：手机号码 138******00）。") == 2  # on top and at the field
    assert "联系人13800138000，请来电" in page
    assert "<title>错误：" in page
    assert not Notice.objects.exists()


def test_a_lost_update_is_told_with_the_text_kept_and_can_be_saved_then(world: World, client: Client) -> None:
    notice = drafted(world)
    office = sign_in(client, world.gongye.officer)
    actions.edit(notice=notice, values={**VALUES, "title": "同事改的"}, revision=0, by=world.gongye.colleague)
    response = office.post(f"/desk/notices/{notice.pk}/save/", sent(title="我改的", revision="0"))
    page = response.content.decode()
    assert response.status_code == 409
    assert 'value="我改的"' in page
    assert 'name="revision" value="1"' in page
    office.post(f"/desk/notices/{notice.pk}/save/", sent(title="我改的", revision="1"))
    notice.refresh_from_db()
    assert notice.title == "我改的"


def test_a_refused_file_says_why_beside_the_field(world: World, client: Client) -> None:
    notice = drafted(world)
    office = sign_in(client, world.gongye.officer)
    upload = SimpleUploadedFile("病毒.exe", b"MZ")
    response = office.post(f"/desk/notices/{notice.pk}/attach/", {"file": upload, "request_id": str(uuid4())})
    assert response.status_code == 422
    assert response.content.decode().count("不接受这种格式的文件") == 2
    assert not notice.attachments.exists()


def test_sending_back_without_a_remark_is_refused_at_the_field(world: World, client: Client) -> None:
    notice = handed_in(world)
    colleague = sign_in(client, world.gongye.colleague)
    response = colleague.post(f"/desk/notices/{notice.pk}/send-back/", {"remark": "", "request_id": str(uuid4())})
    assert response.status_code == 422
    assert response.content.decode().count("请说明退回原因，以便起草人修改。") == 2
    colleague.post(f"/desk/notices/{notice.pk}/send-back/", {"remark": "改标题", "request_id": str(uuid4())})
    notice.refresh_from_db()
    assert notice.state == "draft"


def test_a_number_that_is_taken_is_told_on_the_page(world: World, client: Client) -> None:
    published(world)
    notice = checked(world)
    leader = sign_in(client, world.ting)
    response = leader.post(f"/desk/notices/{notice.pk}/publish/", {"request_id": str(uuid4())})
    assert response.status_code == 422
    assert "已用于另一份已发布的通知" in response.content.decode()


def test_an_attachment_is_removed_and_a_template_taken(world: World, client: Client) -> None:
    notice = drafted(world)
    office = sign_in(client, world.gongye.officer)
    upload = SimpleUploadedFile("图.png", picture())
    office.post(f"/desk/notices/{notice.pk}/attach/", {"file": upload, "request_id": str(uuid4())})
    attachment = notice.attachments.get()
    office.post(f"/desk/notices/attachments/{attachment.pk}/remove/", {"request_id": str(uuid4())})
    assert not notice.attachments.exists()
    response = office.post(f"/desk/notices/{notice.pk}/copy/", {"request_id": str(uuid4())})
    copy = Notice.objects.exclude(pk=notice.pk).get()
    assert response["Location"] == f"/desk/notices/{copy.pk}/edit/"


BUTTONS = ("hand-in/", "pass/", "publish/", "withdraw/", "edit/")


def test_the_page_offers_each_only_what_is_his_to_do(world: World, client: Client) -> None:
    expected = {
        drafted: {"gongye-officer": ["hand-in/", "edit/"]},
        handed_in: {"gongye-colleague": ["pass/"], "xuewei-officer": ["pass/"]},
        checked: {"ting": ["publish/"]},
        published: {"ting": ["withdraw/"]},
    }
    for make, owners in expected.items():
        notice = make(world, document_number="")
        for actor in (world.gongye.officer, world.gongye.colleague, world.ting, world.xuewei.officer):
            page = sign_in(client, actor).get(f"/desk/notices/{notice.pk}/").content.decode()
            offered = [button for button in BUTTONS if f'/desk/notices/{notice.pk}/{button}"' in page]
            wanted = owners.get(actor.name, [])
            if make is drafted and actor.name == "gongye-colleague":
                wanted = ["hand-in/", "edit/"]
            assert offered == wanted, (make, actor.name)


@pytest.mark.parametrize("path", ["", "new/", "{pk}/", "{pk}/edit/", "{pk}/notice.pdf", "{pk}/versions/1/"])
def test_the_desk_is_closed_to_everybody_else(world: World, client: Client, path: str) -> None:
    notice = handed_in(world)
    address = f"/desk/notices/{path.format(pk=notice.pk)}"
    assert client.get(address).status_code == 302
    assert sign_in(client, world.lnu.liaison).get(address).status_code == 403


def test_a_version_page_shows_what_changed(world: World, client: Client) -> None:
    notice = handed_in(world)
    actions.send_back(notice=notice, reason="改", by=world.gongye.colleague)
    notice.refresh_from_db()
    actions.edit(notice=notice, values={**VALUES, "title": "新题"}, revision=0, by=world.gongye.officer)
    notice.refresh_from_db()
    actions.hand_in(notice=notice, by=world.gongye.officer)
    office = sign_in(client, world.gongye.officer)
    assert "这是第一版" in office.get(f"/desk/notices/{notice.pk}/versions/1/").content.decode()
    assert "<ins>新题</ins>" in office.get(f"/desk/notices/{notice.pk}/versions/2/").content.decode()
    assert office.get(f"/desk/notices/{notice.pk}/versions/3/").status_code == 404


def test_the_lists_filter_for_what_waits_shows_just_that(world: World, client: Client) -> None:
    handed_in(world, title="等审核的")
    drafted(world, title="还在写的")
    page = sign_in(client, world.gongye.colleague).get("/desk/notices/?waiting=on").content.decode()
    assert "等审核的" in page
    assert "还在写的" not in page


@pytest.mark.parametrize("path", ["/desk/notices/", "/desk/notices/?waiting=on"])
def test_the_list_takes_as_many_queries_for_one_row_as_for_three(world: World, client: Client, path: str) -> None:
    colleague = sign_in(client, world.gongye.colleague)
    handed_in(world)
    with CaptureQueriesContext(connection) as one:
        colleague.get(path)
    handed_in(world)
    handed_in(world)
    with CaptureQueriesContext(connection) as three:
        colleague.get(path)
    assert len(one) == len(three)
