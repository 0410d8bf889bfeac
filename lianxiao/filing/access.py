"""Who may see and do what with filing rounds and returns. Pure: no request, no query."""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.filing.states import RETURN, ROUND, RUNNING, WRITABLE, ReturnState, RoundState
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.filing.models import Return, Round

NOBODY = Q(pk__in=())
DESK = (Right.RUN_FILINGS, Right.READ_FILINGS)
CAMPUS = (Right.FILL_FILINGS, Right.RELEASE_FILINGS)


# --- rounds ----------------------------------------------------------------------------------------


def visible_rounds(actor: Actor) -> Q:
    """Of one's own office; all that are out for the department's leader and its leading group."""
    if actor.may(Right.READ_FILINGS):
        return ~Q(state=RoundState.DRAFT)
    if actor.may(Right.RUN_FILINGS):
        return Q(office_id=actor.organisation_id)
    return NOBODY


def may_draft_round(actor: Actor) -> bool:
    return actor.may(Right.RUN_FILINGS) and actor.organisation_id is not None


def may_run(actor: Actor, round_: "Round") -> bool:
    return actor.may(Right.RUN_FILINGS) and round_.office_id == actor.organisation_id


def may_edit_round(actor: Actor, round_: "Round") -> bool:
    return may_run(actor, round_) and round_.state == RoundState.DRAFT


def may_open_round(actor: Actor, round_: "Round") -> bool:
    return may_edit_round(actor, round_)


def may_ask_extension(actor: Actor, round_: "Round") -> bool:
    return may_run(actor, round_) and round_.state in RUNNING


def may_grant_extension(actor: Actor, round_: "Round", asked_by_id: int) -> bool:
    """A second person: a colleague of the office, or the department's leader."""
    return (
        actor.may(Right.GRANT_FILING_EXTENSIONS)
        and actor.user_id != asked_by_id
        and (may_run(actor, round_) or actor.may(Right.READ_FILINGS))
        and round_.state in RUNNING
    )


def may_close_round(actor: Actor, round_: "Round") -> bool:
    """The clock does it; the office may when the clock's worker is late."""
    return actor == SYSTEM or (may_run(actor, round_) and ROUND.allows(round_.state, "close"))


def may_conclude_round(actor: Actor, round_: "Round") -> bool:
    return may_run(actor, round_) and ROUND.allows(round_.state, "conclude")


# --- returns ---------------------------------------------------------------------------------------


def visible_returns(actor: Actor) -> Q:
    """Of the own university; of the rounds that one sees on the department's side."""
    if actor.may(Right.READ_FILINGS):
        return Q()
    if actor.may(Right.RUN_FILINGS):
        return Q(round__office_id=actor.organisation_id)
    if any(actor.may(right) for right in CAMPUS):
        return Q(institution_id=actor.organisation_id)
    return NOBODY


def own(actor: Actor, filing: "Return") -> bool:
    """Whether the actor is of the university whose return it is, and so reads it before it is submitted."""
    return filing.institution_id == actor.organisation_id and any(actor.may(right) for right in CAMPUS)


def may_see(actor: Actor, filing: "Return") -> bool:
    """Whoever the row is in reach of."""
    return actor.is_signed_in


def may_fill(actor: Actor, filing: "Return") -> bool:
    return (
        actor.may(Right.FILL_FILINGS)
        and own(actor, filing)
        and filing.state in WRITABLE
        and filing.round.state in RUNNING
    )


def may_submit(actor: Actor, filing: "Return") -> bool:
    """By the liaison, unless the round asks for the leader's word."""
    return may_fill(actor, filing) and not filing.round.needs_release and filing.state != ReturnState.NOT_BEGUN


def may_pass_on(actor: Actor, filing: "Return") -> bool:
    return may_fill(actor, filing) and filing.round.needs_release and filing.state != ReturnState.NOT_BEGUN


def may_release(actor: Actor, filing: "Return") -> bool:
    return (
        actor.may(Right.RELEASE_FILINGS)
        and own(actor, filing)
        and filing.state == ReturnState.WITH_LEADER
        and filing.round.state in RUNNING
    )


def may_send_back(actor: Actor, filing: "Return") -> bool:
    """The leader does; the liaison may take it back to go on with it."""
    return (
        (actor.may(Right.RELEASE_FILINGS) or actor.may(Right.FILL_FILINGS))
        and own(actor, filing)
        and filing.state == ReturnState.WITH_LEADER
        and filing.round.state in RUNNING
    )


def may_check(actor: Actor, filing: "Return") -> bool:
    return may_run(actor, filing.round) and filing.round.state in RUNNING and RETURN.allows(filing.state, "accept")


def may_read_contacts(actor: Actor, filing: "Return") -> bool:
    """In full: at the university who fills it in or releases it, and the office that runs the round."""
    return own(actor, filing) or may_run(actor, filing.round)


def may_extend(actor: Actor, filing: "Return") -> bool:
    return may_run(actor, filing.round) and filing.round.state in RUNNING and is_awaited(filing)


def may_chase(actor: Actor, filing: "Return") -> bool:
    return actor == SYSTEM or may_extend(actor, filing)


def is_awaited(filing: "Return") -> bool:
    """Whether the office still waits for it."""
    return filing.state in (*WRITABLE, ReturnState.WITH_LEADER)
