"""Scores off line: a workbook down, filled in, and up again; all of it is taken in, or nothing."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client

from lianxiao.core.actors import Actor
from lianxiao.core.spreadsheets import write_template
from lianxiao.review.actions import sheets, workbooks
from lianxiao.review.models import Criterion, ScoreUpload, Seat, Sheet
from lianxiao.review.queries.pool import EXPERTS
from lianxiao.review.queries.workbooks import workbook
from tests.review import reviewed
from tests.review.workbooks import cells, changed, filled
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def seat_of(person: Actor) -> Seat:
    return Seat.objects.select_related("panel__plan").get(expert_id=person.person_id)


def uploaded(person: Actor, content: bytes, seat: Seat | None = None) -> ScoreUpload:
    return workbooks.upload(seat=seat or seat_of(person), name="评分.xlsx", stream=BytesIO(content), by=person)


def problems(made: ScoreUpload) -> list[dict[str, str]]:
    return [found for _number, _texts, found in made.rows]


def points() -> list[set[Decimal | None]]:
    every = Sheet.objects.order_by("application__number").prefetch_related("scores")
    return [{score.points for score in sheet.scores.all()} for sheet in every]


def test_a_filled_workbook_fills_the_drafts_which_are_then_submitted_on_their_pages(world: World) -> None:
    reviewed.assigned(world, applications=2, experts=1)
    person = reviewed.expert(world, 0)
    made = uploaded(person, filled(person, seat_of(person), points=8.5, comment="思路清楚", overall="建议支持"))
    assert (made.filled, made.rows, made.refusal) == (2, [], "")
    assert points() == [{Decimal("8.5")}] * 2
    assert [(one.state, one.overall, one.revision) for one in Sheet.objects.all()] == [("assigned", "建议支持", 1)] * 2
    done = sheets.submit(sheet=reviewed.sheets_of(person)[0], by=person)
    assert (done.state, done.total) == ("submitted", Decimal("85.0000"))


def test_the_workbook_holds_the_rubric_the_open_sheets_and_what_is_kept_of_them(world: World) -> None:
    reviewed.assigned(world, applications=2, experts=1)
    person = reviewed.expert(world, 0)
    first, second = reviewed.sheets_of(person)
    reviewed.scored(first, person)
    reviewed.fill(second, person, 7, "=1+1")
    (row,) = cells(workbook(person, seat_of(person)))
    assert [row["受理编号"], row["总体意见"]] == [second.application.number, "=1+1"]
    assert [value for head, value in row.items() if "打分" in head] == [7] * 5
    assert sum("评语" in head for head in row) == 5


def test_an_empty_cell_leaves_what_is_kept(world: World) -> None:
    reviewed.assigned(world, experts=1)
    person = reviewed.expert(world, 0)
    reviewed.fill(reviewed.sheets_of(person)[0], person, 7, "已写的意见")
    content = changed(
        workbook(person, seat_of(person)), seat_of(person), lambda _row, key: "" if key != "key" else None
    )
    assert uploaded(person, content).filled == 1
    sheet = Sheet.objects.get()
    assert (points(), sheet.overall) == ([{Decimal(7)}], "已写的意见")
    assert set(sheet.scores.values_list("comment", flat=True)) == {"已写的意见"}


def test_one_wrong_cell_and_nothing_is_changed_and_each_is_named(world: World) -> None:
    reviewed.assigned(world, applications=2, experts=1)
    person, last = reviewed.expert(world, 0), Criterion.objects.order_by("-order")[0]
    wrong = {3: "11", 4: "很好"}
    content = changed(
        filled(person, seat_of(person), points=8),
        seat_of(person),
        lambda row, key: wrong[row] if key == f"points-{last.pk}" else None,
    )
    made = uploaded(person, content)
    assert (made.filled, [list(found) for found in problems(made)]) == (None, [[f"points-{last.pk}"]] * 2)
    assert points() == [set(), set()]
    client = sign_in(Client(), person)
    page = client.get(f"/reviews/workbooks/{made.pk}/").content.decode()
    assert page.count("0至10之间的数") == 2
    errors = cells(b"".join(client.get(f"/reviews/workbooks/{made.pk}/errors/")))
    assert ["0至10之间的数" in row["错误原因"] for row in errors] == [True, True]
    mended = changed(
        b"".join(client.get(f"/reviews/workbooks/{made.pk}/errors/")),
        seat_of(person),
        lambda _row, key: "9" if key == f"points-{last.pk}" else None,
    )
    assert uploaded(person, mended).filled == 2


def test_a_workbook_of_another_expert_is_refused_in_words(world: World) -> None:
    reviewed.assigned(world, experts=2)
    first, second = reviewed.expert(world, 0), reviewed.expert(world, 1)
    made = uploaded(second, filled(first, seat_of(first), points=8))
    assert (made.filled, "其他专家" in made.refusal, made.rows) == (None, True, [])
    with pytest.raises(PermissionDenied):
        uploaded(second, filled(first, seat_of(first), points=8), seat_of(first))
    assert points() == [set(), set()]


def test_an_older_rubric_is_refused_in_words(world: World) -> None:
    reviewed.assigned(world, experts=1)
    person = reviewed.expert(world, 0)
    content = filled(person, seat_of(person), points=8)
    with transaction.atomic():
        # Past the rule that a rubric is fixed when its review opens.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE review_criterion DISABLE TRIGGER review_criterion_fixed")
            cursor.execute("UPDATE review_criterion SET guidance = guidance, needs_comment = NOT needs_comment")
        made = uploaded(person, content)
        assert (made.filled, made.rows) == (None, [])
        assert "不是现行版本" in made.refusal
        transaction.set_rollback(True)


def test_what_was_saved_or_submitted_since_is_not_written_over(world: World) -> None:
    reviewed.assigned(world, applications=2, experts=1)
    person = reviewed.expert(world, 0)
    content = filled(person, seat_of(person), points=8)
    first, second = reviewed.sheets_of(person)
    reviewed.fill(first, person, 6)
    reviewed.scored(second, person, 5)
    made = uploaded(person, content)
    assert (made.filled, [list(found) for found in problems(made)]) == (None, [["key"], ["key"]])
    assert points() == [{Decimal(6)}, {Decimal(5)}]


def test_a_formula_is_read_as_the_value_it_last_had_and_never_kept_as_one(world: World) -> None:
    reviewed.assigned(world, experts=1)
    person = reviewed.expert(world, 0)
    content = filled(person, seat_of(person), points="=4+4", overall='=HYPERLINK("http://x","y")')
    assert uploaded(person, content).filled == 1
    assert (points(), Sheet.objects.get().overall) == ([{None}], "")


def test_something_else_is_no_workbook_of_scores(world: World) -> None:
    reviewed.assigned(world, experts=1)
    person = reviewed.expert(world, 0)
    made = uploaded(person, write_template(EXPERTS))
    assert (made.filled, made.refusal != "") == (None, True)


def test_past_the_product_an_upload_is_whole_or_says_why_not(world: World) -> None:
    reviewed.assigned(world, experts=1)
    seat = seat_of(reviewed.expert(world, 0))
    for wrong in ({"filled": 1, "refusal": "x"}, {"filled": None}, {"filled": 0}):
        with pytest.raises(IntegrityError, match="score_upload_whole_or_not"), transaction.atomic():
            ScoreUpload.objects.create(seat=seat, name="x", uploaded_at=seat.invited_at, **wrong)


# --- the pages ---------------------------------------------------------------------------------------


def test_on_the_page_of_the_panel_it_goes_down_and_up(world: World) -> None:
    reviewed.assigned(world, experts=1)
    person = reviewed.expert(world, 0)
    seat, client = seat_of(person), sign_in(Client(), person)
    assert b"".join(client.get(f"/reviews/seats/{seat.pk}/workbook/"))[:2] == b"PK"
    assert client.post(f"/reviews/seats/{seat.pk}/workbook/upload/")["Location"] == f"/reviews/seats/{seat.pk}/"
    file = SimpleUploadedFile("评分.xlsx", filled(person, seat, points=8))
    done = client.post(f"/reviews/seats/{seat.pk}/workbook/upload/", {"file": file}, follow=True)
    assert "已填入1份评分表" in done.content.decode()


def test_nobody_else_has_it_nor_what_was_wrong_with_it(world: World) -> None:
    reviewed.assigned(world, experts=1)
    person = reviewed.expert(world, 0)
    made = uploaded(person, filled(person, seat_of(person), points="CANARY"))
    for stranger in (world.nonglin.officer, reviewed.expert(world, 1), world.lnu.author):
        client = sign_in(Client(), stranger)
        for path in (f"/reviews/workbooks/{made.pk}/", f"/reviews/workbooks/{made.pk}/errors/"):
            assert client.get(path).status_code in (403, 404)
        assert client.get(f"/reviews/seats/{seat_of(person).pk}/workbook/").status_code in (403, 404)


def test_under_blind_review_it_names_nobody(world: World) -> None:
    reviewed.assigned(world, experts=1, blind=True)
    person = reviewed.expert(world, 0)
    content = workbook(person, seat_of(person))
    application = Sheet.objects.get().application
    said = str(cells(content))
    assert application.university.name not in said
    assert application.leader_name not in said or not application.leader_name
