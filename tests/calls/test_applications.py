"""An application on campus: begun, written by several hands, handed on, sent back."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied

from lianxiao.calls.actions import applications as actions
from lianxiao.calls.actions import attachments, checks, members
from lianxiao.calls.actions.telling import values_of
from lianxiao.calls.models import Application, FormalCheck, SectionVersion
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries import progress
from lianxiao.calls.queries.waiting import waiting
from lianxiao.calls.states import APPLICATION, State
from lianxiao.core import steps
from lianxiao.core.actors import PUBLIC
from lianxiao.core.files import RefusedFile
from lianxiao.core.refusals import LostUpdate, NotAllowedNow
from lianxiao.organisations.models import Notification
from tests.core.files.made import pdf
from tests.world import Office, World, organisation, pass_deadline

pytestmark = pytest.mark.django_db

COLLEGE = "4121010845"


@pytest.fixture
def world() -> World:
    return World()


def test_a_message_names_a_draft_by_its_number_on_the_platform_and_never_by_its_title(world: World) -> None:
    draft = world.application()
    assert (bool(draft.title), values_of(draft)["code"]) == (True, f"#{draft.pk}")


def save(world: World, application: Application, key: str, values: dict[str, object], revision: int = 0) -> None:
    actions.save_section(application=application, key=key, values=values, revision=revision, by=world.lnu.author)


def returned(world: World, office: Office, **remarks: str) -> Application:
    """A submitted application that this office has sent back with reasons at these fields."""
    application = world.application(state=State.SUBMITTED)
    check = FormalCheck.objects.get(submission__application=application, office=office.organisation)
    checks.keep(check=check, answers={}, remarks=remarks, by=office.officer)
    checks.return_for_correction(check=check, by=office.officer)
    application.refresh_from_db()
    return application


# --- beginning -------------------------------------------------------------------------------------


def test_a_draft_begins_empty_with_its_author_as_the_first_member(world: World) -> None:
    application = world.begin()
    assert application.state == State.DRAFT
    assert [member.user_id for member in application.members.all()] == [world.lnu.author.user_id]
    assert sorted(section.key for section in application.sections.all()) == sorted(
        section["key"] for section in application.form.definition["sections"]
    )
    assert [step.verb for step in steps.of_case(application)] == ["begin"]


def test_nobody_begins_after_the_deadline(world: World) -> None:
    pass_deadline(world.call)
    with pytest.raises(actions.CallNotOpen):
        world.begin()
    assert Application.objects.count() == 0


def test_a_liaison_does_not_write(world: World) -> None:
    with pytest.raises(PermissionDenied):
        actions.begin(call_category=world.category(), by=world.lnu.liaison)


def test_an_institution_outside_the_call_cannot_begin(world: World) -> None:
    college = world.campus("college", COLLEGE)
    with pytest.raises(actions.CallNotOpen):
        actions.begin(call_category=world.category(), by=college.author)


# --- writing ---------------------------------------------------------------------------------------


def test_a_save_keeps_answers_and_the_columns_of_lists(world: World) -> None:
    application = world.begin()
    partner = organisation("4121010141")
    save(
        world,
        application,
        "cover",
        {
            "title": "新项目",
            "leader": {"name": "王牵头", "title": "教授", "organisation": ""},
            "partners": [{"id": partner.pk, "name": partner.name}, {"id": None, "name": "某研究所"}],
        },
    )
    application.refresh_from_db()
    assert (application.title, application.leader_name) == ("新项目", "王牵头")
    assert [(party.organisation_id, party.name) for party in application.parties.order_by("order")] == [
        (partner.pk, partner.name),
        (None, "某研究所"),
    ]
    section = application.sections.get(key="cover")
    assert (section.revision, section.saved_by_id) == (1, world.lnu.author.user_id)


def test_a_save_based_on_an_older_revision_is_refused_and_changes_nothing(world: World) -> None:
    application = world.begin()
    save(world, application, "cover", {"title": "第一版"})
    with pytest.raises(LostUpdate):
        save(world, application, "cover", {"title": "迟到的"}, revision=0)
    assert application.sections.get(key="cover").answers["title"] == "第一版"


def test_the_same_answers_again_make_no_new_revision(world: World) -> None:
    application = world.begin()
    save(world, application, "cover", {"title": "第一版"})
    save(world, application, "cover", {"title": "第一版"}, revision=1)
    assert application.sections.get(key="cover").revision == 1


def test_nothing_is_saved_into_an_application_that_has_moved_on(world: World) -> None:
    application = world.application()
    seen_before = Application.objects.get(pk=application.pk)
    world.advance(application, State.WITH_LIAISON)
    with pytest.raises(LostUpdate):
        save(world, seen_before, "cover", {"title": "太迟"}, revision=1)
    with pytest.raises(LostUpdate):
        attachments.attach(
            application=seen_before,
            field_key="agreement_files",
            name="a.pdf",
            stream=BytesIO(pdf()),
            by=world.lnu.author,
        )


def test_a_colleague_who_is_no_member_is_a_stranger(world: World) -> None:
    application = world.begin()
    assert not queries.applications(world.lnu.colleague).exists()
    with pytest.raises(PermissionDenied):
        actions.save_section(
            application=application, key="cover", values={"title": "x"}, revision=0, by=world.lnu.colleague
        )


# --- members ---------------------------------------------------------------------------------------


def test_a_member_reads_and_writes_until_removed(world: World) -> None:
    application = world.begin()
    member = members.add_member(application=application, username=" LNU-colleague ", by=world.lnu.author)
    assert queries.applications(world.lnu.colleague).get() == application
    actions.save_section(
        application=application, key="cover", values={"title": "合写"}, revision=0, by=world.lnu.colleague
    )
    members.remove_member(member=member, by=world.lnu.author)
    assert not queries.applications(world.lnu.colleague).exists()
    assert [step.verb for step in steps.of_case(application)] == ["begin", "add_member", "remove_member"]


@pytest.mark.parametrize("username", ["nobody", "dut-author", "lnu-liaison"])
def test_only_teachers_of_the_university_can_be_added(world: World, username: str) -> None:
    application = world.begin()
    assert world.dut.author
    assert world.lnu.liaison
    with pytest.raises(members.NoSuchColleague):
        members.add_member(application=application, username=username, by=world.lnu.author)
    assert application.members.count() == 1


def test_the_owner_stays_until_the_application_is_handed_on(world: World) -> None:
    application = world.begin()
    with pytest.raises(members.OwnerStays):
        members.remove_member(member=application.members.get(), by=world.lnu.author)
    assert application.members.count() == 1


def test_the_liaison_gives_a_case_to_another_teacher_when_its_author_has_left(world: World) -> None:
    application = world.application(state=State.WITH_LIAISON)
    assert world.lnu.colleague
    members.add_member(application=application, username="lnu-colleague", by=world.lnu.liaison)
    assert queries.applications(world.lnu.colleague).get() == application


# --- files -----------------------------------------------------------------------------------------


def test_a_file_is_kept_under_its_digest_and_leaves_the_form_when_removed(world: World) -> None:
    application = world.begin()
    attachment = attachments.attach(
        application=application,
        field_key="agreement_files",
        name="C:\\协议.pdf",
        stream=BytesIO(pdf()),
        by=world.lnu.author,
    )
    assert (attachment.name, attachment.file.media_type) == ("协议.pdf", "application/pdf")
    assert [one["id"] for one in queries.files_of(application)["agreement_files"]] == [attachment.pk]
    attachments.remove_attachment(attachment=attachment, by=world.lnu.author)
    assert queries.files_of(application) == {}
    assert [step.verb for step in steps.of_case(application)] == ["begin", "attach", "remove_attachment"]


@pytest.mark.parametrize(("field", "name"), [("agreement_files", "a.exe"), ("title", "a.pdf"), ("nothing", "a.pdf")])
def test_what_is_no_file_of_the_form_is_refused(world: World, field: str, name: str) -> None:
    application = world.begin()
    with pytest.raises(RefusedFile):
        attachments.attach(
            application=application, field_key=field, name=name, stream=BytesIO(pdf()), by=world.lnu.author
        )
    assert not application.attachments.exists()


# --- corrections -----------------------------------------------------------------------------------


def test_a_correction_changes_only_the_fields_that_were_named(world: World) -> None:
    application = returned(world, world.gongye, title="名称过长")
    section = application.sections.get(key="cover")
    with pytest.raises(actions.NotToBeChanged):
        save(world, application, "cover", {"title": "短名", "department": "另一学院"}, section.revision)
    save(world, application, "cover", {"title": "短名"}, section.revision)
    section.refresh_from_db()
    assert section.answers["title"] == "短名"
    with pytest.raises(actions.NotToBeChanged):
        attachments.attach(
            application=application, field_key="seal_pages", name="a.pdf", stream=BytesIO(pdf()), by=world.lnu.author
        )


def test_a_field_that_a_named_field_calls_for_can_be_filled_in_too(world: World) -> None:
    application = returned(world, world.gongye, alliance="请说明")
    definition = queries.definition_of(application.form)
    called_for = {
        key for key, field in definition.fields.items() if field.show_if and field.show_if.field == "alliance"
    }
    assert called_for
    assert queries.open_fields(application) == {"alliance"} | called_for


# --- on and back -----------------------------------------------------------------------------------


def test_only_a_complete_form_leaves_its_author(world: World) -> None:
    application = world.begin()
    with pytest.raises(actions.Incomplete) as refusal:
        actions.hand_in(application=application, by=world.lnu.author)
    assert {problem.field_key for problem in refusal.value.problems} >= {"title", "partners", "leader"}
    application.refresh_from_db()
    assert application.state == State.DRAFT


def test_the_next_person_is_told_at_each_step(world: World) -> None:
    people = [world.lnu.liaison, world.lnu.leader]
    world.application(state=State.RELEASED)
    told = [
        (row.user_id, row.kind)
        for row in Notification.objects.filter(user_id__in=[one.user_id for one in people]).order_by("id")
        if row.kind != "call_published"
    ]
    liaison, leader = (one.user_id for one in people)
    assert told == [(liaison, "handed_in"), (leader, "passed_to_leader"), (liaison, "released")]


def test_a_step_back_needs_a_reason_and_keeps_it(world: World) -> None:
    application = world.application(state=State.WITH_LEADER)
    with pytest.raises(actions.ReasonMissing):
        actions.send_back(application=application, by=world.lnu.leader, reason="  ")
    actions.send_back(application=application, by=world.lnu.leader, reason="指标偏高")
    application.refresh_from_db()
    assert (application.state, application.handed_in_at, application.released_at) == (State.DRAFT, None, None)
    assert steps.of_case(application).last().remark == "指标偏高"  # type: ignore[union-attr]
    assert Notification.objects.get(kind="sent_back").user_id == world.lnu.author.user_id


def test_nobody_acts_out_of_turn_or_for_another_university(world: World) -> None:
    application = world.application(state=State.WITH_LIAISON)
    for by in (world.lnu.author, world.lnu.leader, world.dut.liaison, world.gongye.officer, PUBLIC):
        with pytest.raises(PermissionDenied):
            actions.pass_on(application=application, by=by)
        with pytest.raises(PermissionDenied):
            actions.endorse(application=application, by=by)
    application.refresh_from_db()
    assert application.state == State.WITH_LIAISON


def test_a_second_click_finds_the_step_taken(world: World) -> None:
    application = world.application(state=State.WITH_LIAISON)
    again = Application.objects.get(pk=application.pk)
    actions.pass_on(application=application, by=world.lnu.liaison)
    with pytest.raises(NotAllowedNow):
        actions.pass_on(application=again, by=world.lnu.liaison)


def test_a_discarded_draft_is_gone_from_the_lists(world: World) -> None:
    application = world.begin()
    actions.discard(application=application, by=world.lnu.author)
    assert not queries.listed(world.lnu.author).exists()
    assert not queries.listed(world.lnu.liaison).exists()


# --- who sees what ---------------------------------------------------------------------------------


def test_offices_see_an_application_only_once_it_was_submitted_to_them(world: World) -> None:
    application = world.application(state=State.RELEASED)
    readers = [world.gongye.officer, world.xuewei.officer, world.ting]
    assert [queries.applications(actor).exists() for actor in readers] == [False, False, False]
    world.advance(application, State.SUBMITTED)
    assert [queries.applications(actor).exists() for actor in readers] == [True, True, True]
    others = [world.nonglin.officer, world.dut.liaison, world.dut.author, world.student, PUBLIC]
    assert [queries.applications(actor).exists() for actor in others] == [False] * len(others)


def test_what_waits_is_counted_for_the_one_whose_turn_it_is(world: World) -> None:
    world.application()
    world.application(state=State.WITH_LIAISON)
    world.application(state=State.RELEASED)

    def kinds(actor: object) -> list[tuple[str, int, str]]:
        return [(one.kind, one.count, one.path) for one in waiting(actor)]  # type: ignore[arg-type]

    assert kinds(world.lnu.author) == [("drafts", 1, "/applications/?waiting=drafts")]
    assert kinds(world.lnu.liaison) == [
        ("to_submit", 1, "/applications/?waiting=to_submit"),
        ("to_review", 1, "/applications/?waiting=to_review"),
    ]
    assert kinds(world.lnu.leader) == []
    assert kinds(world.dut.liaison) == []
    assert waiting(world.lnu.author)[0].due == world.call.closes_at
    pass_deadline(world.call)
    assert kinds(world.lnu.liaison) == []


def test_every_state_and_verb_has_its_words_and_colour() -> None:
    assert set(progress.TONES) == set(State.values)
    assert set(progress.NEXT) == set(State.values) - APPLICATION.final
    assert {verb for verbs in APPLICATION.table.values() for verb in verbs} <= set(progress.VERBS)
    staged = [state for states in progress.STAGES.values() for state in states]
    assert sorted(staged) == sorted(set(State) - {State.REJECTED, State.DISCARDED})


# --- filling in all at once ------------------------------------------------------------------------


def kept(application: Application) -> tuple[list[object], list[object], object]:
    """What stands in the sections, in their history, and in the columns and parties that lists show."""
    sections = application.sections.order_by("id").values_list("key", "answers", "revision", "saved_by")
    versions = SectionVersion.objects.filter(application=application).order_by("id")
    application.refresh_from_db()
    named = [(party.organisation_id, party.name) for party in application.parties.order_by("order")]
    return (
        list(sections),
        list(versions.values_list("key", "answers", "revision", "saved_by")),
        (application.title, application.leader_name, named),
    )


ANSWERS: dict[str, dict[str, object]] = {
    "cover": {"title": "联合培养", "leader": {"name": "王某"}},
    "basic": {"partners": [{"id": None, "name": "沈河智造"}]},
}


def test_filling_in_at_once_leaves_what_saving_section_by_section_leaves(world: World) -> None:
    at_once, one_by_one = world.begin(), world.begin()
    actions.fill_in(application=at_once, answers=ANSWERS, by=world.lnu.author)
    for key, values in ANSWERS.items():
        save(world, one_by_one, key, values)
    assert kept(at_once) == kept(one_by_one)


def test_filling_in_overwrites_nothing(world: World) -> None:
    application = world.begin()
    save(world, application, "cover", {"title": "第一稿"})
    before = kept(application)
    with pytest.raises(LostUpdate):
        actions.fill_in(application=application, answers=ANSWERS, by=world.lnu.author)
    assert kept(application) == before


def test_nobody_fills_in_anothers_draft(world: World) -> None:
    application = world.begin()
    with pytest.raises(PermissionDenied):
        actions.fill_in(application=application, answers=ANSWERS, by=world.dut.author)
