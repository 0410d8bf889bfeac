"""The tables of states: every state can be reached, and those without a way out are named here."""

import pytest
from django.db.models import TextChoices

from lianxiao.calls.states import (
    APPLICATION,
    CALL,
    CONSENT,
    PUBLIC_NOTICE,
    SCAN,
    CallState,
    ConsentState,
    PublicNoticeState,
    ScanState,
    State,
)
from lianxiao.core.lifecycle import Lifecycle
from lianxiao.filing.states import RETURN, ROUND, UPLOAD, ReturnState, RoundState, UploadState
from lianxiao.forms.states import VERSION, VersionState
from lianxiao.ledger.states import (
    ACCEPTANCE,
    CHANGE,
    CHECKED,
    FOLLOW_UP,
    MIDTERM,
    PERIOD,
    PROJECT,
    PROJECT_IMPORT,
    REPORT,
    AcceptanceState,
    ChangeState,
    CheckedState,
    FollowUpState,
    MidtermState,
    PeriodState,
    ProjectImportState,
    ProjectState,
    ReportState,
)
from lianxiao.letters.states import LETTER, TEMPLATE, LetterState, TemplateState
from lianxiao.organisations.states import IMPORT, ImportState
from lianxiao.publishing.states import NOTICE, NoticeState
from lianxiao.review.states import (
    DRAW,
    PLAN,
    POOL_IMPORT,
    SEAT,
    SHEET,
    DrawState,
    PlanState,
    PoolImportState,
    SeatState,
    SheetState,
)

TABLES = [
    (CALL, CallState, {CallState.CONCLUDED}),
    (APPLICATION, State, {State.APPROVED, State.REJECTED, State.DISCARDED}),
    (
        CONSENT,
        ConsentState,
        {ConsentState.REFUSED, ConsentState.VOIDED, ConsentState.EXPIRED, ConsentState.TAKEN_BACK},
    ),
    (SCAN, ScanState, {ScanState.REPLACED}),
    (PUBLIC_NOTICE, PublicNoticeState, {PublicNoticeState.CLOSED}),
    (VERSION, VersionState, {VersionState.PUBLISHED, VersionState.DISCARDED}),
    (IMPORT, ImportState, {ImportState.FAULTY, ImportState.DONE, ImportState.DISCARDED}),
    (NOTICE, NoticeState, {NoticeState.WITHDRAWN}),
    (LETTER, LetterState, {LetterState.WITHDRAWN, LetterState.DISCARDED}),
    (TEMPLATE, TemplateState, {TemplateState.PUBLISHED, TemplateState.REFUSED}),
    (ROUND, RoundState, {RoundState.CONCLUDED}),
    (RETURN, ReturnState, {ReturnState.ACCEPTED}),
    (UPLOAD, UploadState, {UploadState.FAULTY, UploadState.DONE, UploadState.DISCARDED}),
    (PLAN, PlanState, {PlanState.CLOSED}),
    (SEAT, SeatState, {SeatState.DECLINED, SeatState.REPLACED, SeatState.REMOVED}),
    (SHEET, SheetState, {SheetState.SUBMITTED, SheetState.RECUSED, SheetState.WITHDRAWN}),
    (DRAW, DrawState, {DrawState.DRAWN}),
    (POOL_IMPORT, PoolImportState, {PoolImportState.DONE, PoolImportState.DISCARDED}),
    (PROJECT, ProjectState, {ProjectState.FINISHED, ProjectState.WITHDRAWN}),
    (PROJECT_IMPORT, ProjectImportState, {ProjectImportState.DONE, ProjectImportState.DISCARDED}),
    (PERIOD, PeriodState, {PeriodState.CLOSED}),
    (REPORT, ReportState, {ReportState.CONFIRMED}),
    (CHANGE, ChangeState, {ChangeState.APPROVED, ChangeState.REFUSED, ChangeState.WITHDRAWN}),
    (FOLLOW_UP, FollowUpState, {FollowUpState.CLOSED}),
    (MIDTERM, MidtermState, {MidtermState.CLOSED}),
    (CHECKED, CheckedState, {CheckedState.CHECKED}),
    (ACCEPTANCE, AcceptanceState, {AcceptanceState.CONFIRMED}),
]


def reached(table: Lifecycle) -> set[str]:
    found: set[str] = set()
    waiting = [table.first]
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting.extend(table.table[state].values())
    return found


@pytest.mark.parametrize(("table", "states", "final"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_state_can_be_reached_and_final_ones_are_named(
    table: Lifecycle, states: type[TextChoices], final: set[str]
) -> None:
    assert reached(table) == set(states.values) == set(table.table)
    assert table.final == {str(state) for state in final}


def test_a_state_that_nothing_leads_to_is_found() -> None:
    assert reached(Lifecycle({"a": {"go": "b"}, "b": {}, "lost": {"go": "b"}})) == {"a", "b"}
