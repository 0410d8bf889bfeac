"""What an expert does with an application: score, submit, or declare a conflict."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import LostUpdate, Refused
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role
from lianxiao.review import access
from lianxiao.review.access import AT_WORK
from lianxiao.review.actions.inviting import ReasonMissing, tell_office
from lianxiao.review.actions.rules import path_of
from lianxiao.review.models import Plan, Score, Sheet
from lianxiao.review.queries.experts import criteria_of, missing_in
from lianxiao.review.queries.plans import is_complete, office_of
from lianxiao.review.scoring import total
from lianxiao.review.states import SHEET

EXACT = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Given:
    """To one criterion."""

    points: Decimal | None
    comment: str = ""


class Incomplete(Refused):
    """A sheet is submitted with every score and every required comment."""

    def __init__(self, message: object, missing: Mapping[str, str]) -> None:
        super().__init__(message)
        self.missing = missing


def _locked(sheet: Sheet, by: Actor) -> Sheet:
    row = (
        Sheet.objects.select_for_update(of=("self",))
        .select_related("seat__panel__plan__call_category__category")
        .get(pk=sheet.pk)
    )
    if not access.may_score(by, row, row.seat):
        raise PermissionDenied
    return row


@transaction.atomic
def save(*, sheet: Sheet, given: Mapping[int, Given], overall: str, revision: int, by: Actor) -> Sheet:
    """Kept for himself alone, complete or not. `given` by the number of the criterion. Raises LostUpdate."""
    row = _locked(sheet, by)
    if revision != row.revision:
        raise LostUpdate(_("This sheet was saved in another window since; nothing was overwritten."))
    there = {score.criterion_id: score for score in row.scores.all()}
    for criterion in criteria_of(row):
        one = given.get(criterion.pk, Given(None))
        score = there.get(criterion.pk)
        if score is None:
            Score.objects.create(sheet=row, criterion=criterion, points=one.points, comment=one.comment)
        elif (score.points, score.comment) != (one.points, one.comment):
            score.points, score.comment = one.points, one.comment
            score.save(update_fields=["points", "comment"])
    row.overall, row.revision, row.saved_at = overall, row.revision + 1, database_now()
    row.save(update_fields=["overall", "revision", "saved_at"])
    return row


@transaction.atomic
def submit(*, sheet: Sheet, by: Actor) -> Sheet:
    """Read by the lead offices once all scores are opened, and fixed from now on. Raises Incomplete."""
    row = _locked(sheet, by)
    if missing := missing_in(row):
        raise Incomplete(_("The sheet is not complete yet."), missing)
    there = {score.criterion_id: score.points for score in row.scores.all()}
    points = [(float(there[one.pk] or 0), float(one.points), float(one.weight)) for one in criteria_of(row)]
    exact = Decimal(str(total(points))).quantize(EXACT)
    moved = SHEET.move(row, "submit", by=by, submitted_at=database_now(), total=exact)
    _tell_when_complete(row.seat.panel.plan)
    return moved


def _tell_when_complete(plan: Plan) -> None:
    if plan.state not in AT_WORK or not is_complete(plan):
        return
    office = office_of(plan)
    assert office is not None
    category = plan.call_category
    values = {"call": str(category.call), "category": str(category.category)}
    notify(people_in([office], Role.OFFICER), "review_scored", path=path_of(plan), values=values)


@transaction.atomic
def recuse(*, sheet: Sheet, reason: str, by: Actor) -> Sheet:
    """A conflict that only he knows of: the application goes to somebody else."""
    row = _locked(sheet, by)
    if not reason.strip():
        raise ReasonMissing(_("Say in a few words which conflict; the office finds somebody else."))
    moved = SHEET.move(row, "recuse", by=by, recused_because=reason.strip())
    tell_office(moved.seat)
    return moved
