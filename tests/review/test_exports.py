"""Results and comparison as Excel files: what the page shows, to whom it is open, on record."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from lianxiao.core.models import Step
from lianxiao.review.actions import plans
from lianxiao.review.models import Plan
from tests.review import reviewed
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def opened(world: World, **how: Any) -> Plan:
    return plans.open_scores(plan=reviewed.far_apart(world, **how), by=world.nonglin.officer)


def taken(world: World, path: str) -> list[tuple[Any, ...]]:
    """Every row of the file."""
    answer = sign_in(Client(), world.nonglin.officer).post(path)
    book = openpyxl.load_workbook(BytesIO(b"".join(answer)))  # type: ignore[arg-type]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    return [row for sheet in book for row in sheet.iter_rows(values_only=True)]


def test_results_leave_as_the_page_shows_them_with_letters_for_the_experts(world: World) -> None:
    plan = opened(world, applications=2)
    rows = [row for row in taken(world, f"/reviews/plans/{plan.pk}/results/export/") if "辽宁大学" in row]
    assert [(row[0], row[4], row[10]) for row in rows] == [(1, 70, "A 90.0；B 50.0"), (1, 70, "A 70.0；B 70.0")]
    assert "judge" not in str(rows)
    step = Step.objects.get(verb="export")
    assert (step.case_kind, step.details["rows"]) == ("review.plan", 2)
    assert "90" not in str(step.details)


def test_the_comparison_leaves_under_its_lines_and_says_them(world: World) -> None:
    plan = opened(world, applications=3)
    rows = taken(world, f"/reviews/plans/{plan.pk}/comparison/export/?places=1&side=below")
    found = [row for row in rows if "辽宁大学" in row]
    assert [row[0] for row in found] == [1, 1]
    assert {row[10] for row in found} == {"超出立项数上限"}
    assert any("1" in row for row in rows if row[0] and "立项数上限" in str(row[0]))


def test_nothing_leaves_before_scores_are_open_nor_to_another_office(world: World) -> None:
    plan = reviewed.far_apart(world)
    office, other = sign_in(Client(), world.nonglin.officer), sign_in(Client(), world.keji.officer)
    paths = [f"/reviews/plans/{plan.pk}/{page}/export/" for page in ("results", "comparison")]
    assert [office.post(path)["Location"] for path in paths] == [f"/reviews/plans/{plan.pk}/"] * 2
    plans.open_scores(plan=plan, by=world.nonglin.officer)
    assert [other.post(path).status_code for path in paths] == [404, 404]
    assert not Step.objects.filter(verb="export").exists()


def test_a_title_that_looks_like_a_formula_stays_text(world: World) -> None:
    plan = opened(world)
    reviewed.panel_of(plan).entries.get().application.__class__.objects.update(title="=1+1")
    assert any("=1+1" in row for row in taken(world, f"/reviews/plans/{plan.pk}/results/export/"))
