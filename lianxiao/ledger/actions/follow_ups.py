"""Overdue work is followed up (督办): with the parties, then their leaders, then on the lead office's list."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.calendar import calendar
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import Refused
from lianxiao.core.working_days import add_working_days
from lianxiao.ledger.access import follow_ups as access
from lianxiao.ledger.actions.reach import held_follow_up, held_project
from lianxiao.ledger.actions.reports import ReasonMissing
from lianxiao.ledger.actions.telling import leaders_of, liaisons_of, officers_of, values_of_project, writers_of
from lianxiao.ledger.models import FollowUp, Project, ProjectLight
from lianxiao.ledger.queries.lights import overdue
from lianxiao.ledger.states import FOLLOW_UP, FollowUpState, Level, Light, ProjectState
from lianxiao.organisations.models import User
from lianxiao.organisations.notices import notify

ANSWER_DAYS = 5  # working days at each level
ONE_AT_A_TIME = "follow_up_one_at_a_time"
Reasons = list[list[str]]


class AlreadyRaised(Refused):
    """A project has one follow-up at a time."""


def path_of(follow_up: FollowUp) -> str:
    return f"/ledger/follow-ups/{follow_up.pk}/"


def raise_by_hand(*, project: Project, text: str, by: Actor) -> FollowUp:
    """With what is overdue by then. Raises ReasonMissing, AlreadyRaised."""
    if not text.strip():
        raise ReasonMissing(_("Say what the university is asked to do."))
    try:
        with transaction.atomic():
            locked = held_project(project, by, access.may_raise)
            return _raise(locked, overdue(locked), text.strip(), by)
    except IntegrityError as error:
        if ONE_AT_A_TIME not in str(error):
            raise
        raise AlreadyRaised(_("This project is followed up already.")) from error


def raise_beside(*, project: Project, text: str, by: Actor) -> FollowUp:
    """In the step of the lead office that asks for it; where one is open already, it asks for this as well."""
    locked = Project.objects.select_for_update(of=("self",)).select_related("university").get(pk=project.pk)
    there = FollowUp.objects.select_for_update(of=("self",)).filter(project=locked)
    open_ = there.exclude(state=FollowUpState.CLOSED).order_by("id").first()
    if open_ is None:
        return _raise(locked, overdue(locked), text, by)
    open_.text = f"{open_.text}\n{text}".strip()
    open_.save(update_fields=["text"])
    if open_.state == FollowUpState.ANSWERED:
        level = min(open_.level, Level.LEADERS)
        open_ = FOLLOW_UP.move(open_, "ask_again", by=by, remark=text, level=level, due_date=_due())
    else:
        steps.record(open_, "ask_more", by=by, remark=text)
    _tell(parties_of(locked), "follow_up_again", open_)
    return open_


def raise_by_the_clock() -> int:
    """For everything that is overdue and was not followed up yet. Returns how many were raised."""
    raised = 0
    there = FollowUp.objects.exclude(state=FollowUpState.CLOSED).values("project")
    rows = ProjectLight.objects.filter(light=Light.OVERDUE, project__state=ProjectState.RUNNING)
    for project in rows.exclude(project__in=there).order_by("project_id").values_list("project_id", flat=True):
        raised += _raise_in_turn(project)
    return raised


@transaction.atomic
def _raise_in_turn(pk: int) -> bool:
    project = Project.objects.select_for_update(of=("self",)).select_related("university").get(pk=pk)
    told = {tuple(reason) for one in project.follow_ups.order_by("id") for reason in one.reasons}
    fresh = [reason for reason in overdue(project) if tuple(reason) not in told]
    if not fresh or project.follow_ups.exclude(state=FollowUpState.CLOSED).exists():
        return False
    _raise(project, fresh, "", SYSTEM)
    return True


def _raise(project: Project, reasons: Reasons, text: str, by: Actor) -> FollowUp:
    made = FollowUp.objects.create(
        project=project,
        reasons=reasons,
        text=text,
        raised_by_id=by.user_id,
        raised_at=database_now(),
        due_date=_due(),
    )
    steps.record(made, "raise", by=by, after=made.state, remark=text)
    steps.record(project, "follow_up", by=by, remark=text, details={"follow_up": made.pk, "reasons": reasons})
    _tell(parties_of(project), "follow_up_raised", made)
    return made


def _due() -> date:
    return add_working_days(timezone.localdate(database_now()), ANSWER_DAYS, calendar())


# --- climbing --------------------------------------------------------------------------------------


def climb_by_the_clock() -> int:
    """Whatever was not answered in its working days goes one level higher. Returns how many did."""
    today = timezone.localdate(database_now())
    rows = FollowUp.objects.filter(state=FollowUpState.OPEN, level__lt=Level.OFFICE, due_date__lt=today)
    return sum(_climb(pk) for pk in rows.order_by("id").values_list("pk", flat=True))


@transaction.atomic
def _climb(pk: int) -> bool:
    locked = FollowUp.objects.select_for_update(of=("self",)).select_related("project__university").get(pk=pk)
    today = timezone.localdate(database_now())
    if locked.state != FollowUpState.OPEN or locked.due_date is None or locked.due_date >= today:
        return False  # answered since the list was read
    locked.level = Level(locked.level + 1)
    locked.due_date = _due() if locked.level < Level.OFFICE else None
    locked.save(update_fields=["level", "due_date"])
    steps.record(locked, "climb", by=SYSTEM, remark=str(Level(locked.level).label))
    if locked.level == Level.LEADERS:
        _tell(leaders_of([locked.project], parties=True), "follow_up_climbed", locked)
    else:
        _tell(officers_of(locked.project), "follow_up_unanswered", locked)
    return True


# --- answer and end --------------------------------------------------------------------------------


@transaction.atomic
def answer(*, follow_up: FollowUp, statement: str, by: Actor) -> FollowUp:
    locked = held_follow_up(follow_up, by, access.may_answer)
    if not statement.strip():
        raise ReasonMissing(_("Say what happened, and what will be done by when."))
    said = statement.strip()
    moved = FOLLOW_UP.move(
        follow_up,
        "answer",
        by=by,
        remark=said,
        answer=said,
        answered_by_id=by.person_id,
        answered_at=database_now(),
        due_date=None,
    )
    _tell(officers_of(locked.project), "follow_up_answered", locked)
    return moved


@transaction.atomic
def ask_again(*, follow_up: FollowUp, reason: str, by: Actor) -> FollowUp:
    """The statement does not do; it stands in the record, and another is awaited at the level that was reached."""
    locked = held_follow_up(follow_up, by, access.may_ask_again)
    if not reason.strip():
        raise ReasonMissing(_("Say what is missing; the university reads it."))
    moved = FOLLOW_UP.move(
        follow_up, "ask_again", by=by, remark=reason.strip(), level=min(locked.level, Level.LEADERS), due_date=_due()
    )
    _tell(parties_of(locked.project), "follow_up_again", moved)
    return moved


@transaction.atomic
def close(*, follow_up: FollowUp, remark: str, by: Actor) -> FollowUp:
    """With its statement; without one, with the reason why none is needed."""
    locked = held_follow_up(follow_up, by, access.may_close)
    if locked.state == FollowUpState.OPEN and not remark.strip():
        raise ReasonMissing(_("Nothing was answered: say why it ends."))
    moved = FOLLOW_UP.move(
        follow_up,
        "close",
        by=by,
        remark=remark.strip(),
        closed_by_id=by.person_id,
        closed_at=database_now(),
        due_date=None,
    )
    _tell(parties_of(locked.project), "follow_up_closed", locked)
    return moved


def parties_of(project: Project) -> "QuerySet[User]":
    """Liaisons of all universities that take part, and who writes for the project."""
    return liaisons_of([project], parties=True) | writers_of([project])


def _tell(people: Iterable[User], kind: str, follow_up: FollowUp) -> None:
    due = f"{follow_up.due_date:%Y-%m-%d}" if follow_up.due_date else ""
    values = values_of_project(follow_up.project, due=due)
    notify(people, kind, path=path_of(follow_up), values=values)
