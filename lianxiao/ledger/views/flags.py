"""What the reader may do, as templates ask for it."""

from lianxiao.core.actors import Actor
from lianxiao.ledger.access import changes, endings, follow_ups, importing, midterm
from lianxiao.ledger.access import progress as access
from lianxiao.ledger.models import (
    Acceptance,
    ChangeRequest,
    CheckedProject,
    FollowUp,
    MidtermCheck,
    ProgressReport,
    Project,
    ReportingPeriod,
)
from lianxiao.ledger.queries.changes import pending


def may_with_project(actor: Actor, project: Project, asked: list[ChangeRequest]) -> dict[str, bool]:
    return {
        "change": changes.may_draft(actor, project) and pending(asked) is None,
        "follow_up": follow_ups.may_raise(actor, project),
        "apply": endings.may_apply(actor, project),
        "withdraw": endings.may_propose_withdrawal(actor, project),
        "import": project.imported_in is not None and importing.may_work_on(actor, project.imported_in),
    }


def may_with_period(actor: Actor, period: ReportingPeriod) -> dict[str, bool]:
    return {
        "edit": access.may_edit_period(actor, period),
        "open": access.may_edit_period(actor, period),
        "close": access.may_close_period(actor, period),
    }


def may_with_report(actor: Actor, report: ProgressReport) -> dict[str, bool]:
    return {
        "own": access.own(actor, report),
        "read": access.reads_content(actor, report),
        "write": access.may_write(actor, report),
        "hand_in": access.may_hand_in(actor, report),
        "release": access.may_release(actor, report),
        "send_back": access.may_send_back(actor, report),
        "confirm": access.may_confirm(actor, report),
        "ask_extension": follow_ups.may_ask_extension(actor, report),
    }


def may_with_change(actor: Actor, change: ChangeRequest) -> dict[str, bool]:
    return {
        "own": changes.own(actor, change),
        "read": changes.reads_content(actor, change),
        "write": changes.may_write(actor, change),
        "withdraw": changes.may_withdraw(actor, change),
        "release": changes.may_release(actor, change),
        "send_back": changes.may_send_back(actor, change),
        "decide": changes.may_decide(actor, change),
    }


def may_with_follow_up(actor: Actor, follow_up: FollowUp) -> dict[str, bool]:
    return {
        "answer": follow_ups.may_answer(actor, follow_up),
        "again": follow_ups.may_ask_again(actor, follow_up),
        "close": follow_ups.may_close(actor, follow_up),
        "transfer": follow_ups.may_transfer(actor, follow_up),
        "close_answered": follow_ups.may_ask_again(actor, follow_up),
        "close_unanswered": follow_ups.may_close(actor, follow_up) and not follow_ups.may_ask_again(actor, follow_up),
    }


def may_with_acceptance(actor: Actor, acceptance: Acceptance) -> dict[str, bool]:
    return {
        "again": endings.may_apply_again(actor, acceptance),
        "confirm": endings.may_confirm(actor, acceptance),
    }


def may_with_midterm(actor: Actor, check: MidtermCheck) -> dict[str, bool]:
    return {
        "edit": midterm.may_edit(actor, check),
        "draw": midterm.may_draw(actor, check),
        "close": midterm.may_close(actor, check),
    }


def may_with_checked(actor: Actor, checked: CheckedProject) -> dict[str, bool]:
    return {
        "conclude": midterm.may_conclude(actor, checked),
        "return": midterm.may_return(actor, checked),
        "check": midterm.may_check(actor, checked),
    }
