"""How much the random proofs try: little in every run, all of it with `pytest --heavy` (make test-heavy)."""

import os
from uuid import uuid4

HEAVY = "LIANXIAO_HEAVY"
SEED = "LIANXIAO_SEED"


def go_heavy() -> None:
    """Before anything is collected, as sizes are read when a test module is; workers inherit it."""
    os.environ[HEAVY] = "1"


def is_heavy() -> bool:
    return HEAVY in os.environ


def sized(usual: int, heavy: int) -> int:
    return heavy if is_heavy() else usual


def seed() -> str:
    """What samples are drawn by, the same on every worker; printed, and given to draw the same again."""
    return os.environ.setdefault(SEED, uuid4().hex[:8])
