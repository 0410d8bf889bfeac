"""The pages of the formal check: an office's list, the sheet beside the frozen copy, return and rejection."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxiao.calls.actions import checks as actions
from lianxiao.calls.models import Application, FormalCheck
from tests.calls.test_checks import all_yes, check_of, correct, passes, returns
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def application(world: World) -> Application:
    return world.application(state="submitted", title="联合培养示范项目")


@pytest.fixture
def office(client: Client, world: World) -> Client:
    return sign_in(client, world.gongye.officer)


def form_of(application: Application, **more: str) -> dict[str, str]:
    """What the page sends when every item complies."""
    answers = all_yes(application)
    posted = {f"item-{code}": "yes" for code in answers} | {f"note-{code}": "" for code in answers}
    return posted | {name.replace("__", "-"): value for name, value in more.items()}


def titles(response: object) -> list[str]:
    return [row.submission.application.title for row in response.context["page"].rows]  # type: ignore[attr-defined]


class TestList:
    def test_shows_what_waits_for_the_office(self, office: Client, world: World, application: Application) -> None:
        world.application(world.dut, state="submitted", category="collaborative_innovation", title="别处室的")
        assert titles(office.get("/checks/?outcome=waiting")) == ["联合培养示范项目"]
        passes(application, world.gongye)
        assert titles(office.get("/checks/?outcome=waiting")) == []
        assert titles(office.get("/checks/?outcome=passed")) == ["联合培养示范项目"]

    def test_finds_by_number_title_and_university(self, office: Client, world: World, application: Application) -> None:
        for text in (application.number, "示范", "辽宁大学"):
            assert titles(office.get("/checks/", {"text": text})) == ["联合培养示范项目"]
        assert titles(office.get("/checks/", {"text": "没有"})) == []

    def test_takes_as_many_queries_for_three_rows_as_for_one(
        self, office: Client, world: World, application: Application
    ) -> None:
        with CaptureQueriesContext(connection) as one:
            office.get("/checks/")
        world.application(world.dut, state="submitted")
        world.application(world.neu, state="submitted")
        with CaptureQueriesContext(connection) as three:
            page = office.get("/checks/")
        assert len(three) == len(one)
        assert len(titles(page)) == 3


class TestSheet:
    def test_shows_the_copy_and_what_the_system_found(
        self, office: Client, world: World, application: Application
    ) -> None:
        page = office.get(f"/checks/{check_of(application, world.gongye).pk}/")
        assert page.status_code == 200
        sheet = page.context["sheet"]
        found = {item.code: item.finding.ok for item in sheet.items if item.finding}
        assert found == dict.fromkeys(found, True)
        assert len(found) == 9
        shown = {line.shown.key: line.shown.content.text for section in sheet.sections for line in section.fields}
        assert shown["title"] == "联合培养示范项目"

    def test_is_for_the_offices_own_checks(self, office: Client, world: World, application: Application) -> None:
        assert office.get(f"/checks/{check_of(application, world.xuewei).pk}/").status_code == 404

    def test_is_closed_to_other_roles(self, client: Client, world: World, application: Application) -> None:
        for actor in (world.ting, world.lnu.liaison, world.lnu.author, world.auditor):
            assert sign_in(client, actor).get("/checks/").status_code == 403

    def test_takes_the_same_queries_for_more_reasons(
        self, office: Client, world: World, application: Application
    ) -> None:
        returns(application, world.gongye, title="一")
        correct(world, application)
        path = f"/checks/{check_of(application, world.gongye).pk}/"
        with CaptureQueriesContext(connection) as one:
            page = office.get(path)
        assert [change.field_key for change in page.context["sheet"].changes] == ["title"]
        assert "一" in page.content.decode()
        other = world.application(world.dut, state="submitted")
        actions.keep(
            check=check_of(other, world.gongye),
            answers={},
            remarks={"title": "一", "goals": "二"},
            by=world.gongye.officer,
        )
        with CaptureQueriesContext(connection) as three:
            office.get(f"/checks/{check_of(other, world.gongye).pk}/")
        assert len(three) <= len(one)


class TestDeciding:
    def test_passes(self, office: Client, world: World, application: Application) -> None:
        check = check_of(application, world.gongye)
        answer = office.post(f"/checks/{check.pk}/pass/", form_of(application))
        assert (answer.status_code, answer["Location"]) == (302, f"/checks/{check.pk}/")
        assert check_of(application, world.gongye).outcome == "passed"

    def test_loses_nothing_that_was_typed_when_an_item_is_missing(
        self, office: Client, world: World, application: Application
    ) -> None:
        check = check_of(application, world.gongye)
        posted = form_of(application, note__publishable="摘要第三段请核", ask__goals="on", reason__goals="请量化")
        del posted["item-publishable"]
        page = office.post(f"/checks/{check.pk}/pass/", posted)
        assert page.status_code == 422
        sheet = page.context["sheet"]
        item = next(item for item in sheet.items if item.code == "publishable")
        assert (item.answer.note, bool(item.error)) == ("摘要第三段请核", True)
        line = next(line for section in sheet.sections for line in section.fields if line.shown.key == "goals")
        assert (line.asked, line.reason) == (True, "请量化")
        assert 'href="#item-publishable"' in page.content.decode()
        assert check_of(application, world.gongye).outcome == ""

    def test_keeps_for_later(self, office: Client, world: World, application: Application) -> None:
        check = check_of(application, world.gongye)
        office.post(f"/checks/{check.pk}/save/", form_of(application, ask__goals="on", reason__goals="请量化"))
        check.refresh_from_db()
        assert check.remarks == {"goals": "请量化"}
        line = next(
            line
            for section in office.get(f"/checks/{check.pk}/").context["sheet"].sections
            for line in section.fields
            if line.shown.key == "goals"
        )
        assert (line.asked, line.reason) == (True, "请量化")

    def test_returns_after_a_page_that_says_what_will_happen(
        self, office: Client, world: World, application: Application
    ) -> None:
        check = check_of(application, world.gongye)
        posted = form_of(application, ask__goals="on", reason__goals="请量化", reason__title="没有勾选")
        answer = office.post(f"/checks/{check.pk}/return/prepare/", posted)
        assert answer["Location"] == f"/checks/{check.pk}/return/"
        planned = office.get(f"/checks/{check.pk}/return/").context["planned"]
        assert [reason for _label, reason in planned.reasons] == ["请量化"]
        assert [other.office for other in planned.ended] == [world.xuewei.organisation]
        office.post(f"/checks/{check.pk}/return/now/")
        application.refresh_from_db()
        assert (application.state, application.correction_due_at) == ("returned", planned.due_at)

    def test_shows_at_the_field_that_its_reason_is_missing(
        self, office: Client, world: World, application: Application
    ) -> None:
        check = check_of(application, world.gongye)
        page = office.post(f"/checks/{check.pk}/return/prepare/", form_of(application, ask__goals="on"))
        assert page.status_code == 422
        assert 'href="#reason-goals"' in page.content.decode()

    def test_rejects_with_a_reason(self, office: Client, world: World, application: Application) -> None:
        check = check_of(application, world.gongye)
        answer = office.post(f"/checks/{check.pk}/save/", form_of(application, next="reject"))
        assert answer["Location"] == f"/checks/{check.pk}/reject/"
        assert office.get(f"/checks/{check.pk}/reject/").status_code == 200
        assert office.post(f"/checks/{check.pk}/reject/now/", {"reason": ""}).status_code == 422
        office.post(f"/checks/{check.pk}/reject/now/", {"reason": "不属于校际合作"})
        application.refresh_from_db()
        assert application.state == "rejected"
        assert office.get(f"/checks/{check.pk}/reject/").status_code == 404

    def test_says_so_when_another_office_was_quicker(
        self, office: Client, world: World, application: Application
    ) -> None:
        returns(application, world.xuewei)
        check = check_of(application, world.gongye)
        assert office.post(f"/checks/{check.pk}/pass/", form_of(application)).status_code == 409
        page = office.get(f"/checks/{check.pk}/")
        assert page.context["sheet"].may.decide is False

    def test_posts_to_another_offices_check_find_nothing(
        self, office: Client, world: World, application: Application
    ) -> None:
        other = check_of(application, world.xuewei)
        for act in ("save", "pass", "return/prepare", "return/now", "reject/now"):
            assert office.post(f"/checks/{other.pk}/{act}/", {"reason": "否"}).status_code == 404
        assert FormalCheck.objects.exclude(outcome="").count() == 0
