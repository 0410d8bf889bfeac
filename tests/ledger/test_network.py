"""Who works with whom: pairs as the parties of the projects say them."""

import io
from copy import deepcopy
from typing import Any

import openpyxl
import pytest
from django.test import Client

from lianxiao.ledger.models import Project, ProjectParty
from lianxiao.ledger.queries.network import Network
from lianxiao.organisations.models import Organisation
from tests.ledger.approving import project
from tests.ledger.ending import withdrawn
from tests.standing import standing_on
from tests.world import Campus, World, sign_in

pytestmark = pytest.mark.django_db


def join(made: Project, *partners: Campus) -> Project:
    """With these partners and no other."""
    made.parties.all().delete()
    organisations = [Organisation.objects.get(pk=one.liaison.organisation_id) for one in partners]
    ProjectParty.objects.bulk_create(
        ProjectParty(project=made, organisation=one, name=one.name, order=order)
        for order, one in enumerate(organisations, 1)
    )
    return made


def five(world: World) -> None:
    join(project(world), world.dut, world.neu)
    join(project(world, category="collaborative_innovation"), world.dut)
    join(project(world, world.dut), world.lnu)
    ProjectParty.objects.create(project=join(project(world, world.neu)), name="某外资企业", order=9)
    withdrawn(world, join(project(world, world.neu, category="collaborative_innovation"), world.dut))


standing = standing_on(five)


@pytest.fixture
def world(standing: World) -> World:
    return deepcopy(standing)


def network(client: Client, query: str = "") -> Network:
    found: Network = client.get(f"/ledger/network/?{query}").context["network"]
    return found


def pairs(found: Network) -> list[tuple[str, str, int]]:
    return [(str(one.lead), str(one.partner), one.projects) for one in found.pairs]


ALL = [("辽宁大学", "大连理工大学", 2), ("辽宁大学", "东北大学", 1), ("大连理工大学", "辽宁大学", 1)]


def test_every_pair_stands_with_its_projects_and_leads_to_them(client: Client, world: World) -> None:
    found = network(reader := sign_in(client, world.ting))
    assert sorted(pairs(found)) == sorted(ALL)
    assert [one.projects for one in found.pairs] == [2, 1, 1]
    assert (found.organisations, found.outside) == (3, 1)
    for pair in found.pairs:
        listed = reader.get(f"{pair.url}&state=standing").context["page"].table.rows
        assert len(listed) == pair.projects


def test_the_picture_joins_both_directions(client: Client, world: World) -> None:
    picture: Any = network(sign_in(client, world.ting)).picture
    names = {node["id"]: (node["name"], node["value"]) for node in picture["nodes"]}
    assert sorted(names.values()) == [("东大", 1), ("大工", 3), ("辽大", 4)]
    assert sorted(
        (sorted((names[one["source"]][0], names[one["target"]][0])), one["value"]) for one in picture["links"]
    ) == [(["东大", "辽大"], 1), (["大工", "辽大"], 3)]


def test_one_organisation_is_looked_at_from_both_sides(client: Client, world: World) -> None:
    neu = world.neu.liaison.organisation_id
    assert pairs(network(sign_in(client, world.ting), f"of={neu}")) == [
        ("辽宁大学", "大连理工大学", 1),
        ("辽宁大学", "东北大学", 1),
    ]


def test_a_university_sees_the_pairs_of_its_own_projects(client: Client, world: World) -> None:
    found = network(sign_in(client, world.neu.liaison))
    assert sorted(pairs(found)) == sorted([("辽宁大学", "大连理工大学", 1), ("辽宁大学", "东北大学", 1)])


def test_the_file_has_every_pair(client: Client, world: World) -> None:
    reader = sign_in(client, world.ting)
    answer: Any = reader.post("/ledger/network/export/")
    rows = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).worksheets[0].iter_rows(values_only=True)
    head, *lines = [row for row in rows if any(row)]
    assert head == ("牵头高校", "合作方", "项目")
    assert lines == pairs(network(reader))
