"""The history at work: versions kept by hand, differences between any two, an older section brought back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianxiao.calls.actions import applications as campus
from lianxiao.calls.actions import consents
from lianxiao.calls.actions import history as actions
from lianxiao.calls.actions.applications import NotToBeChanged
from lianxiao.calls.actions.members import add_member
from lianxiao.calls.models import Application, PartnerConsent, SectionVersion
from lianxiao.calls.queries import history
from lianxiao.calls.queries.field_history import field_changes
from lianxiao.calls.states import ConsentState, State
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.history import changed_by
from lianxiao.core.refusals import LostUpdate
from tests.calls.test_applications import returned
from tests.calls.test_decisions import checked, proposes
from tests.world import World, sign_in, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def write(application: Application, by: Actor, title: str) -> int:
    revision = application.sections.get(key="cover").revision
    return campus.save_section(
        application=application, key="cover", values={"title": title}, revision=revision, by=by
    ).revision


def two_hands(world: World) -> tuple[Application, SectionVersion]:
    """The author wrote, then his colleague; the author's version, and the application."""
    application = world.begin()
    assert world.lnu.colleague
    add_member(application=application, username="lnu-colleague", by=world.lnu.author)
    write(application, world.lnu.author, "作者的题目")
    write(application, world.lnu.colleague, "同事的题目")
    return application, application.section_versions.get(revision=1)


def titles(application: Application) -> list[tuple[int, str, int | None]]:
    rows = application.section_versions.filter(key="cover").select_related("restored").order_by("revision")
    return [(row.revision, row.answers["title"], row.restored and row.restored.revision) for row in rows]


def test_what_a_section_said_is_brought_back_as_a_new_save_and_nothing_is_lost(world: World) -> None:
    application, version = two_hands(world)
    actions.restore(version=version, revision=2, by=world.lnu.author)
    assert write(application, world.lnu.author, "接着写的题目") == 4
    assert titles(application) == [
        (1, "作者的题目", None),
        (2, "同事的题目", None),
        (3, "作者的题目", 1),
        (4, "接着写的题目", None),
    ]
    assert [step.verb for step in steps.of_case(application)] == ["begin", "add_member", "restore"]


def test_bringing_back_is_under_the_rules_of_any_save(world: World) -> None:
    application, version = two_hands(world)
    with pytest.raises(LostUpdate):
        actions.restore(version=version, revision=1, by=world.lnu.author)
    with pytest.raises(PermissionDenied):
        actions.restore(version=version, revision=2, by=world.lnu.liaison)
    with pytest.raises(PermissionDenied):
        actions.restore(version=version, revision=2, by=world.dut.author)
    write(application, world.lnu.colleague, "作者的题目")
    with pytest.raises(actions.NothingNew):
        actions.restore(version=version, revision=3, by=world.lnu.author)


def test_what_is_handed_in_or_outside_a_correction_is_not_brought_back(world: World) -> None:
    handed_in = world.application(state=State.WITH_LIAISON)
    with pytest.raises(PermissionDenied):
        actions.restore(version=handed_in.section_versions.get(key="cover"), revision=1, by=world.lnu.author)
    application = returned(world, world.gongye, mechanism="请写明")
    SectionVersion.objects.filter(application=application, key="cover").update(answers={"title": "别的题目"})
    version = application.section_versions.get(key="cover")
    with pytest.raises(NotToBeChanged):
        actions.restore(version=version, revision=application.sections.get(key="cover").revision, by=world.lnu.author)


def test_any_two_versions_are_compared_and_the_last_one_with_what_stands(world: World, client: Client) -> None:
    application = world.application(title="第一个题目")
    first = actions.name_version(application=application, name="会商前", by=world.lnu.author)
    with pytest.raises(actions.NothingNew):
        actions.name_version(application=application, name="再来一次", by=world.lnu.author)
    write(application, world.lnu.author, "第二个题目")
    second = actions.name_version(application=application, name="会商后", by=world.lnu.author)
    write(application, world.lnu.author, "第三个题目")
    found = {
        new: [(one.old, one.new) for one in comparison.changes]
        for new in (second.number, None)
        if (comparison := history.compared(Application.objects.get(pk=application.pk), first.number, new, "zh-hans"))
    }
    assert found == {2: [("第一个题目", "第二个题目")], None: [("第一个题目", "第三个题目")]}
    sign_in(client, world.lnu.liaison)
    assert "会商后" in client.get(reverse("calls:versions", args=[application.pk])).content.decode()
    compare = reverse("calls:version_compare", args=[application.pk])
    statuses = [
        client.get(compare, given).status_code
        for given in ({"old": "1", "new": "2"}, {"old": "1", "new": "now"}, {"old": "9"}, {"old": "x"}, {})
    ]
    assert statuses == [200, 200, 404, 404, 404]


# --- field by field --------------------------------------------------------------------------------


def told(client: Client, application: Application) -> list[tuple[str, list[tuple[str, str, str]]]]:
    page = client.get(reverse("calls:application_fields", args=[application.pk]))
    assert page.status_code == 200
    return [(one.who, [(c.label, c.old, c.new) for c in one.changes]) for one in page.context["changes"]]


def test_every_change_of_a_field_stands_on_the_time_line_with_who_made_it(world: World, client: Client) -> None:
    application = world.begin()
    with changed_by(world.lnu.author):
        write(application, world.lnu.author, "作者的题目")
        add_member(application=application, username=user_of(world.lnu.colleague).username, by=world.lnu.author)
    with changed_by(world.lnu.colleague):
        write(application, world.lnu.colleague, "同事的题目")
    sign_in(client, world.lnu.liaison)
    assert told(client, application) == [
        (world.lnu.colleague.name, [("项目名称", "作者的题目", "同事的题目")]),
        (world.lnu.author.name, [("项目名称", "", "作者的题目")]),
    ]


def test_numbers_of_people_are_masked_there_and_a_change_of_one_is_seen_all_the_same(
    world: World, client: Client
) -> None:
    application = world.begin()
    for phone in ("13800001234", "13900005678"):
        revision = application.sections.get(key="basic").revision
        leader = {"name": "王牵头", "phone": phone}
        campus.save_section(
            application=application, key="basic", values={"leader": leader}, revision=revision, by=world.lnu.author
        )
    sign_in(client, world.lnu.liaison)
    page = client.get(reverse("calls:application_fields", args=[application.pk])).content.decode()
    assert ("13800001234" in page, "13900005678" in page) == (False, False)
    assert len(told(client, application)) == 2


def test_what_offices_do_with_the_case_is_not_on_it_and_strangers_find_nothing(world: World, client: Client) -> None:
    application = checked(world)
    before = field_changes(application).count()
    proposes(world, application)
    assert field_changes(application).count() == before
    address = reverse("calls:application_fields", args=[application.pk])
    for stranger in (world.gongye.officer, world.dut.liaison, world.dut.author):
        assert sign_in(client, stranger).get(address).status_code in (403, 404)


def test_twenty_changes_cost_as_many_queries_as_one(world: World, client: Client) -> None:
    application = world.begin()
    write(application, world.lnu.author, "题目0")
    sign_in(client, world.lnu.liaison)
    address = reverse("calls:application_fields", args=[application.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(1, 22):
        write(application, world.lnu.author, f"题目{number}")
    with CaptureQueriesContext(connection) as many:
        page = client.get(address)
    assert (len(many), len(page.context["changes"]), page.context["page"].has_next()) == (len(one), 20, True)


# --- back to an older save -------------------------------------------------------------------------


def test_the_pages_lead_from_the_section_to_an_older_save_and_back(world: World, client: Client) -> None:
    application, version = two_hands(world)
    sign_in(client, world.lnu.author)
    address = reverse("calls:section_version", args=[version.pk])
    assert address in client.get(reverse("calls:section_history", args=[application.pk, "cover"])).content.decode()
    page = client.get(address).content.decode()
    assert 'name="revision" value="2"' in page
    restored = client.post(reverse("calls:section_restore", args=[version.pk]), {"revision": "2"})
    assert restored.status_code == 302
    assert application.sections.get(key="cover").answers["title"] == "作者的题目"
    late = client.post(reverse("calls:section_restore", args=[version.pk]), {"revision": "2"})
    assert late.status_code == 409


def test_who_brings_a_version_back_that_ends_consents_says_that_he_knows(world: World, client: Client) -> None:
    assert world.neu.leader
    application = world.application(title="第一个题目")
    version = application.section_versions.get(key="cover")
    add_member(application=application, username=user_of(world.lnu.colleague).username, by=world.lnu.author)
    write(application, world.lnu.colleague, "第二个题目")
    consent = consents.ask(application=application, party="东北大学", by=world.lnu.author)
    sign_in(client, world.lnu.author)
    page = client.get(reverse("calls:section_version", args=[version.pk])).content.decode()
    assert 'name="voids"' in page
    restore = reverse("calls:section_restore", args=[version.pk])
    asked = client.post(restore, {"revision": "2"})
    assert (asked.status_code, 'name="voids"' in asked.content.decode()) == (409, True)
    assert application.sections.get(key="cover").answers["title"] == "第二个题目"
    assert client.post(restore, {"revision": "2", "voids": "1"}).status_code == 302
    assert application.sections.get(key="cover").answers["title"] == "第一个题目"
    assert PartnerConsent.objects.get(pk=consent.pk).state == ConsentState.VOIDED
