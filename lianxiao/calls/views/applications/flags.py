"""What the reader may do with an application now: asked once per page, obeyed by its template."""

from lianxiao.calls import access
from lianxiao.calls.access import consents, hands
from lianxiao.calls.models import Application
from lianxiao.calls.queries.applications import is_on_campus
from lianxiao.calls.states import State
from lianxiao.core.actors import Actor

BEING_DECIDED = (State.CHECKED, State.REVIEWED, State.PROPOSED, State.CONFIRMED)


def may(actor: Actor, application: Application) -> dict[str, bool]:
    decide = access.may_pass_on(actor, application) or access.may_endorse(actor, application)
    return {
        "edit": access.may_edit_application(actor, application),
        "change_members": access.may_change_members(actor, application),
        "transfer": hands.may_transfer(actor, application),
        "comment": hands.may_comment(actor, application),
        "hand_in": access.may_hand_in(actor, application),
        "discard": access.may_discard(actor, application),
        "pass_on": access.may_pass_on(actor, application),
        "endorse": access.may_endorse(actor, application),
        "decide": decide,
        "send_back": access.may_send_back(actor, application),
        "submit": access.may_submit(actor, application),
        "resubmit": access.may_resubmit(actor, application),
        "withdraw": access.may_withdraw(actor, application),
        "check": access.may_check_application(actor, application),
        "read_decision": access.may_read_decisions(actor) and application.state in BEING_DECIDED,
        "ask_consent": consents.may_ask_consent(actor, application),
        "read_contacts": hands.may_read_contacts(actor, application),
        "read_draft": is_on_campus(actor, application),
    }
