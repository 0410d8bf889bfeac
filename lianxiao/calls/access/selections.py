"""Who may see and do what with a campus selection (校内遴选)."""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.calls.states import SELECTION, SelectionState
from lianxiao.core.actors import Actor
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.calls.models import Selection

NOBODY = Q(pk__in=())


def may_oversee(actor: Actor) -> bool:
    """Liaison, leader and leading group of a university: opinions, ranking and names."""
    return actor.may(Right.READ_OWN_APPLICATIONS) and actor.organisation_id is not None


def visible_selections(actor: Actor) -> Q:
    """Of the own university: to those who oversee it, and to the reviewers invited once it is open."""
    if may_oversee(actor):
        return Q(university_id=actor.organisation_id)
    if actor.may(Right.JUDGE_ON_CAMPUS):
        return Q(university_id=actor.organisation_id, reviewers__user_id=actor.user_id) & ~Q(state=SelectionState.DRAFT)
    return NOBODY


def may_begin_selection(actor: Actor) -> bool:
    return actor.may(Right.RELEASE_APPLICATIONS)


def _runs(actor: Actor, selection: "Selection") -> bool:
    return actor.may(Right.RELEASE_APPLICATIONS) and selection.university_id == actor.organisation_id


def _leads(actor: Actor, selection: "Selection") -> bool:
    return actor.may(Right.ENDORSE_APPLICATIONS) and selection.university_id == actor.organisation_id


def may_prepare(actor: Actor, selection: "Selection") -> bool:
    return _runs(actor, selection) and selection.state == SelectionState.DRAFT


def may_change_reviewers(actor: Actor, selection: "Selection") -> bool:
    return _runs(actor, selection) and selection.state in (SelectionState.DRAFT, SelectionState.REVIEWING)


def may_take_out(actor: Actor, selection: "Selection") -> bool:
    """Take a candidate out of the selection, for instance because its authors give up."""
    return _runs(actor, selection) and selection.state in (
        SelectionState.REVIEWING,
        SelectionState.RANKED,
        SelectionState.ON_NOTICE,
    )


def may_rank(actor: Actor, selection: "Selection") -> bool:
    return _runs(actor, selection) and SELECTION.allows(selection.state, "rank")


def may_put_on_notice(actor: Actor, selection: "Selection") -> bool:
    return _runs(actor, selection) and SELECTION.allows(selection.state, "put_on_notice")


def may_choose(actor: Actor, selection: "Selection") -> bool:
    return _runs(actor, selection) and SELECTION.allows(selection.state, "choose")


def may_approve_choice(actor: Actor, selection: "Selection") -> bool:
    """Another person than the one who chose."""
    return (
        _leads(actor, selection)
        and SELECTION.allows(selection.state, "approve")
        and actor.is_none_of(selection.chosen_by_id)
    )


def may_send_back_choice(actor: Actor, selection: "Selection") -> bool:
    return _leads(actor, selection) and SELECTION.allows(selection.state, "send_back")


def may_reopen(actor: Actor, selection: "Selection") -> bool:
    """The liaison until the choice is made; what the leader approved, the leader opens again."""
    if not SELECTION.allows(selection.state, "reopen"):
        return False
    return _leads(actor, selection) if selection.state == SelectionState.APPROVED else _runs(actor, selection)


def may_judge(actor: Actor, selection: "Selection") -> bool:
    """Whether he is invited to it, `visible_selections` says."""
    return (
        actor.may(Right.JUDGE_ON_CAMPUS)
        and not may_oversee(actor)
        and selection.university_id == actor.organisation_id
        and selection.state == SelectionState.REVIEWING
    )
