"""A notice on its way to the public: who may do what, what is refused, what is kept."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from lianxiao.core import files, search, steps
from lianxiao.core.actors import Actor
from lianxiao.core.personal_numbers import UnmaskedNumbers
from lianxiao.core.refusals import LostUpdate, NotAllowedNow
from lianxiao.organisations.models import Notification, User
from lianxiao.organisations.roles import Role
from lianxiao.publishing.actions import notices as actions
from lianxiao.publishing.models import Notice, NoticeVersion
from lianxiao.publishing.queries import notices as queries
from lianxiao.publishing.queries import texts
from lianxiao.publishing.states import NoticeState
from tests.core.files.made import packed, word_parts
from tests.publishing.made import MADE, VALUES, checked, drafted, handed_in, published, withdrawn
from tests.world import World

pytestmark = pytest.mark.django_db
PHONE = "13800138000"


@pytest.fixture
def world() -> World:
    return World(with_call=False)


def found(query: str) -> list[str]:
    return [entry.title for entry in search.find(query)]


# --- the road --------------------------------------------------------------------------------------


def test_the_way_of_a_notice_is_on_record_with_everybody_who_had_a_part(world: World) -> None:
    notice = published(world)
    assert [(step.verb, step.actor_name, step.after) for step in steps.of_case(notice)] == [
        ("draft", "gongye-officer", "draft"),
        ("hand_in", "gongye-officer", "checking"),
        ("pass_check", "gongye-colleague", "checked"),
        ("publish", "ting", "published"),
    ]
    assert (notice.document_date, notice.published_at is not None) == (timezone.localdate(), True)


def test_a_date_that_the_document_has_is_kept(world: World) -> None:
    assert published(world, document_date=date(2026, 7, 1)).document_date == date(2026, 7, 1)


def test_whoever_acts_next_is_told_at_each_step(world: World) -> None:
    _them = world.gongye.colleague, world.ting
    withdrawn(world)
    told = [(row.user.username, row.kind) for row in Notification.objects.select_related("user").order_by("id")]
    assert told == [
        ("gongye-colleague", "notice_to_check"),
        ("ting", "notice_to_publish"),
        ("gongye-officer", "notice_published"),
        ("gongye-officer", "notice_withdrawn"),
    ]


def test_an_office_of_one_person_is_checked_by_another_office(world: World) -> None:
    assert world.gongye.officer
    notice = actions.draft(values=VALUES, by=world.gongye.officer)
    colleague = User.objects.get(pk=world.gongye.colleague.user_id)
    colleague.is_active = False
    colleague.save()
    other = world.person("xuewei-officer", Role.OFFICER, "xuewei")
    actions.hand_in(notice=notice, by=world.gongye.officer)
    assert [row.user_id for row in Notification.objects.filter(kind="notice_to_check")] == [other.user_id]
    assert actions.pass_check(notice=notice, by=other).state == "checked"


def test_the_writer_never_checks_the_own_notice_nor_does_who_handed_it_in(world: World) -> None:
    notice = handed_in(world)
    with pytest.raises(PermissionDenied):
        actions.pass_check(notice=notice, by=world.gongye.officer)
    other = drafted(world)
    actions.hand_in(notice=other, by=world.gongye.colleague)
    for actor in (world.gongye.officer, world.gongye.colleague):
        with pytest.raises(PermissionDenied):
            actions.pass_check(notice=other, by=actor)


def test_the_database_refuses_a_checker_who_wrote_it_and_a_publication_that_nobody_checked(world: World) -> None:
    notice = handed_in(world)
    with pytest.raises(IntegrityError, match="notice_two_people"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(
            checked_by_id=world.gongye.officer.user_id, checked_at=timezone.now()
        )
    with pytest.raises(IntegrityError, match="notice_checked_before_published"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(
            state="published", published_at=timezone.now(), published_by_id=world.ting.user_id
        )
    with pytest.raises(IntegrityError, match="notice_published_pair"), transaction.atomic():
        Notice.objects.filter(pk=checked(world, document_number="二号").pk).update(state="published")
    with pytest.raises(IntegrityError, match="notice_handed_in_by_somebody"), transaction.atomic():
        Notice.objects.filter(pk=drafted(world).pk).update(state="checking")
    with pytest.raises(IntegrityError, match="notice_checked_pair"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(checked_at=timezone.now())
    with pytest.raises(IntegrityError, match="notice_withdrawn_reason"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(state="withdrawn", withdrawn_at=timezone.now())


STEPS: list[tuple[str, NoticeState, Callable[[World], Actor], Callable[[Notice, Actor], object]]] = [
    (
        "edit",
        NoticeState.DRAFT,
        lambda w: w.xuewei.officer,
        lambda n, by: actions.edit(notice=n, values=VALUES, revision=0, by=by),
    ),
    ("hand_in", NoticeState.DRAFT, lambda w: w.ting, lambda n, by: actions.hand_in(notice=n, by=by)),
    ("pass_check", NoticeState.CHECKING, lambda w: w.ting, lambda n, by: actions.pass_check(notice=n, by=by)),
    (
        "send_back",
        NoticeState.CHECKING,
        lambda w: w.lnu.liaison,
        lambda n, by: actions.send_back(notice=n, reason="否", by=by),
    ),
    ("publish", NoticeState.CHECKED, lambda w: w.gongye.colleague, lambda n, by: actions.publish(notice=n, by=by)),
    (
        "withdraw",
        NoticeState.PUBLISHED,
        lambda w: w.gongye.officer,
        lambda n, by: actions.withdraw(notice=n, reason="否", by=by),
    ),
]


@pytest.mark.parametrize(("name", "state", "who", "step"), STEPS, ids=[row[0] for row in STEPS])
def test_nobody_else_takes_a_step(
    world: World,
    name: str,
    state: NoticeState,
    who: Callable[[World], Actor],
    step: Callable[[Notice, Actor], object],
) -> None:
    notice = MADE[state](world)
    with pytest.raises(PermissionDenied):
        step(notice, who(world))
    notice.refresh_from_db()
    assert notice.state == state


def test_a_university_writes_no_notices(world: World) -> None:
    with pytest.raises(PermissionDenied):
        actions.draft(values=VALUES, by=world.lnu.liaison)


def test_a_step_that_was_taken_meanwhile_is_refused(world: World) -> None:
    notice = checked(world)
    stale = Notice.objects.get(pk=notice.pk)
    actions.publish(notice=notice, by=world.ting)
    with pytest.raises(NotAllowedNow):
        actions.publish(notice=stale, by=world.ting)


# --- writing ---------------------------------------------------------------------------------------


def test_what_an_edit_changed_is_recorded_before_and_after(world: World) -> None:
    notice = drafted(world)
    actions.edit(notice=notice, values={**VALUES, "title": "新标题"}, revision=0, by=world.gongye.colleague)
    (edited,) = steps.of_case(notice).filter(verb="edit")
    assert edited.details == {"changed": {"title": [VALUES["title"], "新标题"]}}


def test_a_colleague_who_saved_in_between_is_not_written_over(world: World) -> None:
    notice = drafted(world)
    actions.edit(notice=notice, values={**VALUES, "title": "甲"}, revision=0, by=world.gongye.officer)
    with pytest.raises(LostUpdate):
        actions.edit(notice=notice, values={**VALUES, "title": "乙"}, revision=0, by=world.gongye.colleague)
    notice.refresh_from_db()
    assert (notice.title, notice.revision) == ("甲", 1)


def test_nothing_is_changed_once_it_is_handed_in(world: World) -> None:
    stale = drafted(world)
    actions.hand_in(notice=Notice.objects.get(pk=stale.pk), by=world.gongye.officer)
    with pytest.raises(LostUpdate):
        actions.edit(notice=stale, values=VALUES, revision=0, by=world.gongye.officer)
    with pytest.raises(LostUpdate):
        actions.attach(notice=stale, name="a.png", stream=io.BytesIO(picture()), by=world.gongye.officer)


def test_attachments_are_checked_kept_and_recorded(world: World) -> None:
    notice = drafted(world)
    attachment = actions.attach(notice=notice, name="../图.png", stream=io.BytesIO(picture()), by=world.gongye.officer)
    assert (attachment.name, attachment.file.media_type) == ("图.png", "image/png")
    with files.open_stored(attachment.file_id) as content:
        assert content.read() == picture()
    with pytest.raises(files.RefusedFile):
        actions.attach(notice=notice, name="b.exe", stream=io.BytesIO(b"MZ"), by=world.gongye.officer)
    actions.remove_attachment(attachment=attachment, by=world.gongye.officer)
    assert [step.verb for step in steps.of_case(notice)] == ["draft", "attach", "remove_attachment"]
    assert not notice.attachments.exists()


def test_a_copy_begins_with_the_text_and_attachments_but_without_number_and_date(world: World) -> None:
    notice = drafted(world)
    actions.attach(notice=notice, name="图.png", stream=io.BytesIO(picture()), by=world.gongye.officer)
    copy = actions.copy_notice(notice=notice, by=world.xuewei.officer)
    assert (copy.title, copy.body, copy.document_number, copy.document_date) == (
        notice.title,
        notice.body,
        "",
        None,
    )
    assert (copy.state, copy.office_id, copy.attachments.get().name) == (
        "draft",
        world.xuewei.organisation.pk,
        "图.png",
    )


# --- versions --------------------------------------------------------------------------------------


def test_each_handing_in_is_a_version_whose_differences_can_be_read(world: World) -> None:
    notice = handed_in(world)
    actions.send_back(notice=notice, reason="请改标题", by=world.gongye.colleague)
    notice.refresh_from_db()
    actions.edit(
        notice=notice, values={**VALUES, "title": "关于举办线上培训的通知"}, revision=0, by=world.gongye.officer
    )
    actions.attach(notice=notice, name="图.png", stream=io.BytesIO(picture()), by=world.gongye.officer)
    notice.refresh_from_db()
    assert actions.hand_in(notice=notice, by=world.gongye.officer).version == 2
    first, second = NoticeVersion.objects.order_by("version")
    changes = texts.changes(first, second)
    assert [(change.old, change.new.split(" (")[0]) for change in changes] == [
        (VALUES["title"], "关于举办线上培训的通知"),
        ("", "图.png"),
    ]
    assert "".join(part.text for part in changes[0].segments if part.kind != "removed") == "关于举办线上培训的通知"


def test_a_version_is_written_once(world: World) -> None:
    version = handed_in(world).versions.get()
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        NoticeVersion.objects.filter(pk=version.pk).update(version=9)
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        NoticeVersion.objects.filter(pk=version.pk).delete()


def test_sending_back_needs_a_reason_and_makes_the_check_undone(world: World) -> None:
    notice = checked(world)
    with pytest.raises(actions.ReasonMissing):
        actions.send_back(notice=notice, reason=" ", by=world.ting)
    back = actions.send_back(notice=notice, reason="文号有误", by=world.ting)
    assert (back.state, back.checked_by_id, back.checked_at) == ("draft", None, None)
    assert Notification.objects.filter(kind="notice_sent_back", user_id=world.gongye.officer.user_id).exists()


# --- publishing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["title", "title_en", "body", "body_en", "addressees", "document_number"])
def test_a_text_with_an_unmasked_number_is_neither_handed_in_nor_published(world: World, field: str) -> None:
    notice = drafted(world, **{field: f"联系人{PHONE}"})
    with pytest.raises(UnmaskedNumbers) as refusal:
        actions.hand_in(notice=notice, by=world.gongye.officer)
    assert [place.label for place in refusal.value.places] == [texts.label_of(field)]
    notice.refresh_from_db()
    assert (notice.state, notice.versions.count()) == ("draft", 0)


def test_a_number_that_came_in_behind_the_back_of_the_check_is_not_published(world: World) -> None:
    notice = checked(world)
    Notice.objects.filter(pk=notice.pk).update(body=PHONE)
    with pytest.raises(UnmaskedNumbers):
        actions.publish(notice=notice, by=world.ting)
    assert (Notice.objects.get(pk=notice.pk).state, found("培训")) == ("checked", [])


def test_the_name_of_an_attachment_is_looked_at_too(world: World) -> None:
    notice = drafted(world)
    actions.attach(notice=notice, name=f"{PHONE}.png", stream=io.BytesIO(picture()), by=world.gongye.officer)
    with pytest.raises(UnmaskedNumbers):
        actions.hand_in(notice=notice, by=world.gongye.officer)


def test_two_published_notices_never_share_a_document_number(world: World) -> None:
    published(world)
    second = checked(world)
    with pytest.raises(actions.NumberTaken):
        actions.publish(notice=second, by=world.ting)
    published(world, document_number="")
    published(world, document_number="")


def test_a_published_notice_is_found_and_a_withdrawn_one_is_not(world: World) -> None:
    notice = published(world)
    assert found("培训") == found("2026 12") == found("ztpx") == [notice.title]
    actions.withdraw(notice=notice, reason="附件有误", by=world.ting)
    assert found("培训") == []


def test_what_is_disclosed_on_request_is_not_found(world: World) -> None:
    published(world, disclosure="on_request")
    assert found("培训") == []


def test_a_withdrawal_needs_a_reason_without_personal_numbers(world: World) -> None:
    notice = published(world)
    with pytest.raises(actions.ReasonMissing):
        actions.withdraw(notice=notice, reason="  ", by=world.ting)
    with pytest.raises(UnmaskedNumbers):
        actions.withdraw(notice=notice, reason=PHONE, by=world.ting)
    assert found("培训") == [notice.title]


# --- who sees what ---------------------------------------------------------------------------------


def test_only_the_desk_sees_what_is_not_published(world: World) -> None:
    for make in MADE.values():
        make(world, document_number="")
    assert queries.desk(world.gongye.officer).count() == queries.desk(world.ting).count() == 5
    assert queries.desk(world.lnu.liaison).count() == 0
    assert [notice.state for notice in queries.published(world.lnu.liaison)] == ["published"]


def test_what_waits_is_what_the_list_shows(world: World) -> None:
    handed_in(world)
    checked(world)
    back = handed_in(world)
    actions.send_back(notice=back, reason="改", by=world.gongye.colleague)
    drafted(world)
    counts = {
        actor.name: [waiting.count for waiting in queries.waiting_notices(actor)]
        for actor in (world.gongye.officer, world.gongye.colleague, world.ting, world.xuewei.officer, world.lnu.author)
    }
    assert counts == {
        "gongye-officer": [1],
        "gongye-colleague": [2],
        "ting": [1],
        "xuewei-officer": [1],
        "lnu-author": [],
    }


# --- the document ----------------------------------------------------------------------------------


def test_the_red_head_names_the_department_unless_another_body_is_given(world: World) -> None:
    assert texts.document(drafted(world)).head == "辽宁省教育厅文件"
    assert texts.document(drafted(world, issuer="辽宁省教育厅办公室")).head == "辽宁省教育厅办公室文件"


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(drawn, "PNG")
    return drawn.getvalue()


def test_a_file_with_a_personal_number_is_not_attached_to_what_everybody_reads(world: World) -> None:
    notice = drafted(world)
    with pytest.raises(UnmaskedNumbers):
        actions.attach(
            notice=notice,
            name="名单.docx",
            stream=io.BytesIO(packed(word_parts("联系电话13812345678"))),
            by=world.gongye.officer,
        )
    assert not notice.attachments.exists()
