#!/usr/bin/env python3
"""Draws again, with nothing but Python, what the platform drew: who reviews which application.

    python3 recompute_draw.py draw.json

`draw.json` is the file that the page of a panel offers after a draw (“Seed and list”). It holds

    seed_digest   SHA-256 of the seed, which was put on record before the list was frozen
    seed          the seed, disclosed with the draw
    list          wanted, applications, experts (code, places, load, fit), conflicts, taken
    result        pairs of number and code, in the order in which they were drawn

How it is drawn:

1. Applications come in the order of SHA-256 of seed, "|" and number (hexadecimal, compared as text).
2. For each, an expert who has a conflict, has it already, or has no place left does not come into question.
3. Those already at work on the list come first, so that few experts read many applications side by side; then the
   better fit of disciplines (2 before 1 before 0); then the order of SHA-256 of seed, "|" and code.
4. The first of them are given the application, until it has as many as wanted.

Exit code 0: the digest belongs to the seed, and the result is what comes out. Otherwise 1, and what differs.
"""

import hashlib
import json
import sys
from pathlib import Path


def order(seed, name):
    return hashlib.sha256(f"{seed}|{name}".encode()).hexdigest()


def draw(listed, seed):
    experts = {one["code"]: one for one in listed["experts"]}
    places = {code: one["places"] for code, one in experts.items()}
    barred = {tuple(pair) for pair in listed["conflicts"]}
    taken = {tuple(pair) for pair in listed["taken"]}
    at_work = {code for code, _number in taken}
    result = []
    for number in sorted(listed["applications"], key=lambda one: order(seed, one)):
        missing = listed["wanted"] - sum(1 for _code, other in taken if other == number)
        possible = []
        for code, expert in experts.items():
            if places[code] > 0 and (code, number) not in barred and (code, number) not in taken:
                possible.append((code not in at_work, -expert["fit"].get(number, 0), order(seed, code), code))
        for _new, _fit, _digest, code in sorted(possible)[: max(missing, 0)]:
            result.append([number, code])
            places[code] -= 1
            at_work.add(code)
    return result


def main():
    if len(sys.argv) != 2:
        print(__doc__)
        return 1
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    digest = hashlib.sha256(told["seed"].encode()).hexdigest()
    if digest != told["seed_digest"]:
        print(f"The seed is not the sealed one: {digest} instead of {told['seed_digest']}")
        return 1
    again = draw(told["list"], told["seed"])
    if again != told["result"]:
        print("Drawn again, this comes out:")
        for number, code in again:
            print(f"  {number}  {code}" + ("" if [number, code] in told["result"] else "  (not in the result)"))
        return 1
    print(f"The seed is the sealed one, and all {len(again)} assignments come out as they were drawn.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
