"""Totals of the province: the map's table, the list and the totals page carry the same numbers."""

from copy import deepcopy
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from lianxiao.ledger.models import Project
from lianxiao.ledger.queries.totals import Board
from lianxiao.mandate.models import Target
from tests.ledger.approving import project
from tests.standing import standing_on
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


def three(world: World) -> None:
    project(world)
    project(world, world.dut, category="collaborative_innovation")
    project(world, world.neu)


standing = standing_on(three)


@pytest.fixture
def world(standing: World) -> World:
    return deepcopy(standing)


def board(page: Any) -> Board:
    found: Board = page.context["board"]
    return found


def counted(client: Client, url: str) -> int:
    """How many rows the list behind a figure has."""
    return len(client.get(url).context["page"].table.rows)


@pytest.mark.parametrize("path", ["/ledger/totals/", "/statistics/"])
def test_every_figure_leads_to_a_list_of_that_length(client: Client, world: World, path: str) -> None:
    reader = sign_in(client, world.ting)
    found = board(reader.get(path))
    for city in found.cities:
        assert counted(reader, city.url) == city.total.projects == sum(cell.projects for cell in city.cells)
        for cell in city.cells:
            assert counted(reader, cell.url) == cell.projects
    for category in found.categories:
        assert counted(reader, category.url) == category.total.projects
    assert counted(reader, found.url) == found.total.projects == 3


def test_cities_stand_in_official_order_with_the_names_of_the_map(client: Client, world: World) -> None:
    found = board(client.get("/statistics/"))
    assert [line.name for line in found.cities][:3] == ["沈阳市", "大连市", "鞍山市"]
    assert len(found.cities) == 14
    assert {line.name: line.total.projects for line in found.cities if line.total.projects} == {
        "沈阳市": 2,
        "大连市": 1,
    }


def test_the_map_gets_the_numbers_of_its_table(client: Client, world: World) -> None:
    found = board(client.get("/statistics/"))
    assert [(row["name"], row["value"]) for row in found.map_rows] == [
        (line.name, line.total.projects) for line in found.cities
    ]
    assert [row["value"] for row in found.chart_rows] == [line.total.projects for line in found.categories]


def test_what_has_no_city_is_counted_too(client: Client, world: World) -> None:
    Project.objects.filter(university=world.dut.organisation).update(city=None)
    found = board(client.get("/statistics/"))
    assert (found.cities[-1].label, found.cities[-1].total.projects) == ("未定城市", 1)
    assert sum(line.total.projects for line in found.cities) == found.total.projects == 3


def test_the_total_is_that_at_the_foot_of_the_list(client: Client, world: World) -> None:
    Project.objects.filter(university=world.dut.organisation).update(funding="12.34")
    reader = sign_in(client, world.ting)
    total = board(reader.get("/ledger/totals/")).total
    assert (total.projects, total.funding) == (3, Decimal("132.34"))
    assert reader.get("/ledger/").context["page"].table.total == total


def test_the_year_narrows_figures_links_and_promises(client: Client, world: World) -> None:
    Project.objects.filter(university=world.dut.organisation).update(year=world.call.year - 1)
    page = client.get(f"/statistics/?year={world.call.year}")
    found = board(page)
    assert found.total.projects == 2
    assert parse_qs(urlsplit(found.cities[0].url).query)["year"] == [str(world.call.year)]


def test_promises_add_up_what_approved_projects_promise(client: Client, world: World) -> None:
    target = (
        Target.objects.get(code="alliances", year=2020)
        if Target.objects.filter(code="alliances", year=2020).exists()
        else Target.objects.filter(category__code="joint_training", value__isnull=False).order_by("order")[0]
    )
    lines = {line.label: line for group in client.get("/statistics/").context["promises"] for line in group.lines}
    own = sum(one.promised for project_ in Project.objects.all() for one in project_.indicators.filter(target=target))
    assert (lines[target.name].promised, lines[target.name].goal) == (own, target.value)
    assert own == 20


def test_the_department_alone_sees_its_own_totals(client: Client, world: World) -> None:
    for actor in (world.lnu.liaison, world.lnu.author, world.firm, world.student):
        assert sign_in(client, actor).get("/ledger/totals/").status_code == 403


class TestPublicList:
    def test_shows_number_title_category_and_university_without_the_leader(self, client: Client, world: World) -> None:
        page = client.get("/statistics/projects/")
        text = page.content.decode()
        one = Project.objects.get(university=world.lnu.organisation)
        for wanted in (one.number, one.title, "联合培养", "辽宁大学", "沈阳市"):
            assert wanted in text
        assert "王牵头" not in text
        assert f"/ledger/{one.pk}/" not in text

    def test_its_foot_counts_everything_filtered(self, client: Client, world: World) -> None:
        assert client.get("/statistics/projects/").context["page"].table.total.projects == 3
        assert client.get("/statistics/projects/?city=210200").context["page"].table.total.projects == 1
        assert client.get("/statistics/projects/?q=大连理工大学").context["page"].table.total.projects == 1
