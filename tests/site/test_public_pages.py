"""The front page, search and verification, as everybody sees them."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianxiao.calls.actions import approvals, submission
from lianxiao.calls.actions.prints import keep_print
from lianxiao.calls.models import Submission
from lianxiao.calls.queries.verification import plain_code
from lianxiao.calls.states import State
from lianxiao.core import files
from lianxiao.letters.models import Letter
from tests.calls.test_public_notices import confirmed, ended
from tests.letters import made
from tests.world import World, pass_deadline

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def text_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def submitted(world: World) -> Submission:
    return world.application(state=State.SUBMITTED).submissions.get()


# --- front page ------------------------------------------------------------------------------------


def test_the_front_page_leads_to_what_is_open_and_shows_the_ledgers_own_figures(world: World, client: Client) -> None:
    page = text_of(client, "/")
    assert f'href="/calls/{world.call.pk}/"' in page
    assert "<dt>立项项目</dt><dd>0</dd>" in page
    assert "<dt>本科高校</dt><dd>63</dd>" in page
    assert "2020年度工作目标" in page


def test_an_empty_province_has_a_front_page_too(client: Client) -> None:
    page = text_of(client, "/")
    assert "目前没有受理中的申报" in page
    assert "暂无内容" in page


def test_a_call_that_is_over_is_not_open_for_applications(client: Client) -> None:
    world = World()
    pass_deadline(world.call)
    assert f'href="/calls/{world.call.pk}/"' not in text_of(client, "/")


# --- search ----------------------------------------------------------------------------------------


def test_search_marks_what_was_looked_for_and_escapes_it(world: World, client: Client) -> None:
    page = text_of(client, "/search/?q=校际合作")
    assert "<mark>校际合作</mark>" in page
    assert text_of(client, "/search/?q=<script>alert(1)</script>").count("<script>alert") == 0


def test_search_narrows_to_a_kind_and_an_unknown_kind_is_left_out(world: World, client: Client) -> None:
    assert world.call.title in text_of(client, "/search/?q=申报").replace("<mark>", "").replace("</mark>", "")
    narrowed = text_of(client, "/search/?q=申报&kind=publishing.notice")
    assert "没有检索到公开信息" in narrowed
    assert "没有检索到公开信息" not in text_of(client, "/search/?q=申报&kind=nothing")


def test_an_application_is_not_found_by_the_public(world: World, client: Client) -> None:
    world.application(title="绝密申报项目", state=State.SUBMITTED)
    assert "没有检索到公开信息" in text_of(client, "/search/?q=绝密")


# --- verification ----------------------------------------------------------------------------------


def test_a_code_is_taken_however_it_is_typed() -> None:
    typed = (
        "7fed-ah6y-ksb6-s2ch",
        " 7FED AH6Y KSB6 S2CH ",
        "７ＦＥＤＡＨ６ＹＫＳＢ６Ｓ２ＣＨ",
        "https://x.cn/verify/7FED-AH6Y-KSB6-S2CH/",
        "https://x.cn/verify/7FED-AH6Y-KSB6-S2CH/?page=3",
    )
    assert {plain_code(code) for code in typed} == {"7FED-AH6Y-KSB6-S2CH"}


def test_a_submitted_form_is_verified_without_anything_about_people(world: World, client: Client) -> None:
    copy = submitted(world)
    page = text_of(client, f"/verify/{copy.code}/")
    for words in ("该文件由本平台出具", copy.application.number, "校际合作示例项目", "辽宁大学", copy.sha256, copy.sm3):
        assert words in page
    assert "王牵头" not in page
    assert "62200000" not in page


def test_the_form_leads_to_the_address_of_the_document(world: World, client: Client) -> None:
    copy = submitted(world)
    response = client.get("/verify/", {"code": copy.code.lower().replace("-", " ")})
    assert response["Location"] == f"/verify/{copy.code}/"
    response = client.get("/verify/", {"code": " "})
    assert response.status_code == 422
    assert response.content.decode().count("请输入文件上印制的查验码。") == 2


@pytest.mark.parametrize("code", ["ABCD-EFGH-JKLM-NPQR", "-", "甲乙丙", "X" * 150, "%00"])
def test_a_code_that_nobody_issued_gets_a_clear_answer(client: Client, code: str) -> None:
    assert "查无此码" in text_of(client, f"/verify/{code}/", 404)


def test_a_version_that_was_replaced_says_which_one_counts(world: World, client: Client) -> None:
    first = submitted(world)
    again = world.application(state=State.SUBMITTED)
    Submission.objects.create(
        application=first.application,
        version=2,
        content=first.content,
        sha256=first.sha256,
        sm3=first.sm3,
        code="AAAA-BBBB-CCCC-DDDD",
        substance=first.substance,
        submitted_by_id=world.lnu.liaison.user_id,
        submitted_at=first.submitted_at,
    )
    assert "这是第1版，以第2版为准。" in text_of(client, f"/verify/{first.code}/")
    assert "该文件由本平台出具" in text_of(client, "/verify/AAAA-BBBB-CCCC-DDDD/")
    assert "该文件由本平台出具" in text_of(client, f"/verify/{again.submissions.get().code}/")


def test_what_the_university_took_back_is_told_as_withdrawn(world: World, client: Client) -> None:
    copy = submitted(world)
    submission.withdraw(application=copy.application, reason="材料有误", by=world.lnu.liaison)
    assert "本平台出具，现已撤回" in text_of(client, f"/verify/{copy.code}/")


def test_a_file_is_compared_byte_for_byte_and_not_kept(world: World, client: Client) -> None:
    copy = submitted(world)
    path = f"/verify/{copy.code}/file/"
    assert "PDF正在生成" in text_of(client, f"/verify/{copy.code}/")
    kept = keep_print(submission_id=copy.pk)
    with files.open_stored(kept.file_id) as content:
        pdf = content.read()

    def compared(data: bytes) -> str:
        upload = SimpleUploadedFile("申报书.pdf", data)
        return client.post(path, {"file": upload, "request_id": str(uuid4())}).content.decode()

    assert "该文件与存档文件一致" in compared(pdf)
    changed = pdf[:-1] + b"\x00"
    assert "该文件与存档文件不一致" in compared(changed)
    assert f"<dt>页数</dt><dd>{kept.pages}</dd>" in text_of(client, f"/verify/{copy.code}/")
    response = client.post(path, {"request_id": str(uuid4())})
    assert response.status_code == 422
    assert response.content.decode().count("请选择您收到的文件。") == 2


def test_a_letter_of_approval_is_verified_by_its_code(world: World, client: Client) -> None:
    application = confirmed(world)
    approvals.release(notice=ended(world, application), by=world.ting)
    letter = made.leave(world, Letter.objects.get(kind="approval"))
    page = text_of(client, f"/verify/{letter.code}/")
    assert "该文件由本平台出具" in page
    assert letter.number in page
