"""Who reviews what, worked out from a list alone: by lot with a seed, or by rule without one.

`docs/recompute_draw.py` does the same with nothing but Python, so that anybody can check a draw. The list is

    {"wanted": 5, "applications": ["2026-…-001", …],
     "experts": [{"code": "E1a2b3c4d", "places": 12, "load": 3, "fit": {"2026-…-001": 2, …}}, …],
     "conflicts": [["E1a2b3c4d", "2026-…-001"], …], "taken": [["E…", "2026-…"], …]}

"places" is how many more applications an expert may be given, "fit" how near his disciplines are (0, 1 or 2),
"taken" who reviews what already.

1. Applications come in the order of the digest of seed, "|" and number (without a seed in the order of their numbers).
2. For each, experts who have a conflict, have it already or have no place left do not come into question.
3. Those who were given an application of the list before come first, so that few experts read many applications side by
   side; then better fit; then the digest of seed, "|" and code (without a seed: the smaller load, then the code).
4. The first of them are given the application, until it has as many as wanted.
"""

from collections.abc import Mapping
from typing import Any

from lianxiao.core.lots import order

Pair = tuple[str, str]


def draw(listed: Mapping[str, Any], seed: str | None) -> list[Pair]:
    """Pairs of number and code, in the order in which they were found."""
    experts = {one["code"]: one for one in listed["experts"]}
    places = {code: one["places"] for code, one in experts.items()}
    barred = {(code, number) for code, number in listed["conflicts"]}
    taken = {(code, number) for code, number in listed["taken"]}
    at_work = {code for code, _number in taken}
    found: list[Pair] = []
    for number in sorted(listed["applications"], key=lambda one: _order(seed, one)):
        missing = listed["wanted"] - sum(1 for _code, other in taken if other == number)
        possible = [c for c in experts if places[c] > 0 and (c, number) not in barred and (c, number) not in taken]
        possible.sort(
            key=lambda code, number=number: (  # type: ignore[misc]
                code not in at_work,
                -experts[code]["fit"].get(number, 0),
                experts[code]["load"] if seed is None else 0,
                _order(seed, code),
            )
        )
        for code in possible[: max(missing, 0)]:
            found.append((number, code))
            places[code] -= 1
            at_work.add(code)
    return found


def _order(seed: str | None, name: str) -> str:
    return name if seed is None else order(seed, name)
