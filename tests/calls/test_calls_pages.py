"""Pages of calls: what each role reaches, what is typed is kept, files go only where they may."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from pytest_django import Settings

from lianxiao.calls.actions import calls as actions
from lianxiao.calls.actions import deadlines
from lianxiao.calls.models import Call, CallAttachment, CallExtension
from lianxiao.calls.queries.call_turns import narrowed_calls, waiting_calls
from tests.core.files.made import packed, word_parts
from tests.world import World, pass_deadline, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def desk(client: Client, world: World) -> Client:
    return sign_in(client, world.gongye.officer)


def typed(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send back from the form on this page."""
    form = client.get(url).context["form"]
    data: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if getattr(field.field.widget, "input_type", "") == "checkbox":
            if isinstance(value, list):
                data[field.html_name] = value
            elif value:
                data[field.html_name] = "on"
        elif hasattr(field.field.widget, "widgets"):
            moment = timezone.localtime(value)
            data |= {f"{field.html_name}_0": f"{moment:%Y-%m-%d}", f"{field.html_name}_1": f"{moment:%H:%M}"}
        else:
            data[field.html_name] = "" if value is None else value
    return data


# --- reach -----------------------------------------------------------------------------------------


def test_the_public_reads_published_calls_and_never_a_draft(client: Client, world: World) -> None:
    draft = world.draft_call()
    assert client.get(f"/calls/{world.call.pk}/").status_code == 200
    assert client.get(f"/calls/{draft.pk}/").status_code == 404
    assert client.get(f"/calls/categories/{world.category().pk}/form/").status_code == 200
    assert client.get(f"/calls/categories/{world.category(call=draft).pk}/form/").status_code == 404
    assert [call.pk for call in client.get("/calls/").context["page"].rows] == [world.call.pk]


def test_the_desk_is_closed_to_universities_and_the_public(client: Client, world: World) -> None:
    assert client.get("/desk/calls/").status_code == 302
    for actor in (world.lnu.liaison, world.lnu.author, world.auditor, world.firm):
        sign_in(client, actor)
        assert client.get("/desk/calls/").status_code == 403
        assert client.get(f"/desk/calls/{world.call.pk}/").status_code == 403


def test_a_call_that_is_out_cannot_be_edited(desk: Client, world: World) -> None:
    assert desk.get(f"/desk/calls/{world.call.pk}/edit/").status_code == 404
    assert desk.post(f"/desk/calls/{world.call.pk}/save/").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_the_desk_opens_in_both_languages(desk: Client, world: World, language: str) -> None:
    draft = world.draft_call()
    example = Call.objects.get(is_example=True)
    with translation.override(language):
        for url in (
            "/desk/calls/",
            "/desk/calls/new/",
            f"/desk/calls/{world.call.pk}/",
            f"/desk/calls/{draft.pk}/",
            f"/desk/calls/{draft.pk}/edit/",
            f"/desk/calls/{draft.pk}/preview/",
            f"/desk/calls/{example.pk}/",
            f"/desk/calls/{example.pk}/copy/",
        ):
            assert desk.get(url, headers={"accept-language": language}).status_code == 200, url


# --- drafting --------------------------------------------------------------------------------------


def test_a_draft_saved_as_it_stands_is_unchanged(desk: Client, world: World) -> None:
    draft = world.draft_call()
    before = Call.objects.values().get(pk=draft.pk)
    minute = {"second": 0, "microsecond": 0}
    before |= {name: before[name].replace(**minute) for name in ("opens_at", "closes_at")}
    response = desk.post(f"/desk/calls/{draft.pk}/save/", typed(desk, f"/desk/calls/{draft.pk}/edit/"))
    assert response.status_code == 302
    assert Call.objects.values().get(pk=draft.pk) == before
    assert draft.call_categories.count() == 5


def test_wrong_input_is_named_at_its_field_and_nothing_typed_is_lost(desk: Client, world: World) -> None:
    draft = world.draft_call()
    data = typed(desk, f"/desk/calls/{draft.pk}/edit/")
    category = world.category(call=draft).category_id
    data |= {"title": "一个新的标题", "closes_at_0": "2020-01-01", f"limit_{category}": "0"}
    response = desk.post(f"/desk/calls/{draft.pk}/save/", data)
    form = response.context["form"]
    assert response.status_code == 422
    assert sorted(form.errors) == ["closes_at", f"limit_{category}"]
    assert "一个新的标题" in response.content.decode()
    assert Call.objects.get(pk=draft.pk).title != "一个新的标题"


def test_a_category_is_taken_out_by_its_tick(desk: Client, world: World) -> None:
    draft = world.draft_call()
    data = typed(desk, f"/desk/calls/{draft.pk}/edit/")
    category = world.category("exchange", call=draft).category_id
    del data[f"included_{category}"]
    desk.post(f"/desk/calls/{draft.pk}/save/", data)
    assert draft.call_categories.filter(category=category).exists() is False


def test_a_call_is_begun_from_the_example_on_its_page(desk: Client, world: World) -> None:
    example = Call.objects.get(is_example=True)
    url = f"/desk/calls/{example.pk}/copy/"
    response = desk.post(f"{url}now/", typed(desk, url))
    copy = Call.objects.latest("id")
    assert (response.status_code, response.headers["Location"]) == (302, f"/desk/calls/{copy.pk}/edit/")
    assert copy.closes_at > timezone.now()


def test_what_is_missing_is_listed_on_the_case(desk: Client, world: World) -> None:
    draft = world.draft_call()
    Call.objects.filter(pk=draft.pk).update(document_number="")
    response = desk.post(f"/desk/calls/{draft.pk}/hand-in/")
    assert response.status_code == 422
    assert [problem.anchor for problem in response.context["problems"]] == ["in-document_number"]
    assert Call.objects.get(pk=draft.pk).state == "draft"


# --- steps -----------------------------------------------------------------------------------------


def test_a_call_walks_from_desk_to_public(client: Client, world: World) -> None:
    draft = world.draft_call()
    for actor, step in (
        (world.gongye.officer, "hand-in"),
        (world.xuewei.officer, "pass"),
        (world.ting, "publish"),
    ):
        assert sign_in(client, actor).post(f"/desk/calls/{draft.pk}/{step}/").status_code == 302
    client.logout()
    assert client.get(f"/calls/{draft.pk}/").status_code == 200


def test_steps_are_offered_only_to_whose_turn_it_is(client: Client, world: World) -> None:
    draft = world.draft_call()
    offered = {
        name: [
            flag
            for flag, allowed in sign_in(client, actor).get(f"/desk/calls/{draft.pk}/").context["may"].items()
            if allowed
        ]
        for name, actor in (("own", world.gongye.officer), ("other", world.keji.officer), ("ting", world.ting))
    }
    assert offered == {"own": ["edit", "copy", "hand_in"], "other": ["copy"], "ting": []}


def test_an_extension_is_asked_for_and_granted_on_the_case(client: Client, world: World) -> None:
    new = timezone.localtime(world.call.closes_at + timedelta(days=5))
    data = {"new_closes_at_0": f"{new:%Y-%m-%d}", "new_closes_at_1": f"{new:%H:%M}", "reason": "假期调整"}
    sign_in(client, world.gongye.officer).post(f"/desk/calls/{world.call.pk}/extensions/", data)
    extension = CallExtension.objects.get()
    assert client.post(f"/desk/calls/extensions/{extension.pk}/grant/").status_code == 403
    sign_in(client, world.ting).post(f"/desk/calls/extensions/{extension.pk}/grant/")
    client.logout()
    page = client.get(f"/calls/{world.call.pk}/").content.decode()
    assert "假期调整" in page


def test_a_wrong_extension_keeps_its_reason_on_the_page(desk: Client, world: World) -> None:
    data = {"new_closes_at_0": "2020-01-01", "new_closes_at_1": "17:00", "reason": "假期调整，材料不足"}
    response = desk.post(f"/desk/calls/{world.call.pk}/extensions/", data)
    assert response.status_code == 422
    assert list(response.context["extension_form"].errors) == ["new_closes_at"]
    assert "假期调整，材料不足" in response.content.decode()


def test_refusing_an_extension_asks_for_the_reason(client: Client, world: World) -> None:
    extension = deadlines.ask_extension(
        call=world.call,
        new_closes_at=world.call.closes_at + timedelta(days=1),
        reason="原因",
        by=world.gongye.officer,
    )
    sign_in(client, world.ting)
    url = f"/desk/calls/extensions/{extension.pk}/refuse/"
    assert client.post(url, {"refuse-reason": ""}).status_code == 422
    assert client.post(url, {"refuse-reason": "时间充足"}).status_code == 302
    extension.refresh_from_db()
    assert extension.refused_at is not None


# --- files -----------------------------------------------------------------------------------------


@pytest.fixture
def storage(settings: Settings, tmp_path: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "lianxiao.core.files.storage.ContentStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        },
    }


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.mark.usefixtures("storage")
def test_an_attachment_is_downloaded_by_everybody_once_the_call_is_out(client: Client, world: World) -> None:
    draft = world.draft_call()
    sign_in(client, world.gongye.officer)
    client.post(f"/desk/calls/{draft.pk}/attachments/", {"file": SimpleUploadedFile("附件.png", PNG)})
    attachment = CallAttachment.objects.get()
    client.logout()
    assert client.get(f"/calls/attachments/{attachment.pk}/").status_code == 404
    Call.objects.filter(pk=draft.pk).update(
        state="published",
        handed_in_by=world.gongye.officer.user_id,
        checked_by=world.ting.user_id,
        checked_at=timezone.now(),
        published_by=world.ting.user_id,
        published_at=timezone.now(),
    )
    response = client.get(f"/calls/attachments/{attachment.pk}/")
    assert b"".join(response) == PNG
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.usefixtures("storage")
def test_a_file_that_is_not_what_it_says_is_refused_at_its_field(desk: Client, world: World) -> None:
    draft = world.draft_call()
    upload = SimpleUploadedFile("附件.pdf", b"MZ not a pdf")
    response = desk.post(f"/desk/calls/{draft.pk}/attachments/", {"file": upload})
    assert response.status_code == 422
    assert list(response.context["attachment_form"].errors) == ["file"]
    assert CallAttachment.objects.exists() is False


@pytest.mark.usefixtures("storage")
def test_a_file_can_be_taken_off_a_draft_but_not_off_a_published_call(desk: Client, world: World) -> None:
    draft = world.draft_call()
    desk.post(f"/desk/calls/{draft.pk}/attachments/", {"file": SimpleUploadedFile("附件.png", PNG)})
    attachment = CallAttachment.objects.get()
    CallAttachment.objects.filter(pk=attachment.pk).update(call=world.call)
    assert desk.post(f"/desk/calls/attachments/{attachment.pk}/remove/").status_code == 403
    CallAttachment.objects.filter(pk=attachment.pk).update(call=draft)
    assert desk.post(f"/desk/calls/attachments/{attachment.pk}/remove/").status_code == 302
    assert CallAttachment.objects.exists() is False


# --- public page -----------------------------------------------------------------------------------


def test_a_teacher_sees_the_places_of_his_own_university_before_he_begins(client: Client, world: World) -> None:
    world.application(title="本校项目", state="submitted")
    world.application(world.dut, title="外校项目", state="submitted")
    page = sign_in(client, world.lnu.author).get(f"/calls/{world.call.pk}/")
    assert [line.slots.used for line in page.context["lines"]] == [1, 0, 0, 0, 0]
    assert ("本校项目" in page.content.decode(), "外校项目" in page.content.decode()) == (True, False)
    assert page.context["may"] == {"begin": True}


def test_strangers_see_no_places_and_officials_no_way_to_apply(client: Client, world: World) -> None:
    page = client.get(f"/calls/{world.call.pk}/")
    assert (page.context["lines"], page.context["may"]) == ([], {"begin": False})
    page = sign_in(client, world.gongye.officer).get(f"/calls/{world.call.pk}/")
    assert (page.context["lines"], page.context["may"]) == ([], {"begin": False})


def test_phases_follow_the_clock(client: Client, world: World) -> None:
    soon = world.open_call(opens_in=timedelta(days=2), closes_in=timedelta(days=9))
    over = world.open_call()
    pass_deadline(over)
    phases = {call.pk: call.phase for call in client.get("/calls/").context["page"].rows}
    assert phases == {soon.pk: "soon", world.call.pk: "open", over.pk: "over"}
    assert [call.pk for call in client.get("/calls/?phase=open").context["page"].rows] == [world.call.pk]
    assert [call.pk for call in client.get("/calls/?q=nothing").context["page"].rows] == []


def test_the_desk_list_filters_by_state_and_year(desk: Client, world: World) -> None:
    draft = world.draft_call()
    rows = desk.get(f"/desk/calls/?state=draft&year={draft.year}").context["page"].rows
    assert [call.pk for call in rows] == [draft.pk]


@pytest.mark.parametrize("url", ["/desk/calls/", "/calls/"])
def test_a_list_takes_the_same_number_of_queries_for_one_row_and_for_three(
    desk: Client, world: World, url: str
) -> None:
    Call.objects.filter(is_example=True).delete()
    desk.get(url)
    with CaptureQueriesContext(connection) as one:
        desk.get(url)
    copies = Call.objects.values().get(pk=world.call.pk)
    for number in (901, 902):
        Call.objects.create(**{**copies, "id": number})
    with CaptureQueriesContext(connection) as three:
        page = desk.get(url).context["page"]
    assert (len(page.rows), len(three)) == (3, len(one))


# --- whose turn it is ------------------------------------------------------------------------------


def test_each_turn_is_counted_like_the_list_that_it_leads_to(client: Client, world: World) -> None:
    world.draft_call()
    handed_in = world.draft_call()
    actions.hand_in(call=handed_in, by=world.gongye.officer)
    checked = world.draft_call()
    actions.hand_in(call=checked, by=world.gongye.officer)
    actions.pass_check(call=checked, by=world.keji.officer)
    deadlines.ask_extension(
        call=world.call,
        new_closes_at=world.call.closes_at + timedelta(days=1),
        reason="原因",
        by=world.gongye.officer,
    )
    found = {}
    for name, actor in (("own", world.gongye.officer), ("other", world.keji.officer), ("ting", world.ting)):
        sign_in(client, actor)
        for line in waiting_calls(actor):
            assert len(client.get(line.path).context["page"].rows) == line.count
            found[name, line.kind] = line.count
    assert found == {
        ("own", "call_to_finish"): 1,
        ("other", "call_to_check"): 1,
        ("ting", "call_to_publish"): 1,
        ("ting", "extension_to_decide"): 1,
    }
    assert waiting_calls(world.lnu.liaison) == []


def test_a_turn_of_somebody_else_shows_nothing(desk: Client, world: World) -> None:
    assert len(desk.get("/desk/calls/?waiting=call_to_finish").context["page"].rows) == 0
    assert narrowed_calls(Call.objects.all(), world.gongye.officer, "call_to_publish").count() == 0


def test_a_file_with_a_personal_number_is_refused_at_its_field(desk: Client, world: World) -> None:
    draft = world.draft_call()
    upload = SimpleUploadedFile("名单.docx", packed(word_parts("联系电话13812345678")))
    refused = desk.post(f"/desk/calls/{draft.pk}/attachments/", {"file": upload})
    assert refused.status_code == 422
    assert "名单.docx第1行：手机号码" in str(refused.context["form"].errors["file"])
    assert not draft.attachments.exists()
