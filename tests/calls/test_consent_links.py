"""A partner outside: a signed link, a code by mail, then the version and the answer; in English at first sight."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail, signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from lianxiao.calls.actions import consent_links as actions
from lianxiao.calls.actions import consents
from lianxiao.calls.actions.consent_mail import mail_consent
from lianxiao.calls.models import Application, Call, ConsentCode, PartnerConsent
from lianxiao.calls.queries import consent_links as links
from lianxiao.calls.queries.consents import missing
from lianxiao.calls.states import ConsentState
from lianxiao.core import steps
from lianxiao.core.actors import PUBLIC
from lianxiao.core.clock import shifted
from tests.world import World

pytestmark = pytest.mark.django_db

PARTNER = "Vrije Universiteit Amsterdam"
ANSWER = {"give-name": "Anna de Vries", "give-position": "Dean of Engineering", "give-entitled": "on"}


@pytest.fixture
def world() -> World:
    world = World()
    Call.objects.filter(pk=world.call.pk).update(needs_consent=True)
    return world


@pytest.fixture
def consent(world: World) -> PartnerConsent:
    application = world.begin()
    world.fill(application, world.lnu, title="机密题目", partners=[{"id": None, "name": PARTNER}])
    contact = consents.Contact("Anna de Vries", "anna@vu.example", "en")
    return consents.ask(application=application, party=PARTNER, contact=contact, by=world.lnu.author)


def page(consent: PartnerConsent, name: str = "link", *more: Any) -> str:
    return reverse(f"calls:{name}", args=[links.token_of(consent), *more])


def code_of(consent: PartnerConsent) -> str:
    code = links.newest_code(consent)
    assert code is not None
    return links.digits_of(code)


def wrong(consent: PartnerConsent) -> str:
    return f"{(int(code_of(consent)) + 1) % 10**6:06}"


def let_in(client: Client, consent: PartnerConsent) -> Client:
    client.post(page(consent, "link_code"))
    client.post(page(consent, "link_enter"), {"code": code_of(consent)})
    return client


def test_the_link_alone_says_who_asks_and_nothing_of_what(client: Client, consent: PartnerConsent) -> None:
    shown = client.get(page(consent))
    text = shown.content.decode()
    assert shown.status_code == 200
    # The link goes to no other site; without any referrer browsers would send forms with an origin of null.
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert '<html lang="en"' in text
    assert "Liaoning University" in text
    assert "a***@vu.example" in text
    assert "机密题目" not in text
    assert "anna@vu.example" not in text
    for name in ("link_pdf", "link_file"):
        more = [1] if name == "link_file" else []
        behind = page(consent, name, *more)
        token = behind.split("/")[3]
        assert client.get(behind).headers["Location"] == f"/consents/link/{token}/"
    client.post(page(consent, "link_give"), ANSWER)
    assert PartnerConsent.objects.get(pk=consent.pk).state == ConsentState.ASKED


def test_the_code_goes_to_the_contact_and_tells_nothing_either(client: Client, consent: PartnerConsent) -> None:
    client.post(page(consent, "link_code"))
    code = ConsentCode.objects.get(consent=consent)
    mail_consent(consent_id=consent.pk, kind="consent_link")
    mail_consent(consent_id=consent.pk, kind="consent_code", code_id=code.pk)
    invitation, sent = mail.outbox
    assert (invitation.to, sent.to) == (["anna@vu.example"], ["anna@vu.example"])
    assert sent.subject.startswith(f"Your code: {code_of(consent)} / ")
    address = re.search(r"https?://[^/]+(/\S+)", str(invitation.body))
    assert address is not None
    assert "Liaoning University" in client.get(address[1]).content.decode()
    assert not any("机密题目" in f"{one.subject}{one.body}" for one in mail.outbox)


def test_after_the_code_the_partner_reads_the_version_and_confirms_without_an_account(
    client: Client, world: World, consent: PartnerConsent
) -> None:
    text = let_in(client, consent).get(page(consent)).content.decode()
    assert "机密题目" in text
    assert consent.version.print.code in text
    assert client.get(page(consent, "link_pdf")).headers["Content-Type"] == "application/pdf"

    half = client.post(page(consent, "link_give"), {"give-name": "Anna de Vries"})
    assert (half.status_code, "Anna de Vries" in half.content.decode()) == (422, True)
    client.post(page(consent, "link_give"), ANSWER)

    answered = PartnerConsent.objects.get(pk=consent.pk)
    assert (answered.state, answered.signer_name, answered.answered_by) == (ConsentState.GIVEN, "Anna de Vries", None)
    assert missing(answered.application) == []
    step = steps.of_case(consent.application).get(verb="give_consent")
    assert (step.actor_id, step.actor_name, step.organisation_name) == (None, "Anna de Vries", PARTNER)
    assert step.details["by"] == "link"
    assert "on behalf of Vrije Universiteit Amsterdam" in client.get(page(consent)).content.decode()


def test_a_refusal_needs_a_reason_and_the_page_can_be_chinese(client: Client, consent: PartnerConsent) -> None:
    let_in(client, consent)
    client.cookies["django_language"] = "zh-hans"
    assert '<html lang="zh-Hans"' in client.get(page(consent)).content.decode()
    typed = {"refuse-name": "Anna", "refuse-position": "Dean", "refuse-reason": ""}
    assert client.post(page(consent, "link_refuse"), typed).status_code == 422
    client.post(page(consent, "link_refuse"), typed | {"refuse-reason": "No funds"})
    assert PartnerConsent.objects.get(pk=consent.pk).reason == "No funds"


def test_a_code_has_five_attempts_ten_minutes_and_one_use(consent: PartnerConsent) -> None:
    actions.send_code(consent=consent, by=PUBLIC)
    left = [actions.enter(consent=consent, typed=wrong(consent), by=PUBLIC).left for _n in range(5)]
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(actions.NoCode):
        actions.enter(consent=consent, typed=code_of(consent), by=PUBLIC)
    with pytest.raises(actions.CodeTooSoon):
        actions.send_code(consent=consent, by=PUBLIC)
    with shifted(timedelta(minutes=2)):
        actions.send_code(consent=consent, by=PUBLIC)
        assert actions.enter(consent=consent, typed=code_of(consent), by=PUBLIC).given
        with pytest.raises(actions.NoCode):
            actions.enter(consent=consent, typed=code_of(consent), by=PUBLIC)
    with shifted(timedelta(minutes=4)):
        actions.send_code(consent=consent, by=PUBLIC)
    with shifted(timedelta(minutes=15)), pytest.raises(actions.NoCode):
        actions.enter(consent=consent, typed=code_of(consent), by=PUBLIC)


def test_wrong_codes_stay_counted_through_the_page(client: Client, consent: PartnerConsent) -> None:
    client.post(page(consent, "link_code"))
    told = client.post(page(consent, "link_enter"), {"code": wrong(consent)}, follow=True)
    assert "4 attempts are left." in told.content.decode()
    assert ConsentCode.objects.get(consent=consent).attempts == 1
    again = client.post(page(consent, "link_code"), follow=True)
    assert "less than a minute ago" in again.content.decode()


def test_a_shell_cannot_give_a_code_more_time_or_attempts_or_send_two_at_once(consent: PartnerConsent) -> None:
    code = actions.send_code(consent=consent, by=PUBLIC)
    for forged, constraint in (
        ({"attempts": 6}, "consent_code_attempts"),
        ({"expires_at": code.sent_at + timedelta(minutes=11)}, "consent_code_ten_minutes"),
        ({"used_at": code.expires_at + timedelta(seconds=1)}, "consent_code_in_time"),
        ({"number": 13}, "consent_code_number"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            ConsentCode.objects.filter(pk=code.pk).update(**forged)
    code.pk, code.number, code.nonce = None, 2, "other"
    with pytest.raises(IntegrityError, match="consent_code_one_a_minute"), transaction.atomic():
        code.save(force_insert=True)


def test_a_link_is_signed_for_one_partner_and_one_version_and_grows_old(
    client: Client, world: World, consent: PartnerConsent
) -> None:
    forged = signing.dumps({"consent": consent.pk, "version": consent.version_id + 1}, salt=links.LINK)
    unsigned = signing.dumps({"consent": consent.pk, "version": consent.version_id}, salt="another")
    for token in (forged, unsigned, links.token_of(consent)[:-1]):
        assert client.get(reverse("calls:link", args=[token])).status_code == 404
    consents.take_back(consent=consent, by=world.lnu.author)
    assert "This request is no longer open" in client.get(page(consent)).content.decode()
    gone = client.post(page(consent, "link_code"), follow=True)
    assert "no longer open" in gone.content.decode()


def test_a_pass_opens_its_own_request_alone(world: World, consent: PartnerConsent) -> None:
    other = Application.objects.get(pk=consent.application_id)
    assert other.consents.count() == 1
    signer = consents.Signer("Anna", "Dean")
    for given in ("", "nonsense", signing.dumps({"consent": consent.pk + 1}, salt=links.PASS)):
        with pytest.raises(PermissionDenied):
            actions.give_by_link(consent=consent, signer=signer, given=given, by=PUBLIC)
