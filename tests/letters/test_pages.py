"""The outbox, the letters received and the templates as people use them."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianxiao.letters.models import DocumentCode, Letter, TemplateVersion
from lianxiao.letters.states import LetterState
from tests.letters import made
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


def send(client: Client, path: str, **data: Any) -> Any:
    return client.post(path, {"request_id": str(uuid4()), **data}, follow=True)


def test_a_letter_goes_from_the_outbox_to_the_university(world: World, client: Client) -> None:
    letter = made.drafted(world)
    office = sign_in(client, world.gongye.officer)
    page = office.get(f"/letters/{letter.pk}/").content.decode()
    assert ("关于同意校际合作项目立项的通知" in page, "待核稿" in page) == (True, True)
    for file, magic in (("letter.pdf", b"%PDF-"), ("letter.docx", b"PK\x03\x04")):
        content = b"".join(office.get(f"/letters/{letter.pk}/{file}").streaming_content)  # type: ignore[attr-defined]
        assert content.startswith(magic)
    assert "已核稿" in send(office, f"/letters/{letter.pk}/check/", revision=0).content.decode()
    issued = send(sign_in(client, world.ting), f"/letters/{letter.pk}/issue/").content.decode()
    letter.refresh_from_db()
    assert (letter.state, letter.number in issued) == (LetterState.ISSUED, True)
    liaison = sign_in(client, world.lnu.liaison)
    delivery = letter.deliveries.get(organisation=world.lnu.organisation)
    assert letter.number in liaison.get("/letters/received/").content.decode()
    assert liaison.get(f"/letters/received/{delivery.pk}/letter.pdf").status_code == 200
    assert "已签收" in send(liaison, f"/letters/received/{delivery.pk}/confirm/").content.decode()
    assert sign_in(client, world.dut.liaison).get(f"/letters/received/{delivery.pk}/letter.pdf").status_code == 404


def test_what_was_typed_is_kept_when_a_colleague_was_quicker(world: World, client: Client) -> None:
    letter = made.drafted(world)
    office = sign_in(client, world.gongye.officer)
    words = {"addressee": "辽宁大学", "copies": ""}
    send(office, f"/letters/{letter.pk}/save/", revision=0, text="甲", **words)
    late = send(office, f"/letters/{letter.pk}/save/", revision=0, text="乙", **words)
    assert (late.status_code, "乙" in late.content.decode()) == (409, True)
    assert Letter.objects.get(pk=letter.pk).text == "甲"
    wrong = send(office, f"/letters/{letter.pk}/save/", revision=1, text="电话13812345678", **words)
    assert (wrong.status_code, "13812345678" in wrong.content.decode()) == (422, True)


def test_a_box_stands_only_before_a_letter_whose_next_step_is_the_readers(world: World, client: Client) -> None:
    letter = made.drafted(world)
    box = f'name="pk" value="{letter.pk}"'
    assert box in sign_in(client, world.gongye.officer).get("/letters/").content.decode()
    assert box not in sign_in(client, world.ting).get("/letters/").content.decode(), "it has to be checked first"
    send(sign_in(client, world.gongye.officer), f"/letters/{letter.pk}/check/", revision=0)
    assert box not in client.get("/letters/").content.decode()
    assert box in sign_in(client, world.ting).get("/letters/").content.decode()


def test_many_at_once_say_what_became_of_each(world: World, client: Client) -> None:
    first = made.drafted(world)
    second = made.copied(world, first)
    leader = sign_in(client, world.ting)
    page = leader.get(f"/letters/selected/issue/?pk={first.pk}&pk={second.pk}").content.decode()
    assert (f"{first.pk}-0" in page, f"{second.pk}-0" in page) == (True, True)
    told = send(leader, "/letters/selected/issue/now/", pk=[f"{first.pk}-0", f"{second.pk}-0"]).content.decode()
    assert ("完成 1" in told or "1" in told, "须先核稿" in told) == (True, True)
    second.refresh_from_db()
    assert (second.serial, second.number in told) == (1, True)
    office = sign_in(client, world.gongye.officer)
    send(office, "/letters/selected/check/now/", pk=[f"{first.pk}-7"])
    assert Letter.objects.get(pk=first.pk).state == LetterState.DRAFT, "another text than the one that was shown"
    send(office, "/letters/selected/check/now/", pk=[f"{first.pk}-0"])
    assert Letter.objects.get(pk=first.pk).state == LetterState.CHECKED


def test_a_faulty_template_is_told_with_every_place(world: World, client: Client) -> None:
    office = sign_in(client, world.gongye.officer)
    content = made.edited("approval", lambda document: document.add_paragraph("{{ 甲 }} {{ 乙 }}")).read()
    upload = SimpleUploadedFile("模板.docx", content)
    answer = send(office, "/letters/templates/approval/upload/", file=upload, change="措辞")
    page = answer.content.decode()
    assert (answer.status_code, "“甲”不是" in page, "“乙”不是" in page, "措辞" in page) == (422, True, True, True)


def test_a_template_is_uploaded_looked_at_and_published(world: World, client: Client) -> None:
    office = sign_in(client, world.gongye.officer)
    content = made.edited("approval", lambda document: document.add_paragraph("另行通知。", style="公文正文")).read()
    send(office, "/letters/templates/approval/upload/", file=SimpleUploadedFile("模板.docx", content), change="措辞")
    version = TemplateVersion.objects.get(kind="approval", version=2)
    address = f"/letters/templates/versions/{version.pk}/"
    assert "另行通知。" in office.get(address).content.decode()
    assert office.post(f"{address}publish/", {"request_id": str(uuid4())}).status_code == 403
    other = sign_in(client, world.xuewei.officer)
    for file in ("template.docx", "sample.pdf", "sample.docx"):
        assert other.get(address + file).status_code == 200
    assert "已发布" in send(other, f"{address}publish/").content.decode()


def test_codes_are_set_on_the_page_and_a_taken_one_is_told(world: World, client: Client) -> None:
    office = sign_in(client, world.gongye.officer)
    send(office, f"/letters/templates/codes/{world.gongye.organisation.pk}/", code="辽教工函")
    taken = send(office, f"/letters/templates/codes/{world.xuewei.organisation.pk}/", code="辽教工函")
    assert (taken.status_code, "已是其他处室的代字" in taken.content.decode()) == (422, True)
    assert list(DocumentCode.objects.order_by("id").values_list("code", flat=True)) == ["辽教函", "辽教工函"]


def test_void_is_asked_for_with_a_reason(world: World, client: Client) -> None:
    letter = made.issued(world)
    leader = sign_in(client, world.ting)
    assert send(leader, f"/letters/{letter.pk}/withdraw/now/", reason="").status_code == 422
    assert "作废" in send(leader, f"/letters/{letter.pk}/withdraw/now/", reason="有误").content.decode()
    assert "有误" in client.get(f"/verify/{letter.code}/").content.decode()
    assert "有误" in sign_in(client, world.lnu.liaison).get("/letters/received/").content.decode()


def test_the_export_is_what_the_list_shows(world: World, client: Client) -> None:
    letter = made.issued(world)
    answer = sign_in(client, world.ting).post("/letters/export/?state=issued", {"request_id": str(uuid4())})
    from_list = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert from_list.startswith(b"PK")
    assert letter.number
