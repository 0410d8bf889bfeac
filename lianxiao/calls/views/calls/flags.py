"""What the reader may do with a call now: asked once per page, obeyed by its template."""

from lianxiao.calls import access
from lianxiao.calls.models import Call, CallExtension
from lianxiao.core.actors import Actor


def may(actor: Actor, call: Call, pending: CallExtension | None = None) -> dict[str, bool]:
    return {
        "edit": access.may_edit_call(actor, call),
        "copy": access.may_draft_call(actor),
        "hand_in": access.may_hand_in_call(actor, call),
        "check": access.may_check_call(actor, call),
        "publish": access.may_publish_call(actor, call),
        "send_back": access.may_send_back_call(actor, call),
        "ask_extension": access.may_ask_extension(actor, call) and pending is None,
        "grant_extension": pending is not None and access.may_grant_extension(actor, pending.asked_by_id),
        "close": access.may_close_call(actor, call),
        "conclude": access.may_conclude_call(actor, call),
    }
