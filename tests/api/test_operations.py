"""What programs read and do is what their holders read and do on the pages."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxiao.calls.models import Application, Slot
from lianxiao.calls.states import State
from lianxiao.core.sealed_answers import opened
from lianxiao.organisations.scopes import Scope
from tests.api.conftest import Program, program
from tests.ledger import approving
from tests.world import World

pytestmark = pytest.mark.django_db


def walk(system: Program, path: str, **data: object) -> list[int]:
    """The numbers on all pages of a list."""
    found, after = [], 0
    while after is not None:
        page = system.get(path, after=after, limit=2, **data).json()
        found += [item["id"] for item in page["items"]]
        after = page["next"]
    return found


class TestReading:
    def test_pages_hold_every_row_once(self, world: World) -> None:
        made = [world.application(world.lnu).pk for _n in range(5)]
        assert walk(program(world.lnu.liaison), "/applications") == made

    def test_the_own_university_reads_the_draft_and_the_office_the_frozen_copy(self, world: World) -> None:
        application = world.application(world.lnu, state="submitted", title="跨校课程")
        own = program(world.lnu.liaison).get(f"/applications/{application.pk}").json()
        office = program(world.gongye.officer).get(f"/applications/{application.pk}").json()
        assert [section["revision"] is None for section in own["sections"]] == [False] * len(own["sections"])
        assert {section["revision"] for section in office["sections"]} == {None}
        assert {section["key"]: section["answers"] for section in office["sections"]}["cover"]["title"] == "跨校课程"

    def test_another_office_and_a_rival_find_nothing(self, world: World) -> None:
        application = world.application(world.lnu, state="submitted")
        for stranger in (world.nonglin.officer, world.dut.liaison, world.firm):
            system = program(stranger, Scope.READ_APPLICATIONS)
            assert system.get(f"/applications/{application.pk}").status_code == 404
            assert system.get("/applications").json()["items"] == []

    def test_calls_with_the_form_of_each_category(self, world: World) -> None:
        system = program(world.lnu.liaison)
        call = system.get(f"/calls/{world.call.pk}").json()
        assert len(call["categories"]) == 5
        form = system.get(f"/calls/{world.call.pk}/forms/joint_training").json()
        assert form["definition"]["sections"][0]["key"] == "cover"
        assert system.get(f"/calls/{world.call.pk}/forms/none").status_code == 404

    def test_projects_with_what_they_promise(self, world: World) -> None:
        project = approving.project(world, world.lnu, title="联合培养")
        system = program(world.lnu.liaison)
        assert walk(system, "/projects", category=project.category.code) == [project.pk]
        shown = system.get(f"/projects/{project.pk}").json()
        assert [one["promised"] for one in shown["indicators"]] == [
            str(one.promised) for one in project.indicators.order_by("target__order", "id")
        ]

    def test_institutions_by_name_and_initials(self, world: World) -> None:
        system = program(world.lnu.liaison)
        for text in ("辽宁大学", "lndx"):
            names = [one["name"] for one in system.get("/institutions", text=text).json()["items"]]
            assert "辽宁大学" in names

    @pytest.mark.parametrize("path", ["/applications", "/calls", "/institutions", "/projects"])
    def test_a_page_costs_the_same_for_three_rows_as_for_one(self, world: World, path: str) -> None:
        system, counts = program(world.ting if path == "/projects" else world.lnu.liaison), []
        for more in (1, 2):
            for _n in range(more):
                approving.project(world, world.lnu, title="联合培养")
            with CaptureQueriesContext(connection) as queries:
                assert len(system.get(path).json()["items"]) >= 1
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_what_does_not_fit_the_description_is_said_by_name(self, world: World) -> None:
        answer = program(world.lnu.liaison).get("/projects", limit=1000)
        assert (answer.status_code, answer.json()["faults"][0]["place"]) == (422, "query.limit")


class TestWriting:
    def test_from_the_beginning_to_the_submission(self, world: World) -> None:
        filled = world.application(world.lnu)
        author, liaison = program(world.lnu.author), program(world.lnu.liaison)
        begun = author.send("POST", "/applications", {"call_category": world.category().pk}).json()
        for section in filled.sections.order_by("id"):
            saved = author.send(
                "PUT",
                f"/applications/{begun['id']}/sections/{section.key}",
                {"revision": 0, "answers": opened(filled, section.answers)},
            )
            assert saved.status_code == 200, saved.content
        assert author.send("POST", f"/applications/{begun['id']}/hand-in").json()["state"] == State.WITH_LIAISON
        application = Application.objects.get(pk=begun["id"])
        world.advance(application, "released")
        submitted = liaison.send("POST", f"/applications/{begun['id']}/submit").json()
        assert submitted["code"] == application.submissions.get().code

    def test_a_lost_update_is_refused_by_name(self, world: World) -> None:
        draft, author = world.application(world.lnu), program(world.lnu.author)
        answer = author.send("PUT", f"/applications/{draft.pk}/sections/cover", {"revision": 0, "answers": {}})
        assert (answer.status_code, answer.json()["code"]) == (409, "lost_update")

    def test_an_incomplete_form_says_every_field(self, world: World) -> None:
        draft, author = world.begin(), program(world.lnu.author)
        answer = author.send("POST", f"/applications/{draft.pk}/hand-in").json()
        assert answer["code"] == "incomplete"
        assert "title" in [fault["place"] for fault in answer["faults"]]

    def test_fields_that_the_section_does_not_have_are_refused(self, world: World) -> None:
        draft, author = world.begin(), program(world.lnu.author)
        answer = author.send("PUT", f"/applications/{draft.pk}/sections/cover", {"revision": 0, "answers": {"x": "1"}})
        assert (answer.status_code, answer.json()["faults"][0]["place"]) == (422, "x")

    def test_texts_that_no_database_holds_are_refused(self, world: World) -> None:
        draft, author = world.begin(), program(world.lnu.author)
        for text in ("a\x00b", "\ud800"):
            body = {"revision": 0, "answers": {"title": text}}
            assert author.send("PUT", f"/applications/{draft.pk}/sections/cover", body).status_code == 400
        assert author.get("/institutions?text=a%00b").status_code == 422

    def test_without_a_key_nothing_is_done(self, world: World) -> None:
        author = program(world.lnu.author)
        body = f'{{"call_category": {world.category().pk}}}'
        answer = author.client.post("/api/v1/applications", body, content_type="application/json")
        assert (answer.status_code, Application.objects.count()) == (422, 0)

    def test_the_same_key_has_one_effect_and_one_answer(self, world: World) -> None:
        author, key = program(world.lnu.author), str(uuid.uuid4())
        body = {"call_category": world.category().pk}
        first, again = (author.send("POST", "/applications", body, key=key) for _n in range(2))
        assert (again.status_code, again.json()) == (201, first.json())
        assert Application.objects.count() == 1

    def test_the_same_key_with_another_body_is_refused(self, world: World) -> None:
        author, key = program(world.lnu.author), str(uuid.uuid4())
        author.send("POST", "/applications", {"call_category": world.category().pk}, key=key)
        other = {"call_category": world.category("teacher_exchange").pk}
        assert author.send("POST", "/applications", other, key=key).status_code == 409
        assert Application.objects.count() == 1

    def test_a_reader_writes_nothing(self, world: World) -> None:
        system = program(world.lnu.author, Scope.READ_APPLICATIONS)
        answer = system.send("POST", "/applications", {"call_category": world.category().pk})
        assert (answer.status_code, Application.objects.count()) == (403, 0)

    def test_the_limit_holds_here_too(self, world: World) -> None:
        for _n in range(5):
            world.application(world.lnu, state="submitted")
        sixth = world.application(world.lnu, state="released")
        answer = program(world.lnu.liaison).send("POST", f"/applications/{sixth.pk}/submit")
        assert (answer.status_code, answer.json()["code"]) == (409, "limit_reached")
        assert Slot.objects.count() == 5
