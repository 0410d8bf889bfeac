"""Partners are asked to confirm one version, reminded, answered for by account; requests end by hand or by the clock.

Who answers by link does so in `consent_links.py`; what a change of the application does stands in
`consent_voiding.py`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls.access import consents as access
from lianxiao.calls.actions.applications import (
    Incomplete,
    ReasonMissing,
    authors_of,
    locked_in_same_state,
    path_of,
    problems_of,
    values_of,
    when,
)
from lianxiao.calls.actions.reach import must
from lianxiao.calls.actions.version_prints import print_of
from lianxiao.calls.actions.versions import keep_version
from lianxiao.calls.models import Application, Occasion, PartnerConsent
from lianxiao.calls.models.consent import MOST_REMINDERS
from lianxiao.calls.queries.consents import Partner, partners_of, speakers, standing
from lianxiao.calls.queries.deadlines import deadline_of
from lianxiao.calls.states import CONSENT, ConsentState
from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.clock import database_now
from lianxiao.core.jobs import enqueue
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.organisations.models import User
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role

OPEN_FOR = timedelta(days=30)  # at most; never beyond the deadline of the application
BETWEEN_REMINDERS = timedelta(days=1)


class NoSuchPartner(Refused):
    """The form names no partner of this name."""


class AlreadyAsked(Refused):
    """A partner has one request at a time."""


class ContactMissing(Refused):
    """Nobody can answer by account, so a name and an e-mail address are needed."""


class AnswersByAccount(Refused):
    """An organisation with entitled people here is never asked past them."""


class TooManyReminders(Refused):
    """A partner is reminded three times, once a day at most; then its leader once, where it has one here."""


class AnswerTooLate(Refused):
    """The time for the answer has passed."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody outside, who answers by a link that is sent to this address."""

    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Who answers for a partner, and as what."""

    name: str
    position: str


def ask(*, application: Application, party: str, contact: Contact | None = None, by: Actor) -> PartnerConsent:
    """Ask one partner for its consent to what the application says now. Raises Incomplete for an unfinished form."""
    must(access.may_ask_consent, by, application)
    with transaction.atomic():
        locked = locked_in_same_state(application)
        if problems := problems_of(locked):
            raise Incomplete(problems)
        partner = next((one for one in partners_of(locked) if one.name == party), None)
        if partner is None:
            raise NoSuchPartner(_("The form names no such partner."))
        if standing(locked).filter(party=party).exists():
            raise AlreadyAsked(_("This partner has been asked already."))
        _must_be_reached_rightly(partner, contact)
        version = keep_version(application=locked, occasion=Occasion.CONSENT, by=by)
        print_of(version)
        consent = PartnerConsent.objects.create(
            application=locked,
            version=version,
            party=party,
            organisation_id=partner.organisation_id,
            contact_name=contact.name if contact else "",
            contact_email=contact.email if contact else "",
            language=contact.language if contact else PartnerConsent.Language.CHINESE,
            asked_by_id=by.person_id,
            asked_at=database_now(),
            expires_at=_open_until(locked),
        )
        steps.record(consent, "ask", by=by, after=consent.state)
        steps.record(locked, "ask_consent", by=by, remark=party, details=details_of(consent))
        tell_partner(consent, "consent_asked", "consent_link")
    return consent


def _must_be_reached_rightly(partner: Partner, contact: Contact | None) -> None:
    has_accounts = speakers(partner.organisation_id).exists()
    if has_accounts and contact is not None:
        raise AnswersByAccount(_("This partner has accounts here and answers by them."))
    if not has_accounts and contact is None:
        raise ContactMissing(_("Nobody can answer for this partner here. Name a contact with an e-mail address."))


def _open_until(application: Application) -> datetime:
    latest = database_now() + OPEN_FOR
    due = deadline_of(application)
    return min(latest, due) if due else latest


def details_of(consent: PartnerConsent) -> dict[str, object]:
    """What the record keeps of a step with a consent, beside who took it."""
    return {
        "consent": consent.pk,
        "on_behalf_of": consent.party,
        "version": consent.version.number,
        "digest": consent.version.digest,
        "by": "link" if consent.by_link else "account",
    }


def tell_partner(consent: PartnerConsent, notice: str, mail: str) -> None:
    """The partner's people in the product, or the contact outside by mail."""
    if consent.by_link:
        enqueue("calls.mail_consent", consent_id=consent.pk, kind=mail)
        return
    application = consent.application
    values = values_of(application, due=when(consent.expires_at), party=consent.party)
    notify(speakers(consent.organisation_id), notice, path=partner_path(consent), values=values)


def partner_path(consent: PartnerConsent) -> str:
    return f"/consents/{consent.pk}/"


def remind(*, consent: PartnerConsent, by: Actor) -> PartnerConsent:
    """Once a day, three times in all; the fourth goes to the partner's leader, as with every step that is owed."""
    must(access.may_ask_consent, by, consent.application)
    with transaction.atomic():
        locked = _locked(consent)
        now = database_now()
        if locked.state != ConsentState.ASKED:
            raise NotAllowedNow(_("This request is no longer open."))
        leaders = _leaders(locked)
        if locked.reminders >= MOST_REMINDERS + bool(leaders):
            raise TooManyReminders(_("No more reminders are sent to this partner; take the request back or call."))
        if now < (locked.reminded_at or locked.asked_at) + BETWEEN_REMINDERS:
            raise TooManyReminders(_("A partner is reminded once a day at most."))
        locked.reminders += 1
        locked.reminded_at = now
        locked.save(update_fields=["reminders", "reminded_at"])
        steps.record(locked.application, "remind_consent", by=by, remark=locked.party, details=details_of(locked))
        if locked.went_to_leader:
            values = values_of(locked.application, person=by.name, office=by.organisation_name, party=locked.party)
            notify(leaders, "chased_leader", path=partner_path(locked), values=values)
        else:
            tell_partner(locked, "consent_reminder", "consent_link_reminder")
    return locked


def _leaders(consent: PartnerConsent) -> list[User]:
    """Of a partner that answers by account; a contact outside has none here."""
    return [] if consent.by_link else list(people_in([consent.organisation_id or 0], Role.LEADER))


def take_back(*, consent: PartnerConsent, by: Actor) -> PartnerConsent:
    """An open request; the partner is told. Afterwards it can be asked again, with another contact too."""
    must(access.may_ask_consent, by, consent.application)
    with transaction.atomic():
        moved = CONSENT.move(consent, "take_back", by=by, ended_at=database_now())
        steps.record(moved.application, "take_back_consent", by=by, remark=moved.party, details=details_of(moved))
        tell_partner(moved, "consent_taken_back", "consent_link_taken_back")
    return moved


def give(*, consent: PartnerConsent, position: str, by: Actor) -> PartnerConsent:
    """By account: the person acting for the organisation confirms the version that was asked."""
    if not access.may_answer_consent(by, consent):
        raise PermissionDenied
    return answer(consent=consent, verb="give", signer=Signer(by.name, position), reason="", by=by)


def refuse(*, consent: PartnerConsent, position: str, reason: str, by: Actor) -> PartnerConsent:
    if not access.may_answer_consent(by, consent):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say why, so that the lead university can act on it."))
    return answer(consent=consent, verb="refuse", signer=Signer(by.name, position), reason=reason, by=by)


def answer(*, consent: PartnerConsent, verb: str, signer: Signer, reason: str, by: Actor) -> PartnerConsent:
    """What both ways of answering share; whoever calls has made sure that `by` may.

    The application is locked first, as a change of it does, so that a consent and a change never pass each other.
    """
    with transaction.atomic():
        application = Application.objects.select_for_update(of=("self",)).get(pk=consent.application_id)
        now = database_now()
        if now >= consent.expires_at:
            raise AnswerTooLate(_("The time for this answer has passed. Ask the lead university to send it again."))
        moved = CONSENT.move(
            consent,
            verb,
            by=by,
            remark=reason or signer.position,
            answered_at=now,
            answered_by_id=by.user_id,
            signer_name=signer.name,
            signer_position=signer.position,
            reason=reason,
        )
        steps.record(
            application,
            f"{verb}_consent",
            by=by,
            remark=reason or signer.position,
            details=details_of(moved) | {"position": signer.position},
        )
        kind = "consent_given" if verb == "give" else "consent_refused"
        notify(_askers(moved), kind, path=_lead_path(application), values=values_of(application, party=moved.party))
    return moved


def _askers(consent: PartnerConsent) -> list[User]:
    people = {one.pk: one for one in [*authors_of(consent.application), consent.asked_by]}
    return [people[key] for key in sorted(people)]


def _lead_path(application: Application) -> str:
    return f"{path_of(application)}consents/"


def expire_due() -> int:
    """By the clock: requests that nobody answered in time. Returns how many."""
    due = PartnerConsent.objects.filter(state=ConsentState.ASKED, expires_at__lte=database_now())
    return sum(_expire(consent) for consent in due.select_related("application").order_by("id"))


@transaction.atomic
def _expire(consent: PartnerConsent) -> bool:
    try:
        moved = CONSENT.move(consent, "expire", by=SYSTEM, ended_at=database_now())
    except NotAllowedNow:
        return False  # answered since the list was read
    application = moved.application
    steps.record(application, "expire_consent", by=SYSTEM, remark=moved.party, details=details_of(moved))
    values = values_of(application, party=moved.party)
    notify(_askers(moved), "consent_expired", path=_lead_path(application), values=values)
    return True


def _locked(consent: PartnerConsent) -> PartnerConsent:
    return PartnerConsent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
