#!/usr/bin/env python3
"""Draws again, with nothing but Python, which projects a mid-term check looked at: the sample of its office.

    python3 recompute_sample.py sample.json

`sample.json` is the file that the page of a mid-term check offers after the draw (“Seed and list”). It holds

    seed_digest   SHA-256 of the seed, which was put on record when the check was opened
    seed          the seed, disclosed with the draw
    size          how many projects were to be drawn, as the check said when it was opened
    list          numbers of the projects on which their universities had concluded by then
    result        numbers of the projects drawn, in the order in which they were drawn

How it is drawn: numbers come in the order of SHA-256 of seed, "|" and number (hexadecimal, compared as text); the first
of them are the sample.

Exit code 0: the digest belongs to the seed, and the result is what comes out. Otherwise 1, and what differs.
"""

import hashlib
import json
import sys
from pathlib import Path


def order(seed, number):
    return hashlib.sha256(f"{seed}|{number}".encode()).hexdigest()


def sample(numbers, size, seed):
    return sorted(numbers, key=lambda number: (order(seed, number), number))[:size]


def main():
    if len(sys.argv) != 2:
        print(__doc__)
        return 1
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    digest = hashlib.sha256(told["seed"].encode()).hexdigest()
    if digest != told["seed_digest"]:
        print(f"The seed is not the sealed one: {digest} instead of {told['seed_digest']}")
        return 1
    again = sample(told["list"], told["size"], told["seed"])
    if again != told["result"]:
        print("Drawn again, this comes out:")
        for number in again:
            print(f"  {number}" + ("" if number in told["result"] else "  (not in the result)"))
        return 1
    print(f"The seed is the sealed one, and all {len(again)} projects come out as they were drawn.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
