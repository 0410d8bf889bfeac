"""公示: a frozen list, objections item by item, and the release into projects."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from lianxiao.calls.actions import approvals, checks, decisions, objections, public_notices
from lianxiao.calls.models import Application, FormalCheck, Objection, PublicNotice, PublicNoticeItem
from lianxiao.calls.queries.check_sheet import ItemAnswer, items_of
from lianxiao.calls.queries.public_notices import digest_of, ready_for_notice
from lianxiao.calls.states import PublicNoticeState, State
from lianxiao.core import clock
from lianxiao.core.actors import PUBLIC
from lianxiao.core.models import SearchEntry
from lianxiao.core.personal_numbers import UnmaskedNumbers
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.letters.models import Letter
from tests.world import World, user_of

pytestmark = pytest.mark.django_db
WORDS = {
    "title": "关于拟立项校际合作项目的公示",
    "title_en": "Public notice of projects to be approved",
    "body": "现将拟立项项目予以公示。",
    "body_en": "The projects to be approved are shown here.",
    "contact": "省教育厅工业高等教育处，024-00000000",
    "working_days": 5,
}


@pytest.fixture
def world() -> World:
    return World()


def confirmed(world: World, **given: Any) -> Application:
    """An application of joint training that the department has decided to approve."""
    application = world.application(state=State.SUBMITTED, **given)
    for check in FormalCheck.objects.filter(submission__application=application).order_by("id"):
        office = world.gongye if check.office.code == "gongye" else world.xuewei
        answers = {item.code: ItemAnswer(ok=True, note="已核") for item in items_of(check)}
        checks.pass_check(check=check, answers=answers, by=office.officer)
    decisions.propose(application=reloaded(application), outcome="approve", reason="基础扎实", by=world.gongye.officer)
    decisions.countersign(application=reloaded(application), agrees=True, opinion="", by=world.xuewei.officer)
    decisions.confirm(application=reloaded(application), by=world.ting)
    return reloaded(application)


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def reloaded(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def drafted(world: World, *applications: Application) -> PublicNotice:
    return public_notices.draft(call=world.call, values=WORDS, applications=applications, by=world.gongye.officer)


def published(world: World, *applications: Application, ago: timedelta = timedelta()) -> PublicNotice:
    notice = drafted(world, *applications)
    with clock.shifted(-ago):
        return public_notices.publish(notice=notice, by=world.gongye.officer)


def ended(world: World, *applications: Application) -> PublicNotice:
    return public_notices.close(notice=published(world, *applications, ago=timedelta(days=30)), by=world.gongye.officer)


def objected(notice: PublicNotice, order: int = 1) -> Objection:
    return objections.object_to(
        item=notice.items.get(order=order),
        name="李某",
        contact="li@example.org",
        text="与另一项目内容重复",
        sealed=True,
        by=PUBLIC,
    )


def test_confirmed_applications_wait_for_the_office_that_issued_the_call(world: World) -> None:
    application = confirmed(world)
    assert list(ready_for_notice(world.gongye.officer, world.call)) == [application]
    assert list(ready_for_notice(world.xuewei.officer, world.call)) == []


def test_publishing_freezes_the_lines_and_puts_every_application_on_notice(world: World) -> None:
    application = confirmed(world)
    notice = published(world, application)
    item = notice.items.get()
    assert item.content == {
        "number": application.number,
        "title": "校际合作示例项目",
        "category": "联合培养",
        "category_en": "Joint training",
        "university": "辽宁大学",
        "university_en": "Liaoning University",
        "partners": ["东北大学"],
        "leader": "王牵头",
    }
    assert notice.digest == digest_of([item.content])
    assert reloaded(application).state == State.ON_NOTICE


@pytest.mark.parametrize(
    ("published_at", "ends_at"),
    [
        # Friday before the National Day of 2020; 27 September was a make-up working Sunday.
        ("2020-09-25 15:00", "2020-10-10 00:00"),
        ("2020-11-23 09:00", "2020-12-01 00:00"),
    ],
)
def test_the_notice_ends_after_so_many_working_days(world: World, published_at: str, ends_at: str) -> None:
    assert public_notices.end_of_notice(beijing(published_at), 5) == beijing(ends_at)


def test_a_published_list_can_be_found(world: World) -> None:
    notice = published(world, confirmed(world))
    assert SearchEntry.objects.get(kind="calls.publicnotice").path == f"/public-notices/{notice.pk}/"


@pytest.mark.parametrize(
    "change",
    [
        lambda notice: PublicNotice.objects.filter(pk=notice.pk).update(ends_at=timezone.now()),
        lambda notice: PublicNoticeItem.objects.filter(public_notice=notice).update(content={}),
        lambda notice: PublicNoticeItem.objects.filter(public_notice=notice).delete(),
    ],
)
def test_what_the_public_was_shown_cannot_be_changed(world: World, change: Callable[[PublicNotice], None]) -> None:
    notice = published(world, confirmed(world))
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        change(notice)


def test_an_empty_list_is_not_published(world: World) -> None:
    with pytest.raises(public_notices.NothingToShow):
        public_notices.publish(notice=drafted(world), by=world.gongye.officer)


def test_a_text_with_an_open_phone_number_is_not_published(world: World) -> None:
    notice = public_notices.draft(
        call=world.call,
        values=WORDS | {"body": "联系人手机13800138000"},
        applications=[confirmed(world)],
        by=world.gongye.officer,
    )
    with pytest.raises(UnmaskedNumbers):
        public_notices.publish(notice=notice, by=world.gongye.officer)


def test_an_application_stands_on_one_list_and_only_when_it_is_confirmed(world: World) -> None:
    application = confirmed(world)
    drafted(world, application)
    for other in (application, world.application(title="另一项目", state=State.SUBMITTED)):
        with pytest.raises(public_notices.NotReadyForNotice):
            drafted(world, other)


def test_other_offices_and_universities_do_not_run_the_notice(world: World) -> None:
    application = confirmed(world)
    notice = drafted(world, application)
    for stranger in (world.xuewei.officer, world.lnu.liaison, world.ting):
        with pytest.raises(PermissionDenied):
            public_notices.publish(notice=notice, by=stranger)
        with pytest.raises(PermissionDenied):
            public_notices.draft(call=world.call, values=WORDS, applications=[], by=stranger)


def test_it_does_not_close_before_its_last_day(world: World) -> None:
    notice = published(world, confirmed(world))
    with pytest.raises(public_notices.StillRunning):
        public_notices.close(notice=notice, by=world.gongye.officer)
    notice.refresh_from_db()
    assert notice.state == PublicNoticeState.PUBLISHED


def test_the_leaders_are_told_that_a_list_waits_for_release(world: World) -> None:
    leader = world.ting
    ended(world, confirmed(world))
    message = user_of(leader).notifications.get(kind="notice_ended")
    assert message.values == {"application": WORDS["title"]}


def test_the_clock_closes_what_has_ended_and_nothing_else(world: World) -> None:
    over = published(world, confirmed(world), ago=timedelta(days=30))
    running = published(world, confirmed(world, title="第二个"))
    assert public_notices.close_ended() == 1
    over.refresh_from_db()
    running.refresh_from_db()
    assert (over.state, running.state) == (PublicNoticeState.CLOSED, PublicNoticeState.PUBLISHED)


def test_anybody_may_object_while_it_runs_and_gets_a_number(world: World) -> None:
    notice = published(world, confirmed(world))
    objection = objected(notice)
    assert objection.number == f"YY-{timezone.now().year}-0001"
    told = user_of(world.gongye.officer).notifications.filter(kind="objection_received")
    assert told.count() == 1


def test_nobody_can_object_when_the_last_day_has_passed(world: World) -> None:
    notice = published(world, confirmed(world), ago=timedelta(days=30))
    with pytest.raises(objections.NoticeOver):
        objected(notice)


def test_one_item_is_suspended_and_the_others_go_on(world: World) -> None:
    first, second = confirmed(world), confirmed(world, title="第二个")
    notice = published(world, first, second, ago=timedelta(days=30))
    objections.suspend(item=notice.items.get(order=1), reason="有异议", by=world.gongye.officer)
    results = approvals.release(notice=public_notices.close(notice=notice, by=world.gongye.officer), by=world.ting)
    assert [(row.approval is not None) for row in results] == [False, True]
    assert (reloaded(first).state, reloaded(second).state) == (State.SUSPENDED, State.APPROVED)


def test_an_objection_that_is_upheld_ends_the_application(world: World) -> None:
    application = confirmed(world)
    notice = published(world, application)
    objections.settle(objection=objected(notice), outcome="upheld", reply="属实", by=world.gongye.officer)
    assert reloaded(application).state == State.REJECTED


def test_one_that_is_not_upheld_lets_it_go_on_when_no_other_is_open(world: World) -> None:
    application = confirmed(world)
    notice = published(world, application)
    one, other = objected(notice), objected(notice)
    objections.suspend(item=notice.items.get(), reason="核查", by=world.gongye.officer)
    objections.settle(objection=one, outcome="dismissed", reply="不属实", by=world.gongye.officer)
    assert reloaded(application).state == State.SUSPENDED
    objections.settle(objection=other, outcome="dismissed", reply="不属实", by=world.gongye.officer)
    assert reloaded(application).state == State.ON_NOTICE


def test_an_objection_is_settled_once_and_with_words(world: World) -> None:
    objection = objected(published(world, confirmed(world)))
    with pytest.raises(objections.WordsMissing):
        objections.settle(objection=objection, outcome="dismissed", reply=" ", by=world.gongye.officer)
    objections.settle(objection=objection, outcome="dismissed", reply="不属实", by=world.gongye.officer)
    with pytest.raises(NotAllowedNow):
        objections.settle(objection=objection, outcome="upheld", reply="属实", by=world.gongye.officer)


def test_nothing_is_approved_before_the_notice_has_ended(world: World) -> None:
    application = confirmed(world)
    notice = published(world, application)
    with pytest.raises(approvals.NoticeNotOver):
        approvals.release(notice=notice, by=world.ting)
    with pytest.raises(approvals.NoticeNotOver):
        approvals.approve(application=reloaded(application), by=world.ting)


def test_an_item_with_an_open_objection_is_not_approved(world: World) -> None:
    application = confirmed(world)
    notice = published(world, application)
    objected(notice)
    PublicNotice.objects.filter(pk=notice.pk).update(state=PublicNoticeState.CLOSED, closed_at=timezone.now())
    notice.refresh_from_db()
    (result,) = approvals.release(notice=notice, by=world.ting)
    assert (result.approval, reloaded(application).state) == (None, State.ON_NOTICE)


def test_release_gives_each_project_its_number_and_letter(world: World) -> None:
    first, second = confirmed(world), confirmed(world, title="第二个")
    results = approvals.release(notice=ended(world, first, second), by=world.ting)
    year = world.call.year
    assert [row.approval.project_number for row in results if row.approval] == [
        f"LN-PY-{year}-001",
        f"LN-PY-{year}-002",
    ]
    letters = Letter.objects.filter(kind="approval").order_by("id")
    assert [(one.addressee, one.facts["项目编号"], one.state) for one in letters] == [
        ("辽宁大学", f"LN-PY-{year}-001", "draft"),
        ("辽宁大学", f"LN-PY-{year}-002", "draft"),
    ]


def test_releasing_again_does_nothing_more(world: World) -> None:
    notice = ended(world, confirmed(world))
    approvals.release(notice=notice, by=world.ting)
    assert approvals.release(notice=notice, by=world.ting) == []


def test_only_the_department_releases(world: World) -> None:
    notice = ended(world, confirmed(world))
    for stranger in (world.gongye.officer, world.lnu.liaison):
        with pytest.raises(PermissionDenied):
            approvals.release(notice=notice, by=stranger)
