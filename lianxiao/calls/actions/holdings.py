"""Somebody takes the place of a colleague who leaves; who may arrange it is looked at by the hand-over itself."""

from django.utils.translation import gettext as _

from lianxiao.calls.models import Application, ApplicationMember, Selection, SelectionReviewer
from lianxiao.calls.queries.selections import judged_by_person, possible_reviewers
from lianxiao.calls.states import Hand
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import Refused
from lianxiao.organisations.models import User

STRENGTH = (Hand.READER, Hand.PARTNER, Hand.EDITOR, Hand.OWNER)


class NotFitting(Refused):
    """The successor cannot take this case."""


def give_application(*, row: ApplicationMember, successor: User, by: Actor) -> None:
    """His hand and what is assigned to him become the successor's. Raises NotFitting."""
    application = Application.objects.select_for_update(of=("self",)).get(pk=row.application_id)
    leaver = application.members.select_related("user").get(pk=row.pk)
    if judged_by_person(application, successor.pk):
        raise NotFitting(
            _("%(person)s judges “%(application)s” in the campus selection and cannot write it.")
            % {"person": successor.name, "application": application}
        )
    details = {"from": leaver.user_id, "to": successor.pk, "hand": leaver.hand}
    steps.record(application, "hand_over", by=by, remark=f"{leaver.user.name} → {successor.name}", details=details)
    there = application.members.filter(user=successor).first()
    if there is None:
        leaver.user = successor
        leaver.save(update_fields=["user"])
    else:
        _merge(leaver, there)


def _merge(leaver: ApplicationMember, there: ApplicationMember) -> None:
    """Two hands become one: the stronger of both, with the parts of both."""
    hand = max(leaver.hand, there.hand, key=lambda one: STRENGTH.index(Hand(one)))
    keys = there.assignments.values("key")
    leaver.assignments.exclude(key__in=keys).update(member=there)
    leaver.delete()
    if there.hand != hand:
        there.hand = hand
        there.save(update_fields=["hand"])


def give_review(*, row: SelectionReviewer, successor: User, by: Actor) -> None:
    """The invitation to judge. What the colleague noted and never handed in was his own and goes. Raises NotFitting."""
    selection = Selection.objects.select_for_update(of=("self",)).get(pk=row.selection_id)
    leaver = selection.reviewers.select_related("user").get(pk=row.pk)
    if not possible_reviewers(selection).filter(pk=successor.pk).exists():
        raise NotFitting(_("%(person)s runs the campus selection or may not judge in it.") % {"person": successor.name})
    details = {"from": leaver.user_id, "to": successor.pk}
    steps.record(selection, "hand_over", by=by, remark=f"{leaver.user.name} → {successor.name}", details=details)
    leaver.delete()
    SelectionReviewer.objects.get_or_create(
        selection=selection, user=successor, defaults={"invited_at": database_now()}
    )
