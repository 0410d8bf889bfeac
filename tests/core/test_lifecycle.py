"""Steps of a case: only those in the table, under lock, recorded for good."""

import pytest
from django.db import DatabaseError, transaction

from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.lifecycle import Lifecycle
from lianxiao.core.models import Step
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.organisations.models import Organisation
from lianxiao.publishing.models import Notice
from lianxiao.publishing.states import NOTICE, NoticeState

pytestmark = pytest.mark.django_db

ZHANG = Actor(user_id=7, name="张三", role="officer", organisation_id=3, organisation_name="某处", address="10.1.2.3")


@pytest.fixture
def notice() -> Notice:
    office = Organisation.objects.create(kind="department", name="省教育厅")
    return Notice.objects.create(office=office, code="shipped", title="关于试行的通知", body="各高校:")


def test_a_step_moves_the_case_and_is_recorded_with_who_and_as_what(notice: Notice) -> None:
    NOTICE.move(notice, "hand_in", by=ZHANG, remark="请核")
    notice.refresh_from_db()
    assert notice.state == NoticeState.CHECKING
    (step,) = steps.of_case(notice)
    assert (step.verb, step.before, step.after, step.remark) == ("hand_in", "draft", "checking", "请核")
    assert (step.actor_id, step.actor_name, step.role, step.organisation_name, step.address) == (
        7,
        "张三",
        "officer",
        "某处",
        "10.1.2.3",
    )


def test_stamps_are_saved_with_the_step(notice: Notice) -> None:
    NOTICE.move(notice, "hand_in", by=ZHANG, document_number="辽教办〔2020〕101号")
    notice.refresh_from_db()
    assert notice.document_number == "辽教办〔2020〕101号"


def test_a_step_that_does_not_exist_in_this_state_is_refused_and_leaves_nothing(notice: Notice) -> None:
    with pytest.raises(NotAllowedNow):
        NOTICE.move(notice, "publish", by=ZHANG)
    notice.refresh_from_db()
    assert (notice.state, list(steps.of_case(notice))) == (NoticeState.DRAFT, [])


def test_what_the_database_refuses_leaves_the_object_in_memory_as_it_was(notice: Notice) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        NOTICE.move(notice, "hand_in", by=ZHANG, document_number="号" * 1000)
    assert (notice.state, notice.document_number) == (NoticeState.DRAFT, "")


def test_the_state_in_the_database_counts_not_the_one_in_memory(notice: Notice) -> None:
    stale = Notice.objects.get(pk=notice.pk)
    NOTICE.move(notice, "hand_in", by=ZHANG)
    with pytest.raises(NotAllowedNow):
        NOTICE.move(stale, "hand_in", by=ZHANG)


def test_the_caller_sees_the_new_state(notice: Notice) -> None:
    NOTICE.move(notice, "hand_in", by=SYSTEM)
    assert notice.state == NoticeState.CHECKING


@pytest.mark.parametrize("write", [lambda s: s.update(remark="changed"), lambda s: s.delete()])
def test_the_record_can_be_neither_changed_nor_deleted(notice: Notice, write: object) -> None:
    NOTICE.move(notice, "hand_in", by=ZHANG)
    with pytest.raises(DatabaseError), transaction.atomic():
        write(Step.objects.all())  # type: ignore[operator]
    assert steps.of_case(notice).count() == 1


def test_final_states_and_the_first_one_follow_from_the_table() -> None:
    table = Lifecycle({"a": {"go": "b"}, "b": {}})
    assert (table.first, table.final, table.allows("a", "go"), table.allows("b", "go")) == (
        "a",
        frozenset({"b"}),
        True,
        False,
    )
