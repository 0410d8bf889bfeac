"""A return at its university: filled in by section, its changes explained, submitted and frozen."""

from collections.abc import Mapping
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.definitions import Problem, effective
from lianxiao.core.digests import canonical_json, digests
from lianxiao.core.refusals import Refused
from lianxiao.core.sealed_answers import sealed
from lianxiao.filing import access
from lianxiao.filing.actions.deadlines import ReasonMissing
from lianxiao.filing.actions.reach import held_return
from lianxiao.filing.actions.telling import leaders_of, liaisons_of, officers_of, path_of, values_of, when
from lianxiao.filing.models import Correction, Explanation, Figure, Return, ReturnCopy, ReturnSection
from lianxiao.filing.queries.figures import Change, amounts, comparison, unexplained
from lianxiao.filing.queries.returns import (
    answers_of,
    definition_of,
    open_correction,
    open_fields,
    open_reasons,
    problems_of,
)
from lianxiao.filing.queries.rounds import period_of
from lianxiao.filing.states import RETURN, ReturnState
from lianxiao.forms.actions.answers import keep_answers, locked_section
from lianxiao.organisations.notices import notify

OUTSIDE_WINDOW = "LX001"  # raised by the trigger return_copy_in_time
LONGEST_EXPLANATION = 500  # characters, as the column has it


class TooLate(Refused):
    """The window has passed, or has not begun, by the database's clock."""


class Incomplete(Refused):
    """The answers have problems; `problems` names the fields."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(_("The return is not complete yet: %(count)d points.") % {"count": len(problems)})
        self.problems = problems


class Unexplained(Refused):
    """Figures changed by more than the round lets pass without a word; `changes` names them."""

    def __init__(self, changes: list[Change]) -> None:
        super().__init__(_("%(count)d large changes are not explained yet.") % {"count": len(changes)})
        self.changes = changes


class NotToBeChanged(Refused):
    """The field is not among those that the office asked to correct."""


@transaction.atomic
def save_section(*, filing: Return, key: str, values: Mapping[str, Any], revision: int, by: Actor) -> ReturnSection:
    """Store the answers of one section over those that stand, when `revision` is still the newest.

    Raises LostUpdate when somebody saved in between, NotToBeChanged for fields outside a correction, TooLate.
    """
    locked = writable(filing, by)
    section = locked_section(ReturnSection.objects.filter(filing=locked), key, revision)
    store(locked, section, {**section.answers, **values}, by=by)
    return section


def writable(filing: Return, by: Actor) -> Return:
    """The return, held, while it is in the liaison's hands and in time."""
    locked = held_return(filing, by, access.may_fill)
    now = database_now()
    if now >= locked.due_at:
        raise TooLate(_("The deadline has passed; nothing was saved. Ask the office for a later one."))
    if now < locked.round.opens_at:
        raise TooLate(_("The round has not opened yet."))
    return locked


def store(locked: Return, section: ReturnSection, answers: dict[str, Any], *, by: Actor) -> None:
    """The only writer of answers, with the contacts in them sealed. Raises NotToBeChanged."""
    definition = definition_of(locked)
    # What an installation stored in the open before is compared as it will be stored.
    section.answers = sealed(locked, definition, section.answers)
    answers = sealed(locked, definition, answers, section.answers)
    if answers == section.answers and section.saved_at:
        return
    changed = {name for name in {**section.answers, **answers} if section.answers.get(name) != answers.get(name)}
    if open_correction(locked) is not None and changed - open_fields(locked):
        raise NotToBeChanged(_("Only the fields that the office asked to correct can be changed."))
    keep_answers(section, answers, by=by)
    if locked.state == ReturnState.NOT_BEGUN:
        RETURN.move(locked, "begin", by=by, begun_at=database_now())


@transaction.atomic
def explain(*, filing: Return, texts: Mapping[str, str], by: Actor) -> Return:
    """Say why figures changed, by key; an empty text takes the explanation away."""
    locked = writable(filing, by)
    known = {one.key for one in comparison(locked)}
    now = database_now()
    given = {key: text.strip()[:LONGEST_EXPLANATION] for key, text in texts.items() if key in known}
    before = dict(locked.explanations.values_list("key", "text").order_by("key"))
    changed = {key: text for key, text in given.items() if before.get(key, "") != text}
    if not changed:
        return locked
    locked.explanations.filter(key__in=changed).delete()
    Explanation.objects.bulk_create(
        Explanation(filing=locked, key=key, text=text, by_id=by.person_id, at=now)
        for key, text in changed.items()
        if text
    )
    steps.record(locked, "explain", by=by, details={"keys": sorted(changed)})
    return locked


@transaction.atomic
def submit(*, filing: Return, by: Actor) -> ReturnCopy:
    """By the liaison: for the first time, or corrected. Raises Incomplete, Unexplained, TooLate."""
    locked = held_return(filing, by, access.may_submit)
    verb = "submit" if locked.state == ReturnState.DRAFT else "resubmit"
    return _submit(filing, locked, verb, by)


@transaction.atomic
def release(*, filing: Return, by: Actor, remark: str = "") -> ReturnCopy:
    """By the university leader, where the round asks for it. Raises as `submit`."""
    locked = held_return(filing, by, access.may_release)
    return _submit(filing, locked, "release", by, remark)


def _submit(filing: Return, locked: Return, verb: str, by: Actor, remark: str = "") -> ReturnCopy:
    now = database_now()
    # Before the move: what changed is measured against the answers, not against an earlier copy.
    changes = comparison(locked)
    _must_be_complete(locked)
    moved = RETURN.move(filing, verb, by=by, remark=remark, submitted_at=now)
    copy = _freeze(locked, changes, by)
    again = Correction.objects.filter(filing=locked, answered_at=None).update(answered_at=now)
    kind = "filing_resubmitted" if again else "filing_submitted"
    notify(officers_of(locked.round), kind, path=path_of(moved), values=values_of(locked))
    return copy


def _must_be_complete(locked: Return) -> None:
    """Under the row's lock, so that what was checked is what is frozen."""
    if problems := problems_of(locked):
        raise Incomplete(problems)
    if changes := unexplained(locked):
        raise Unexplained(changes)


def _freeze(locked: Return, changes: list[Change], by: Actor) -> ReturnCopy:
    """Copy everything that is submitted, with its digests; and its figures, for the totals."""
    definition, answers = definition_of(locked), answers_of(locked)
    content = {
        "round": locked.round.title,
        "period": period_of(locked.round),
        "institution": {"id": locked.institution_id, "name": locked.institution.name},
        "form": locked.round.form.definition,
        "answers": effective(definition, answers),
        "changes": [
            {"key": one.key, "last": str(one.last), "now": str(one.now), "explanation": one.explanation}
            for one in changes
            if one.explanation
        ],
    }
    digest = digests(canonical_json(content))
    try:
        with transaction.atomic():
            copy = ReturnCopy.objects.create(
                filing=locked,
                version=locked.copies.count() + 1,
                content=content,
                sha256=digest.sha256,
                sm3=digest.sm3,
                submitted_by_id=by.person_id,
                submitted_at=database_now(),
            )
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) == OUTSIDE_WINDOW:
            raise TooLate(
                _("The deadline has passed; nothing was submitted. Ask the office for a later one.")
            ) from error
        raise
    keep_figures(locked, amounts(definition, content["answers"]))
    return copy


def keep_figures(locked: Return, found: Mapping[str, Any]) -> None:
    Figure.objects.filter(filing=locked).delete()
    Figure.objects.bulk_create(
        Figure(filing=locked, key=key, total=one.total, count=one.count) for key, one in found.items()
    )


@transaction.atomic
def pass_on(*, filing: Return, by: Actor) -> Return:
    """To the university leader, complete. Raises Incomplete, Unexplained, TooLate."""
    held_return(filing, by, access.may_pass_on)
    locked = writable(filing, by)
    _must_be_complete(locked)
    moved = RETURN.move(filing, "pass_on", by=by)
    notify(
        leaders_of(locked), "filing_passed_on", path=path_of(moved), values=values_of(locked, due=when(locked.due_at))
    )
    return moved


@transaction.atomic
def send_back(*, filing: Return, by: Actor, reason: str) -> Return:
    """From the leader to the liaison, with a reason; the liaison may take it back in the same way."""
    locked = held_return(filing, by, access.may_send_back)
    if not reason.strip():
        raise ReasonMissing(_("Say why it goes back, so that the liaison can act on it."))
    verb = "send_back_correction" if open_reasons(locked) else "send_back"
    moved = RETURN.move(filing, verb, by=by, remark=reason.strip())
    notify(
        liaisons_of([locked]).exclude(pk=by.person_id),
        "filing_sent_back",
        path=path_of(moved),
        values=values_of(locked),
    )
    return moved
