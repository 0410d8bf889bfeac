"""Who may ask partners to confirm, answer for one, and bring back what was signed and sealed."""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.calls.access import NOBODY, may_edit_application
from lianxiao.calls.states import ConsentState, ScanState, State
from lianxiao.core.actors import Actor
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.calls.models import Application, PartnerConsent, SealedScan

WITH_THE_UNIVERSITY = (State.DRAFT, State.WITH_LIAISON, State.WITH_LEADER, State.RELEASED, State.RETURNED)


def is_own(actor: Actor, application: "Application") -> bool:
    return application.university_id == actor.organisation_id


def visible_consents(actor: Actor) -> Q:
    """What the actor's organisation was asked for as a partner; the lead university comes by its application."""
    if not actor.may(Right.GIVE_CONSENTS) or actor.organisation_id is None:
        return NOBODY
    return Q(organisation_id=actor.organisation_id)


def may_ask_consent(actor: Actor, application: "Application") -> bool:
    """Its writers while they write, the liaison as long as it has not left the university."""
    if may_edit_application(actor, application):
        return True
    return (
        actor.may(Right.RELEASE_APPLICATIONS)
        and is_own(actor, application)
        and application.state in WITH_THE_UNIVERSITY
    )


def may_answer_consent(actor: Actor, consent: "PartnerConsent") -> bool:
    return (
        actor.may(Right.GIVE_CONSENTS)
        and actor.organisation_id is not None
        and actor.organisation_id == consent.organisation_id
        and consent.state == ConsentState.ASKED
    )


def may_seal_as_partner(actor: Actor, consent: "PartnerConsent") -> bool:
    """The print comes back sealed after the consent, and before the application leaves."""
    return (
        actor.may(Right.GIVE_CONSENTS)
        and actor.organisation_id is not None
        and actor.organisation_id == consent.organisation_id
        and may_seal_given(consent)
    )


def may_seal_given(consent: "PartnerConsent") -> bool:
    return consent.state == ConsentState.GIVEN and consent.application.state in WITH_THE_UNIVERSITY


def may_seal(actor: Actor, application: "Application") -> bool:
    return may_ask_consent(actor, application)


def may_accept_scan(actor: Actor, scan: "SealedScan") -> bool:
    """The lead university's liaison answers for pages that no program can read."""
    return (
        actor.may(Right.RELEASE_APPLICATIONS)
        and is_own(actor, scan.application)
        and scan.application.state in WITH_THE_UNIVERSITY
        and scan.state == ScanState.FAULTY
    )
