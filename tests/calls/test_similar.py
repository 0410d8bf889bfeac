"""Similar applications: found when they leave their authors, explained by the university, read by the office."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxiao.calls.actions import similar as actions
from lianxiao.calls.actions import submission
from lianxiao.calls.models import Application, ApplicationPrint, SimilarPair
from lianxiao.calls.queries import similar as queries
from lianxiao.calls.queries.check_rules import RULES, Copy
from lianxiao.calls.states import State
from lianxiao.core.models import Step
from tests.calls.test_checks import check_of
from tests.world import NEU, Campus, World, organisation, pass_deadline, sign_in

pytestmark = pytest.mark.django_db

GOALS = (
    "围绕装备制造与数字经济两个方向，共同建设二十门跨校课程，编写六部教材，联合培养研究生一百名，"
    "建立学分互认规则和教学质量共同评价办法，三年内形成可以推广的联合培养方案。"
)
OTHERS = (
    "以海洋生物资源的保护与利用为主线，组织联合科考，整理标本三千件，建立开放数据目录，"
    "每年举办青年学者论坛一次，发布年度观测报告，面向中小学生开放参观。"
)
FIELD = "goals"


@pytest.fixture
def world() -> World:
    return World()


def written(
    world: World, campus: Campus, text: str, *, state: str, title: str, category: str = "joint_training"
) -> Application:
    """An application whose goals are this text, long enough to outweigh the shortest answers, brought to `state`."""
    application = world.begin(campus, category=category)
    partner = organisation(NEU)
    world.fill(
        application, campus, title=title, partners=[{"id": partner.pk, "name": partner.name}], **{FIELD: text * 6}
    )
    return world.advance(application, state)


def compared(*applications: Application) -> None:
    for application in applications:
        actions.compare(application=application)


@pytest.fixture
def first(world: World) -> Application:
    """Dalian's, submitted before."""
    return written(world, world.dut, GOALS, state="submitted", title="装备制造跨校课程联盟")


class TestFinding:
    def test_the_same_text_under_another_title_is_found_from_both_sides(self, world: World, first: Application) -> None:
        second = written(world, world.lnu, GOALS, state="with_liaison", title="数字经济人才共育计划")
        compared(first, second)
        pair = SimilarPair.objects.get(application=second)
        assert (pair.other, pair.traits, pair.is_strong) == (first, ["text"], True)
        assert SimilarPair.objects.get(application=first).other == second

    def test_other_work_is_not_pointed_out(self, world: World, first: Application) -> None:
        second = written(world, world.lnu, OTHERS, state="with_liaison", title="海洋科考共享平台")
        compared(first, second)
        marked = [
            text
            for pair in queries.pairs(world.lnu.liaison).filter(application=second)
            for answer in queries.comparison(world.lnu.liaison, pair).own
            for text, is_shared in answer.pieces
            if is_shared and text in OTHERS * 6
        ]
        assert marked == []

    def test_another_category_and_an_earlier_call_count_as_well(self, world: World, first: Application) -> None:
        pass_deadline(world.call)
        world.call = world.open_call()
        second = written(
            world, world.lnu, GOALS, state="with_liaison", title="数字经济人才", category="collaborative_innovation"
        )
        compared(first, second)
        assert [pair.other for pair in SimilarPair.objects.filter(application=second)] == [first]

    def test_much_the_same_title_is_enough(self, world: World, first: Application) -> None:
        second = written(world, world.lnu, OTHERS, state="with_liaison", title="装备制造跨校课程联盟二期")
        compared(first, second)
        assert "title" in SimilarPair.objects.get(application=second, other=first).traits

    def test_a_draft_of_another_university_is_never_compared(self, world: World) -> None:
        draft = written(world, world.dut, GOALS, state="with_liaison", title="装备制造")
        second = written(world, world.lnu, GOALS, state="with_liaison", title="数字经济")
        compared(draft, second)
        assert list(SimilarPair.objects.filter(application=second, other=draft)) == []

    def test_two_drafts_of_one_university_are(self, world: World) -> None:
        one = written(world, world.lnu, GOALS, state="with_liaison", title="装备制造")
        second = written(world, world.lnu, GOALS, state="with_liaison", title="数字经济")
        compared(one, second)
        pair = SimilarPair.objects.get(application=second)
        assert (pair.other, pair.traits) == (one, ["text", "leader"])

    def test_comparing_again_replaces_what_was_found(self, world: World, first: Application) -> None:
        second = written(world, world.lnu, GOALS, state="with_liaison", title="数字经济")
        compared(first, second, second)
        assert SimilarPair.objects.filter(application=second).count() == 1
        assert ApplicationPrint.objects.filter(application=second).count() == 1

    def test_handing_in_orders_the_comparison(self, world: World) -> None:
        application = world.application(state="with_liaison")
        with connection.cursor() as cursor:
            cursor.execute("SELECT args ->> 'application_id' FROM procrastinate_jobs WHERE task_name = 'calls.compare'")
            assert [row[0] for row in cursor.fetchall()] == [str(application.pk)]


class TestExplaining:
    @pytest.fixture
    def second(self, world: World, first: Application) -> Application:
        second = written(world, world.lnu, GOALS, state="released", title="数字经济人才共育计划")
        compared(first, second)
        return second

    def pair(self, second: Application) -> SimilarPair:
        return SimilarPair.objects.select_related("application", "other").get(application=second)

    def test_nothing_much_alike_is_submitted_without_a_reason(self, world: World, second: Application) -> None:
        with pytest.raises(actions.SimilarUnexplained):
            submission.submit(application=second, by=world.lnu.liaison)
        second.refresh_from_db()
        assert second.state == State.RELEASED

    def test_with_a_reason_on_record_it_is(self, world: World, second: Application) -> None:
        actions.explain(pair=self.pair(second), reason="两校分担同一总体方案，课程不同。", by=world.lnu.liaison)
        submission.submit(application=second, by=world.lnu.liaison)
        second.refresh_from_db()
        assert second.state == State.SUBMITTED
        step = Step.objects.get(verb="explain_similar")
        assert (step.case_id, step.remark) == (second.pk, "两校分担同一总体方案，课程不同。")

    def test_the_reason_is_the_universitys_liaisons(self, world: World, second: Application) -> None:
        for stranger in (world.lnu.author, world.lnu.leader, world.dut.liaison, world.gongye.officer):
            with pytest.raises(PermissionDenied):
                actions.explain(pair=self.pair(second), reason="不同。", by=stranger)

    def test_an_empty_reason_is_none(self, world: World, second: Application) -> None:
        with pytest.raises(actions.ReasonForSimilarityMissing):
            actions.explain(pair=self.pair(second), reason="  ", by=world.lnu.liaison)

    def test_a_withdrawn_other_needs_no_explaining(self, world: World, first: Application, second: Application) -> None:
        submission.withdraw(application=first, reason="另行申报。", by=world.dut.liaison)
        submission.submit(application=second, by=world.lnu.liaison)
        second.refresh_from_db()
        assert second.state == State.SUBMITTED

    def test_the_office_finds_it_among_the_items_answered_by_rule(
        self, world: World, first: Application, second: Application
    ) -> None:
        actions.explain(pair=self.pair(second), reason="分担同一方案。", by=world.lnu.liaison)
        submission.submit(application=second, by=world.lnu.liaison)
        copy = second.submissions.select_related("application").get()
        finding = RULES["unlike_others"](Copy(copy))
        assert finding.ok is False
        assert str(first.number) in finding.why


class TestReach:
    @pytest.fixture
    def second(self, world: World, first: Application) -> Application:
        second = written(world, world.lnu, GOALS, state="with_liaison", title="数字经济人才共育计划")
        compared(first, second)
        return second

    def test_a_rival_learns_nothing_of_the_other_but_the_shared_words(
        self, client: Client, world: World, second: Application
    ) -> None:
        pair = SimilarPair.objects.get(application=second)
        for address in (f"/applications/{second.pk}/decide/", f"/similar/{pair.pk}/"):
            page = sign_in(client, world.lnu.liaison).get(address).content.decode()
            assert "装备制造跨校课程联盟" not in page
            assert world.dut.organisation.name not in page
            assert GOALS[:20] in page or address.endswith("decide/")

    def test_the_office_reads_both_sides(
        self, client: Client, world: World, first: Application, second: Application
    ) -> None:
        world.advance(second, "released")
        actions.explain(pair=SimilarPair.objects.get(application=second), reason="分担同一方案。", by=world.lnu.liaison)
        world.advance(second, "submitted")
        compared(second)
        pair = SimilarPair.objects.get(application=second)
        office = sign_in(client, world.gongye.officer)
        sheet = office.get(f"/checks/{check_of(second, world.gongye).pk}/").content.decode()
        page = office.get(f"/similar/{pair.pk}/")
        assert "分担同一方案。" in sheet
        assert [line.label for line in page.context["comparison"].other] == [
            line.label for line in page.context["comparison"].own
        ]
        assert "装备制造跨校课程联盟" in page.content.decode()

    def test_authors_strangers_and_the_public_do_not_find_the_page(
        self, client: Client, world: World, second: Application
    ) -> None:
        address = f"/similar/{SimilarPair.objects.get(application=second).pk}/"
        assert sign_in(client, world.lnu.author).get(address).status_code == 403
        assert sign_in(client, world.neu.liaison).get(address).status_code == 404
        assert sign_in(client, world.xuewei.officer).get(address).status_code == 404
        client.logout()
        assert client.get(address).status_code == 302

    def test_the_panel_takes_as_many_queries_for_three_as_for_one(self, world: World, second: Application) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as queries_taken:
                panel = queries.panel(world.lnu.liaison, second)
            assert panel is not None
            lines.append(len(panel.lines))
            return len(queries_taken)

        lines: list[int] = []
        one = count()
        for title in ("共育计划甲", "共育计划乙"):
            compared(written(world, world.lnu, GOALS, state="with_liaison", title=title))
        assert count() == one
        assert lines == [1, 3]


class TestStorage:
    def test_a_pair_is_of_two_and_its_share_a_share(self, world: World, first: Application) -> None:
        second = world.application(state="with_liaison")
        for other, share in ((first, 0.5), (second, 1.5)):
            with pytest.raises(IntegrityError), transaction.atomic():
                SimilarPair.objects.create(
                    application=first, other=other, share=share, traits=["text"], found_at=first.created_at
                )
