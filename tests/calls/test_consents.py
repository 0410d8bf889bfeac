"""Partners confirm exactly one version: asked, answered by account, void with the first change of substance."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lianxiao.calls.actions import applications as campus
from lianxiao.calls.actions import attachments, consents, submission
from lianxiao.calls.actions.consent_voiding import ConsentsAtStake, NotAgreed
from lianxiao.calls.models import Application, Call, PartnerConsent, Submission
from lianxiao.calls.queries import consents as queries
from lianxiao.calls.queries.versions import substance_in, substance_of
from lianxiao.calls.states import ConsentState, State
from lianxiao.core import steps
from lianxiao.core.clock import shifted
from lianxiao.organisations.models import Membership, Notification
from tests.core.files.made import pdf
from tests.world import World, sign_in, user_of

pytestmark = pytest.mark.django_db

PARTNER = "东北大学"


@pytest.fixture
def world() -> World:
    world = World()
    Call.objects.filter(pk=world.call.pk).update(needs_consent=True)
    # Somebody can answer for Northeastern University.
    assert world.neu.liaison
    return world


@pytest.fixture
def application(world: World) -> Application:
    return world.application()


def asked(application: Application, world: World) -> PartnerConsent:
    return consents.ask(application=application, party=PARTNER, by=world.lnu.author)


def given(application: Application, world: World) -> PartnerConsent:
    return consents.give(consent=asked(application, world), position="教务处处长", by=world.neu.leader)


def change(application: Application, world: World, *, key: str = "cover", voids: bool = False, **values: Any) -> None:
    section = application.sections.get(key=key)
    campus.save_section(
        application=application,
        key=key,
        values=values or {"title": "改过的题目"},
        revision=section.revision,
        by=world.lnu.author,
        voids=voids,
    )


def told(actor: Any) -> list[str]:
    return list(Notification.objects.filter(user=user_of(actor)).order_by("id").values_list("kind", flat=True))


# --- asked and answered ----------------------------------------------------------------------------


def test_a_partners_people_are_asked_and_one_of_them_confirms_the_version_on_record(
    world: World, application: Application
) -> None:
    consent = asked(application, world)
    assert (consent.state, consent.organisation, consent.by_link) == (ConsentState.ASKED, world.neu.organisation, False)
    assert told(world.neu.liaison) == told(world.neu.leader) == ["consent_asked"]
    assert [one.name for one in queries.missing(application)] == [PARTNER]

    answered = consents.give(consent=consent, position="教务处处长", by=world.neu.leader)

    assert (answered.signer_name, answered.signer_position) == ("neu-leader", "教务处处长")
    assert queries.missing(application) == []
    assert told(world.lnu.author) == ["consent_given"]
    step = steps.of_case(application).get(verb="give_consent")
    assert (step.actor_name, step.organisation_name) == ("neu-leader", PARTNER)
    assert step.details == {
        "consent": consent.pk,
        "on_behalf_of": PARTNER,
        "version": 1,
        "digest": consent.version.digest,
        "by": "account",
        "position": "教务处处长",
    }


def test_only_people_of_the_partner_that_may_speak_for_it_answer(world: World, application: Application) -> None:
    consent = asked(application, world)
    for stranger in (world.neu.author, world.dut.leader, world.lnu.leader, world.gongye.officer):
        with pytest.raises(PermissionDenied):
            consents.give(consent=consent, position="处长", by=stranger)
    assert not queries.consents(world.dut.leader).exists()
    assert not queries.consents(world.neu.author).exists()
    assert list(queries.consents(world.neu.liaison)) == [consent]


def test_a_refusal_names_its_reason_and_lets_the_partner_be_asked_again(world: World, application: Application) -> None:
    consent = asked(application, world)
    with pytest.raises(campus.ReasonMissing):
        consents.refuse(consent=consent, position="处长", reason=" ", by=world.neu.liaison)
    consents.refuse(consent=consent, position="处长", reason="经费分担未商定", by=world.neu.liaison)
    assert told(world.lnu.author) == ["consent_refused"]
    assert [one.name for one in queries.missing(application)] == [PARTNER]
    assert asked(application, world).state == ConsentState.ASKED


def test_partners_are_asked_about_a_complete_form_once_at_a_time_and_in_the_right_way(world: World) -> None:
    unfinished = world.begin()
    with pytest.raises(campus.Incomplete):
        asked(unfinished, world)
    application = world.application()
    with pytest.raises(consents.NoSuchPartner):
        consents.ask(application=application, party="无此单位", by=world.lnu.author)
    contact = consents.Contact("A. Person", "a@example.org", "en")
    with pytest.raises(consents.AnswersByAccount):
        consents.ask(application=application, party=PARTNER, contact=contact, by=world.lnu.author)
    asked(application, world)
    with pytest.raises(consents.AlreadyAsked):
        asked(application, world)


def test_who_has_nobody_here_is_asked_by_link_alone(world: World, application: Application) -> None:
    outside = {"id": None, "name": "Vrije Universiteit Amsterdam"}
    change(application, world, partners=[outside])
    with pytest.raises(consents.ContactMissing):
        consents.ask(application=application, party=outside["name"], by=world.lnu.author)


def test_a_reminder_goes_once_a_day_three_times_then_to_the_leader(world: World, application: Application) -> None:
    consent = asked(application, world)
    with pytest.raises(consents.TooManyReminders):
        consents.remind(consent=consent, by=world.lnu.author)
    to_leader = []
    for day in range(1, 5):
        with shifted(timedelta(days=day, minutes=1)):
            to_leader.append(consents.remind(consent=consent, by=world.lnu.author).went_to_leader)
    assert to_leader == [False, False, False, True]
    with shifted(timedelta(days=6)), pytest.raises(consents.TooManyReminders):
        consents.remind(consent=consent, by=world.lnu.author)
    assert told(world.neu.liaison) == ["consent_asked", *["consent_reminder"] * 3]
    assert told(world.neu.leader) == ["consent_asked", *["consent_reminder"] * 3, "chased_leader"]


def test_a_partner_without_a_leader_here_is_reminded_three_times(world: World, application: Application) -> None:
    consent = asked(application, world)
    Membership.objects.filter(user_id=world.neu.leader.user_id).update(ended_at=timezone.now())
    for day in range(1, 4):
        with shifted(timedelta(days=day, minutes=1)):
            consents.remind(consent=consent, by=world.lnu.author)
    with shifted(timedelta(days=5)), pytest.raises(consents.TooManyReminders):
        consents.remind(consent=consent, by=world.lnu.author)
    assert told(world.neu.liaison) == ["consent_asked", *["consent_reminder"] * 3]


def test_a_request_is_taken_back_or_ends_with_its_time(world: World, application: Application) -> None:
    first = asked(application, world)
    consents.take_back(consent=first, by=world.lnu.author)
    assert told(world.neu.leader) == ["consent_asked", "consent_taken_back"]
    with pytest.raises(PermissionDenied):
        consents.give(consent=first, position="处长", by=world.neu.leader)
    first.refresh_from_db()
    second = asked(application, world)
    with shifted(timedelta(days=31)):
        with pytest.raises(consents.AnswerTooLate):
            consents.give(consent=second, position="处长", by=world.neu.leader)
        assert consents.expire_due() == 1
        assert consents.expire_due() == 0
    assert PartnerConsent.objects.get(pk=second.pk).state == ConsentState.EXPIRED
    assert told(world.lnu.author) == ["consent_expired"]


def test_the_partners_list_costs_the_same_for_three_requests_and_leads_to_the_answer(
    client: Client, world: World, application: Application
) -> None:
    sign_in(client, world.neu.leader)
    consent = asked(application, world)
    with CaptureQueriesContext(connection) as one:
        assert client.get("/consents/").status_code == 200
    for title in ("第二项", "第三项"):
        asked(world.application(title=title), world)
    with CaptureQueriesContext(connection) as three:
        assert "第三项" in client.get("/consents/").content.decode()
    assert len(three) == len(one)
    path = f"/consents/{consent.pk}/"
    assert consent.version.print.code in client.get(path).content.decode()
    assert client.post(f"{path}give/", {"give-position": ""}).status_code == 422
    client.post(f"{path}give/", {"give-position": "处长", "give-entitled": "on"})
    assert PartnerConsent.objects.get(pk=consent.pk).state == ConsentState.GIVEN


# --- a change voids ----------------------------------------------------------------------------------


def test_a_change_of_substance_has_to_be_known_voids_at_once_and_is_told_once(
    world: World, application: Application
) -> None:
    consent = given(application, world)
    before = told(world.neu.leader)
    with pytest.raises(ConsentsAtStake) as refusal:
        change(application, world)
    assert refusal.value.count == 1
    assert application.sections.get(key="cover").answers["title"] == "校际合作示例项目"

    for title in ("改过的题目", "又改的题目"):
        change(application, world, title=title, voids=True)

    assert PartnerConsent.objects.get(pk=consent.pk).state == ConsentState.VOIDED
    assert told(world.neu.leader)[len(before) :] == ["consent_voided"]
    assert told(world.lnu.liaison) == ["consents_voided"]
    assert [step.verb for step in steps.of_case(application)].count("void_consents") == 1
    assert [one.name for one in queries.missing(application)] == [PARTNER]


def test_a_file_is_substance_and_a_contact_is_not(world: World, application: Application) -> None:
    change(application, world, key="foundation", agreement="signed")
    attach(application, world, "协议.pdf", pdf())
    given(application, world)
    contact = {"name": "李联系", "title": "讲师", "phone": "024-62200001", "email": "li@example.org"}
    change(application, world, key="basic", contact=contact)
    leader = application.sections.get(key="cover").answers["leader"]
    change(application, world, leader=leader | {"phone": "024-62209999"})
    assert queries.missing(application) == []
    with pytest.raises(ConsentsAtStake):
        attach(application, world, "补充协议.pdf", pdf())
    with pytest.raises(ConsentsAtStake):
        attachments.remove_attachment(attachment=application.attachments.get(), by=world.lnu.author)
    attachments.remove_attachment(attachment=application.attachments.get(), by=world.lnu.author, voids=True)
    assert [one.name for one in queries.missing(application)] == [PARTNER]


def attach(application: Application, world: World, name: str, content: bytes) -> None:
    attachments.attach(
        application=application,
        field_key="agreement_files",
        name=name,
        stream=BytesIO(content),
        by=world.lnu.author,
    )


def test_a_discarded_draft_asks_nobody_any_more(world: World, application: Application) -> None:
    consent = asked(application, world)
    campus.discard(application=application, by=world.lnu.author)
    assert PartnerConsent.objects.get(pk=consent.pk).state == ConsentState.TAKEN_BACK


# --- out of the university ---------------------------------------------------------------------------


def test_nothing_is_handed_in_without_every_partner(world: World, application: Application) -> None:
    asked(application, world)
    with pytest.raises(NotAgreed) as refusal:
        campus.hand_in(application=application, by=world.lnu.author)
    assert refusal.value.partners == [PARTNER]
    assert Application.objects.get(pk=application.pk).state == State.DRAFT


def test_the_frozen_copy_says_who_agreed_when_and_to_which_version(world: World, application: Application) -> None:
    consent = given(application, world)
    world.advance(application, State.SUBMITTED)
    copy = application.submissions.get()
    assert copy.content["consents"] == [
        {
            "party": PARTNER,
            "signer": "neu-leader",
            "position": "教务处处长",
            "at": consent.answered_at.isoformat() if consent.answered_at else "",
            "by": "account",
            "version": 1,
            "digest": consent.version.digest,
        }
    ]
    assert copy.substance == substance_of(application) == consent.version.substance


def test_what_is_frozen_has_the_substance_that_it_had_before(world: World, application: Application) -> None:
    given(application, world)
    world.advance(application, State.SUBMITTED)
    copy = application.submissions.get()
    assert substance_in(campus.definition_of(application.form), copy.content) == copy.substance


def test_after_a_withdrawal_what_was_not_changed_still_counts(world: World, application: Application) -> None:
    given(application, world)
    world.advance(application, State.SUBMITTED)
    submission.withdraw(application=application, by=world.lnu.liaison, reason="补充附件")
    application.refresh_from_db()
    world.advance(application, State.SUBMITTED)
    assert application.submissions.count() == 2


# --- what a shell cannot do --------------------------------------------------------------------------


def smuggle(application: Application) -> Submission:
    """A copy past all actions, with whatever the application says now."""
    content = {"answers": {"cover": {"partners": [{"id": None, "name": PARTNER}]}}, "attachments": {}}
    return Submission.objects.create(
        application=application,
        version=1,
        content=content,
        sha256="0" * 64,
        sm3="0" * 64,
        substance=substance_of(application),
        code="AAAA-AAAA-AAAA-AAAA",
        submitted_by_id=application.created_by_id,
        submitted_at=application.created_at,
    )


def test_a_shell_cannot_submit_without_consent_to_this_very_version(world: World, application: Application) -> None:
    with pytest.raises(DatabaseError, match="partners have not agreed"), transaction.atomic():
        smuggle(application)
    given(application, world)
    section = application.sections.get(key="cover")
    section.answers["title"] = "偷改的题目"
    section.save(update_fields=["answers"])
    fresh = Application.objects.get(pk=application.pk)
    with pytest.raises(DatabaseError, match="partners have not agreed"), transaction.atomic():
        smuggle(fresh)
    section.answers["title"] = "校际合作示例项目"
    section.save(update_fields=["answers"])
    assert smuggle(Application.objects.get(pk=application.pk)).pk


def test_a_shell_cannot_move_a_consent_to_another_version_or_rewrite_an_answer(
    world: World, application: Application
) -> None:
    consent = given(application, world)
    rows = PartnerConsent.objects.filter(pk=consent.pk)
    other = world.application(title="另一项目")
    foreign = asked(other, world).version
    for forged in (
        {"party": "辽宁大学"},
        {"version_id": foreign.pk},
        {"signer_name": "别人"},
        {"answered_at": None},
        {"reason": "补写"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**forged)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_a_shell_cannot_store_half_an_answer(world: World, application: Application) -> None:
    rows = PartnerConsent.objects.filter(pk=asked(application, world).pk)
    halves: list[tuple[dict[str, Any], str]] = [
        ({"state": "given"}, "consent_answered_by_somebody"),
        ({"state": "lost"}, "consent_state"),
        ({"state": "voided"}, "consent_ended"),
        ({"reminders": 5}, "consent_reminders"),
        ({"reminders": 4, "contact_name": "A", "contact_email": "a@example.org"}, "consent_reminders"),
        ({"organisation": None}, "consent_of_somebody"),
    ]
    for forged, constraint in halves:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            rows.update(**forged)


def test_the_deadline_of_the_call_is_the_latest_time_for_an_answer(world: World, application: Application) -> None:
    assert asked(application, world).expires_at == world.call.closes_at
