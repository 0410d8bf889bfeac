"""Prints the table of every benchmark and writes it to bench/out/latest.json.

    python -m bench              all
    python -m bench start lists  only these modules

A module in this folder with a function `rows()` that yields `Row`s is a benchmark.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from pathlib import Path

import bench
from bench.harness import Row

OUT = Path(__file__).resolve().parent / "out" / "latest.json"
HEAD = f"{'':<58}{'value':>12}  {'compared with':<34}{'value':>10}{'ratio':>9}   goal"


def main(wanted: list[str]) -> None:
    print(HEAD)
    done: list[Row] = []
    for found in pkgutil.iter_modules(bench.__path__):
        if found.name.startswith("_") or (wanted and found.name not in wanted):
            continue
        module = importlib.import_module(f"bench.{found.name}")
        for row in module.rows() if hasattr(module, "rows") else []:
            done.append(row)
            print(line(row), flush=True)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps([row.as_json() for row in done], ensure_ascii=False, indent=1) + "\n")


def line(row: Row) -> str:
    said = row.as_json()
    compared = "" if row.compared_value is None else f"{row.compared_value:.3g}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}×"
    value = f"{row.value:.3g} {row.unit}"
    met = "NOT COMPARED" if row.peer_missing else "met" if row.met else "MISSED"
    first = f"{row.name:<58}{value:>12}  {row.compared_with:<34}"
    return f"{first}{compared:>10}{ratio:>9}   {said['goal']}: {met}"


if __name__ == "__main__":
    main(sys.argv[1:])
