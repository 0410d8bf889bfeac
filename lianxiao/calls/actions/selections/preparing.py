"""Before and while it is judged: begun, reviewers invited, opened, candidates taken out."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxiao.calls.access import selections as access
from lianxiao.calls.actions.selections.rules import NotReady, ReasonMissing, locked, path_of, values_of
from lianxiao.calls.models import Application, CallCategory, Candidate, Selection, SelectionReviewer
from lianxiao.calls.queries import selections as queries
from lianxiao.calls.states import SELECTION, State
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.core.taking_out import taken_out
from lianxiao.organisations.models import User, account_typed
from lianxiao.organisations.notices import notify


class AlreadyBegun(Refused):
    """One selection for a university and category of a call."""


class NotAReviewer(Refused):
    """Nobody of the university who may judge has this account."""


@transaction.atomic
def begin(*, call_category: CallCategory, by: Actor) -> Selection:
    if not access.may_begin_selection(by) or by.organisation_id is None:
        raise PermissionDenied
    now, call = database_now(), call_category.call
    if call.state != "published" or not call.opens_at <= now < call.closes_at:
        raise NotAllowedNow(_("This call does not take applications now."))
    selection, new = Selection.objects.get_or_create(
        call_category=call_category,
        university_id=by.organisation_id,
        defaults={"created_by_id": by.person_id, "created_at": now, "is_demo": call.is_demo},
    )
    if not new:
        raise AlreadyBegun(_("Your university has a selection in this category already."))
    steps.record(selection, "begin", by=by, after=selection.state)
    return selection


@transaction.atomic
def prepare(*, selection: Selection, rules: str, due_date: date, min_opinions: int, by: Actor) -> Selection:
    """What reviewers look at, until when, how many opinions an application needs."""
    row = locked(selection, access.may_prepare, by)
    row.rules, row.due_date, row.min_opinions = rules, due_date, min_opinions
    row.save(update_fields=["rules", "due_date", "min_opinions"])
    steps.record(row, "prepare", by=by, details={"until": due_date.isoformat(), "opinions": min_opinions})
    return row


@transaction.atomic
def invite(*, selection: Selection, username: str, by: Actor) -> SelectionReviewer:
    """Raises NotAReviewer, in the same words for an unknown account and for one of another university."""
    row = locked(selection, access.may_change_reviewers, by)
    user = queries.possible_reviewers(row).filter(username=account_typed(username)).first()
    if user is None:
        raise NotAReviewer(_("There is no teacher or expert with this account at your university."))
    reviewer, new = SelectionReviewer.objects.get_or_create(
        selection=row, user=user, defaults={"invited_at": database_now()}
    )
    if new:
        steps.record(row, "invite", by=by, remark=user.name)
        if row.state != SELECTION.first:
            _tell(row, [user])
    return reviewer


@transaction.atomic
def remove_reviewer(*, reviewer: SelectionReviewer, by: Actor) -> None:
    """Only somebody who has handed in nothing: what was said stays."""
    row = locked(reviewer.selection, access.may_change_reviewers, by)
    if reviewer.opinions.filter(handed_in_at__isnull=False).exists():
        raise NotAllowedNow(_("This reviewer has handed in opinions; they stay."))
    if taken_out(reviewer):
        steps.record(row, "remove_reviewer", by=by, remark=reviewer.user.name)


@transaction.atomic
def open_review(*, selection: Selection, by: Actor) -> Selection:
    """Everything that is with the liaison becomes a candidate, and the reviewers are told. Raises NotReady."""
    row = locked(selection, access.may_prepare, by)
    if row.due_date is None or row.due_date < timezone.localdate(database_now()):
        raise NotReady(_("Say until when the opinions are handed in; the day lies today or later."))
    users = [reviewer.user for reviewer in row.reviewers.select_related("user").order_by("id")]
    if len(users) < row.min_opinions:
        raise NotReady(
            _("Each application needs %(count)d opinions: invite as many reviewers at least.")
            % {"count": row.min_opinions}
        )
    if not gather(row):
        raise NotReady(_("No application has been handed in yet."))
    moved = SELECTION.move(row, "open", by=by)
    _tell(moved, users)
    return moved


def gather(row: Selection) -> int:
    """What was handed in since becomes a candidate. Returns how many candidates stand then."""
    waiting = Application.objects.select_for_update(of=("self",)).filter(
        call_category_id=row.call_category_id,
        university_id=row.university_id,
        state=State.WITH_LIAISON,
        candidate=None,
    )
    Candidate.objects.bulk_create(Candidate(selection=row, application=one) for one in waiting.order_by("id"))
    return row.candidates.filter(withdrawn_at=None).count()


def _tell(row: Selection, users: list[User]) -> None:
    due = pgettext("until when", "%(day)s 24:00") % {"day": f"{row.due_date:%Y-%m-%d}"}
    notify(users, "selection_invited", path=f"{path_of(row)}judge/", values=values_of(row, due=due))


@transaction.atomic
def take_out(*, candidate: Candidate, reason: str, by: Actor) -> Candidate:
    """A candidate that is not judged further; its application can be sent back to its authors."""
    row = locked(candidate.selection, access.may_take_out, by)
    if not reason.strip():
        raise ReasonMissing(_("Say why it is taken out; the reason stays on record."))
    one = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    if one.withdrawn_at is not None:
        raise NotAllowedNow(_("It has been taken out already."))
    one.withdrawn_at, one.withdrawn_reason = database_now(), reason.strip()
    one.rank, one.rank_reason = None, ""
    one.save(update_fields=["withdrawn_at", "withdrawn_reason", "rank", "rank_reason"])
    details = {"application": one.application_id}
    steps.record(row, "take_out", by=by, remark=f"{one.application}: {reason.strip()}", details=details)
    return one
