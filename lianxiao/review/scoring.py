"""The arithmetic of reviews: numbers in, numbers out. Defined as in scipy.stats, which the tests compare it with.

Marks stand as `{case: {judge: total}}`, totals from 0 to 100.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

Marks = Mapping[int, Mapping[int, float]]
MEAN, TRIMMED, Z_SCORE = "mean", "trimmed", "z_score"
# What becomes of the marks of a case that got an extra one, as they lay far apart.
WITH_OTHERS, NEAREST = "with_others", "nearest"
# How much is cut off at each end for the trimmed mean: of five marks the lowest and the highest.
CUT = 0.2
# Iglewicz and Hoaglin (1993): a modified z-score beyond this is an outlier.
OUTLYING = 3.5
FULL = 100.0


@dataclass(frozen=True, slots=True)
class Standing:
    """What is said of one case. `rank` counts from 1; equal values share a rank.

    `value` is what is ranked by, on the scale of the totals. `lowest_rank` and `highest_rank` are what the rank would
    have been with any one judge left out. `spread` is the standard deviation of the totals, None below two of them.
    """

    value: float
    mean: float
    trimmed: float
    z_score: float
    spread: float | None
    width: float
    rank: int
    highest_rank: int
    lowest_rank: int
    outliers: frozenset[int]


def total(points: Sequence[tuple[float, float, float]]) -> float:
    """From 0 to 100, of (points given, points possible, weight)."""
    weights = sum(weight for _given, _possible, weight in points)
    return FULL * sum(weight * given / possible for given, possible, weight in points) / weights


def trimmed_mean(values: Sequence[float], cut: float = CUT) -> float:
    off = int(cut * len(values))
    return fmean(sorted(values)[off : len(values) - off])


def spread(values: Sequence[float]) -> float | None:
    """The standard deviation of a sample (divided by n - 1)."""
    if len(values) < 2:
        return None
    middle = fmean(values)
    return math.sqrt(sum((value - middle) ** 2 for value in values) / (len(values) - 1))


def z_scores(values: Sequence[float]) -> list[float]:
    """Distance from the mean in standard deviations (divided by n); all zero where the values do not differ."""
    middle = fmean(values)
    deviation = math.sqrt(sum((value - middle) ** 2 for value in values) / len(values))
    if deviation <= 1e-9 * max(1.0, abs(middle)):
        return [0.0] * len(values)
    return [(value - middle) / deviation for value in values]


def outliers(marks: Mapping[int, float]) -> frozenset[int]:
    """The judges whose mark lies far from the median of all, measured by the median distance from it."""
    if len(marks) < 3:
        return frozenset()
    middle = median(marks.values())
    distances = {judge: abs(mark - middle) for judge, mark in marks.items()}
    # Where more than half agree to the point, the mean distance takes the place of the median one.
    unit = median(distances.values()) / 0.6745 or fmean(distances.values()) / 0.7979
    return frozenset(judge for judge, distance in distances.items() if unit and distance / unit > OUTLYING)


def settled(given: Mapping[int, float], extra: int, rule: str) -> dict[int, float]:
    """The marks that count beside the one of the judge `extra`: all, or all but the one farthest from it; where two are
    equally far, nobody is left out."""
    distances = {judge: round(abs(mark - given[extra]), 6) for judge, mark in given.items() if judge != extra}
    farthest = [judge for judge, distance in distances.items() if distance == max(distances.values())]
    left_out = farthest if rule == NEAREST and len(farthest) == 1 else []
    return {judge: mark for judge, mark in given.items() if judge not in left_out}


def ranks(values: Mapping[int, float]) -> dict[int, int]:
    """The highest value has rank 1; after two that share it comes 3."""
    ordered = sorted(values.values(), reverse=True)
    return {case: ordered.index(value) + 1 for case, value in values.items()}


def by_judge(marks: Marks) -> dict[int, dict[int, float]]:
    """The z-score of each mark among all marks of its judge: `{case: {judge: z}}`."""
    found: dict[int, dict[int, float]] = {case: {} for case in marks}
    for judge in sorted({judge for given in marks.values() for judge in given}):
        cases = [case for case, given in marks.items() if judge in given]
        for case, z in zip(cases, z_scores([marks[case][judge] for case in cases]), strict=True):
            found[case][judge] = z
    return found


def means_of_z(marks: Marks) -> dict[int, float]:
    return {case: fmean(given.values()) for case, given in by_judge(marks).items()}


def _scaled(marks: Marks) -> dict[int, float]:
    """Mean z-scores brought back to the scale of the totals, so that strict and mild judges weigh the same."""
    everything = [mark for given in marks.values() for mark in given.values()]
    middle = fmean(everything)
    deviation = math.sqrt(fmean((mark - middle) ** 2 for mark in everything))
    return {case: middle + z * deviation for case, z in means_of_z(marks).items()}


METHODS: dict[str, Callable[[Marks], dict[int, float]]] = {
    MEAN: lambda marks: {case: fmean(given.values()) for case, given in marks.items()},
    TRIMMED: lambda marks: {case: trimmed_mean(list(given.values())) for case, given in marks.items()},
    Z_SCORE: _scaled,
}


def values_by(method: str, marks: Marks) -> dict[int, float]:
    """What cases are ranked by, rounded so that equal marks stay equal whatever the order of adding them up."""
    return {case: round(value, 6) for case, value in METHODS[method](marks).items()}


def intervals(method: str, marks: Marks) -> dict[int, tuple[int, int]]:
    """The best and the worst rank of each case with all judges and with any one of them left out."""
    seen = {case: [rank] for case, rank in ranks(values_by(method, marks)).items()}
    for left_out in {judge for given in marks.values() for judge in given}:
        others = {case: {j: mark for j, mark in given.items() if j != left_out} for case, given in marks.items()}
        if all(others.values()):
            for case, rank in ranks(values_by(method, others)).items():
                seen[case].append(rank)
    return {case: (min(found), max(found)) for case, found in seen.items()}


def standings(method: str, marks: Marks) -> dict[int, Standing]:
    """Every case with at least one mark."""
    marks = {case: given for case, given in marks.items() if given}
    if not marks:
        return {}
    values, z, between = values_by(method, marks), means_of_z(marks), intervals(method, marks)
    placed = ranks(values)
    return {
        case: Standing(
            value=values[case],
            mean=fmean(given.values()),
            trimmed=trimmed_mean(list(given.values())),
            z_score=z[case],
            spread=spread(list(given.values())),
            width=max(given.values()) - min(given.values()),
            rank=placed[case],
            highest_rank=between[case][0],
            lowest_rank=between[case][1],
            outliers=outliers(given),
        )
        for case, given in marks.items()
    }
