"""A draw can be done again by anybody: by a program that shares no line with the platform."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxiao.core.models import Step
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.review.actions import assigning
from lianxiao.review.drawing import draw
from lianxiao.review.models import Draw, Sheet
from tests.architecture.rules import ROOT
from tests.review import reviewed
from tests.world import World, sign_in

PROGRAM = ROOT / "docs" / "recompute_draw.py"
sys.path.insert(0, str(PROGRAM.parent))
import recompute_draw  # noqa: E402  (the program stands outside the packages)

numbers = st.lists(st.integers(1, 40).map(lambda n: f"2026-HZ-{n:04}"), unique=True, max_size=8)
codes = st.lists(st.integers(1, 99).map(lambda n: f"E{n:08x}"), unique=True, max_size=9)


@st.composite
def lists(make: st.DrawFn) -> dict[str, Any]:
    applications, people = make(numbers), make(codes)
    pairs = [[code, number] for code in people for number in applications]
    barred = make(st.lists(st.sampled_from(pairs), unique_by=tuple)) if pairs else []
    free = [pair for pair in pairs if pair not in barred]
    taken = make(st.lists(st.sampled_from(free), unique_by=tuple, max_size=3)) if free else []
    return {
        "wanted": make(st.integers(1, 5)),
        "applications": applications,
        "experts": [
            {
                "code": code,
                "places": make(st.integers(0, 6)),
                "load": make(st.integers(0, 6)),
                "fit": {number: make(st.integers(0, 2)) for number in applications},
            }
            for code in people
        ],
        "conflicts": barred,
        "taken": taken,
    }


@settings(deadline=None)
@given(lists(), st.one_of(st.none(), st.text("0123456789abcdef", min_size=32, max_size=32)))
def test_nobody_gets_what_he_must_not_judge_or_has_or_has_no_place_for(
    listed: dict[str, Any], seed: str | None
) -> None:
    pairs = draw(listed, seed)
    assert len(set(pairs)) == len(pairs)
    bad = {tuple(reversed(pair)) for pair in [*listed["conflicts"], *listed["taken"]]}
    assert not bad & set(pairs)
    for one in listed["experts"]:
        assert sum(1 for _number, code in pairs if code == one["code"]) <= one["places"]
    for number in listed["applications"]:
        has = sum(1 for _code, other in listed["taken"] if other == number)
        assert has >= listed["wanted"] or has + sum(1 for other, _c in pairs if other == number) <= listed["wanted"]


@settings(deadline=None)
@given(lists(), st.text("0123456789abcdef", min_size=32, max_size=32))
def test_the_program_in_docs_draws_the_same(listed: dict[str, Any], seed: str) -> None:
    assert recompute_draw.draw(listed, seed) == [list(pair) for pair in draw(listed, seed)]


def test_by_rule_near_disciplines_come_first_then_small_loads() -> None:
    experts = [
        {"code": "E1", "places": 9, "load": 3, "fit": {"A": 1}},
        {"code": "E2", "places": 9, "load": 0, "fit": {}},
        {"code": "E3", "places": 9, "load": 0, "fit": {"A": 1}},
    ]
    listed = {"wanted": 2, "applications": ["A"], "experts": experts, "conflicts": [], "taken": []}
    assert draw(listed, None) == [("A", "E3"), ("A", "E1")]


@pytest.mark.django_db
def test_the_digest_is_on_record_before_and_the_file_is_all_that_one_needs(client: Client, tmp_path: Path) -> None:
    world = World()
    plan = reviewed.opened(world, applications=2, wanted=2)
    for number in range(3):
        reviewed.expert(world, number)
    office, panel = world.nonglin.officer, reviewed.panel_of(plan)
    sealed = assigning.seal_seed(panel=panel, by=office)
    step = Step.objects.get(verb="seal_draw")
    assert step.details == {"sha256_of_seed": sealed.seed_digest}
    with pytest.raises(NotAllowedNow):
        assigning.seal_seed(panel=panel, by=office)
    assert Sheet.objects.count() == 0
    assigning.carry_out(draw_=sealed, by=office)
    assert sorted(Sheet.objects.values_list("how", flat=True)) == ["draw"] * 4

    file = tmp_path / "draw.json"
    file.write_bytes(sign_in(client, office).get(f"/reviews/draws/{sealed.pk}/draw.json").content)
    assert recomputed(file) == (0, "The seed is the sealed one, and all 4 assignments come out as they were drawn.\n")
    told = json.loads(file.read_text())
    told["result"] = [told["result"][0]]
    file.write_text(json.dumps(told))
    assert recomputed(file)[0] == 1
    told["seed"] = "0" * 32
    file.write_text(json.dumps(told))
    assert recomputed(file)[1].startswith("The seed is not the sealed one")
    assert Draw.objects.get().seed == Step.objects.get(verb="draw", case_kind="review.plan").details["seed"]


def recomputed(file: Path) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-I", PROGRAM, file], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout
