"""The lead office's word on a report: confirmed, and only then a fact; or returned with a reason at each item."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import Refused
from lianxiao.ledger.access import progress as access
from lianxiao.ledger.actions.facts import record_facts
from lianxiao.ledger.actions.lights import refresh
from lianxiao.ledger.actions.reach import held_report
from lianxiao.ledger.actions.telling import liaisons_of, path_of, values_of, when, writers_of
from lianxiao.ledger.models import ProgressReport, ProjectMilestone, ReturnReason
from lianxiao.ledger.queries.reports import title_of
from lianxiao.ledger.states import REPORT, Standing
from lianxiao.organisations.notices import notify

LONGEST_REASON = 500  # characters, as the column has it
WHOLE = 0  # the report's own words, beside its items


class ReasonsMissing(Refused):
    """A return names at least one place, and at each what is to be corrected; `places` are those without."""

    def __init__(self, places: list[int]) -> None:
        super().__init__(_("Tick at least one place, and say at each what is to be corrected."))
        self.places = places


class NotLater(Refused):
    """A correction is due in the future."""


@transaction.atomic
def confirm(*, report: ProgressReport, by: Actor, remark: str = "") -> ProgressReport:
    """What was achieved becomes facts, what was reached stands in the ledger."""
    locked = held_report(report, by, access.may_confirm)
    now = database_now()
    moved = REPORT.move(report, "confirm", by=by, remark=remark.strip(), confirmed_at=now, confirmed_by_id=by.person_id)
    reached = _reach_milestones(locked)
    count = record_facts(locked, by)
    refresh([locked.project_id])
    details = {"report": locked.pk, "facts": count, "milestones": reached}
    steps.record(locked.project, "confirm_progress", by=by, remark=locked.period.name, details=details)
    people = writers_of([locked.project]) | liaisons_of([locked.project])
    notify(people, "progress_confirmed", path=path_of(moved), values=values_of(locked))
    return moved


def _reach_milestones(locked: ProgressReport) -> list[int]:
    """The first confirmed word stands; returns their numbers."""
    reached = []
    for item in locked.items.filter(standing=Standing.REACHED).order_by("milestone_id"):
        rows = ProjectMilestone.objects.filter(pk=item.milestone_id or 0, reached_date=None)
        if rows.update(reached_date=item.reached_date):
            reached.append(item.milestone_id or 0)
    return reached


@transaction.atomic
def return_for_correction(
    *, report: ProgressReport, reasons: Mapping[int, str], due_at: datetime, by: Actor
) -> ProgressReport:
    """`reasons` by the number of the item, WHOLE for the report's words. Raises ReasonsMissing, NotLater."""
    locked = held_report(report, by, access.may_confirm)
    items = {item.pk: item for item in locked.items.select_related("milestone", "indicator__target")}
    given = {
        number: text.strip()[:LONGEST_REASON] for number, text in reasons.items() if number == WHOLE or number in items
    }
    if not given or not all(given.values()):
        raise ReasonsMissing([number for number, text in given.items() if not text])
    now = database_now()
    if due_at <= now:
        raise NotLater(_("The correction must be due in the future."))
    ReturnReason.objects.bulk_create(
        ReturnReason(report=locked, item=items.get(number), reason=text, asked_by_id=by.person_id, asked_at=now)
        for number, text in given.items()
    )
    titles = {number: title_of(items[number]) if number else _("Words of the report") for number in given}
    remark = "\n".join(f"{titles[number]}：{text}" for number, text in given.items())
    moved = REPORT.move(report, "return", by=by, remark=remark, correction_due_at=due_at)
    refresh([locked.project_id])
    people = writers_of([locked.project]) | liaisons_of([locked.project])
    notify(people, "progress_returned", path=path_of(moved), values=values_of(locked, due=when(due_at)))
    return moved
