"""What the reader may do, as templates ask for it."""

from lianxiao.core.actors import Actor
from lianxiao.filing import access
from lianxiao.filing.models import Return, Round
from lianxiao.filing.queries.rounds import pending_extension


def may_with_round(actor: Actor, round_: Round) -> dict[str, bool]:
    pending = pending_extension(round_)
    return {
        "run": access.may_run(actor, round_),
        "edit": access.may_edit_round(actor, round_),
        "open": access.may_open_round(actor, round_),
        "close": access.may_close_round(actor, round_),
        "conclude": access.may_conclude_round(actor, round_),
        "ask_extension": access.may_ask_extension(actor, round_) and pending is None,
        "grant_extension": pending is not None and access.may_grant_extension(actor, round_, pending.asked_by_id),
    }


def may_with_return(actor: Actor, filing: Return) -> dict[str, bool]:
    return {
        "own": access.own(actor, filing),
        "fill": access.may_fill(actor, filing),
        "submit": access.may_submit(actor, filing),
        "pass_on": access.may_pass_on(actor, filing),
        "release": access.may_release(actor, filing),
        "send_back": access.may_send_back(actor, filing),
        "check": access.may_check(actor, filing),
        "read_contacts": access.may_read_contacts(actor, filing),
        "extend": access.may_extend(actor, filing),
        "chase": access.may_chase(actor, filing),
    }
