"""From the opinions to the choice: ranked, on campus notice, chosen, approved in one act, opened again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.calls.access import selections as access
from lianxiao.calls.actions.applications import authors_of, when
from lianxiao.calls.actions.applications import path_of as path_of_application
from lianxiao.calls.actions.applications import values_of as values_of_application
from lianxiao.calls.actions.places import free_held, take
from lianxiao.calls.actions.selections.preparing import gather
from lianxiao.calls.actions.selections.rules import NotReady, ReasonMissing, locked, path_of, values_of
from lianxiao.calls.models import Application, Candidate, Selection, SlotGrant
from lianxiao.calls.queries import selections as queries
from lianxiao.calls.queries.places import slots_of
from lianxiao.calls.states import APPLICATION, SELECTION, SelectionState, State
from lianxiao.core import files, steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.kept_files import keep_upload
from lianxiao.core.refusals import Refused
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role

NOTICE_FORMATS = ("pdf", "docx", "jpg", "png")
NOTICE_BYTES = 20 * 1024 * 1024


class NoticeRuns(Refused):
    """The choice is made when the campus notice has ended."""


class TooMany(Refused):
    """More are chosen than places are free."""


class RankUnclear(Refused):
    """`problems` says which candidates need another rank or a reason, by candidate."""

    def __init__(self, problems: Mapping[int, str]) -> None:
        super().__init__(_("The ranking is not complete: %(count)d points.") % {"count": len(problems)})
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Rank:
    number: int
    reason: str = ""


def rank(*, selection: Selection, ranks: Mapping[int, Rank], by: Actor) -> Selection:
    """Fix the ranking, by candidate. Raises NotReady while opinions are missing, RankUnclear.

    Who stands above one with the same or a higher mean needs a reason; so a tie is never broken silently.
    """
    with transaction.atomic():
        row = locked(selection, access.may_rank, by)
        lines = [line for line in queries.results(row) if not line.is_out]
        if problem := queries.not_judged(row, lines):
            raise NotReady(problem)
        if problems := _unclear(lines, ranks):
            raise RankUnclear(problems)
        for line in lines:
            given = ranks[line.candidate.pk]
            line.candidate.rank, line.candidate.rank_reason = given.number, given.reason
            line.candidate.save(update_fields=["rank", "rank_reason"])
        return SELECTION.move(row, "rank", by=by)


def _unclear(lines: Sequence[queries.Result], ranks: Mapping[int, Rank]) -> dict[int, str]:
    problems = {}
    numbers = [ranks[line.candidate.pk].number for line in lines if line.candidate.pk in ranks]
    for line in lines:
        given = ranks.get(line.candidate.pk)
        if given is None or not 1 <= given.number <= len(lines):
            problems[line.candidate.pk] = _("Give a rank from 1 to %(last)d.") % {"last": len(lines)}
        elif numbers.count(given.number) > 1:
            problems[line.candidate.pk] = _("This rank is given twice.")
        elif not given.reason and _stands_above_a_better(line, given, lines, ranks):
            problems[line.candidate.pk] = _("It stands above one with the same or a higher mean: give the reason.")
    return problems


def _stands_above_a_better(
    line: queries.Result, given: Rank, lines: Sequence[queries.Result], ranks: Mapping[int, Rank]
) -> bool:
    below = [one for one in lines if (other := ranks.get(one.candidate.pk)) and other.number > given.number]
    return any(one.mean >= line.mean for one in below)


@transaction.atomic
def put_on_notice(
    *, selection: Selection, name: str, stream: BinaryIO, first: date, last: date, by: Actor
) -> Selection:
    """The notice with the ranking as it hung on campus, and from when to when. Raises files.RefusedFile."""
    row = locked(selection, access.may_put_on_notice, by)
    if last < first:
        raise NotReady(_("The last day of the notice lies before the first."))
    checked = files.check_upload(name, stream, formats=NOTICE_FORMATS, max_bytes=NOTICE_BYTES)
    stored = keep_upload(checked, stream)
    return SELECTION.move(
        row,
        "put_on_notice",
        by=by,
        notice_id=stored.pk,
        notice_name=checked.name,
        notice_from=first,
        notice_to=last,
    )


@transaction.atomic
def choose(*, selection: Selection, chosen: Mapping[int, SlotGrant | None], by: Actor) -> Selection:
    """Which candidates are to be submitted, each with the pool whose place it takes or none.

    Raises NoticeRuns, NotReady, TooMany. The places are held when the leader approves.
    """
    row = locked(selection, access.may_choose, by)
    if row.notice_to is None or timezone.localdate(database_now()) <= row.notice_to:
        raise NoticeRuns(_("The campus notice is still running; the choice is made when it has ended."))
    candidates = list(row.candidates.filter(rank__isnull=False).order_by("rank"))
    if not chosen or not set(chosen) <= {one.pk for one in candidates}:
        raise NotReady(_("Choose at least one of the ranked applications."))
    _must_fit(row, list(chosen.values()))
    for one in candidates:
        one.chosen, one.grant = one.pk in chosen, chosen.get(one.pk)
        one.save(update_fields=["chosen", "grant"])
    moved = SELECTION.move(row, "choose", by=by, chosen_by_id=by.person_id, chosen_at=database_now())
    notify(people_in([row.university_id], Role.LEADER), "selection_chosen", path=path_of(row), values=values_of(row))
    return moved


def _must_fit(row: Selection, pools: list[SlotGrant | None]) -> None:
    """Said early and kindly; the database has the last word when the places are held."""
    places = slots_of(row.call_category, row.university_id)
    ordinary = sum(pool is None for pool in pools)
    if ordinary > places.free_ordinary:
        raise TooMany(
            _("%(chosen)d are chosen for %(free)d free places.") % {"chosen": ordinary, "free": places.free_ordinary}
        )
    for pool in {pool for pool in pools if pool is not None}:
        wanted, free = sum(one == pool for one in pools), places.free_of(pool)
        if wanted > free:
            raise TooMany(
                _("%(chosen)d are chosen for %(free)d free places of “%(pool)s”.")
                % {"chosen": wanted, "free": free, "pool": pool}
            )


@transaction.atomic
def approve(*, selection: Selection, by: Actor, remark: str = "") -> Selection:
    """One act for all that were chosen: each is endorsed and a place is held for it, or nothing happens.

    Raises LimitReached, TooLate, and NotAllowedNow when one of them is no longer with the liaison.
    """
    row = locked(selection, access.may_approve_choice, by)
    now = database_now()
    moved = SELECTION.move(row, "approve", by=by, remark=remark, approved_by_id=by.person_id, approved_at=now)
    standing = moved.candidates.filter(withdrawn_at=None).select_related("application", "grant")
    candidates = list(standing.order_by("rank", "id"))
    chosen = [one for one in candidates if one.chosen]
    for one in sorted(chosen, key=lambda one: one.application_id):
        APPLICATION.move(one.application, "choose", by=by, remark=remark, released_at=now)
    for one in chosen:
        take(one.application, pool=one.grant, hold_for=moved)
    _tell_outcome(moved, candidates)
    return moved


def _tell_outcome(row: Selection, candidates: list[Candidate]) -> None:
    due = when(row.call_category.call.closes_at)
    for one in candidates:
        kind = "application_chosen" if one.chosen else "application_not_chosen"
        values = values_of_application(one.application, due=due)
        notify(authors_of(one.application), kind, path=path_of_application(one.application), values=values)
    liaisons = people_in([row.university_id], Role.LIAISON)
    notify(liaisons, "selection_approved", path=path_of(row), values=values_of(row, due=due))


@transaction.atomic
def send_back(*, selection: Selection, reason: str, by: Actor) -> Selection:
    """From the leader to the liaison: choose again."""
    row = locked(selection, access.may_send_back_choice, by)
    if not reason.strip():
        raise ReasonMissing(_("Say why it goes back, so that the liaison can act on it."))
    moved = SELECTION.move(row, "send_back", by=by, remark=reason)
    notify(
        people_in([row.university_id], Role.LIAISON),
        "selection_sent_back",
        path=path_of(row),
        values=values_of(row),
    )
    return moved


@transaction.atomic
def reopen(*, selection: Selection, reason: str, by: Actor) -> Selection:
    """Back to the review, with what was handed in meanwhile. Places that are held and unused are given up.

    Opinions that were handed in stay; reviewers owe only those on what has come in since.
    """
    row = locked(selection, access.may_reopen, by)
    if not reason.strip():
        raise ReasonMissing(_("Say why the selection is opened again; the reason stays on record."))
    if row.state == SelectionState.APPROVED:
        _take_back(row, reason, by)
    row.candidates.update(rank=None, rank_reason="", chosen=False, grant=None)
    gather(row)
    return SELECTION.move(
        row, "reopen", by=by, remark=reason, chosen_by_id=None, chosen_at=None, approved_by_id=None, approved_at=None
    )


def _take_back(row: Selection, reason: str, by: Actor) -> None:
    """What was chosen and not submitted is with the liaison again; what was submitted leaves the selection."""
    held = Application.objects.filter(slot__selection=row, slot__held=True).order_by("id")
    for application in list(held):
        moved = APPLICATION.move(application, "give_up_place", by=by, remark=reason, released_at=None)
        free_held(moved)
    gone = row.candidates.exclude(application__state=State.WITH_LIAISON).filter(withdrawn_at=None)
    for one in gone.select_related("application"):
        one.withdrawn_at = database_now()
        one.withdrawn_reason = _("no longer with the liaison: %(state)s") % {
            "state": one.application.get_state_display()
        }
        one.chosen, one.rank, one.rank_reason, one.grant = False, None, "", None
        one.save(update_fields=["withdrawn_at", "withdrawn_reason", "chosen", "rank", "rank_reason", "grant"])
    steps.record(row, "give_up_places", by=by, remark=reason)
