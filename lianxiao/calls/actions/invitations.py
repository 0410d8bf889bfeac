"""Invitations by e-mail: people of partners, and colleagues who have no account yet.

The link is signed, opens for two weeks, and is of use only to somebody who writes applications at the organisation
that was invited.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.actions.applications import values_of
from lianxiao.calls.actions.members import enter
from lianxiao.calls.actions.reach import must
from lianxiao.calls.models import Application, ApplicationMember, MemberInvitation
from lianxiao.calls.queries.invitations import is_open
from lianxiao.calls.states import Hand
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.jobs import enqueue
from lianxiao.core.refusals import Refused
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import INSTITUTIONS, Right, Role

OPENS_FOR = timedelta(days=14)


class CannotBeInvited(Refused):
    """The organisation has no part in the application, or the address was invited already."""


class InvitationClosed(Refused):
    """Expired, withdrawn or used."""


@transaction.atomic
def invite(
    *, application: Application, email: str, organisation: Organisation, hand: Hand, by: Actor
) -> MemberInvitation:
    """People of a partner always come as partners. Raises CannotBeInvited."""
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    must(access.may_change_members, by, locked)
    own = organisation.pk == locked.university_id
    if not own and not locked.parties.filter(organisation=organisation, organisation__kind__in=INSTITUTIONS).exists():
        raise CannotBeInvited(_("The form does not name this university as a partner."))
    now = database_now()
    pending = locked.invitations.filter(email=email.lower(), accepted_at=None, withdrawn_at=None)
    if pending.filter(expires_at__gt=now).exists():
        raise CannotBeInvited(_("This address has an invitation that is still open."))
    pending.update(withdrawn_at=now)
    invitation = MemberInvitation.objects.create(
        application=locked,
        organisation=organisation,
        email=email.lower(),
        hand=hand if own else Hand.PARTNER,
        invited_by_id=by.person_id,
        invited_at=now,
        expires_at=now + OPENS_FOR,
    )
    steps.record(locked, "invite", by=by, remark=f"{organisation.name}: {invitation.email}")
    enqueue("calls.mail_invitation", invitation_id=invitation.pk)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: MemberInvitation, by: Actor) -> None:
    """Its link opens no more."""
    held = _held(invitation)
    must(access.may_change_members, by, held.application)
    held.withdrawn_at = database_now()
    held.save(update_fields=["withdrawn_at"])
    steps.record(held.application, "withdraw_invitation", by=by, remark=held.email)


@transaction.atomic
def accept(*, invitation: MemberInvitation, by: Actor) -> ApplicationMember:
    """Whoever holds the link and writes applications where it was sent to. Raises InvitationClosed."""
    held = _held(invitation)
    if not by.may(Right.WRITE_APPLICATIONS) or by.organisation_id != held.organisation_id:
        raise PermissionDenied
    held.accepted_at, held.accepted_by_id = database_now(), by.person_id
    held.save(update_fields=["accepted_at", "accepted_by"])
    member = enter(held.application, by.person_id, held.organisation_id, Hand(held.hand), by=by)
    notify(
        [held.invited_by],
        "invitation_accepted",
        path=f"/applications/{held.application_id}/members/",
        values=values_of(held.application, person=by.name),
    )
    return member


@transaction.atomic
def ask_for_account(*, invitation: MemberInvitation, name: str) -> None:
    """The liaison of the organisation invited is asked to open an account, once. Raises InvitationClosed."""
    held = _held(invitation)
    if held.asked_at is not None:
        return
    held.asked_name, held.asked_at = name.strip(), database_now()
    held.save(update_fields=["asked_name", "asked_at"])
    notify(
        people_in([held.organisation_id], Role.LIAISON),
        "account_asked",
        path="/people/",
        values={"person": f"{held.asked_name}（{held.email}）", "university": held.organisation.name},
    )


def _held(invitation: MemberInvitation) -> MemberInvitation:
    held = MemberInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not is_open(held):
        raise InvitationClosed(_("This invitation is no longer open. Ask the person who invited you for a new one."))
    return held
