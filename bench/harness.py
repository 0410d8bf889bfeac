"""How benchmarks measure and report: side by side in one run, as ratios, never as timed tests."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from config.postgres import Server

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Row:
    """One line of the table.

    `goal` bounds the ratio value / compared_value, or the value itself where nothing is compared (`goal_on`).
    """

    name: str
    value: float
    unit: str
    goal: float
    compared_with: str = ""
    compared_value: float | None = None
    better: Literal["lower", "higher"] = "lower"
    peer_missing: bool = False  # what it is to be compared with cannot be had here: then nothing is said to be met

    @property
    def ratio(self) -> float | None:
        return self.value / self.compared_value if self.compared_value else None

    @property
    def met(self) -> bool:
        measured = self.value if self.ratio is None else self.ratio
        if self.peer_missing:
            return False
        return measured <= self.goal if self.better == "lower" else measured >= self.goal

    def as_json(self) -> dict[str, object]:
        bound = "at most" if self.better == "lower" else "at least"
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "compared_with": self.compared_with,
            "compared_value": self.compared_value,
            "ratio": self.ratio,
            "goal": f"{bound} {self.goal:g}{'×' if self.ratio is not None else f' {self.unit}'}",
            "met": None if self.peer_missing else self.met,
        }


def interleaved(*candidates: Callable[[], object], rounds: int = 50, warm_up: int = 3) -> list[float]:
    """The p50 of each candidate in seconds; they take turns, so that a slow moment hits all alike."""
    times: list[list[float]] = [[] for _ in candidates]
    for turn in range(-warm_up, rounds):
        for candidate, taken in zip(candidates, times, strict=True):
            began = time.perf_counter()
            candidate()
            if turn >= 0:
                taken.append(time.perf_counter() - began)
    return [statistics.median(taken) for taken in times]


@contextmanager
def database() -> Iterator[str]:
    """The address of a server with the durability of production (fsync on), thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="lianxiao-bench-") as folder:
        Path(folder).chmod(0o755)
        server = Server(Path(folder) / "postgres")
        try:
            yield server.start()
        finally:
            server.stop()


def manage(*arguments: str, env: dict[str, str]) -> None:
    """A command of the platform against the benchmark's database."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    subprocess.run(command, env={**os.environ, **env}, check=True, stdout=subprocess.DEVNULL)
