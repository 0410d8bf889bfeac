"""The ledger by any two dimensions: what stands in a cell is what the list behind it shows."""

import io
from copy import deepcopy
from itertools import permutations
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxiao.ledger.queries.pivot import DIMENSIONS, Figure, Pivot
from tests.ledger.approving import project
from tests.ledger.ending import withdrawn
from tests.standing import standing_on
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db
PAIRS = list(permutations(DIMENSIONS, 2))


def four(world: World) -> None:
    project(world, title="联合培养")
    project(world, world.dut, category="collaborative_innovation", title="联合研究院")
    project(world, world.neu, title="研究生联合培养")
    withdrawn(world, project(world, world.neu, category="collaborative_innovation", title="联合实验室"))


standing = standing_on(four)


@pytest.fixture
def world(standing: World) -> World:
    return deepcopy(standing)


def pivot(client: Client, query: str) -> Pivot:
    found: Pivot = client.get(f"/ledger/pivot/?{query}").context["pivot"]
    return found


def in_list(client: Client, url: str) -> int:
    return len(client.get(url).context["page"].table.rows)


def figures(found: Pivot) -> list[Figure]:
    return [*(one for line in found.lines for one in (*line.figures, line.sum)), *found.feet, found.sum]


@pytest.mark.parametrize(("down", "across"), PAIRS)
def test_sums_agree_both_ways_and_every_figure_leads_to_its_projects(
    client: Client, world: World, down: str, across: str
) -> None:
    found = pivot(reader := sign_in(client, world.ting), f"down={down}&across={across}")
    assert found.sum.total.projects == 4 == in_list(reader, found.sum.url)
    assert sum(line.sum.total.projects for line in found.lines) == 4 == sum(one.total.projects for one in found.feet)
    for line in found.lines:
        assert line.sum.total.projects == sum(one.total.projects for one in line.figures) > 0
    for one in figures(found):
        if one.url:
            assert in_list(reader, one.url) == one.total.projects, one.url
    unsayable = [one for one in figures(found) if one.total.projects and not one.url]
    assert bool(unsayable) is ("light" in (down, across))  # what is withdrawn has no light, and no filter asks for that


def test_cells_and_rows_answer_alike(client: Client, world: World) -> None:
    """A text that all have makes the page count rows where the cells would have answered."""
    reader = sign_in(client, world.ting)
    for down, across in PAIRS:
        query = f"down={down}&across={across}"
        by_cells, by_rows = pivot(reader, query), pivot(reader, f"{query}&q=联合")
        assert [(line.label, [one.total for one in line.figures]) for line in by_cells.lines] == [
            (line.label, [one.total for one in line.figures]) for line in by_rows.lines
        ]


def test_a_university_counts_what_it_sees(client: Client, world: World) -> None:
    found = pivot(sign_in(client, world.dut.liaison), "down=university&across=category")
    assert [(line.label, line.sum.total.projects) for line in found.lines] == [("大连理工大学", 1)]


def test_it_is_narrowed_as_the_list_is(client: Client, world: World) -> None:
    reader = sign_in(client, world.ting)
    found = pivot(reader, "down=city&across=category&state=standing&city=210100")
    assert (found.sum.total.projects, [line.label for line in found.lines]) == (2, ["沈阳市"])
    assert in_list(reader, found.sum.url) == 2


@pytest.mark.parametrize("query", ["", "down=year&across=year", "down=nothing&across=category&figure=x"])
def test_what_makes_no_sense_is_left_out(client: Client, world: World, query: str) -> None:
    found = pivot(sign_in(client, world.ting), query)
    assert (found.sum.total.projects, found.down.key == found.across.key) == (4, False)


def test_the_file_is_the_page(client: Client, world: World) -> None:
    reader = sign_in(client, world.ting)
    found = pivot(reader, "down=city&across=category&figure=funding")
    answer: Any = reader.post("/ledger/pivot/export/?down=city&across=category&figure=funding")
    rows = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).worksheets[0].iter_rows(values_only=True)
    head, *lines = [list(row) for row in rows if any(cell is not None for cell in row)]
    assert head == ["城市", *found.heads, "合计"]
    assert lines == [
        *([line.label, *(float(one.total.funding) for one in (*line.figures, line.sum))] for line in found.lines),
        ["合计", *(float(one.total.funding) for one in (*found.feet, found.sum))],
    ]


def test_it_takes_as_many_questions_for_many_projects(client: Client, world: World) -> None:
    reader = sign_in(client, world.ting)
    pivot(reader, "")
    with CaptureQueriesContext(connection) as few:
        pivot(reader, "")
    project(world, world.neu)
    with CaptureQueriesContext(connection) as many:
        pivot(reader, "")
    assert len(many) == len(few)
