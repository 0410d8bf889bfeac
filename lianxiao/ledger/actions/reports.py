"""A progress report at its university: written by those who write for the project, released by the liaison."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import LostUpdate, Refused
from lianxiao.ledger.access import progress as access
from lianxiao.ledger.actions.attaching import taken
from lianxiao.ledger.actions.lights import refresh
from lianxiao.ledger.actions.reach import held_report
from lianxiao.ledger.actions.telling import liaisons_of, officers_of, path_of, values_of, when, writers_of
from lianxiao.ledger.models import ProgressReport, ReportFigure, ReportFile, ReportItem, ReturnReason
from lianxiao.ledger.queries.reports import Gap, gaps_of, months_to_fill
from lianxiao.ledger.states import REPORT, ReportState
from lianxiao.organisations.notices import notify


class Incomplete(Refused):
    """Something is missing before it can leave; `gaps` are the places."""

    def __init__(self, gaps: list[Gap]) -> None:
        super().__init__(_("The report is not complete: %(count)d places.") % {"count": len(gaps)})
        self.gaps = gaps


class ReasonMissing(Refused):
    """A step back names its reason."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one item: of a milestone its standing, of an indicator an amount for each month."""

    text: str = ""
    standing: str = ""
    reached_date: date | None = None
    amounts: Mapping[date, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    summary: str = ""
    difficulties: str = ""
    plan: str = ""


@transaction.atomic
def save(*, report: ProgressReport, words: Words, said: Mapping[int, Said], revision: int, by: Actor) -> ProgressReport:
    """Everything that is written, `said` by the number of the item. Raises LostUpdate; then nothing is stored."""
    locked = held_report(report, by, access.may_write)
    if locked.revision != revision:
        raise LostUpdate(_("Somebody saved this report in between. Your text is still here and nothing was stored."))
    now = database_now()
    if locked.state == ReportState.NOT_BEGUN:
        locked = REPORT.move(locked, "begin", by=by, begun_at=now)
    ProgressReport.objects.filter(pk=locked.pk).update(
        summary=words.summary,
        difficulties=words.difficulties,
        plan=words.plan,
        revision=revision + 1,
        saved_at=now,
        saved_by_id=by.person_id,
    )
    for item in locked.items.select_related("milestone", "indicator").order_by("id"):
        if item.pk in said:
            _keep(locked, item, said[item.pk])
    report.refresh_from_db()
    return report


def _keep(locked: ProgressReport, item: ReportItem, said: Said) -> None:
    item.text = said.text
    if item.milestone_id:
        item.standing, item.reached_date = said.standing, said.reached_date
    item.save(update_fields=["text", "standing", "reached_date"])
    if item.indicator_id:
        item.figures.all().delete()
        months = months_to_fill(locked.period)
        given = {month: amount for month, amount in said.amounts.items() if month in months and amount > 0}
        ReportFigure.objects.bulk_create(
            ReportFigure(item=item, month=month, amount=amount) for month, amount in sorted(given.items())
        )


@transaction.atomic
def attach(*, item: ReportItem, name: str, stream: BinaryIO, by: Actor) -> ReportFile:
    """Check and keep evidence for an item. Raises files.RefusedFile with the reason."""
    locked = held_report(item.report, by, access.may_write)
    kept = ReportFile.objects.create(item=item, **taken(name, stream, by))
    steps.record(locked, "attach", by=by, remark=kept.name, details={"item": item.pk, "digest": kept.file_id})
    return kept


@transaction.atomic
def remove_file(*, file: ReportFile, by: Actor) -> None:
    """Off the report; the row and the content stay for the record."""
    locked = held_report(file.item.report, by, access.may_write)
    if file.removed_at is None:
        file.removed_at = database_now()
        file.save(update_fields=["removed_at"])
        steps.record(locked, "remove_file", by=by, remark=file.name, details={"digest": file.file_id})


@transaction.atomic
def hand_in(*, report: ProgressReport, by: Actor) -> ProgressReport:
    """To the university's liaison, complete. Raises Incomplete with every gap at once."""
    locked = held_report(report, by, access.may_hand_in)
    if gaps := gaps_of(locked):
        raise Incomplete(gaps)
    moved = REPORT.move(report, "hand_in", by=by, handed_in_at=database_now())
    values = values_of(locked, due=when(locked.due_at))
    notify(liaisons_of([locked.project]), "progress_handed_in", path=path_of(moved), values=values)
    return moved


@transaction.atomic
def send_back(*, report: ProgressReport, reason: str, by: Actor) -> ProgressReport:
    """From the liaison to its writers with a reason; they may take it back in the same way."""
    locked = held_report(report, by, access.may_send_back)
    if not reason.strip():
        raise ReasonMissing(_("Say why it goes back, so that its writers can act on it."))
    verb = "send_back_correction" if locked.reasons.filter(answered_at=None).exists() else "send_back"
    moved = REPORT.move(report, verb, by=by, remark=reason.strip())
    writers = writers_of([locked.project]).exclude(pk=by.person_id)
    notify(writers, "progress_sent_back", path=path_of(moved), values=values_of(locked))
    return moved


@transaction.atomic
def release(*, report: ProgressReport, by: Actor) -> ProgressReport:
    """To the lead office. What it had asked to correct counts as answered. Raises Incomplete."""
    locked = held_report(report, by, access.may_release)
    if gaps := gaps_of(locked):
        raise Incomplete(gaps)
    now = database_now()
    ReturnReason.objects.filter(report=locked, answered_at=None).update(answered_at=now)
    moved = REPORT.move(report, "release", by=by, submitted_at=now, correction_due_at=None)
    refresh([locked.project_id])
    notify(officers_of(locked.project), "progress_submitted", path=path_of(moved), values=values_of(locked))
    return moved


def of_report(report: ProgressReport, number: int) -> ReportItem:
    """The item of this number; PermissionDenied for one of another report."""
    item = report.items.filter(pk=number).first()
    if item is None:
        raise PermissionDenied
    return item
