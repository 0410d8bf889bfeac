"""Brings a database to what this version needs; in one process, since starting Django takes longest.

    python -m tools.prepare                  migrations and shipped facts
    python -m tools.prepare --demo ACCOUNTS  the demo world, unless it is there; who may sign in goes to that file
                            --grown          with three earlier years, which takes minutes

Shows each step with its time.
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
    parser.add_argument("--demo", type=Path, metavar="ACCOUNTS")
    parser.add_argument("--grown", action="store_true")
    asked = parser.parse_args()
    accounts: Path | None = asked.demo
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    if not asked.grown:
        gc.disable()  # a fifth of the time goes into looking for cycles, and the process ends soon
    try:
        if accounts is None:
            step("migrations", lambda: call_command("migrate", interactive=False, verbosity=0))
            step("shipped facts", lambda: call_command("load_facts", stdout=io.StringIO()))
        else:
            step("demo world", lambda: call_command("demo", grown=asked.grown, stdout=io.StringIO()))
            tell(accounts)
    except (CommandError, KeyboardInterrupt) as error:
        sys.exit(f"\n{error}")


def tell(accounts: Path) -> None:
    said = io.StringIO()
    call_command("demo", "--accounts", stdout=said)
    accounts.write_text(said.getvalue())


def step(title: str, action: Callable[[], object]) -> None:
    print(f"  {title:<20}", end="", flush=True)
    began = time.monotonic()
    action()
    print(f"{time.monotonic() - began:6.1f} s", flush=True)


if __name__ == "__main__":
    main()
