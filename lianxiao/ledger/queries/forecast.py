"""How far a figure will have come by the end of a year. Pure: numbers in, numbers out.

The months that are reported are taken as a sample: each month ahead brings their mean, give or take what they varied
by. The interval holds the sum of the months ahead with 80% probability, if they vary like those before; it widens with
their number, and with how few are known. Fewer than four months say nothing, and then nothing is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from statistics import fmean, stdev

FEWEST = 4  # months
MOST = 12  # months: what lies further back says little about the pace of now
EIGHTY = 1.2816  # of a normal distribution, one side: ten per cent lie beyond


@dataclass(frozen=True, slots=True)
class Forecast:
    """`low` and `high` bound the 80% interval; `known` months it rests on, `ahead` months it looks over."""

    expected: Decimal
    low: Decimal
    high: Decimal
    known: int
    ahead: int


def forecast(so_far: Decimal, months: Sequence[Decimal], ahead: int) -> Forecast | None:
    """`months` in their order, up to the last that is reported; None where they are too few to say anything."""
    if ahead <= 0:
        return Forecast(so_far, so_far, so_far, len(months), 0)
    sample = [float(one) for one in months[-MOST:]]
    if len(sample) < FEWEST:
        return None
    mean, spread = fmean(sample), stdev(sample)
    # The sum of the months ahead, and the mean itself being known from a few months alone.
    deviation = spread * sqrt(ahead + ahead**2 / len(sample))
    base = float(so_far)
    expected, low, high = (base + max(0.0, ahead * mean + side * EIGHTY * deviation) for side in (0, -1, 1))
    return Forecast(_whole(expected), _whole(low), _whole(high), len(sample), ahead)


def _whole(number: float) -> Decimal:
    return Decimal(round(number))
