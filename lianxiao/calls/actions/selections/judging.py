"""What a reviewer does: judge each candidate, hand his opinions in together."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxiao.calls.access import selections as access
from lianxiao.calls.actions.selections.rules import NotReady, locked, path_of, values_of
from lianxiao.calls.models import CampusOpinion, Candidate, Selection, SelectionReviewer
from lianxiao.calls.queries import selections as queries
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role


class Conflict(Refused):
    """Nobody judges what he writes himself."""


@transaction.atomic
def judge(*, candidate: Candidate, score: int | None, text: str, recused: bool, by: Actor) -> CampusOpinion:
    """Keep a mark and an opinion, for himself alone until they are handed in. Raises Conflict, NotAllowedNow."""
    row = locked(candidate.selection, access.may_judge, by)
    reviewer = _reviewer(row, by)
    if candidate.withdrawn_at is not None:
        raise NotAllowedNow(_("This application has been taken out of the selection."))
    if not recused and queries.writes(candidate.application, reviewer.user_id):
        raise Conflict(_("You write this application yourself and cannot judge it."))
    opinion = CampusOpinion.objects.filter(reviewer=reviewer, candidate=candidate).first()
    if opinion is not None and opinion.handed_in_at is not None:
        raise NotAllowedNow(_("This opinion has been handed in and stays as it is."))
    opinion = opinion or CampusOpinion(reviewer=reviewer, candidate=candidate)
    opinion.score, opinion.text, opinion.recused = None if recused else score, text.strip(), recused
    opinion.saved_at = database_now()
    opinion.save()
    return opinion


@transaction.atomic
def hand_in(*, selection: Selection, by: Actor) -> int:
    """All that he owes at once; from then on they are read and stay. Returns how many. Raises NotReady."""
    row = locked(selection, access.may_judge, by)
    reviewer = _reviewer(row, by)
    owed = queries.owed_by(reviewer)
    drafts = {one.candidate_id: one for one in reviewer.opinions.filter(handed_in_at=None).order_by("id")}
    ready = [one for one in owed if (mine := drafts.get(one.pk)) and is_complete(mine)]
    if missing := len(owed) - len(ready):
        raise NotReady(
            ngettext(
                "%(count)d application still waits for your mark and opinion.",
                "%(count)d applications still wait for your mark and opinion.",
                missing,
            )
            % {"count": missing}
        )
    if not ready:
        raise NotReady(_("There is nothing to hand in."))
    now = database_now()
    CampusOpinion.objects.filter(pk__in=[drafts[one.pk].pk for one in ready]).update(handed_in_at=now)
    steps.record(row, "hand_in_opinions", by=by, details={"opinions": len(ready)})
    if not queries.waits_for_reviewers(row):
        notify(
            people_in([row.university_id], Role.LIAISON), "selection_judged", path=path_of(row), values=values_of(row)
        )
    return len(ready)


def is_complete(opinion: CampusOpinion) -> bool:
    return bool(opinion.text) and (opinion.recused or opinion.score is not None)


def _reviewer(row: Selection, by: Actor) -> SelectionReviewer:
    """Locked, so that an opinion does not slip in while another window hands in."""
    found = SelectionReviewer.objects.select_for_update(of=("self",)).filter(selection=row, user=by.person_id).first()
    if found is None:
        raise PermissionDenied
    return found
