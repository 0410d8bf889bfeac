"""Checking and issuing many letters at once: each in a transaction of its own, with what became of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core.actors import Actor
from lianxiao.core.refusals import Refused
from lianxiao.letters.actions.letters import issue, pass_check
from lianxiao.letters.models import Letter


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one letter of a selection: done, or refused and why."""

    letter: Letter
    refusal: str = ""


def check_each(*, letters: Sequence[Letter], revisions: Mapping[int, int], by: Actor) -> list[RowResult]:
    """Each as it was shown; one that is refused does not hold the others up."""
    return _each(letters, lambda one: pass_check(letter=one, revision=revisions.get(one.pk, -1), by=by))


def issue_each(*, letters: Sequence[Letter], revisions: Mapping[int, int], by: Actor) -> list[RowResult]:
    """In the order of the outbox, which is that of the numbers; revisions are of no matter, a checked letter stays."""
    return _each(letters, lambda one: issue(letter=one, by=by))


def _each(letters: Iterable[Letter], act: Callable[[Letter], Letter]) -> list[RowResult]:
    return [_one(letter, act) for letter in sorted(letters, key=lambda one: one.pk)]


def _one(letter: Letter, act: Callable[[Letter], Letter]) -> RowResult:
    try:
        with transaction.atomic():
            return RowResult(act(letter))
    except Refused as refusal:
        return RowResult(letter, str(refusal))
    except PermissionDenied:
        return RowResult(letter, _("This is not your turn: another person checks and issues it, one after the other."))
