"""Comments at the fields: said, answered, resolved; read by those who see the draft, and never submitted."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from lianxiao.calls.actions import comments as actions
from lianxiao.calls.actions import invitations, members
from lianxiao.calls.actions.assignments import assign
from lianxiao.calls.models import Application, Comment, CommentThread
from lianxiao.calls.queries import comments as read
from lianxiao.calls.queries.frozen import shown
from lianxiao.calls.queries.prints import draft_pdf, render_submission
from lianxiao.calls.states import Hand, State
from lianxiao.core.actors import Actor
from lianxiao.organisations.models import Notification
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db
CANARY = "CANARY-7341"


@pytest.fixture
def world() -> World:
    return World()


def say(application: Application, by: Actor, text: str, section: str = "cover", field: str = "title") -> CommentThread:
    return actions.open_thread(application=application, section_key=section, field_key=field, text=text, by=by)


def told(actor: Actor) -> list[str]:
    rows = Notification.objects.filter(user_id=actor.person_id, kind__startswith="comment").order_by("id")
    return list(rows.values_list("kind", flat=True))


def words_in(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_a_thread_is_answered_resolved_and_opened_again_by_an_answer(world: World) -> None:
    application = world.application()
    thread = say(application, world.lnu.author, "题目是否过长？")
    actions.answer(thread=thread, text="可以缩短", by=world.lnu.liaison)
    assert read.open_counts(world.lnu.author, application) == {"cover": 1}
    actions.resolve(thread=thread, by=world.lnu.author)
    assert read.open_counts(world.lnu.author, application) == {}
    actions.answer(thread=thread, text="还没有改", by=world.lnu.liaison)
    assert read.open_counts(world.lnu.author, application) == {"cover": 1}


def test_who_is_named_and_who_has_spoken_is_told_once(world: World) -> None:
    application = world.application()
    assert world.lnu.colleague
    members.add_member(application=application, username="lnu-colleague", by=world.lnu.author)
    thread = say(application, world.lnu.author, "@lnu-colleague 请看")
    assert (told(world.lnu.colleague), told(world.lnu.author)) == (["comment_mention"], [])
    actions.answer(thread=thread, text="好的 @lnu-author", by=world.lnu.colleague)
    actions.answer(thread=thread, text="谢谢", by=world.lnu.author)
    assert told(world.lnu.author) == ["comment_mention"]
    assert told(world.lnu.colleague) == ["comment_mention", "comment_answer"]


def test_nothing_is_said_about_a_field_that_is_not_there_or_without_words(world: World) -> None:
    application = world.application()
    with pytest.raises(actions.NothingSaid):
        say(application, world.lnu.author, "  ")
    for section, field in (("cover", "summary"), ("nowhere", "")):
        with pytest.raises(actions.NoSuchPlace):
            say(application, world.lnu.author, "有话", section, field)
    assert not CommentThread.objects.exists()


def test_strangers_offices_and_the_leading_group_say_nothing(world: World) -> None:
    application = world.application(state=State.SUBMITTED)
    group = world.person("lnu-group", "leading_group", world.lnu.organisation.code)  # type: ignore[arg-type]
    for stranger in (world.dut.author, world.lnu.colleague, world.keji.officer, world.ting, group):
        with pytest.raises(PermissionDenied):
            say(application, stranger, "外人的话")


def test_a_partner_s_person_reads_and_writes_comments_at_his_sections_only(world: World) -> None:
    application = world.application()
    invitation = invitations.invite(
        application=application,
        email="p@example.org",
        organisation=world.neu.organisation,
        hand=Hand.PARTNER,
        by=world.lnu.author,
    )
    member = invitations.accept(invitation=invitation, by=world.neu.author)
    inside, outside = (
        say(application, world.lnu.author, "内部", "basic", "summary"),
        say(application, world.lnu.author, "封面"),
    )
    assert not read.threads(world.neu.author).exists()
    assign(member=member, key="basic", by=world.lnu.author)
    assert list(read.threads(world.neu.author)) == [inside]
    actions.answer(thread=inside, text="收到", by=world.neu.author)
    with pytest.raises(PermissionDenied):
        actions.answer(thread=outside, text="看不到的", by=world.neu.author)


def test_comments_are_in_no_frozen_copy_and_no_print_and_on_no_page_of_an_office(world: World, client: Client) -> None:
    application = world.application()
    say(application, world.lnu.author, CANARY)
    printed = draft_pdf(Application.objects.get(pk=application.pk))
    world.advance(application, State.SUBMITTED)
    submission = application.submissions.get()
    assert CANARY not in str(submission.content) + str(shown(submission, "zh-hans"))
    for pdf in (printed, render_submission(submission)):
        assert CANARY not in words_in(pdf)
        assert "校际合作示例项目" in words_in(pdf)
    sign_in(client, world.xuewei.officer)
    pages = [
        reverse("calls:application", args=[application.pk]),
        reverse("calls:submission", args=[submission.pk]),
        reverse("calls:checks"),
    ]
    for page in pages:
        response = client.get(page)
        assert (response.status_code, CANARY in response.content.decode()) == (200, False)
    assert client.get(reverse("calls:comments", args=[application.pk])).status_code in (403, 404)
    assert (
        CANARY
        in sign_in(client, world.lnu.liaison).get(reverse("calls:comments", args=[application.pk])).content.decode()
    )


def test_section_and_comments_ask_a_fixed_number_of_questions(world: World, client: Client) -> None:
    application = world.application()
    sign_in(client, world.lnu.author)
    for address in (
        reverse("calls:section", args=[application.pk, "basic"]),
        reverse("calls:comments", args=[application.pk]),
        reverse("calls:application", args=[application.pk]),
    ):
        counts = []
        for field in ("summary", "keywords", "period"):
            thread = say(application, world.lnu.author, "一句", "basic", field)
            actions.answer(thread=thread, text="又一句", by=world.lnu.liaison)
            actions.resolve(thread=thread, by=world.lnu.liaison)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.append(len(asked))
        assert counts[1:] == counts[1:2] * 2


def test_no_shell_changes_what_was_said_or_stores_what_cannot_be(world: World) -> None:
    thread = say(world.application(), world.lnu.author, "原话")
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        Comment.objects.filter(thread=thread).update(text="改过的话")
    with pytest.raises(IntegrityError, match="comment_says_something"), transaction.atomic():
        thread.comments.create(text="", written_by_id=world.lnu.author.person_id, written_at="2030-01-01T00:00Z")
    with pytest.raises(IntegrityError, match="comment_thread_resolved_pair"), transaction.atomic():
        CommentThread.objects.filter(pk=thread.pk).update(resolved_at="2030-01-01T00:00Z")
