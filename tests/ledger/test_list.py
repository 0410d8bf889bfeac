"""The list of projects: who sees which, how it is narrowed, and what stands at its foot."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from lianxiao.core.actors import Actor
from lianxiao.ledger.models import Project
from tests.ledger.approving import project
from tests.standing import standing_on
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


def two(world: World) -> None:
    """Northeastern is partner of the first two."""
    project(world, title="教学联盟建设")
    project(world, world.dut, category="collaborative_innovation", title="联合研究院")


standing = standing_on(two)


@pytest.fixture
def world(standing: World) -> World:
    return deepcopy(standing)


def titles(page: Any) -> list[str]:
    return [row.record.title for row in page.context["page"].table.paginated_rows]


def seen(client: Client, actor: Actor, query: str = "") -> list[str]:
    return titles(sign_in(client, actor).get(f"/ledger/{query}"))


def foot(page: Any) -> tuple[int, Decimal]:
    total = page.context["page"].table.total
    return total.projects, total.funding


class TestReach:
    def test_the_department_sees_all(self, client: Client, world: World) -> None:
        for actor in (world.ting, world.keji.officer):
            assert seen(client, actor) == ["联合研究院", "教学联盟建设"]

    def test_a_university_sees_what_it_leads_and_takes_part_in(self, client: Client, world: World) -> None:
        for actor in (world.lnu.liaison, world.lnu.leader):
            assert seen(client, actor) == ["教学联盟建设"]
        assert seen(client, world.neu.liaison) == ["联合研究院", "教学联盟建设"]

    def test_a_teacher_sees_what_he_wrote(self, client: Client, world: World) -> None:
        assert seen(client, world.lnu.author) == ["教学联盟建设"]
        assert seen(client, world.lnu.colleague) == []
        assert seen(client, world.neu.author) == []

    def test_a_partner_without_a_project_sees_none(self, client: Client, world: World) -> None:
        assert seen(client, world.firm) == []

    def test_others_are_kept_out(self, client: Client, world: World) -> None:
        for actor in (world.student, world.expert, world.auditor, world.system_admin):
            assert sign_in(client, actor).get("/ledger/").status_code == 403
        assert Client().get("/ledger/").status_code == 302

    def test_a_stranger_finds_no_project(self, client: Client, world: World) -> None:
        of_dut = Project.objects.get(title="联合研究院")
        for actor in (world.lnu.liaison, world.lnu.author, world.lnu.colleague, world.firm):
            stranger = sign_in(client, actor)
            assert stranger.get(f"/ledger/{of_dut.pk}/").status_code == 404
            assert stranger.get(f"/ledger/{of_dut.pk}/letter.pdf").status_code == 404

    def test_the_foot_counts_what_the_reader_sees(self, client: Client, world: World) -> None:
        assert foot(sign_in(client, world.lnu.liaison).get("/ledger/"))[0] == 1
        assert foot(sign_in(client, world.neu.liaison).get("/ledger/"))[0] == 2


class TestNarrowing:
    @pytest.mark.parametrize("text", ["联盟", "教学联盟建设", "辽宁大学", "LH", "王牵头"])
    def test_by_words_of_number_title_leader_and_university(self, client: Client, world: World, text: str) -> None:
        wanted = ["教学联盟建设"] if text != "王牵头" else ["联合研究院", "教学联盟建设"]
        number = Project.objects.get(title="教学联盟建设").number
        asked = number if text == "LH" else text
        assert titles(sign_in(client, world.ting).get("/ledger/", {"q": asked})) == wanted

    def test_by_partner(self, client: Client, world: World) -> None:
        assert seen(client, world.ting, "?q=东北大学") == ["联合研究院", "教学联盟建设"]
        assert seen(client, world.ting, "?q=沈阳农业大学") == []

    def test_by_year_category_city_university_and_office(self, client: Client, world: World) -> None:
        one = Project.objects.get(title="教学联盟建设")
        for query in (
            f"?category={one.category_id}",
            f"?city={one.city_id}",
            f"?university={one.university_id}",
            f"?lead_office={one.lead_office_id}",
            f"?year={one.year}&category={one.category_id}",
        ):
            assert seen(client, world.ting, query) == ["教学联盟建设"]
        assert seen(client, world.ting, f"?year={one.year}") == ["联合研究院", "教学联盟建设"]

    @pytest.mark.parametrize("q", ["", "联盟"])
    def test_the_foot_adds_up_everything_filtered(self, client: Client, world: World, q: str) -> None:
        one = Project.objects.get(title="教学联盟建设")
        Project.objects.filter(pk=one.pk).update(funding="12.50")
        page = sign_in(client, world.ting).get("/ledger/", {"category": one.category_id, "q": q})
        assert foot(page) == (1, Decimal("12.50"))
        assert "12.5" in page.content.decode()

    def test_the_foot_is_that_of_all_pages(self, client: Client, world: World) -> None:
        page = sign_in(client, world.ting).get("/ledger/?per_page=20&page=2")
        assert foot(page)[0] == 2

    @pytest.mark.parametrize(
        "column", ["number", "title", "category", "university", "city", "leader_name", "period", "funding", "state"]
    )
    def test_sorts_by_each_column(self, client: Client, world: World, column: str) -> None:
        up = seen(client, world.ting, f"?sort={column}")
        assert sorted(up) == sorted(["教学联盟建设", "联合研究院"])
        if column not in {"period", "state", "leader_name", "funding"}:
            assert seen(client, world.ting, f"?sort=-{column}") == up[::-1]


def test_no_project_can_be_typed_into_the_ledger() -> None:
    """The only POST to projects is the export."""
    from lianxiao.ledger.urls import urlpatterns

    names = [str(pattern.name) for pattern in urlpatterns]
    assert [name for name in names if name.removeprefix("public_").startswith("project")] == [
        "projects",
        "project_export",
        "project",
        "project_fields",
        "project_letter",
        "project_letter_word",
        "public_projects",
    ]
