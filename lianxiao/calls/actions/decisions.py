"""The decision: the responsible office proposes, the other lead offices countersign, the department confirms.

Every act locks the application first. Rules that speak about a state come after that lock.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.actions.applications import authors_of, path_of, values_of
from lianxiao.calls.actions.each import RowResult, each
from lianxiao.calls.actions.letters import draft_rejection
from lianxiao.calls.models import Application, Countersign, Outcome, Proposal
from lianxiao.calls.queries.decisions import responsible_office_id, review_comes_first
from lianxiao.calls.states import APPLICATION, State
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.organisations.models import User
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Kind, Role


class WordsMissing(Refused):
    """A proposal, a disagreement and a step back are given with words."""


class ReviewFirst(Refused):
    """The call asks for expert review before anything is proposed."""


class NotCountersigned(Refused):
    """A lead office has not said its word yet."""


class SamePerson(Refused):
    """Who proposed does not confirm."""


def propose(*, application: Application, outcome: str, reason: str, by: Actor) -> Proposal:
    """The responsible office's proposal; the other lead offices are asked to countersign it."""
    with transaction.atomic():
        locked = _locked(application)
        if not _may_ever_propose(by, locked):
            raise PermissionDenied
        if not reason.strip():
            raise WordsMissing(_("Give the reasons of the proposal."))
        if review_comes_first(locked, proposed_before=locked.proposals.exists()):
            raise ReviewFirst(_("This call asks for expert review first."))
        assert by.organisation_id is not None
        assert by.user_id is not None  # an officer, as was just checked
        moved = APPLICATION.move(locked, "propose", by=by, remark=_remark(outcome, reason))
        proposal = Proposal.objects.create(
            application=moved,
            office_id=by.organisation_id,
            outcome=Outcome(outcome),
            reason=reason.strip(),
            proposed_by_id=by.user_id,
            proposed_at=database_now(),
        )
        others = _other_offices(moved, by.organisation_id)
        Countersign.objects.bulk_create(Countersign(proposal=proposal, office_id=office) for office in others)
        if others:
            _tell(people_in(others, Role.OFFICER), "countersign_requested", moved)
        else:
            _ask_the_department(moved)
    return proposal


def countersign(*, application: Application, agrees: bool, opinion: str, by: Actor) -> Countersign:
    """A lead office's word on the standing proposal, once. Disagreement needs an opinion and does not block."""
    if not access.speaks_for_lead_office(by):
        raise PermissionDenied
    if not agrees and not opinion.strip():
        raise WordsMissing(_("Say why your office does not agree; the department reads it."))
    with transaction.atomic():
        locked = _locked(application)
        proposal = _standing(locked)
        if locked.state != State.PROPOSED or proposal is None:
            raise NotAllowedNow(_("There is no proposal to countersign."))
        own = _own_sign(proposal, by)
        own.agrees, own.opinion = agrees, opinion.strip()
        own.signed_at, own.signed_by_id = database_now(), by.user_id
        own.save(update_fields=["agrees", "opinion", "signed_at", "signed_by"])
        word = _("Agrees") if agrees else _("Does not agree")
        remark = f"{word}：{own.opinion}" if own.opinion else word
        steps.record(locked, "countersign", by=by, before=locked.state, after=locked.state, remark=remark)
        if not proposal.countersigns.filter(signed_at=None).exists():
            _ask_the_department(locked)
    return own


def _own_sign(proposal: Proposal, by: Actor) -> Countersign:
    own = proposal.countersigns.filter(office_id=by.organisation_id).first()
    if own is None:
        raise PermissionDenied
    if own.signed_at is not None:
        raise NotAllowedNow(_("Your office has countersigned already."))
    return own


def confirm(*, application: Application, by: Actor, remark: str = "") -> Application:
    """The department's word on the standing proposal. Raises NotCountersigned while an office is missing."""
    if not access.may_approve(by):
        raise PermissionDenied
    with transaction.atomic():
        locked = _locked(application)
        proposal = _standing(locked)
        if locked.state != State.PROPOSED or proposal is None:
            raise NotAllowedNow(_("There is no proposal to confirm."))
        _may_be_confirmed(proposal, by)
        proposal.confirmed_at, proposal.confirmed_by_id = database_now(), by.user_id
        proposal.save(update_fields=["confirmed_at", "confirmed_by"])
        rejected = proposal.outcome == Outcome.REJECT
        verb = "confirm_rejection" if rejected else "confirm"
        moved = APPLICATION.move(locked, verb, by=by, remark=remark.strip(), decided_at=proposal.confirmed_at)
        if rejected:
            draft_rejection(moved, proposal.reason, by=by)
        kind = "not_approved" if rejected else "decided"
        liaisons = people_in([moved.university_id], Role.LIAISON)
        notify(_once([*authors_of(moved), *liaisons]), kind, path=path_of(moved), values=values_of(moved))
        _tell(people_in([proposal.office_id], Role.OFFICER), "decided", moved)
    return moved


def send_back(*, application: Application, remark: str, by: Actor) -> Application:
    """The department asks the responsible office for another proposal. The old one stays on record."""
    if not access.may_approve(by):
        raise PermissionDenied
    if not remark.strip():
        raise WordsMissing(_("Say what the office should look at again."))
    with transaction.atomic():
        locked = _locked(application)
        proposal = _standing(locked)
        if locked.state != State.PROPOSED or proposal is None:
            raise NotAllowedNow(_("There is no proposal to send back."))
        proposal.sent_back_at, proposal.remark = database_now(), remark.strip()
        proposal.save(update_fields=["sent_back_at", "remark"])
        moved = APPLICATION.move(locked, "reopen", by=by, remark=proposal.remark)
        _tell(people_in([proposal.office_id], Role.OFFICER), "proposal_sent_back", moved)
    return moved


# --- several at once --------------------------------------------------------------------------------


def propose_each(*, applications: Iterable[Application], outcome: str, reason: str, by: Actor) -> list[RowResult]:
    """The same proposal for each; one that is refused does not hold the others up."""
    return each(applications, lambda one: propose(application=one, outcome=outcome, reason=reason, by=by))


def confirm_each(*, applications: Iterable[Application], by: Actor, remark: str = "") -> list[RowResult]:
    """Confirm the standing proposal of each."""
    return each(applications, lambda one: confirm(application=one, by=by, remark=remark))


# --- shared ------------------------------------------------------------------------------------------


def _locked(application: Application) -> Application:
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("call_category__call", "call_category__category", "university")
        .get(pk=application.pk)
    )


def _may_ever_propose(by: Actor, application: Application) -> bool:
    """The right and the office; whether it is time, the lifecycle says with a message fit for people."""
    return access.speaks_for_lead_office(by) and by.organisation_id == responsible_office_id(application)


def _standing(application: Application) -> Proposal | None:
    return application.proposals.filter(sent_back_at=None).order_by("id").first()


def _may_be_confirmed(proposal: Proposal, by: Actor) -> None:
    waiting = proposal.countersigns.filter(signed_at=None).select_related("office").order_by("id")
    if missing := [sign.office.name for sign in waiting]:
        raise NotCountersigned(_("Not countersigned yet: %(offices)s.") % {"offices": "、".join(missing)})
    if not by.is_none_of(proposal.proposed_by_id):
        raise SamePerson(_("You proposed this yourself; another person confirms it."))


def _other_offices(application: Application, own_id: int | None) -> list[int]:
    leads = application.call_category.category.leads.order_by("order", "id")
    return [lead.office_id for lead in leads if lead.office_id != own_id]


def _ask_the_department(application: Application) -> None:
    leaders = User.objects.filter(
        is_active=True,
        memberships__organisation__kind=Kind.DEPARTMENT,
        memberships__role=Role.DEPARTMENT_LEADER,
        memberships__ended_at__isnull=True,
        memberships__confirmed_at__isnull=False,
    )
    _tell(leaders.distinct().order_by("id"), "confirm_requested", application)


def _tell(to: Iterable[User], kind: str, application: Application) -> None:
    notify(to, kind, path=f"/decisions/{application.pk}/", values=values_of(application))


def _once(people: Iterable[User]) -> list[User]:
    return list({person.pk: person for person in people}.values())


def _remark(outcome: str, reason: str) -> str:
    return f"{Outcome(outcome).label}：{reason.strip()}"
