"""A mid-term check: drafted and opened by the office, concluded by the universities, a sample checked by the office."""

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.lots import sealed_seed
from lianxiao.core.refusals import Refused
from lianxiao.core.sealing import unseal
from lianxiao.ledger.access import midterm as access
from lianxiao.ledger.actions.attaching import taken
from lianxiao.ledger.actions.follow_ups import raise_beside
from lianxiao.ledger.actions.reach import held_checked, held_midterm
from lianxiao.ledger.actions.reports import ReasonMissing
from lianxiao.ledger.actions.telling import liaisons_of, values_of_project, when, writers_of
from lianxiao.ledger.models import CheckedFile, CheckedProject, MidtermCheck, Project
from lianxiao.ledger.models.midterm import Verdict
from lianxiao.ledger.queries.midterm import candidates, to_check, waiting_in
from lianxiao.ledger.queries.sampling import sample
from lianxiao.ledger.states import CHECKED, MIDTERM, CheckedState, ProjectState
from lianxiao.organisations.notices import notify

EDITABLE = ("name", "name_en", "due_at", "sample_size", "note")
PURPOSE = "seed of a mid-term check"
Upload = tuple[str, BinaryIO]


class NotReady(Refused):
    """Something keeps the check from being opened, drawn or closed."""


class EvidenceMissing(Refused):
    """A conclusion rests on at least one file."""


@transaction.atomic
def draft(*, values: Mapping[str, Any], by: Actor, is_demo: bool = False) -> MidtermCheck:
    if not access.may_draft(by) or by.organisation_id is None:
        raise PermissionDenied
    made = MidtermCheck.objects.create(
        office_id=by.organisation_id,
        drafted_by_id=by.person_id,
        drafted_at=database_now(),
        is_demo=is_demo,
        **{name: values[name] for name in EDITABLE},
    )
    steps.record(made, "draft", by=by, after=made.state)
    return made


@transaction.atomic
def edit(*, check: MidtermCheck, values: Mapping[str, Any], by: Actor) -> MidtermCheck:
    """Change a draft; what changed is recorded with its value before and after."""
    locked = held_midterm(check, by, access.may_edit)
    changed = {
        name: [str(getattr(locked, name)), str(values[name])]
        for name in EDITABLE
        if getattr(locked, name) != values[name]
    }
    for name in EDITABLE:
        setattr(locked, name, values[name])
    locked.save(update_fields=list(EDITABLE))
    if changed:
        steps.record(locked, "edit", by=by, details={"changed": changed})
    return locked


@transaction.atomic
def open_check(*, check: MidtermCheck, projects: Iterable[int], by: Actor) -> MidtermCheck:
    """Of the projects chosen each is delegated to its university; the seed of the sample is sealed. Raises NotReady."""
    locked = held_midterm(check, by, access.may_edit)
    now = database_now()
    if locked.due_at <= now:
        raise NotReady(_("The day the conclusions are due lies in the past."))
    rows = candidates(locked).filter(pk__in=list(projects))
    chosen = list(rows.select_for_update(of=("self",)))
    if not chosen:
        raise NotReady(_("Choose at least one project."))
    seed = sealed_seed(PURPOSE)
    stamps: dict[str, Any] = {"opened_by_id": by.person_id, "opened_at": now}
    moved = MIDTERM.move(check, "open", by=by, sealed_seed=seed.sealed, seed_digest=seed.digest, **stamps)
    steps.record(moved, "seal_draw", by=by, details={"sha256_of_seed": seed.digest})
    try:
        with transaction.atomic():
            made = CheckedProject.objects.bulk_create(CheckedProject(check_of=moved, project=one) for one in chosen)
    except IntegrityError as error:
        raise NotReady(_("Another check has some of these projects already. Choose again.")) from error
    steps.record_many(CheckedProject, [one.pk for one in made], "ask", by=by, after=CheckedState.ASKED)
    values = {"check": moved.name, "due": when(moved.due_at)}
    notify(writers_of(chosen) | liaisons_of(chosen), "midterm_opened", path="/ledger/midterm/projects/", values=values)
    return moved


@transaction.atomic
def draw(*, check: MidtermCheck, by: Actor) -> MidtermCheck:
    """When all have concluded, or had their time: so nobody knows before whom the office looks at. Raises NotReady.

    What was not drawn stands as its university concluded.
    """
    locked = held_midterm(check, by, access.may_draw)
    now = database_now()
    if waiting_in(locked).exists() and now < locked.due_at:
        raise NotReady(_("The sample is drawn once every university has concluded, or its time has passed."))
    rows = locked.projects.select_for_update(of=("self",)).select_related("project__university")
    found = list(rows.filter(state=CheckedState.CONCLUDED).order_by("project__number", "id"))
    standing = [one for one in found if one.project.state == ProjectState.RUNNING]
    numbers = [one.project.number for one in standing]
    seed = unseal(locked.sealed_seed, PURPOSE)
    drawn = sample(numbers, locked.sample_size, seed)
    values: dict[str, Any] = {"seed": seed, "listed": numbers, "result": drawn, "drawn_at": now}
    moved = MIDTERM.move(check, "draw", by=by, remark="、".join(drawn), **values)
    locked.projects.filter(project__number__in=drawn).update(in_sample=True)
    for one in standing:
        if one.project.number not in drawn:
            _follow(one.project, one.verdict, one.words, by)
    return moved


@transaction.atomic
def close(*, check: MidtermCheck, by: Actor) -> MidtermCheck:
    """Nothing of it changes any more. Raises NotReady while a project waits for the office."""
    locked = held_midterm(check, by, access.may_close)
    if to_check(locked).exists():
        raise NotReady(_("Some projects wait for the conclusion of your office."))
    return MIDTERM.move(check, "close", by=by, closed_at=database_now())


# --- one project -----------------------------------------------------------------------------------


@transaction.atomic
def conclude(
    *, checked: CheckedProject, verdict: str, words: str, by: Actor, uploads: Iterable[Upload] = ()
) -> CheckedProject:
    """The university, on its own project. Raises ReasonMissing, EvidenceMissing, files.RefusedFile."""
    locked = held_checked(checked, by, access.may_conclude)
    said = _said(words)
    for name, stream in uploads:
        kept = CheckedFile.objects.create(checked=locked, **taken(name, stream, by))
        steps.record(locked, "attach", by=by, remark=kept.name, details={"digest": kept.file_id})
    if not locked.files.exists():
        raise EvidenceMissing(_("Add at least one file as evidence."))
    stamps: dict[str, Any] = {"concluded_by_id": by.person_id, "concluded_at": database_now()}
    remark = f"{Verdict(verdict).label}：{said}"
    return CHECKED.move(checked, "conclude", by=by, remark=remark, verdict=verdict, words=said, answer="", **stamps)


@transaction.atomic
def return_for_correction(*, checked: CheckedProject, reason: str, by: Actor) -> CheckedProject:
    """Before the draw. Raises ReasonMissing."""
    locked = held_checked(checked, by, access.may_return)
    said = _said(reason)
    stamps: dict[str, Any] = {"concluded_by_id": None, "concluded_at": None}
    moved = CHECKED.move(checked, "return", by=by, remark=said, answer=said, **stamps)
    _tell("midterm_returned", locked)
    return moved


@transaction.atomic
def check_project(*, checked: CheckedProject, verdict: str, words: str, by: Actor) -> CheckedProject:
    """The office, on what was drawn or not concluded; its conclusion stands. Raises ReasonMissing."""
    locked = held_checked(checked, by, access.may_check)
    said = _said(words)
    stamps: dict[str, Any] = {"checked_by_id": by.person_id, "checked_at": database_now()}
    remark = f"{Verdict(verdict).label}：{said}"
    moved = CHECKED.move(checked, "check", by=by, remark=remark, office_verdict=verdict, answer=said, **stamps)
    _tell("midterm_checked", locked)
    _follow(locked.project, verdict, said, by)
    return moved


def _said(words: str) -> str:
    if not words.strip():
        raise ReasonMissing(_("Give the reasons of the conclusion."))
    return words.strip()


def _follow(project: Project, verdict: str, words: str, by: Actor) -> None:
    """What stands and is not good enough is followed up until the university has said what it does about it."""
    if verdict != Verdict.PASSED:
        raise_beside(project=project, text=f"中期检查结论：{Verdict(verdict).label}。{words}", by=by)


def _tell(kind: str, checked: CheckedProject) -> None:
    project = checked.project
    values = values_of_project(project, check=checked.check_of.name)
    path = f"/ledger/midterm/projects/{checked.pk}/"
    notify(writers_of([project]) | liaisons_of([project]), kind, path=path, values=values)
