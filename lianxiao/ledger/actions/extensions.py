"""A later day for one report: asked for by the university or its lead office, granted by another officer."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.ledger.access import follow_ups as access
from lianxiao.ledger.access.progress import is_awaited
from lianxiao.ledger.actions.lights import refresh
from lianxiao.ledger.actions.reach import held_report
from lianxiao.ledger.actions.reports import ReasonMissing
from lianxiao.ledger.actions.telling import liaisons_of, path_of, values_of, when, writers_of
from lianxiao.ledger.models import ProgressReport, ReportExtension
from lianxiao.ledger.queries.follow_ups import extension_of
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role


class NotLater(Refused):
    """A new day lies after the present one and in the future."""


class AlreadyAsked(Refused):
    """One extension of a report waits for its decision at a time."""


@transaction.atomic
def ask(*, report: ProgressReport, new_due_at: datetime, reason: str, by: Actor) -> ReportExtension:
    """It takes effect when somebody else grants it. Raises ReasonMissing, NotLater, AlreadyAsked."""
    locked = held_report(report, by, access.may_ask_extension)
    if not reason.strip():
        raise ReasonMissing(_("Give the reason; whoever grants it reads it."))
    _must_be_later(locked, new_due_at)
    if extension_of(locked) is not None:
        raise AlreadyAsked(_("A later day of this report is already waiting for a decision."))
    extension = ReportExtension.objects.create(
        report=locked,
        old_due_at=locked.due_at,
        new_due_at=new_due_at,
        reason=reason.strip(),
        asked_by_id=by.person_id or 0,
        asked_at=database_now(),
    )
    steps.record(locked, "ask_extension", by=by, remark=f"{when(new_due_at)}：{extension.reason}")
    people = people_in([locked.project.lead_office_id], Role.OFFICER, none_of=[by.person_id])
    values = values_of(locked, due=when(new_due_at))
    notify(people, "progress_extension_asked", path=path_of(locked), values=values)
    return extension


@transaction.atomic
def grant(*, extension: ReportExtension, by: Actor) -> ProgressReport:
    """The day moves, and with it what is late. Raises NotAllowedNow, NotLater."""
    locked, waiting = _held(extension, by)
    if not is_awaited(locked):
        raise NotAllowedNow(_("The report has come in; its day no longer matters."))
    _must_be_later(locked, waiting.new_due_at)
    waiting.granted_by_id, waiting.granted_at = by.person_id, database_now()
    waiting.save(update_fields=["granted_by", "granted_at"])
    # A correction has a day of its own, which is the one that moves.
    moved = "extended_due_at" if locked.correction_due_at is None else "correction_due_at"
    setattr(locked, moved, waiting.new_due_at)
    locked.save(update_fields=[moved])
    details = {"from": waiting.old_due_at.isoformat(), "to": waiting.new_due_at.isoformat()}
    remark = f"{when(waiting.new_due_at)}：{waiting.reason}"
    steps.record(locked, "grant_extension", by=by, remark=remark, details=details)
    refresh([locked.project_id])
    people = writers_of([locked.project]) | liaisons_of([locked.project])
    values = values_of(locked, due=when(waiting.new_due_at))
    notify(people, "progress_extended", path=path_of(locked), values=values)
    return locked


@transaction.atomic
def refuse(*, extension: ReportExtension, reason: str, by: Actor) -> ReportExtension:
    locked, waiting = _held(extension, by)
    if not reason.strip():
        raise ReasonMissing(_("Say why the day stays."))
    waiting.refused_by_id, waiting.refused_at = by.person_id, database_now()
    waiting.refusal = reason.strip()
    waiting.save(update_fields=["refused_by", "refused_at", "refusal"])
    steps.record(locked, "refuse_extension", by=by, remark=waiting.refusal)
    values = values_of(locked)
    notify(liaisons_of([locked.project]), "progress_not_extended", path=path_of(locked), values=values)
    return waiting


def _held(extension: ReportExtension, by: Actor) -> tuple[ProgressReport, ReportExtension]:
    """The report first, by everybody."""
    asked_by = extension.asked_by_id
    locked = held_report(extension.report, by, lambda who, one: access.may_decide_extension(who, one, asked_by))
    waiting = ReportExtension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    if waiting.report_id != locked.pk:
        raise PermissionDenied
    if waiting.granted_at is not None or waiting.refused_at is not None:
        raise NotAllowedNow(_("This extension has been decided already."))
    return locked, waiting


def _must_be_later(report: ProgressReport, new_due_at: datetime) -> None:
    if new_due_at <= report.due_at or new_due_at <= database_now():
        raise NotLater(_("The new day must lie after the present one, and in the future."))
