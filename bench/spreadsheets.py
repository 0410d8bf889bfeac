"""100,000 rows of 20 Chinese cells to a file: Excel from the product against openpyxl and the csv module."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import django
import openpyxl

from bench.harness import ROOT, Row, interleaved

ROWS = 100_000
GOAL_OPENPYXL = 1 / 10
GOAL_CSV = 4.0
GOAL_GROWTH_MB = 20

CELLS = (
    "2020-LP-001",
    "面向东北全面振兴的装备制造类教学联盟建设",
    "联合培养",
    "辽宁大学",
    "王示例",
    128.5,
    12,
    date(2020, 8, 20),
    "工业高等教育处",
    "已立项",
)
KINDS = ("text", "text", "text", "text", "text", "money", "number", "date", "text", "text")


def rows() -> Iterator[Row]:
    prepare()
    with tempfile.TemporaryDirectory(prefix="lianxiao-bench-") as folder:
        at = Path(folder)
        ours, with_csv = interleaved(excel, lambda: comma_separated(at / "a.csv"), rounds=3, warm_up=1)
        # openpyxl takes half a minute a turn; one between two of ours is enough to see a factor of ten.
        before, with_openpyxl = interleaved(excel, lambda: slow_excel(at / "a.xlsx"), rounds=1, warm_up=0)
    name = "Excel out: 100,000 × 20"
    yield Row(name, round(before, 2), "s", GOAL_OPENPYXL, "openpyxl", round(with_openpyxl, 2))
    yield Row(name, round(ours, 2), "s", GOAL_CSV, "csv module", round(with_csv, 2))
    yield Row("Excel out: memory for 100,000 rows more", round(growth(), 1), "MB", GOAL_GROWTH_MB)


def prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def table(count: int = ROWS) -> Iterator[list[object]]:
    return ([f"2020-LP-{n}", *CELLS[1:], *CELLS] for n in range(count))


def excel(count: int = ROWS) -> None:
    from lianxiao.core.spreadsheets import Column, write_xlsx

    columns = [Column(f"列{n}", kind) for n, kind in enumerate(KINDS * 2)]  # type: ignore[arg-type]
    write_xlsx(columns, table(count), title="立项项目", note=[]).close()


def comma_separated(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table())


def slow_excel(path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in table():
        sheet.append(row)
    book.save(path)


def growth() -> float:
    """By how many MB the highest memory of a fresh process differs between 1,000 rows and 101,000."""
    small, large = (float(measured(count)) for count in (1_000, 101_000))
    return (large - small) / 1024


def measured(count: int) -> str:
    command = [sys.executable, "-m", "bench.spreadsheets", str(count)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    prepare()
    excel(int(sys.argv[1]))
    # Not getrusage: its figure begins with that of the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(status.partition("VmHWM:")[2].split()[0])
