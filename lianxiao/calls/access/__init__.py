"""Who may see and do what with calls, applications and public notices. Pure: no request, no query."""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.calls.states import APPLICATION, CALL, OUTSIDE, CallState, Hand, PublicNoticeState, State
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.calls.models import Application, Call, FormalCheck, PublicNotice

NOBODY = Q(pk__in=())
PUBLIC_CALLS = (CallState.PUBLISHED, CallState.CLOSED, CallState.CONCLUDED)


# --- calls -----------------------------------------------------------------------------------------


def visible_calls(actor: Actor) -> Q:
    if actor.may(Right.DRAFT_CALLS) or actor.may(Right.CHECK_CALLS) or actor.may(Right.PUBLISH_CALLS):
        return Q()
    return Q(state__in=PUBLIC_CALLS)


def may_draft_call(actor: Actor) -> bool:
    return actor.may(Right.DRAFT_CALLS)


def may_edit_call(actor: Actor, call: "Call") -> bool:
    """The example that ships is copied, never edited."""
    return (
        actor.may(Right.DRAFT_CALLS)
        and call.office_id == actor.organisation_id
        and call.state == CallState.DRAFT
        and not call.is_example
    )


def may_hand_in_call(actor: Actor, call: "Call") -> bool:
    return may_edit_call(actor, call)


def may_check_call(actor: Actor, call: "Call") -> bool:
    """Another person than those who drafted it and handed it in."""
    return (
        actor.may(Right.CHECK_CALLS)
        and actor.is_none_of(call.drafted_by_id, call.handed_in_by_id)
        and call.state == CallState.CHECKING
    )


def may_publish_call(actor: Actor, call: "Call") -> bool:
    return actor.may(Right.PUBLISH_CALLS) and call.state == CallState.CHECKED


def may_send_back_call(actor: Actor, call: "Call") -> bool:
    """Whoever has it on the desk: the checker, then the one who publishes."""
    return may_check_call(actor, call) or may_publish_call(actor, call)


def may_ask_extension(actor: Actor, call: "Call") -> bool:
    return (
        actor.may(Right.DRAFT_CALLS)
        and call.office_id == actor.organisation_id
        and call.state in (CallState.PUBLISHED, CallState.CLOSED)
    )


def may_grant_extension(actor: Actor, asked_by_id: int) -> bool:
    return actor.may(Right.PUBLISH_CALLS) and actor.is_none_of(asked_by_id)


def may_close_call(actor: Actor, call: "Call") -> bool:
    """The clock does it; the office may when the clock's worker is late."""
    return actor == SYSTEM or (
        actor.may(Right.DRAFT_CALLS) and call.office_id == actor.organisation_id and CALL.allows(call.state, "close")
    )


def may_conclude_call(actor: Actor, call: "Call") -> bool:
    return (
        actor.may(Right.DRAFT_CALLS) and call.office_id == actor.organisation_id and CALL.allows(call.state, "conclude")
    )


# --- applications ----------------------------------------------------------------------------------


def visible_applications(actor: Actor) -> Q:
    """Own university: its author and members, its liaisons, leaders, leading group. Outside: lead offices
    that received it, the department's leader and leading group, all once it was submitted."""
    if not actor.is_signed_in:
        return NOBODY
    if actor.may(Right.READ_ALL_APPLICATIONS):
        return Q(state__in=OUTSIDE)
    if actor.may(Right.CHECK_APPLICATIONS):
        return Q(state__in=OUTSIDE, call_category__category__leads__office_id=actor.organisation_id)
    if actor.may(Right.READ_OWN_APPLICATIONS):
        return Q(university_id=actor.organisation_id)
    if actor.may(Right.WRITE_APPLICATIONS):
        return Q(university_id=actor.organisation_id, members__user_id=actor.user_id)
    return NOBODY


def may_read_own_places(actor: Actor) -> bool:
    """Who has to do with applications at a university sees how many places it has left."""
    return actor.may(Right.WRITE_APPLICATIONS) or (
        actor.may(Right.READ_OWN_APPLICATIONS) and actor.organisation_id is not None
    )


def may_begin_application(actor: Actor) -> bool:
    return actor.may(Right.WRITE_APPLICATIONS)


def _own(actor: Actor, application: "Application") -> bool:
    return application.university_id == actor.organisation_id


def may_edit_application(actor: Actor, application: "Application") -> bool:
    """Its owner and its editors, while it is in writers' hands."""
    return (
        actor.may(Right.WRITE_APPLICATIONS)
        and _own(actor, application)
        and application.hand in (Hand.OWNER, Hand.EDITOR)
        and application.state in (State.DRAFT, State.RETURNED)
    )


def may_change_members(actor: Actor, application: "Application") -> bool:
    """Its owner, and the liaison, so that a case does not end with the person who wrote it."""
    if not _own(actor, application) or application.state in APPLICATION.final:
        return False
    return actor.may(Right.RELEASE_APPLICATIONS) or (
        actor.may(Right.WRITE_APPLICATIONS) and application.hand == Hand.OWNER
    )


def may_hand_in(actor: Actor, application: "Application") -> bool:
    return may_edit_application(actor, application) and APPLICATION.allows(application.state, "hand_in")


def may_discard(actor: Actor, application: "Application") -> bool:
    return (
        may_edit_application(actor, application)
        and application.hand == Hand.OWNER
        and APPLICATION.allows(application.state, "discard")
    )


def may_pass_on(actor: Actor, application: "Application") -> bool:
    return (
        actor.may(Right.RELEASE_APPLICATIONS) and _own(actor, application) and application.state == State.WITH_LIAISON
    )


def may_endorse(actor: Actor, application: "Application") -> bool:
    return actor.may(Right.ENDORSE_APPLICATIONS) and _own(actor, application) and application.state == State.WITH_LEADER


def may_send_back(actor: Actor, application: "Application") -> bool:
    """On campus: back to the author, by whoever has it on the desk."""
    if not _own(actor, application):
        return False
    if actor.may(Right.RELEASE_APPLICATIONS):
        return application.state in (State.WITH_LIAISON, State.RELEASED)
    return actor.may(Right.ENDORSE_APPLICATIONS) and application.state == State.WITH_LEADER


def may_submit(actor: Actor, application: "Application") -> bool:
    return actor.may(Right.RELEASE_APPLICATIONS) and _own(actor, application) and application.state == State.RELEASED


def may_resubmit(actor: Actor, application: "Application") -> bool:
    return actor.may(Right.RELEASE_APPLICATIONS) and _own(actor, application) and application.state == State.RETURNED


def may_withdraw(actor: Actor, application: "Application") -> bool:
    return (
        actor.may(Right.RELEASE_APPLICATIONS)
        and _own(actor, application)
        and APPLICATION.allows(application.state, "withdraw")
    )


# --- lead offices and the department ---------------------------------------------------------------


def may_check_application(actor: Actor, application: "Application") -> bool:
    """`visible_applications` already keeps other offices' categories away."""
    return actor.may(Right.CHECK_APPLICATIONS) and application.state == State.SUBMITTED


def may_read_checks(actor: Actor) -> bool:
    return actor.may(Right.CHECK_APPLICATIONS)


def visible_checks(actor: Actor) -> Q:
    """An office sees its own checks, as long as the application has not been taken back to the campus."""
    if not may_read_checks(actor):
        return NOBODY
    return Q(office_id=actor.organisation_id, submission__application__state__in=OUTSIDE)


def may_decide_check(actor: Actor, check: "FormalCheck") -> bool:
    """Only people of the office that the check belongs to; whether it is still open, the action says."""
    return actor.may(Right.CHECK_APPLICATIONS) and check.office_id == actor.organisation_id


def may_read_decisions(actor: Actor) -> bool:
    """The offices' and the department's side of the house, each among the applications that it sees."""
    return (
        actor.may(Right.PROPOSE_DECISIONS)
        or actor.may(Right.CONFIRM_DECISIONS)
        or actor.may(Right.READ_ALL_APPLICATIONS)
    )


def may_propose(actor: Actor, application: "Application", responsible_office_id: int | None) -> bool:
    return (
        actor.may(Right.PROPOSE_DECISIONS)
        and actor.organisation_id == responsible_office_id
        and APPLICATION.allows(application.state, "propose")
    )


def may_review(actor: Actor, application: "Application", responsible_office_id: int | None) -> bool:
    return (
        actor.may(Right.PROPOSE_DECISIONS)
        and actor.organisation_id == responsible_office_id
        and APPLICATION.allows(application.state, "open_review")
    )


def may_end_review(actor: Actor, application: "Application", responsible_office_id: int | None) -> bool:
    return (
        actor.may(Right.PROPOSE_DECISIONS)
        and actor.organisation_id == responsible_office_id
        and APPLICATION.allows(application.state, "close_review")
    )


def speaks_for_lead_office(actor: Actor) -> bool:
    """Proposes and countersigns; for which applications and when, the action looks at under the lock."""
    return actor.may(Right.PROPOSE_DECISIONS)


def may_countersign(actor: Actor, application: "Application") -> bool:
    return speaks_for_lead_office(actor) and application.state == State.PROPOSED


def may_confirm(actor: Actor, application: "Application") -> bool:
    return actor.may(Right.CONFIRM_DECISIONS) and application.state == State.PROPOSED


def visible_public_notices(actor: Actor) -> Q:
    """What was published is for everybody; a draft is for the office that issues it and for who releases it."""
    published = ~Q(state=PublicNoticeState.DRAFT)
    if may_approve(actor):
        return Q()
    return published | Q(office_id=actor.organisation_id) if may_run_public_notices(actor) else published


def may_run_public_notices(actor: Actor) -> bool:
    return actor.may(Right.RUN_PUBLIC_NOTICES)


def may_approve(actor: Actor) -> bool:
    return actor.may(Right.CONFIRM_DECISIONS)


def _runs(actor: Actor, office_id: int) -> bool:
    return actor.may(Right.RUN_PUBLIC_NOTICES) and actor.organisation_id == office_id


def may_draft_public_notice(actor: Actor, call: "Call") -> bool:
    """The office that issued the call runs its public notices."""
    return _runs(actor, call.office_id)


def may_edit_public_notice(actor: Actor, notice: "PublicNotice") -> bool:
    return _runs(actor, notice.office_id) and notice.state == PublicNoticeState.DRAFT


def may_publish_public_notice(actor: Actor, notice: "PublicNotice") -> bool:
    return may_edit_public_notice(actor, notice)


def may_close_public_notice(actor: Actor, notice: "PublicNotice") -> bool:
    return _runs(actor, notice.office_id) and notice.state == PublicNoticeState.PUBLISHED


def may_handle_objections(actor: Actor, notice: "PublicNotice") -> bool:
    return _runs(actor, notice.office_id)


def may_release(actor: Actor, notice: "PublicNotice") -> bool:
    return may_approve(actor) and notice.state == PublicNoticeState.CLOSED
