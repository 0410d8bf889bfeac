"""A change request (变更申请): written by who writes for the project, released by the liaison, decided by the office.

What is approved takes effect in the same transaction.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import LostUpdate, NotAllowedNow, Refused
from lianxiao.ledger.access import changes as access
from lianxiao.ledger.actions.attaching import taken
from lianxiao.ledger.actions.lights import refresh
from lianxiao.ledger.actions.reach import held_change, held_project
from lianxiao.ledger.actions.reports import Incomplete, ReasonMissing
from lianxiao.ledger.actions.taking_effect import extension, take_effect
from lianxiao.ledger.actions.telling import liaisons_of, officers_of, values_of_project, writers_of
from lianxiao.ledger.models import ChangeFile, ChangeRequest, Project
from lianxiao.ledger.queries.changes import gaps_of
from lianxiao.ledger.queries.places import differences, in_line, in_words, problems
from lianxiao.ledger.states import CHANGE, ChangeKind, ProjectState
from lianxiao.organisations.notices import notify

ONE_AT_A_TIME = "change_one_at_a_time"
LONGEST_ANSWER = 2000  # characters


class AnotherWaits(Refused):
    """A project has one change request at a time."""


class Outdated(Refused):
    """The ledger says something else by now than what the request rests on."""


def path_of(change: ChangeRequest) -> str:
    return f"/ledger/changes/{change.pk}/"


def draft(*, project: Project, kind: str, by: Actor) -> ChangeRequest:
    """Raises AnotherWaits."""
    try:
        with transaction.atomic():
            locked = held_project(project, by, access.may_draft)
            change = ChangeRequest.objects.create(
                project=locked, kind=ChangeKind(kind), drafted_by_id=by.person_id, drafted_at=database_now()
            )
            steps.record(change, "draft", by=by, after=change.state)
    except IntegrityError as error:
        if ONE_AT_A_TIME not in str(error):
            raise
        raise AnotherWaits(
            _("Another change of this project is under way; a new one can follow when it is decided.")
        ) from error
    return change


@transaction.atomic
def save(*, change: ChangeRequest, reason: str, wanted: Mapping[str, str], revision: int, by: Actor) -> ChangeRequest:
    """The new values by the key of their place. Raises LostUpdate; then nothing is stored."""
    locked = held_change(change, by, access.may_write)
    if locked.revision != revision:
        raise LostUpdate(_("Somebody saved this request in between. Your text is still here and nothing was stored."))
    locked.reason, locked.wanted, locked.revision = reason.strip(), dict(wanted), revision + 1
    locked.save(update_fields=["reason", "wanted", "revision"])
    return locked


@transaction.atomic
def attach(*, change: ChangeRequest, name: str, stream: BinaryIO, by: Actor) -> ChangeFile:
    """Check and keep an attachment. Raises files.RefusedFile with the reason."""
    locked = held_change(change, by, access.may_write)
    kept = ChangeFile.objects.create(change=locked, **taken(name, stream, by))
    steps.record(locked, "attach", by=by, remark=kept.name, details={"digest": kept.file_id})
    return kept


@transaction.atomic
def remove_file(*, file: ChangeFile, by: Actor) -> None:
    """Off the request; the row and the content stay for the record."""
    locked = held_change(file.change, by, access.may_write)
    if file.removed_at is None:
        file.removed_at = database_now()
        file.save(update_fields=["removed_at"])
        steps.record(locked, "remove_file", by=by, remark=file.name, details={"digest": file.file_id})


@transaction.atomic
def hand_in(*, change: ChangeRequest, by: Actor) -> ChangeRequest:
    """To the university's liaison, complete. Raises Incomplete with every gap at once."""
    locked = held_change(change, by, access.may_write)
    if gaps := gaps_of(locked):
        raise Incomplete(gaps)
    moved = CHANGE.move(change, "hand_in", by=by)
    _tell(liaisons_of([locked.project]), "change_handed_in", locked)
    return moved


@transaction.atomic
def send_back(*, change: ChangeRequest, reason: str, by: Actor) -> ChangeRequest:
    locked = held_change(change, by, access.may_send_back)
    if not reason.strip():
        raise ReasonMissing(_("Say why it goes back, so that its writers can act on it."))
    moved = CHANGE.move(change, "send_back", by=by, remark=reason.strip())
    _tell(writers_of([locked.project]).exclude(pk=by.person_id), "change_sent_back", locked)
    return moved


@transaction.atomic
def withdraw(*, change: ChangeRequest, by: Actor) -> ChangeRequest:
    """While it is with its writers."""
    held_change(change, by, access.may_withdraw)
    return CHANGE.move(change, "withdraw", by=by)


@transaction.atomic
def release(*, change: ChangeRequest, by: Actor) -> ChangeRequest:
    """To the lead office, with what it changes as the ledger stands. Raises Incomplete."""
    locked = held_change(change, by, access.may_release)
    if gaps := gaps_of(locked):
        raise Incomplete(gaps)
    effect = [asdict(one) for one in differences(locked.project, locked)]
    moved = CHANGE.move(
        change, "release", by=by, released_by_id=by.person_id, released_at=database_now(), effect=effect
    )
    _tell(officers_of(locked.project), "change_submitted", locked)
    return moved


# --- the lead office -------------------------------------------------------------------------------


@transaction.atomic
def approve(*, change: ChangeRequest, by: Actor, answer: str = "") -> ChangeRequest:
    """In effect at once. Raises Outdated when the ledger no longer says what the request rests on."""
    locked = held_change(change, by, access.may_decide)
    project = Project.objects.select_for_update(of=("self",)).select_related("university").get(pk=locked.project_id)
    if project.state != ProjectState.RUNNING:
        raise NotAllowedNow(_("The project has ended; refuse what is asked for."))
    found = differences(project, locked)
    released = [(one["key"], one["old"], one["new"]) for one in locked.effect]
    if [(one.key, one.old, one.new) for one in found] != released or problems(project, locked.kind, locked.wanted):
        raise Outdated(_("The ledger has changed since this was released. Return it, so that it is written anew."))
    moved = CHANGE.move(
        change,
        "approve",
        by=by,
        remark=answer.strip(),
        answer=answer.strip()[:LONGEST_ANSWER],
        decided_by_id=by.person_id,
        decided_at=database_now(),
        **extension(project, found),
    )
    take_effect(project, found)
    refresh([project.pk])
    details = {"change": locked.pk, "effect": locked.effect}
    steps.record(project, "change", by=by, remark=in_line(in_words(one) for one in found), details=details)
    _tell(writers_of([project]) | liaisons_of([project]), "change_approved", locked)
    return moved


@transaction.atomic
def refuse(*, change: ChangeRequest, reason: str, by: Actor) -> ChangeRequest:
    locked = held_change(change, by, access.may_decide)
    said = _said(reason)
    moved = CHANGE.move(
        change,
        "refuse",
        by=by,
        remark=said,
        answer=said[:LONGEST_ANSWER],
        decided_by_id=by.person_id,
        decided_at=database_now(),
    )
    _tell(writers_of([locked.project]) | liaisons_of([locked.project]), "change_refused", locked)
    return moved


@transaction.atomic
def return_for_correction(*, change: ChangeRequest, reason: str, by: Actor) -> ChangeRequest:
    locked = held_change(change, by, access.may_decide)
    said = _said(reason)
    moved = CHANGE.move(change, "return", by=by, remark=said, answer=said[:LONGEST_ANSWER])
    _tell(writers_of([locked.project]) | liaisons_of([locked.project]), "change_returned", locked)
    return moved


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing(_("Give the reason; the university reads it."))
    return reason.strip()


def _tell(people: Any, kind: str, change: ChangeRequest) -> None:
    notify(people, kind, path=path_of(change), values=values_of_project(change.project))
