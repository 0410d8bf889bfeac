"""Several hands: members and their hands, sections assigned, invitations by e-mail, who is there."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lianxiao.calls.actions import applications as actions
from lianxiao.calls.actions import assignments, attachments, invitations, members, presence
from lianxiao.calls.actions.invitations import CannotBeInvited, InvitationClosed
from lianxiao.calls.models import (
    Application,
    ApplicationMember,
    MemberInvitation,
    Presence,
    SectionAssignment,
)
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries import hands
from lianxiao.calls.queries.invitations import invitation_behind, link_to, token_of
from lianxiao.calls.states import Hand, State
from lianxiao.calls.tasks import mail_invitation
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.organisations.models import Notification
from tests.core.files.made import pdf
from tests.world import World, sign_in, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def told(actor: Actor) -> list[str]:
    rows = Notification.objects.filter(user_id=actor.person_id).order_by("id")
    return list(rows.values_list("kind", flat=True))


def write(application: Application, key: str, by: Actor, **values: object) -> None:
    revision = application.sections.get(key=key).revision
    actions.save_section(application=application, key=key, values=values, revision=revision, by=by)


def joined(world: World, application: Application, hand: Hand = Hand.EDITOR) -> ApplicationMember:
    """The author's colleague."""
    assert world.lnu.colleague
    return members.add_member(application=application, username="lnu-colleague", hand=hand, by=world.lnu.author)


def partner(world: World, application: Application) -> ApplicationMember:
    """Somebody of Northeastern University, whom the form names, by the link that was sent."""
    invitation = invitations.invite(
        application=application,
        email="Partner@example.org",
        organisation=world.neu.organisation,
        hand=Hand.EDITOR,
        by=world.lnu.author,
    )
    return invitations.accept(invitation=invitation, by=world.neu.author)


# --- hands -----------------------------------------------------------------------------------------


def test_a_reader_reads_and_neither_writes_nor_hands_in(world: World) -> None:
    application = world.application()
    joined(world, application, Hand.READER)
    assert queries.drafts(world.lnu.colleague).get() == application
    with pytest.raises(PermissionDenied):
        write(application, "cover", world.lnu.colleague, title="只读者写的")
    with pytest.raises(PermissionDenied):
        actions.hand_in(application=application, by=world.lnu.colleague)


def test_only_the_owner_and_the_liaison_change_who_takes_part(world: World) -> None:
    application = world.application()
    member = joined(world, application)
    with pytest.raises(PermissionDenied):
        members.remove_member(member=member, by=world.lnu.colleague)
    with pytest.raises(PermissionDenied):
        actions.discard(application=application, by=world.lnu.colleague)
    members.change_hand(member=member, hand=Hand.READER, by=world.lnu.liaison)
    assert application.members.get(pk=member.pk).hand == Hand.READER


def test_handed_on_an_application_has_its_new_owner_alone_and_he_is_told(world: World) -> None:
    application = world.application()
    member = joined(world, application)
    members.transfer(member=member, by=world.lnu.author)
    assert [(one.user_id, one.hand) for one in application.members.order_by("id")] == [
        (world.lnu.author.user_id, Hand.EDITOR),
        (world.lnu.colleague.user_id, Hand.OWNER),
    ]
    assert told(world.lnu.colleague) == ["member_added", "application_transferred"]
    with pytest.raises(PermissionDenied):
        members.transfer(member=member, by=world.lnu.author)
    assert [step.verb for step in steps.of_case(application)][-2:] == ["add_member", "transfer"]


def test_no_shell_stores_a_second_owner_or_a_partner_of_the_own_house(world: World) -> None:
    application = world.application()
    member = joined(world, application)
    rows = ApplicationMember.objects.filter(pk=member.pk)
    with pytest.raises(IntegrityError, match="application_member_one_owner"), transaction.atomic():
        rows.update(hand=Hand.OWNER)
    with pytest.raises(DatabaseError, match="another house"), transaction.atomic():
        rows.update(hand=Hand.PARTNER)
    with pytest.raises(DatabaseError, match="another house"), transaction.atomic():
        rows.update(organisation=world.dut.organisation)
    with pytest.raises(IntegrityError, match="application_member_hand"), transaction.atomic():
        rows.update(hand="visitor")


# --- people of partners ----------------------------------------------------------------------------


def test_a_partner_s_person_reads_and_writes_what_is_assigned_and_nothing_else(world: World, client: Client) -> None:
    application = world.application()
    member = partner(world, application)
    person = world.neu.author
    with pytest.raises(PermissionDenied):
        write(application, "basic", person, summary="还没有分配")
    assignments.assign(member=member, key="basic", by=world.lnu.author)
    write(application, "basic", person, summary="合作方写的")
    assert application.sections.get(key="basic").answers["summary"] == "合作方写的"
    with pytest.raises(PermissionDenied):
        write(application, "cover", person, title="不该写的")
    sign_in(client, person)
    answers = {
        name: client.get(reverse(f"calls:{name}", args=args)).status_code
        for name, args in {
            "part": [application.pk],
            "section": [application.pk, "basic"],
            "section_history": [application.pk, "basic"],
            "comments": [application.pk],
            "application": [application.pk],
            "application_form": [application.pk],
            "application_draft_pdf": [application.pk],
            "application_check": [application.pk],
            "members": [application.pk],
            "versions": [application.pk],
        }.items()
    }
    assert answers == dict.fromkeys(["part", "section", "section_history", "comments"], 200) | dict.fromkeys(
        ["application", "application_form", "application_draft_pdf", "application_check", "members", "versions"], 404
    )
    for name in ("section", "section_history"):
        assert client.get(reverse(f"calls:{name}", args=[application.pk, "cover"])).status_code == 404
    page = client.get(reverse("calls:part", args=[application.pk])).content.decode()
    assert page.count("/sections/") == 1


def test_a_partner_s_person_opens_the_files_of_his_section_only(world: World, client: Client) -> None:
    application = world.application()
    member = partner(world, application)
    attachment = attachments.attach(
        application=application,
        field_key="agreement_files",
        name="协议.pdf",
        stream=BytesIO(pdf()),
        by=world.lnu.author,
    )
    key = attachments.section_of(application, "agreement_files")
    address = reverse("calls:attachment_file", args=[attachment.pk])
    assert sign_in(client, world.neu.author).get(address).status_code == 404
    assignment = assignments.assign(member=member, key=key, by=world.lnu.author)
    assert client.get(address).status_code == 200
    assignments.unassign(assignment=assignment, by=world.lnu.author)
    assert client.get(address).status_code == 404


def test_who_is_no_longer_named_as_a_partner_reaches_nothing_until_he_is_named_again(world: World) -> None:
    application = world.application()
    assignments.assign(member=partner(world, application), key="basic", by=world.lnu.author)
    named = application.sections.get(key="cover").answers["partners"]
    write(application, "cover", world.lnu.author, partners=[])
    assert not queries.parts(world.neu.author).exists()
    with pytest.raises(PermissionDenied):
        write(application, "basic", world.neu.author, summary="已不是合作方")
    write(application, "cover", world.lnu.author, partners=named)
    assert queries.parts(world.neu.author).get() == application


def test_a_partner_s_person_can_own_nothing_and_is_not_told_of_the_road(world: World) -> None:
    application = world.application()
    member = partner(world, application)
    with pytest.raises(members.NotForPartners):
        members.transfer(member=member, by=world.lnu.author)
    with pytest.raises(members.NotForPartners):
        members.change_hand(member=member, hand=Hand.EDITOR, by=world.lnu.author)
    world.advance(application, State.SUBMITTED)
    assert told(world.neu.author) == []


# --- invitations -----------------------------------------------------------------------------------


def invited(world: World, application: Application, **given: object) -> MemberInvitation:
    values = {"email": "new@example.org", "organisation": world.lnu.organisation, "hand": Hand.EDITOR, **given}
    return invitations.invite(application=application, by=world.lnu.author, **values)  # type: ignore[arg-type]


def test_the_mail_names_who_invites_and_nothing_of_the_application(world: World) -> None:
    application = world.application(title="不出现在邮件里")
    invitation = invited(world, application)
    mail_invitation(invitation_id=invitation.pk)
    mail_invitation(invitation_id=invitation.pk)
    (letter,) = mail.outbox
    assert letter.to == ["new@example.org"]
    assert link_to(invitation) in letter.body
    assert "lnu-author" in letter.body
    assert "不出现在邮件里" not in letter.subject + letter.body


def test_the_link_is_signed_opens_for_two_weeks_and_once(world: World, client: Client) -> None:
    assert world.lnu.colleague
    invitation = invited(world, world.application())
    token = token_of(invitation)
    assert invitation_behind(token) == invitation
    assert invitation_behind(token.replace(f"{invitation.pk}.", f"{invitation.pk + 1}.", 1)) is None
    address = reverse("calls:invitation", args=[token])
    assert client.get(address).status_code == 200
    sign_in(client, world.lnu.colleague)
    assert client.post(reverse("calls:invitation_accept", args=[token])).status_code == 302
    assert told(world.lnu.author) == ["invitation_accepted"]
    assert client.get(address).status_code == 410
    with pytest.raises(InvitationClosed):
        invitations.accept(invitation=invitation, by=world.lnu.colleague)


def test_an_expired_or_withdrawn_invitation_lets_nobody_in(world: World) -> None:
    assert world.lnu.colleague
    application = world.application()
    expired = invited(world, application)
    MemberInvitation.objects.filter(pk=expired.pk).update(
        invited_at=F("invited_at") - timedelta(days=15), expires_at=F("expires_at") - timedelta(days=15)
    )
    withdrawn = invited(world, application, email="other@example.org")
    invitations.withdraw_invitation(invitation=withdrawn, by=world.lnu.author)
    for invitation in (expired, withdrawn):
        with pytest.raises(InvitationClosed):
            invitations.accept(invitation=invitation, by=world.lnu.colleague)
    assert application.members.count() == 1
    assert invited(world, application).pk != expired.pk


def test_only_a_writer_of_the_organisation_invited_can_accept(world: World) -> None:
    invitation = invited(world, world.application())
    for stranger in (world.dut.author, world.lnu.liaison, world.student):
        with pytest.raises(PermissionDenied):
            invitations.accept(invitation=invitation, by=stranger)


def test_only_own_people_and_universities_that_the_form_names_are_invited_once_each(world: World) -> None:
    application = world.application()
    with pytest.raises(CannotBeInvited):
        invited(world, application, organisation=world.dut.organisation)
    assert invited(world, application, organisation=world.neu.organisation).hand == Hand.PARTNER
    with pytest.raises(CannotBeInvited):
        invited(world, application, email="NEW@example.org")


def test_without_an_account_the_liaison_of_the_university_invited_is_asked_for_one_once(
    world: World, client: Client
) -> None:
    assert world.neu.liaison
    invitation = invited(world, world.application(), organisation=world.neu.organisation)
    address = reverse("calls:invitation_ask", args=[token_of(invitation)])
    assert client.post(address, {"name": ""}).status_code == 422
    for name in ("新老师", "别人"):
        assert client.post(address, {"name": name}).status_code == 302
    assert told(world.neu.liaison) == ["account_asked"]
    invitation.refresh_from_db()
    assert invitation.asked_name == "新老师"


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("member_invitation_hand", {"hand": Hand.OWNER}),
        ("member_invitation_expires_after", {"expires_at": F("invited_at")}),
        ("member_invitation_accepted_pair", {"accepted_at": timezone.now()}),
        ("member_invitation_asked_pair", {"asked_name": "某人"}),
    ],
)
def test_no_shell_stores_an_invitation_that_cannot_be(world: World, constraint: str, wrong: dict[str, object]) -> None:
    invitation = invited(world, world.application())
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MemberInvitation.objects.filter(pk=invitation.pk).update(**wrong)


def test_no_shell_keeps_two_open_invitations_to_one_address_or_ends_one_twice(world: World) -> None:
    invitation = invited(world, world.application())
    twice = {"accepted_at": timezone.now(), "accepted_by": user_of(world.lnu.author), "withdrawn_at": timezone.now()}
    with pytest.raises(IntegrityError, match="member_invitation_one_end"), transaction.atomic():
        MemberInvitation.objects.filter(pk=invitation.pk).update(**twice)
    invitation.pk = None
    with pytest.raises(IntegrityError, match="member_invitation_one_open"), transaction.atomic():
        invitation.save(force_insert=True)


# --- assigned sections -----------------------------------------------------------------------------


def test_an_assigned_section_waits_on_the_workbench_until_it_is_reported_done(world: World) -> None:
    application = world.application()
    member = joined(world, application)
    assignment = assignments.assign(member=member, key="basic", due_date=date(2030, 1, 31), by=world.lnu.author)
    assert [(one.kind, one.count) for one in hands.waiting_assignments(world.lnu.colleague)] == [("assigned", 1)]
    assert told(world.lnu.colleague) == ["member_added", "section_assigned"]
    with pytest.raises(PermissionDenied):
        assignments.report_done(assignment=assignment, by=world.lnu.author)
    assignments.report_done(assignment=assignment, by=world.lnu.colleague)
    assert hands.waiting_assignments(world.lnu.colleague) == []
    assert told(world.lnu.author) == ["section_done"]
    assignments.assign(member=member, key="basic", by=world.lnu.author)
    assert [one.count for one in hands.waiting_assignments(world.lnu.colleague)] == [1]


def test_who_only_reads_and_a_section_that_is_not_there_are_not_assigned(world: World) -> None:
    application = world.application()
    member = joined(world, application, Hand.READER)
    with pytest.raises(assignments.NothingToAssign):
        assignments.assign(member=member, key="basic", by=world.lnu.author)
    with pytest.raises(assignments.NothingToAssign):
        assignments.assign(member=application.members.get(hand=Hand.OWNER), key="nowhere", by=world.lnu.author)


def test_the_task_list_and_the_section_say_whom_it_is_assigned_to_and_others_may_still_write(
    world: World, client: Client
) -> None:
    application = world.application()
    assignments.assign(member=joined(world, application), key="basic", by=world.lnu.author)
    sign_in(client, world.lnu.author)
    assert "lnu-colleague" in client.get(reverse("calls:application", args=[application.pk])).content.decode()
    page = client.get(reverse("calls:section", args=[application.pk, "basic"])).content.decode()
    assert "已分配给：lnu-colleague" in page
    write(application, "basic", world.lnu.author, summary="负责人也可以写")


def test_the_page_of_assigned_sections_asks_a_fixed_number_of_questions(world: World, client: Client) -> None:
    application = world.application()
    member = joined(world, application)
    sign_in(client, world.lnu.colleague)
    address = reverse("calls:assigned")
    counts = []
    for key in ("basic", "cover", "foundation"):
        assignments.assign(member=member, key=key, by=world.lnu.author)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[1:] == counts[:1] * 2


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [("section_assignment_done_after", {"done_at": F("assigned_at") - timedelta(seconds=1)})],
)
def test_no_shell_stores_an_assignment_that_cannot_be(world: World, constraint: str, wrong: dict[str, object]) -> None:
    application = world.application()
    assignment = assignments.assign(member=application.members.get(), key="basic", by=world.lnu.author)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SectionAssignment.objects.filter(pk=assignment.pk).update(**wrong)
    assignment.pk = None
    with pytest.raises(IntegrityError, match="section_assignment_once"), transaction.atomic():
        assignment.save(force_insert=True)


# --- who is there ----------------------------------------------------------------------------------


def test_the_others_who_have_the_section_open_are_named_for_a_minute(world: World, client: Client) -> None:
    application = world.application()
    joined(world, application)
    sign_in(client, world.lnu.colleague)
    address = reverse("calls:section_presence", args=[application.pk, "basic"])
    for _time in range(2):
        assert client.post(address).content.decode().strip() == ""
    assert hands.present(world.lnu.author, application, "basic") == ["lnu-colleague"]
    assert hands.present(world.lnu.colleague, application, "basic") == []
    assert hands.present(world.lnu.author, application, "cover") == []
    page = sign_in(client, world.lnu.author).get(reverse("calls:section", args=[application.pk, "basic"]))
    assert "<b>lnu-colleague</b>" in page.content.decode()
    Presence.objects.update(seen_at=F("seen_at") - timedelta(seconds=61))
    assert hands.present(world.lnu.author, application, "basic") == []
    Presence.objects.update(seen_at=F("seen_at") - timedelta(hours=1))
    assert presence.forget_presence() == 1


def test_who_only_reads_is_not_shown_as_writing(world: World) -> None:
    application = world.application()
    joined(world, application, Hand.READER)
    with pytest.raises(PermissionDenied):
        presence.be_present(application=application, key="basic", by=world.lnu.colleague)
