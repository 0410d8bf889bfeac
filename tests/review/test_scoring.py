"""The arithmetic of reviews agrees with scipy's, and has the properties that people take for granted."""

import math
import warnings
from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from lianxiao.review import scoring

totals = st.floats(0, 100).map(lambda value: round(value, 2))
several = st.lists(totals, min_size=1, max_size=15)
marks = st.dictionaries(
    st.integers(1, 30),
    st.dictionaries(st.integers(1, 9), totals, min_size=1, max_size=9),
    min_size=1,
    max_size=12,
)


@settings(deadline=None)
@given(several)
def test_the_trimmed_mean_is_that_of_scipy(values: list[float]) -> None:
    assert scoring.trimmed_mean(values) == pytest.approx(stats.trim_mean(values, scoring.CUT))


@settings(deadline=None)
@given(st.lists(totals, min_size=2, max_size=15))
def test_the_spread_is_the_standard_deviation_of_a_sample(values: list[float]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # scipy's remark on nearly identical values
        assert scoring.spread(values) == pytest.approx(stats.tstd(values), abs=1e-6)


@settings(deadline=None)
@given(several)
def test_z_scores_are_those_of_scipy(values: list[float]) -> None:
    assume(np.std(values) > 1e-6)
    assert scoring.z_scores(values) == pytest.approx(list(stats.zscore(values)), abs=1e-6)


def test_who_gives_everybody_the_same_moves_nobody() -> None:
    assert scoring.z_scores([70, 70, 70]) == [0, 0, 0]


@settings(deadline=None)
@given(st.dictionaries(st.integers(1, 50), totals, min_size=1, max_size=20))
def test_ranks_are_those_of_scipy_with_ties_at_the_better_place(values: dict[int, float]) -> None:
    found = scoring.ranks(values)
    assert [found[case] for case in values] == list(stats.rankdata([-v for v in values.values()], method="min"))


@settings(deadline=None)
@given(st.dictionaries(st.integers(1, 9), totals, min_size=3, max_size=9))
def test_outliers_are_measured_as_scipy_measures_them(given_: dict[int, float]) -> None:
    values = list(given_.values())
    deviation = stats.median_abs_deviation(values)
    assume(deviation > 1e-9)
    distances = {judge: 0.6745 * abs(v - np.median(values)) / deviation for judge, v in given_.items()}
    assume(all(abs(one - scoring.OUTLYING) > 1e-6 for one in distances.values()))
    assert scoring.outliers(given_) == {judge for judge, one in distances.items() if one > scoring.OUTLYING}


def test_one_against_all_others_is_an_outlier_even_where_those_agree_to_the_point() -> None:
    assert scoring.outliers({1: 80, 2: 80, 3: 80, 4: 80, 5: 80, 6: 80, 7: 20}) == {7}
    assert scoring.outliers({1: 80, 2: 80, 3: 80}) == frozenset()


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 10), st.just(10.0), st.integers(1, 100)), min_size=1, max_size=9))
def test_a_total_is_the_weighted_average_of_the_shares(points: list[tuple[float, float, float]]) -> None:
    shares = [100 * got / possible for got, possible, _weight in points]
    assert scoring.total(points) == pytest.approx(np.average(shares, weights=[w for _g, _p, w in points]))


# --- an extra mark ---------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.dictionaries(st.integers(1, 9), totals, min_size=2, max_size=9), st.integers(0, 8))
def test_without_the_farthest_the_others_are_what_numpy_masks(given_: dict[int, float], place: int) -> None:
    judges = list(given_)
    extra = judges[place % len(judges)]
    others = [judge for judge in judges if judge != extra]
    distances = np.round(np.abs(np.array([given_[judge] for judge in others]) - given_[extra]), 6)
    farthest = np.flatnonzero(distances == distances.max())
    kept = np.delete(np.array(others), farthest if len(farthest) == 1 else []).tolist()
    assert set(scoring.settled(given_, extra, scoring.NEAREST)) == {extra, *kept}
    assert scoring.settled(given_, extra, scoring.WITH_OTHERS) == given_


def test_the_extra_mark_decides_between_two_and_leaves_out_nobody_in_the_middle() -> None:
    assert scoring.settled({1: 90, 2: 50, 3: 80}, 3, scoring.NEAREST) == {1: 90, 3: 80}
    assert scoring.settled({1: 90, 2: 50, 3: 70}, 3, scoring.NEAREST) == {1: 90, 2: 50, 3: 70}
    assert scoring.settled({1: 90}, 1, scoring.NEAREST) == {1: 90}


# --- everything together ---------------------------------------------------------------------------


@settings(deadline=None)
@given(marks, st.sampled_from([scoring.MEAN, scoring.TRIMMED, scoring.Z_SCORE]))
def test_every_case_stands_within_its_interval_and_its_marks(given_: scoring.Marks, method: str) -> None:
    found = scoring.standings(method, given_)
    assert set(found) == set(given_)
    assert min(one.rank for one in found.values()) == 1
    for case, one in found.items():
        values = list(given_[case].values())
        assert one.highest_rank <= one.rank <= one.lowest_rank <= len(found)
        assert min(values) - 1e-9 <= one.mean <= max(values) + 1e-9
        assert one.width == max(values) - min(values)


@settings(deadline=None)
@given(marks, st.sampled_from([scoring.MEAN, scoring.TRIMMED, scoring.Z_SCORE]), st.randoms())
def test_the_order_in_which_marks_came_in_changes_nothing(given_: scoring.Marks, method: str, rnd: object) -> None:
    cases = list(given_)
    rnd.shuffle(cases)  # type: ignore[attr-defined]
    turned = {case: dict(reversed(given_[case].items())) for case in cases}
    one, other = scoring.standings(method, given_), scoring.standings(method, turned)
    assert {case: (s.rank, s.value) for case, s in one.items()} == {
        case: (s.rank, pytest.approx(s.value, abs=1e-6)) for case, s in other.items()
    }


def test_a_strict_expert_does_not_harm_those_that_he_reads_under_z_scores() -> None:
    """The strict one (2) reads cases 1 to 3, the mild one (3) cases 4 to 6; the first reads all of them."""
    given_ = {n: {1: 70.0 + n % 3, (2 if n <= 3 else 3): (40.0 if n <= 3 else 90.0) + n % 3} for n in range(1, 7)}
    by_mean = scoring.standings(scoring.MEAN, given_)
    by_z = scoring.standings(scoring.Z_SCORE, given_)
    assert [by_mean[n].rank for n in (1, 2, 3)] == [5, 4, 6]
    assert [by_z[n].rank for n in range(1, 7)] == [3, 1, 5, 3, 1, 5]


def test_intervals_are_what_becomes_of_the_rank_without_any_one_expert() -> None:
    given_ = {1: {1: 90.0, 2: 60.0}, 2: {1: 80.0, 2: 80.0}}
    assert scoring.intervals(scoring.MEAN, given_) == {1: (1, 2), 2: (1, 2)}
    agreed = {1: {1: 90.0, 2: 91.0}, 2: {1: 80.0, 2: 80.0}}
    assert scoring.intervals(scoring.MEAN, agreed) == {1: (1, 1), 2: (2, 2)}


def test_nothing_stands_where_nothing_was_scored() -> None:
    assert scoring.standings(scoring.MEAN, {}) == {}
    assert scoring.standings(scoring.MEAN, {1: {}}) == {}
    assert scoring.spread([50.0]) is None
    assert math.isclose(scoring.trimmed_mean([1, 2, 3, 4, 100]), 3)
    assert len({tuple(p) for p in permutations([1, 2])}) == 2
