"""Who writes an application together: colleagues of the lead university, named by their account."""

from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.actions.applications import must
from lianxiao.calls.models import Application, ApplicationMember
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.refusals import Refused
from lianxiao.organisations.models import Membership
from lianxiao.organisations.roles import Role


class NoSuchColleague(Refused):
    """Nobody at the university who writes applications has this account."""


class LastMember(Refused):
    """Somebody must be left who can write."""


@transaction.atomic
def add_member(*, application: Application, username: str, by: Actor) -> ApplicationMember:
    """Raises NoSuchColleague, in the same words for an unknown account and for one of another university."""
    must(access.may_change_members, by, application)
    membership = (
        Membership.objects.current()
        .filter(
            user__username__iexact=username.strip(),
            organisation_id=application.university_id,
            role=Role.TEACHER,
        )
        .order_by("id")
        .first()
    )
    if membership is None:
        raise NoSuchColleague(_("There is no teacher with this account at the university."))
    member, new = ApplicationMember.objects.get_or_create(application=application, user_id=membership.user_id)
    if new:
        steps.record(application, "add_member", by=by, remark=member.user.name)
    return member


@transaction.atomic
def remove_member(*, member: ApplicationMember, by: Actor) -> None:
    """Raises LastMember for the only one that is left."""
    application = Application.objects.select_for_update(of=("self",)).get(pk=member.application_id)
    must(access.may_change_members, by, application)
    if not application.members.exclude(pk=member.pk).exists():
        raise LastMember(_("Somebody has to be left who can write. Add a colleague first."))
    steps.record(application, "remove_member", by=by, remark=member.user.name)
    member.delete()
