"""How a project ends: accepted on its university's application (验收), or withdrawn by two officers (撤销)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.ledger.access import endings as access
from lianxiao.ledger.actions.attaching import taken
from lianxiao.ledger.actions.lights import refresh
from lianxiao.ledger.actions.reach import held_acceptance, held_project
from lianxiao.ledger.actions.reports import ReasonMissing
from lianxiao.ledger.actions.telling import liaisons_of, officers_of, values_of_project, writers_of
from lianxiao.ledger.models import Acceptance, AcceptanceFile, FollowUp, Project, Withdrawal
from lianxiao.ledger.queries.endings import in_the_way, to_decide_first
from lianxiao.ledger.states import ACCEPTANCE, FOLLOW_UP, PROJECT, FollowUpState
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role

Upload = tuple[str, BinaryIO]


class InTheWay(Refused):
    """Something has to be done before the project can end; each in words."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))


class FilesMissing(Refused):
    """An acceptance rests on the final report."""


class AlreadyProposed(Refused):
    """One withdrawal of a project waits for its second officer."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the committee says."""

    meeting_date: date
    members: str
    opinion: str
    conclusion: str


def path_of(project: Project) -> str:
    return f"/ledger/{project.pk}/"


# --- acceptance ------------------------------------------------------------------------------------


@transaction.atomic
def apply(*, project: Project, opinion: Opinion, uploads: Iterable[Upload], by: Actor) -> Acceptance:
    """For the first time or, once it was returned, again. Raises InTheWay, FilesMissing, files.RefusedFile."""
    locked = held_project(project, by, access.may_apply)
    if reasons := in_the_way(locked):
        raise InTheWay(reasons)
    values: dict[str, Any] = {
        "meeting_date": opinion.meeting_date,
        "members": opinion.members.strip(),
        "opinion": opinion.opinion.strip(),
        "conclusion": opinion.conclusion,
        "applied_by_id": by.person_id,
        "applied_at": database_now(),
    }
    there = Acceptance.objects.filter(project=locked).first()
    if there is None:
        made = Acceptance.objects.create(project=locked, **values)
        steps.record(made, "apply", by=by, after=made.state)
    else:
        made = ACCEPTANCE.move(there, "resubmit", by=by, answer="", **values)
    for name, stream in uploads:
        kept = AcceptanceFile.objects.create(acceptance=made, **taken(name, stream, by))
        steps.record(made, "attach", by=by, remark=kept.name, details={"digest": kept.file_id})
    if not made.files.exists():
        raise FilesMissing(_("Add the final report and the opinion that the committee signed."))
    _tell(officers_of(locked), "acceptance_applied", locked)
    return made


@transaction.atomic
def return_for_correction(*, acceptance: Acceptance, reason: str, by: Actor) -> Acceptance:
    locked = held_acceptance(acceptance, by, access.may_confirm)
    if not reason.strip():
        raise ReasonMissing(_("Give the reason; the university reads it."))
    moved = ACCEPTANCE.move(acceptance, "return", by=by, remark=reason.strip(), answer=reason.strip())
    _tell(writers_of([locked.project]) | liaisons_of([locked.project]), "acceptance_returned", locked.project)
    return moved


@transaction.atomic
def confirm(*, acceptance: Acceptance, by: Actor) -> Acceptance:
    """The project is finished. Raises InTheWay."""
    locked = held_acceptance(acceptance, by, access.may_confirm)
    if reasons := in_the_way(locked.project):
        raise InTheWay(reasons)
    moved = ACCEPTANCE.move(
        acceptance, "confirm", by=by, answer="", confirmed_by_id=by.person_id, confirmed_at=database_now()
    )
    _end(locked.project, "finish", by, remark=locked.get_conclusion_display())
    _tell(writers_of([locked.project]) | liaisons_of([locked.project]), "project_finished", locked.project)
    return moved


# --- withdrawal ------------------------------------------------------------------------------------


@transaction.atomic
def propose_withdrawal(*, project: Project, reason: str, by: Actor) -> Withdrawal:
    """It takes effect when another officer carries it out. Raises ReasonMissing, AlreadyProposed."""
    locked = held_project(project, by, access.may_propose_withdrawal)
    if not reason.strip():
        raise ReasonMissing(_("Give the reason; the university reads it."))
    if locked.withdrawals.filter(dropped_at=None).exists():
        raise AlreadyProposed(_("The withdrawal of this project is proposed already."))
    made = Withdrawal.objects.create(
        project=locked, reason=reason.strip(), proposed_by_id=by.person_id, proposed_at=database_now()
    )
    steps.record(locked, "propose_withdrawal", by=by, remark=made.reason)
    people = people_in([locked.lead_office_id], Role.OFFICER, none_of=[by.person_id])
    _tell(people, "withdrawal_proposed", locked)
    return made


@transaction.atomic
def withdraw(*, withdrawal: Withdrawal, by: Actor) -> Project:
    """By another officer than who proposed it. Raises InTheWay while something waits for the office's own decision."""
    project, waiting = _held(withdrawal, by)
    if reasons := to_decide_first(project):
        raise InTheWay(reasons)
    waiting.confirmed_by_id, waiting.confirmed_at = by.person_id, database_now()
    waiting.save(update_fields=["confirmed_by", "confirmed_at"])
    moved = _end(project, "withdraw", by, remark=waiting.reason)
    _tell(writers_of([project]) | liaisons_of([project], parties=True), "project_withdrawn", project)
    return moved


@transaction.atomic
def drop_withdrawal(*, withdrawal: Withdrawal, by: Actor) -> Withdrawal:
    """Not carried out: by any officer of the office, also who proposed it."""
    locked = held_project(withdrawal.project, by, access.may_propose_withdrawal)
    waiting = _standing(withdrawal, locked)
    waiting.dropped_by_id, waiting.dropped_at = by.person_id, database_now()
    waiting.save(update_fields=["dropped_by", "dropped_at"])
    steps.record(locked, "drop_withdrawal", by=by)
    return waiting


def _held(withdrawal: Withdrawal, by: Actor) -> tuple[Project, Withdrawal]:
    proposed_by = withdrawal.proposed_by_id
    may = access.may_decide_withdrawal
    locked = held_project(withdrawal.project, by, lambda who, one: may(who, one, proposed_by))
    return locked, _standing(withdrawal, locked)


def _standing(withdrawal: Withdrawal, locked: Project) -> Withdrawal:
    waiting = Withdrawal.objects.select_for_update(of=("self",)).get(pk=withdrawal.pk)
    if waiting.project_id != locked.pk:
        raise PermissionDenied
    if waiting.confirmed_at is not None or waiting.dropped_at is not None:
        raise NotAllowedNow(_("This withdrawal has been decided already."))
    return waiting


# --- what both do ----------------------------------------------------------------------------------


def _end(project: Project, verb: str, by: Actor, remark: str) -> Project:
    """Nothing is awaited of it any more: what was followed up is closed, its light is the last one."""
    moved = PROJECT.move(project, verb, by=by, remark=remark)
    for one in FollowUp.objects.filter(project=project).exclude(state=FollowUpState.CLOSED).order_by("id"):
        stamps = {"closed_by_id": by.person_id, "closed_at": database_now(), "due_date": None}
        FOLLOW_UP.move(one, "close", by=by, remark=str(moved.get_state_display()), **stamps)
    refresh([project.pk])
    return moved


def _tell(people: Any, kind: str, project: Project) -> None:
    notify(people, kind, path=path_of(project), values=values_of_project(project))
