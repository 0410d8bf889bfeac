"""What consents mean for a case: without them it does not leave, and a change of what was agreed ends them."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lianxiao.calls.models import Application, PartnerConsent
from lianxiao.calls.queries.consents import missing, seal_missing, speakers, standing
from lianxiao.calls.queries.versions import substance_of
from lianxiao.calls.states import CONSENT, ConsentState
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.jobs import enqueue
from lianxiao.core.refusals import Refused
from lianxiao.organisations.models import User
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role


class ConsentsAtStake(Refused):
    """The change would end consents, and whoever makes it has not said that he knows."""

    def __init__(self, count: int) -> None:
        super().__init__(
            ngettext(
                "This change voids the consent of %(count)d partner, who has to be asked again.",
                "This change voids the consents of %(count)d partners, who have to be asked again.",
                count,
            )
            % {"count": count}
        )
        self.count = count


class NotAgreed(Refused):
    """Partners have not confirmed what would leave; `partners` names them."""

    def __init__(self, partners: list[str]) -> None:
        super().__init__(
            _("Not confirmed for this version yet: %(names)s.")
            % {"names": pgettext("between names", ", ").join(partners)}
        )
        self.partners = partners


class NotSealed(Refused):
    """The call asks for a sealed scan of what would leave."""


def must_be_agreed(application: Application) -> None:
    """Raises NotAgreed. Asked under the application's lock, which every change of it takes as well."""
    if partners := missing(application):
        raise NotAgreed([one.name for one in partners])


def must_be_sealed(application: Application) -> None:
    if seal_missing(application):
        raise NotSealed(_("The sealed scan of this version is missing, or has not been read yet."))


def void_if_changed(
    *, application: Application, by: Actor, confirmed: bool, path: str, values: Mapping[str, str]
) -> int:
    """How many consents ended. Raises ConsentsAtStake unless `confirmed`; the caller holds the application's lock.

    Everybody is told once: with the first change there is nothing left that a second one could end.
    """
    at_stake = list(standing(application).select_related("version"))
    if not at_stake:
        return 0
    substance = substance_of(application)
    ended = [one for one in at_stake if one.version.substance != substance]
    if not ended:
        return 0
    if not confirmed:
        raise ConsentsAtStake(len(ended))
    for consent in ended:
        _void(consent, by, values)
    steps.record(
        application,
        "void_consents",
        by=by,
        remark=pgettext("between names", ", ").join(one.party for one in ended),
        details={"consents": [one.pk for one in ended], "version": ended[0].version.number},
    )
    notify(_writers(application, by), "consents_voided", path=f"{path}consents/", values=values)
    return len(ended)


def end_requests(*, application: Application, by: Actor, values: Mapping[str, str]) -> None:
    """A discarded application asks nobody any more."""
    for consent in standing(application).filter(state=ConsentState.ASKED):
        CONSENT.move(consent, "take_back", by=by, ended_at=database_now())
        _tell(consent, "taken_back", values)


def _void(consent: PartnerConsent, by: Actor, values: Mapping[str, str]) -> None:
    CONSENT.move(consent, "void", by=by, ended_at=database_now())
    _tell(consent, "voided", values)


def _tell(consent: PartnerConsent, what: str, values: Mapping[str, str]) -> None:
    if consent.by_link:
        enqueue("calls.mail_consent", consent_id=consent.pk, kind=f"consent_link_{what}")
    else:
        people = speakers(consent.organisation_id)
        named = {**values, "party": consent.party}
        notify(people, f"consent_{what}", path=f"/consents/{consent.pk}/", values=named)


def _writers(application: Application, by: Actor) -> list[User]:
    """The others who write it, and the liaison of the university."""
    writers = User.objects.filter(application_memberships__application=application)
    people = {one.pk: one for one in [*writers.order_by("id"), *people_in([application.university_id], Role.LIAISON)]}
    return [one for key, one in sorted(people.items()) if key != by.user_id]
