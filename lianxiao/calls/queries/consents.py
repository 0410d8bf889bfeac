"""Partners and their consents to the version of an application that stands now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianxiao.calls.models import Application, PartnerConsent, SealedScan
from lianxiao.calls.queries.applications import answers_of, definition_of
from lianxiao.calls.queries.versions import substance_of
from lianxiao.calls.states import STANDING_CONSENTS, ConsentState, ScanState
from lianxiao.core.actors import Actor
from lianxiao.core.waiting import Waiting
from lianxiao.organisations.models import Membership, User
from lianxiao.organisations.notices import people_in
from lianxiao.organisations.roles import Right, Role

# Who speaks for an organisation that is asked as a partner: the roles with the right GIVE_CONSENTS.
SPEAKERS = (Role.LIAISON, Role.LEADER, Role.PARTNER)
READ = (ScanState.COMPLETE, ScanState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner as the form names it; without a number it is not in the register."""

    name: str
    organisation_id: int | None


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A partner with its last consent; `counts` says that it was given to what the application says now.

    `accounts` is how many people can answer for it here; without any it is asked by link.
    """

    partner: Partner
    consent: PartnerConsent | None
    counts: bool
    accounts: int
    earlier: list[PartnerConsent]

    @property
    def standing(self) -> bool:
        return self.consent is not None and self.consent.state in STANDING_CONSENTS


def partners_of(application: Application) -> list[Partner]:
    """From the answers, since what lists show is only their copy."""
    definition = definition_of(application.form)
    if "partners" not in definition.fields:
        return []
    given = answers_of(application).get(definition.section_of["partners"].key, {}).get("partners")
    named = {one["name"]: one for one in definition.fields["partners"].clean(given)}
    return [Partner(name[:200], one["id"]) for name, one in named.items()]


def consents_of(application: Application) -> "QuerySet[PartnerConsent]":
    """All that were ever asked, the newest first."""
    return (
        PartnerConsent.objects.filter(application=application)
        .select_related("version", "asked_by", "answered_by", "organisation")
        .prefetch_related(Prefetch("scans", scans_that_count()))
        .order_by("-id")
    )


def scans_that_count() -> "QuerySet[SealedScan]":
    return SealedScan.objects.exclude(state=ScanState.REPLACED).select_related("print").order_by("-id")


def standing(application: Application) -> "QuerySet[PartnerConsent]":
    """Those that a change of the application would end."""
    return PartnerConsent.objects.filter(application=application, state__in=STANDING_CONSENTS).order_by("id")


def speakers(organisation_id: int | None) -> "QuerySet[User]":
    return people_in([organisation_id] if organisation_id else [], *SPEAKERS)


def lines(application: Application) -> list[ConsentLine]:
    """One line a partner, in the order of the form."""
    partners = partners_of(application)
    by_party: dict[str, list[PartnerConsent]] = {}
    for consent in consents_of(application):
        by_party.setdefault(consent.party, []).append(consent)
    substance = substance_of(application)
    accounts = _accounts(partners)
    return [
        ConsentLine(
            partner=partner,
            consent=_first(by_party.get(partner.name, ())),
            counts=any(_counts(one, substance) for one in by_party.get(partner.name, ())),
            accounts=accounts.get(partner.organisation_id or 0, 0),
            earlier=by_party.get(partner.name, [])[1:],
        )
        for partner in partners
    ]


def _first(consents: Sequence[PartnerConsent]) -> PartnerConsent | None:
    return consents[0] if consents else None


def _counts(consent: PartnerConsent, substance: str) -> bool:
    return consent.state == ConsentState.GIVEN and consent.version.substance == substance


def _accounts(partners: Iterable[Partner]) -> dict[int, int]:
    wanted = [partner.organisation_id for partner in partners if partner.organisation_id]
    found: dict[int, int] = {}
    there = Membership.objects.current().filter(organisation__in=wanted, role__in=[str(role) for role in SPEAKERS])
    rows = there.values_list("organisation_id", "user_id").distinct()
    for organisation_id, _person in rows.order_by("user_id", "organisation_id"):
        found[organisation_id] = found.get(organisation_id, 0) + 1
    return found


def missing(application: Application) -> list[Partner]:
    """Partners that have not confirmed what the application says now; nobody when the call asks for no consent."""
    if not application.call_category.call.needs_consent:
        return []
    given = set(
        PartnerConsent.objects.filter(
            application=application, state=ConsentState.GIVEN, version__substance=substance_of(application)
        ).values_list("party", flat=True)
    )
    return [partner for partner in partners_of(application) if partner.name not in given]


def seal_missing(application: Application) -> bool:
    """Whether the call asks for the lead university's sealed scan and there is none of what stands now."""
    if not application.call_category.call.needs_seal:
        return False
    return not SealedScan.objects.filter(
        application=application,
        consent=None,
        state__in=READ,
        print__version__substance=substance_of(application),
    ).exists()


def consents(actor: Actor) -> "QuerySet[PartnerConsent]":
    """What the actor's organisation was asked to confirm, as a partner."""
    return PartnerConsent.objects.visible_to(actor).select_related(
        "version__print",
        "organisation",
        "application__university",
        "application__form",
        "application__call_category__call",
        "application__call_category__category",
        "asked_by",
        "answered_by",
    )


def asked_by_us(actor: Actor) -> "QuerySet[PartnerConsent]":
    """What was asked for applications of the actor's university that he sees."""
    return PartnerConsent.objects.filter(
        application__in=Application.objects.visible_to(actor), application__university_id=actor.organisation_id
    ).select_related("application__university", "application__call_category__call", "version")


def waiting_consents(actor: Actor) -> list[Waiting]:
    """Requests that the actor's organisation has still to answer."""
    if not actor.may(Right.GIVE_CONSENTS):
        return []
    rows = PartnerConsent.objects.visible_to(actor).filter(state=ConsentState.ASKED)
    found = rows.aggregate(count=Count("id"), due=Min("expires_at"))
    if not found["count"]:
        return []
    path = f"{reverse('calls:consents')}?state={ConsentState.ASKED}"
    return [Waiting("consents", _("To confirm as a partner"), found["count"], path, found["due"])]
