"""How much the random proofs try: little in every run, all of it with `pytest --heavy` (make test-heavy)."""

import os

HEAVY = "LIANXIAO_HEAVY"


def go_heavy() -> None:
    """Before anything is collected, as sizes are read when a test module is; workers inherit it."""
    os.environ[HEAVY] = "1"


def is_heavy() -> bool:
    return HEAVY in os.environ


def sized(usual: int, heavy: int) -> int:
    return heavy if is_heavy() else usual
