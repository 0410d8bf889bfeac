"""The time line of every field of a project, as the database keeps it."""

from copy import deepcopy

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxiao.core.history import changed_by
from lianxiao.core.templatetags.lianxiao import day, figure
from lianxiao.ledger.models import Project
from lianxiao.ledger.queries.field_history import FieldChange, field_changes, told_fields
from tests.ledger.approving import project
from tests.ledger.changing import approved
from tests.ledger.ending import proposed, withdrawn
from tests.standing import standing_on
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


def one(world: World) -> None:
    project(world, title="教学联盟建设")


standing = standing_on(one)


@pytest.fixture
def world(standing: World) -> World:
    return deepcopy(standing)


def told(found: Project) -> list[FieldChange]:
    return [change for row in told_fields(found, field_changes(found)) for change in row.changes]


def named(found: Project, label: str) -> list[tuple[str, str]]:
    return [(change.old, change.new) for change in told(found) if change.label == label]


def test_a_field_stands_with_each_value_and_who_gave_it(world: World) -> None:
    found = Project.objects.get()
    before = found.leader_name
    office = world.office(found.lead_office.code or "").officer
    with changed_by(office):
        found = approved(world, found, leader="王新")
    assert named(found, "项目负责人") == [(before, "王新"), ("", before)]
    newest = next(row for row in told_fields(found, field_changes(found)) if row.changes[0].label == "项目负责人")
    assert (newest.who, newest.organisation) == (office.name, office.organisation_name)


def test_the_first_values_of_its_parts_stand_under_their_names(world: World) -> None:
    found = Project.objects.get()
    milestone = found.milestones.order_by("order").first()
    indicator = found.indicators.select_related("target").order_by("id").first()
    assert milestone is not None
    assert indicator is not None
    assert ("", day(milestone.due_date)) in named(found, f"{milestone.name} · 完成期限")
    assert [new for _old, new in named(found, f"{indicator.target} · 承诺")] == [figure(indicator.promised)]
    assert sorted(new for _old, new in named(found, "合作方")) == sorted(found.parties.values_list("name", flat=True))


def test_what_offices_only_consider_is_not_told(client: Client, world: World) -> None:
    found = Project.objects.get()
    proposed(world, found, reason="合作终止，拟撤销。")
    page = sign_in(client, world.lnu.liaison).get(f"/ledger/{found.pk}/fields/").content.decode()
    assert ("教学联盟建设" in page, "拟撤销" in page) == (True, False)


def test_it_says_how_it_ended(world: World) -> None:
    found = withdrawn(world, Project.objects.get())
    assert named(found, "状态")[0] == ("实施中", "已撤销")


def test_who_does_not_see_the_project_does_not_see_its_history(client: Client, world: World) -> None:
    found = Project.objects.get()
    assert sign_in(client, world.lnu.liaison).get(f"/ledger/{found.pk}/fields/").status_code == 200
    assert sign_in(client, world.dut.liaison).get(f"/ledger/{found.pk}/fields/").status_code == 404


def test_it_takes_as_many_questions_for_many_changes(client: Client, world: World) -> None:
    found = Project.objects.get()
    reader = sign_in(client, world.ting)
    reader.get(f"/ledger/{found.pk}/fields/")
    with CaptureQueriesContext(connection) as few:
        reader.get(f"/ledger/{found.pk}/fields/")
    found.milestones.update(deliverable="新的成果")
    with CaptureQueriesContext(connection) as many:
        reader.get(f"/ledger/{found.pk}/fields/")
    assert len(many) == len(few)
