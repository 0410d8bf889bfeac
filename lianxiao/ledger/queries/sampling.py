"""Which projects the office of a mid-term check looks at itself: plain values in and out.

`docs/recompute_sample.py` does the same with nothing but Python, so that anybody can draw again.
"""

from collections.abc import Iterable

from lianxiao.core.lots import order


def sample(numbers: Iterable[str], size: int, seed: str) -> list[str]:
    """So many of the numbers, or all when there are fewer, in the order in which they were drawn."""
    return sorted(numbers, key=lambda number: (order(seed, number), number))[:size]
