"""Who writes an application together: colleagues of the lead university, and people of its partners."""

from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.access import hands
from lianxiao.calls.actions.applications import path_of, values_of
from lianxiao.calls.actions.reach import must
from lianxiao.calls.models import Application, ApplicationMember
from lianxiao.calls.queries.selections import judged_by_person
from lianxiao.calls.states import Hand
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.refusals import Refused
from lianxiao.core.taking_out import taken_out
from lianxiao.organisations.models import Membership, account_typed
from lianxiao.organisations.notices import notify
from lianxiao.organisations.roles import Role


class NoSuchColleague(Refused):
    """Nobody at the university who writes applications has this account."""


class OwnerStays(Refused):
    """An application always has an owner; he hands it on before he leaves."""


class NotForPartners(Refused):
    """People of a partner write what is assigned to them, and nothing else."""


@transaction.atomic
def add_member(*, application: Application, username: str, by: Actor, hand: Hand = Hand.EDITOR) -> ApplicationMember:
    """Raises NoSuchColleague, in the same words for an unknown account and for one of another university."""
    must(access.may_change_members, by, application)
    assert hand in (Hand.EDITOR, Hand.READER)
    membership = (
        Membership.objects.current()
        .filter(
            user__username=account_typed(username),
            organisation_id=application.university_id,
            role=Role.TEACHER,
        )
        .order_by("id")
        .first()
    )
    if membership is None:
        raise NoSuchColleague(_("There is no teacher with this account at the university."))
    if judged_by_person(application, membership.user_id):
        raise NoSuchColleague(_("This colleague judges the application in the campus selection."))
    return enter(application, membership.user_id, application.university_id, hand, by=by)


def enter(application: Application, user_id: int, organisation_id: int, hand: Hand, *, by: Actor) -> ApplicationMember:
    """Somebody comes in, and is told; who is in already stays as he is."""
    member, new = ApplicationMember.objects.get_or_create(
        application=application, user_id=user_id, defaults={"organisation_id": organisation_id, "hand": hand}
    )
    if new:
        steps.record(application, "add_member", by=by, remark=member.user.name, details={"hand": str(hand)})
        if user_id != by.user_id:
            path = "/applications/assigned/" if hand == Hand.PARTNER else path_of(application)
            notify([member.user], "member_added", path=path, values=values_of(application, person=by.name))
    return member


@transaction.atomic
def remove_member(*, member: ApplicationMember, by: Actor) -> None:
    """What is assigned to him goes with him. Raises OwnerStays."""
    application = Application.objects.select_for_update(of=("self",)).get(pk=member.application_id)
    must(access.may_change_members, by, application)
    held = application.members.select_related("user").filter(pk=member.pk).first()
    if held is not None and held.hand == Hand.OWNER:
        raise OwnerStays(_("An application always has an owner. Hand it on to a colleague first."))
    if held is not None and taken_out(held):
        steps.record(application, "remove_member", by=by, remark=held.user.name)


@transaction.atomic
def change_hand(*, member: ApplicationMember, hand: Hand, by: Actor) -> None:
    """From writing to reading and back. Raises OwnerStays, NotForPartners."""
    application = Application.objects.select_for_update(of=("self",)).get(pk=member.application_id)
    must(access.may_change_members, by, application)
    assert hand in (Hand.EDITOR, Hand.READER)
    member = application.members.select_related("user").get(pk=member.pk)
    if member.hand == Hand.OWNER:
        raise OwnerStays(_("An application always has an owner. Hand it on to a colleague first."))
    if member.hand == Hand.PARTNER:
        raise NotForPartners(_("People of a partner write only what is assigned to them."))
    if member.hand != hand:
        steps.record(
            application,
            "change_hand",
            by=by,
            remark=member.user.name,
            details={"before": member.hand, "after": str(hand)},
        )
        member.hand = hand
        member.save(update_fields=["hand"])


@transaction.atomic
def transfer(*, member: ApplicationMember, by: Actor) -> None:
    """The application becomes this member's; who owned it until now goes on writing. Raises NotForPartners."""
    application = Application.objects.select_for_update(of=("self",)).get(pk=member.application_id)
    must(hands.may_transfer, by, application)
    member = application.members.select_related("user").get(pk=member.pk)
    if member.hand == Hand.PARTNER:
        raise NotForPartners(_("Only somebody of the lead university can own the application."))
    if member.hand == Hand.OWNER:
        return
    application.members.filter(hand=Hand.OWNER).update(hand=Hand.EDITOR)
    member.hand = Hand.OWNER
    member.save(update_fields=["hand"])
    steps.record(application, "transfer", by=by, remark=member.user.name)
    notify(
        [member.user],
        "application_transferred",
        path=path_of(application),
        values=values_of(application, person=by.name),
    )
