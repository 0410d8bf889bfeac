"""Pages of an application as each reader finds them. None of these tests runs a script."""

import re
import uuid
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianxiao.calls.actions import attachments, members
from lianxiao.calls.actions import submission as submitting
from lianxiao.calls.actions.applications import save_section
from lianxiao.calls.models import Application
from lianxiao.calls.queries.overview import section_lines
from lianxiao.calls.queries.waiting import waiting
from lianxiao.calls.states import State
from lianxiao.core.actors import Actor
from tests.calls.test_applications import returned, save
from tests.core.files.made import pdf
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def page(client: Client, actor: Actor, name: str, *args: Any, status: int = 200, **query: str) -> str:
    response = sign_in(client, actor).get(reverse(f"calls:{name}", args=args), query)
    assert response.status_code == status
    return response.content.decode()


def send(client: Client, actor: Actor, name: str, *args: Any, **data: Any) -> Any:
    return sign_in(client, actor).post(reverse(f"calls:{name}", args=args), data)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def titles(html: str) -> list[str]:
    """Of the rows of a list, in their order."""
    return [unescape(one) for one in re.findall(r'<a href="/applications/\d+/">([^<]+)</a>', html)]


def named_inputs(html: str) -> set[str]:
    """The fields of the form that can be typed into."""
    body = html[html.index('<form class="card"') :].partition("</form>")[0]
    names = re.findall(r'<(?:input|textarea|select)[^>]* name="([a-z_]+)', body)
    return set(names) - {"csrfmiddlewaretoken", "request_id", "revision"}


def revision(application: Application, key: str) -> int:
    return application.sections.get(key=key).revision


# --- the list --------------------------------------------------------------------------------------


def test_each_reader_lists_what_concerns_him(client: Client, world: World) -> None:
    world.application(title="草稿甲")
    world.application(title="已交乙", state=State.SUBMITTED)
    world.application(world.dut, title="外校丙", state=State.SUBMITTED)
    assert titles(page(client, world.lnu.author, "applications")) == ["已交乙", "草稿甲"]
    assert titles(page(client, world.lnu.liaison, "applications")) == ["已交乙", "草稿甲"]
    assert titles(page(client, world.gongye.officer, "applications")) == ["外校丙", "已交乙"]
    assert titles(page(client, world.ting, "applications")) == ["外校丙", "已交乙"]
    assert titles(page(client, world.keji.officer, "applications")) == []
    page(client, world.student, "applications", status=403)


def test_the_list_narrows_by_text_state_category_and_turn(client: Client, world: World) -> None:
    world.application(title="草稿甲")
    world.application(title="已交乙", state=State.SUBMITTED)
    world.application(title="交流丙", category="exchange", state=State.WITH_LIAISON)
    narrow = {
        "草稿甲": {"q": "草稿"},
        "已交乙": {"state": "submitted"},
        "交流丙": {"category": str(world.category("exchange").category_id)},
    }
    for title, query in narrow.items():
        assert titles(page(client, world.lnu.liaison, "applications", **query)) == [title]
    [turn] = waiting(world.lnu.liaison)
    listed = sign_in(client, world.lnu.liaison).get(turn.path).content.decode()
    assert titles(listed) == ["交流丙"] * turn.count


def test_the_list_asks_the_same_number_of_questions_for_one_row_and_for_three(client: Client, world: World) -> None:
    def count(actor: Actor) -> int:
        sign_in(client, actor)
        with CaptureQueriesContext(connection) as asked:
            client.get("/applications/")
        return len(asked)

    world.application(state=State.SUBMITTED)
    readers = (world.lnu.author, world.lnu.liaison, world.gongye.officer)
    for actor in readers:
        client.get("/applications/")
        count(actor)
    one = [count(actor) for actor in readers]
    world.application(state=State.SUBMITTED)
    world.application(category="teacher_exchange", state=State.SUBMITTED)
    assert [count(actor) for actor in readers] == one


# --- beginning -------------------------------------------------------------------------------------


def test_places_are_shown_before_anybody_begins(client: Client, world: World) -> None:
    world.application(title="已交乙", state=State.SUBMITTED)
    shown = text_of(page(client, world.lnu.author, "application_new", world.call.pk))
    assert "剩余 4 个名额（限报 5 项）" in shown
    assert "1 已交乙 王牵头" in shown
    response = send(client, world.lnu.author, "application_begin", world.category("exchange").pk)
    begun = Application.objects.get(call_category__category__code="exchange")
    assert response["Location"] == f"/applications/{begun.pk}/"


# --- a section -------------------------------------------------------------------------------------


def test_a_saved_section_leads_to_the_next_one_and_the_last_to_the_check(client: Client, world: World) -> None:
    application = world.begin()
    keys = [section["key"] for section in application.form.definition["sections"]]
    first = send(
        client, world.lnu.author, "section_save", application.pk, keys[0], revision=0, title="新项目", go="next"
    )
    assert first["Location"] == f"/applications/{application.pk}/sections/{keys[1]}/"
    last = send(client, world.lnu.author, "section_save", application.pk, keys[-1], revision=0, go="next")
    assert last["Location"] == f"/applications/{application.pk}/check/"
    assert application.sections.get(key=keys[0]).answers["title"] == "新项目"


def test_what_cannot_be_read_is_kept_as_typed_and_told_at_its_field(client: Client, world: World) -> None:
    application = world.begin()
    send(
        client,
        world.lnu.author,
        "section_save",
        application.pk,
        "basic",
        revision=0,
        **{"period-start": "明年春天", "period-end": ""},
        go="next",
    )
    html = page(client, world.lnu.author, "section", application.pk, "basic")
    assert 'value="明年春天"' in html
    assert 'href="#id_period-start"' in html
    assert "<title>错误" in re.sub(r"\s+", "", html)


def test_autosave_answers_with_time_and_revision(client: Client, world: World) -> None:
    application = world.begin()
    address = reverse("calls:section_save", args=[application.pk, "cover"])
    sign_in(client, world.lnu.author)
    answer = client.post(address, {"revision": 0, "title": "自动"}, headers={"X-Autosave": "1"})
    section = application.sections.get(key="cover")
    assert section.saved_at is not None
    assert (answer.status_code, answer.json()["revision"], section.answers["title"]) == (200, 1, "自动")
    late = client.post(address, {"revision": 0, "title": "另一窗口"}, headers={"X-Autosave": "1"})
    assert late.status_code == 409
    assert "保存" in late.json()["message"]
    section.refresh_from_db()
    assert section.answers["title"] == "自动"


def test_a_late_save_shows_both_versions_and_can_then_be_saved(client: Client, world: World) -> None:
    application = world.begin()
    save(world, application, "cover", {"title": "先保存的"})
    late = send(client, world.lnu.author, "section_save", application.pk, "cover", revision=0, title="后保存的")
    html = late.content.decode()
    assert late.status_code == 409
    assert "项目名称 先保存的 后保存的" in text_of(html)
    assert 'name="revision" value="1"' in html
    assert 'value="后保存的"' in html
    assert application.sections.get(key="cover").answers["title"] == "先保存的"
    send(client, world.lnu.author, "section_save", application.pk, "cover", revision=1, title="后保存的")
    assert application.sections.get(key="cover").answers["title"] == "后保存的"


def test_rows_are_added_and_removed_without_a_script(client: Client, world: World) -> None:
    application = world.begin()
    row = {"members-0-name": "甲", "members-1-name": "乙"}
    added = send(
        client, world.lnu.author, "section_save", application.pk, "basic", revision=0, add_row="members", **row
    )
    html = sign_in(client, world.lnu.author).get(added["Location"]).content.decode()
    assert len(re.findall(r'name="members-\d+-name"', html[: html.index("<template>")])) == 5
    send(client, world.lnu.author, "section_save", application.pk, "basic", revision=1, remove_row="members-0", **row)
    assert [one["name"] for one in application.sections.get(key="basic").answers["members"]] == ["乙"]


def test_a_file_is_taken_or_its_refusal_told_at_the_field_without_losing_text(client: Client, world: World) -> None:
    application = world.begin()
    field = next(
        one["key"] for one in application.form.definition["sections"][2]["fields"] if one["type"] == "long_text"
    )
    text = {field: "已有合作"}
    good = SimpleUploadedFile("协议.pdf", pdf())
    send(
        client, world.lnu.author, "section_save", application.pk, "foundation", revision=0, agreement_files=good, **text
    )
    assert [one.name for one in application.attachments.all()] == ["协议.pdf"]
    bad = SimpleUploadedFile("坏.pdf", b"not a pdf")
    response = send(
        client,
        world.lnu.author,
        "section_save",
        application.pk,
        "foundation",
        revision=1,
        agreement_files=bad,
        **{field: "更多合作"},
    )
    assert "“坏.pdf”未能上传" in text_of(response.content.decode())
    assert application.sections.get(key="foundation").answers[field] == "更多合作"
    assert [one.name for one in application.attachments.all()] == ["协议.pdf"]
    [kept] = application.attachments.all()
    send(
        client,
        world.lnu.author,
        "section_save",
        application.pk,
        "foundation",
        revision=2,
        remove_attachment=kept.pk,
        **{field: "更多合作"},
    )
    kept.refresh_from_db()
    assert kept.removed_at is not None


def test_a_correction_offers_only_the_named_fields_each_with_its_reason(client: Client, world: World) -> None:
    application = returned(world, world.gongye, title="名称过长，请缩短")
    html = page(client, world.lnu.author, "section", application.pk, "cover")
    assert named_inputs(html) == {"title"}
    assert "名称过长，请缩短" in text_of(html)
    refused = send(
        client,
        world.lnu.author,
        "section_save",
        application.pk,
        "cover",
        revision=revision(application, "cover"),
        title="短名",
        department="另一学院",
    )
    assert refused.status_code == 409
    application.refresh_from_db()
    assert application.title == "校际合作示例项目"


def test_a_form_that_is_with_somebody_else_is_only_read(client: Client, world: World) -> None:
    application = world.application(state=State.WITH_LIAISON)
    response = sign_in(client, world.lnu.author).get(f"/applications/{application.pk}/sections/cover/")
    assert response["Location"] == f"/applications/{application.pk}/form/#shown-cover"
    refused = send(client, world.lnu.author, "section_save", application.pk, "cover", revision=1, title="x")
    assert refused.status_code == 403


@pytest.mark.parametrize("key", ["nothing", "cover-x"])
def test_a_section_that_the_form_does_not_have_is_not_found(client: Client, world: World, key: str) -> None:
    application = world.begin()
    page(client, world.lnu.author, "section", application.pk, key, status=404)
    assert send(client, world.lnu.author, "section_save", application.pk, key, revision=0).status_code == 404


# --- the way through the university ----------------------------------------------------------------


def test_the_check_links_each_point_to_its_field_and_hands_in_only_a_complete_form(
    client: Client, world: World
) -> None:
    application = world.begin()
    html = page(client, world.lnu.author, "application_check", application.pk)
    assert f'href="/applications/{application.pk}/sections/cover/?check=1#id_title"' in html
    assert "hand-in" not in html
    response = send(client, world.lnu.author, "application_hand_in", application.pk)
    assert response["Location"] == f"/applications/{application.pk}/check/"
    world.fill(application, world.lnu)
    assert "hand-in" in page(client, world.lnu.author, "application_check", application.pk)
    send(client, world.lnu.author, "application_hand_in", application.pk)
    application.refresh_from_db()
    assert application.state == State.WITH_LIAISON


def test_liaison_and_leader_pass_it_on_and_the_liaison_submits(client: Client, world: World) -> None:
    application = world.application(state=State.WITH_LIAISON)
    lnu, pk = world.lnu, application.pk
    page(client, lnu.liaison, "application_decide", pk)
    send(client, lnu.liaison, "application_pass_on", pk, remark="同意报送")
    page(client, lnu.leader, "application_decide", pk)
    send(client, lnu.leader, "application_endorse", pk, remark="")
    before = text_of(page(client, lnu.liaison, "application_submit", pk))
    assert "共5个名额，已用0个，预留0个，剩余5个" in before
    response = send(client, lnu.liaison, "application_submit_now", pk)
    receipt = text_of(sign_in(client, lnu.liaison).get(response["Location"]).content.decode())
    application.refresh_from_db()
    copy = application.submissions.get()
    assert all(word in receipt for word in (application.number or "", copy.code, copy.sha256, copy.sm3))
    assert "工业高等教育处" in receipt
    assert "学位管理与研究生教育处" in receipt


def test_a_step_back_without_a_reason_is_told_at_the_field(client: Client, world: World) -> None:
    application = world.application(state=State.WITH_LIAISON)
    response = send(client, world.lnu.liaison, "application_send_back", application.pk, reason="")
    assert response.status_code == 422
    assert 'href="#id_reason"' in response.content.decode()
    send(client, world.lnu.liaison, "application_send_back", application.pk, reason="指标偏高")
    assert "指标偏高" in text_of(page(client, world.lnu.author, "application", application.pk))


def test_the_same_submission_sent_twice_is_one_submission(client: Client, world: World) -> None:
    application = world.application(state=State.RELEASED)
    sign_in(client, world.lnu.liaison)
    address = reverse("calls:application_submit_now", args=[application.pk])
    number = str(uuid.uuid4())
    first = client.post(address, {"request_id": number})
    second = client.post(address, {"request_id": number})
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert second.status_code == 302
    assert application.submissions.count() == 1


def test_a_withdrawal_without_a_reason_is_told_at_the_field(client: Client, world: World) -> None:
    application = world.application(state=State.SUBMITTED)
    page(client, world.lnu.liaison, "application_withdraw", application.pk)
    refused = send(client, world.lnu.liaison, "application_withdraw_now", application.pk, reason="")
    assert refused.status_code == 422
    send(client, world.lnu.liaison, "application_withdraw_now", application.pk, reason="合作方退出")
    application.refresh_from_db()
    assert application.state == State.DRAFT


def test_a_colleague_is_found_by_name_and_added(client: Client, world: World) -> None:
    application = world.begin()
    assert world.lnu.colleague
    assert world.dut.colleague
    html = page(client, world.lnu.author, "members", application.pk)
    assert 'value="lnu-colleague"' not in html
    found = client.get(reverse("calls:members", args=[application.pk]), {"q": "colleague"}).content.decode()
    assert re.findall(r'name="username" value="([^"]+)"', found) == ["lnu-colleague"]
    send(client, world.lnu.author, "member_add", application.pk, username="lnu-colleague", hand="editor")
    page(client, world.lnu.colleague, "application", application.pk)
    member = application.members.get(user_id=world.lnu.colleague.user_id)
    send(client, world.lnu.author, "member_remove", member.pk)
    page(client, world.lnu.colleague, "application", application.pk, status=404)


# --- who reads what --------------------------------------------------------------------------------


def test_strangers_find_nothing(client: Client, world: World) -> None:
    application = world.application()
    attachment = attachments.attach(
        application=application, field_key="agreement_files", name="a.pdf", stream=BytesIO(pdf()), by=world.lnu.author
    )
    addresses = [
        reverse("calls:application", args=[application.pk]),
        reverse("calls:application_form", args=[application.pk]),
        reverse("calls:application_draft_pdf", args=[application.pk]),
        reverse("calls:section", args=[application.pk, "cover"]),
        reverse("calls:attachment_file", args=[attachment.pk]),
    ]
    for actor in (world.dut.author, world.dut.liaison, world.lnu.colleague):
        sign_in(client, actor)
        assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    for actor in (world.gongye.officer, world.ting):
        sign_in(client, actor)
        assert {client.get(address).status_code for address in addresses} <= {403, 404}


def test_an_office_reads_the_frozen_copy_and_nothing_of_what_is_being_corrected(client: Client, world: World) -> None:
    application = returned(world, world.gongye, title="名称过长")
    save(world, application, "cover", {"title": "改到一半"}, revision(application, "cover"))
    seen = text_of(page(client, world.xuewei.officer, "application", application.pk))
    body = seen[seen.index("申报书（提交版本）") :]
    assert "项目名称 校际合作示例项目" in body
    assert "改到一半" not in body
    assert "送校领导审批" not in seen
    page(client, world.xuewei.officer, "application_form", application.pk, status=403)


def test_an_officer_finds_the_way_from_the_case_to_his_own_offices_check(client: Client, world: World) -> None:
    application = world.application(state=State.SUBMITTED)
    own = application.submissions.get().checks.get(office=world.xuewei.organisation)
    html = page(client, world.xuewei.officer, "application", application.pk)
    assert re.findall(r'href="(/checks/\d+/)"', html) == [f"/checks/{own.pk}/"]
    assert "/checks/" not in page(client, world.ting, "application", application.pk)


def test_the_list_of_an_office_shows_the_title_as_it_was_submitted(client: Client, world: World) -> None:
    application = returned(world, world.gongye, title="名称过长")
    save(world, application, "cover", {"title": "改到一半"}, revision(application, "cover"))
    assert titles(page(client, world.xuewei.officer, "applications")) == ["校际合作示例项目"]
    submitting.resubmit(application=Application.objects.get(pk=application.pk), by=world.lnu.liaison)
    assert titles(page(client, world.xuewei.officer, "applications")) == ["改到一半"]


def test_files_leave_only_as_downloads_to_those_entitled(client: Client, world: World) -> None:
    application = world.application()
    attachment = attachments.attach(
        application=application,
        field_key="agreement_files",
        name="协议.pdf",
        stream=BytesIO(pdf()),
        by=world.lnu.author,
    )
    world.advance(application, State.SUBMITTED)
    copy = application.submissions.get()
    draft = sign_in(client, world.lnu.author).get(reverse("calls:attachment_file", args=[attachment.pk]))
    frozen = sign_in(client, world.gongye.officer).get(reverse("calls:submission_file", args=[copy.pk, attachment.pk]))
    for response in (draft, frozen):
        assert response["Content-Disposition"].startswith("attachment;")
        assert (response["X-Content-Type-Options"], response["Content-Type"]) == ("nosniff", "application/pdf")
        assert b"".join(response.streaming_content) == pdf()
    page(client, world.gongye.officer, "submission_file", copy.pk, attachment.pk + 1, status=404)
    page(client, world.nonglin.officer, "submission_file", copy.pk, attachment.pk, status=404)


def test_the_print_opens_for_those_who_see_the_case(client: Client, world: World) -> None:
    copy = world.application(state=State.SUBMITTED).submissions.get()
    response: HttpResponse = sign_in(client, world.gongye.officer).get(reverse("calls:submission_pdf", args=[copy.pk]))
    assert b"".join(response.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    page(client, world.dut.liaison, "submission_pdf", copy.pk, status=404)


def test_what_changed_is_shown_beside_a_new_version(client: Client, world: World) -> None:
    application = returned(world, world.gongye, title="名称过长")
    save(world, application, "cover", {"title": "改正的名称"}, revision(application, "cover"))
    copy = submitting.resubmit(application=application, by=world.lnu.liaison)
    html = page(client, world.gongye.officer, "submission_changes", copy.pk)
    assert re.findall(r"<(?:ins|del)>([^<]+)", html) == ["校际合作示例项目", "改正的名称"]
    first = application.submissions.get(version=1)
    page(client, world.gongye.officer, "submission_changes", first.pk, status=404)


def test_a_case_page_asks_a_fixed_number_of_questions(client: Client, world: World) -> None:
    application = world.application()
    sign_in(client, world.lnu.author)
    address = f"/applications/{application.pk}/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    assert world.lnu.colleague
    members.add_member(application=application, username="lnu-colleague", by=world.lnu.author)
    attachments.attach(
        application=application, field_key="agreement_files", name="a.pdf", stream=BytesIO(pdf()), by=world.lnu.author
    )
    with CaptureQueriesContext(connection) as more:
        client.get(address)
    assert len(more) == len(few)


def test_what_has_been_corrected_is_no_longer_counted_as_to_correct(client: Client, world: World) -> None:
    application = returned(world, world.gongye, title="名称过长，请缩短")
    assert {line.key: line.asked for line in section_lines(application, world.lnu.author) if line.asked} == {"cover": 1}
    save_section(
        application=application,
        key="cover",
        values={"title": "短名"},
        revision=revision(application, "cover"),
        by=world.lnu.author,
    )
    assert [line.key for line in section_lines(application, world.lnu.author) if line.asked] == []


@pytest.mark.parametrize("text", ["xjhz", "XJ HZ", "校际合作"])
def test_applications_are_found_by_first_letters_of_title_and_leader(client: Client, world: World, text: str) -> None:
    world.application(title="校际合作项目")
    world.application(title="仪器共享")
    author = sign_in(client, world.lnu.author)
    found = author.get("/applications/", {"q": text}).context["page"].rows
    assert [row.title for row in found] == ["校际合作项目"]
    assert len(author.get("/applications/", {"q": "wqt"}).context["page"].rows) == 2  # 王牵头 leads both
