"""Brings a database to what this version needs; in one process, since starting Django takes longest.

    python -m tools.prepare           migrations and shipped facts
    python -m tools.prepare --demo    the demo world too

Shows each step with its time. The demo accounts, where there are any, go to the file named by `--accounts`.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.core.management import CommandError, call_command


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--accounts", type=Path)
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    gc.disable()  # a fifth of the time goes into looking for cycles, and the process ends soon
    try:
        step("migrations", lambda: call_command("migrate", interactive=False, verbosity=0))
        step("shipped facts", lambda: call_command("load_facts", stdout=io.StringIO()))
        if wanted.demo:
            step("demo world", lambda: call_command("demo", stdout=io.StringIO()))
    except (CommandError, KeyboardInterrupt) as error:
        sys.exit(f"\n{error}")
    if wanted.accounts:
        said = io.StringIO()
        call_command("demo", "--accounts", stdout=said)
        wanted.accounts.write_text(said.getvalue())


def step(title: str, action: Callable[[], object]) -> None:
    print(f"  {title:<20}", end="", flush=True)
    began = time.monotonic()
    action()
    print(f"{time.monotonic() - began:6.1f} s", flush=True)


if __name__ == "__main__":
    main()
