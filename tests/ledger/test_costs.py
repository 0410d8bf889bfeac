"""With no project the pages say what will come, and three cost as many queries as one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.ledger.approving import project
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


def test_without_projects_the_pages_say_what_will_come(client: Client) -> None:
    World(with_call=False)
    page = client.get("/statistics/")
    assert page.status_code == 200
    assert "尚无立项项目" in page.content.decode()


@pytest.mark.parametrize("address", ["/ledger/", "/statistics/projects/"])
def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(client: Client, address: str) -> None:
    world = World()
    project(world)
    leader = sign_in(client, world.ting)
    with CaptureQueriesContext(connection) as one:
        leader.get(address)
    for campus in (world.dut, world.neu):
        project(world, campus)
    with CaptureQueriesContext(connection) as three:
        page = leader.get(address)
    assert len(page.context["page"].table.rows) == 3
    assert len(three) == len(one)
