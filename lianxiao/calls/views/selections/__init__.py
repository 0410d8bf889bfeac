"""Pages of campus selections: the list, the case, a reviewer's desk, the steps."""

from lianxiao.calls.views.selections.case import candidate, selection, selection_new, selection_notice_file, selections
from lianxiao.calls.views.selections.deciding import (
    selection_approve,
    selection_choose,
    selection_rank,
    selection_reopen,
    selection_send_back,
)
from lianxiao.calls.views.selections.judging import judge, judge_hand_in, judge_list
from lianxiao.calls.views.selections.verbs import (
    candidate_take_out,
    reviewer_invite,
    reviewer_remove,
    selection_begin,
    selection_notice,
    selection_open,
    selection_prepare,
)

__all__ = [
    "candidate",
    "candidate_take_out",
    "judge",
    "judge_hand_in",
    "judge_list",
    "reviewer_invite",
    "reviewer_remove",
    "selection",
    "selection_approve",
    "selection_begin",
    "selection_choose",
    "selection_new",
    "selection_notice",
    "selection_notice_file",
    "selection_open",
    "selection_prepare",
    "selection_rank",
    "selection_reopen",
    "selection_send_back",
    "selections",
]
