"""Many at once: each call in a thread and on a connection of its own, all let go in the same moment."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from django.db import connection


def together(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returned or raised, in the order given."""
    start = Barrier(len(calls))
    outcomes: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            outcomes[place] = call()
        except Exception as raised:  # the outcome is what the test looks at
            outcomes[place] = raised
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, call), daemon=True) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return outcomes


def kinds(outcomes: Sequence[object]) -> dict[str, int]:
    """{"Submission": 5, "LimitReached": 7}"""
    found: dict[str, int] = {}
    for outcome in outcomes:
        found[type(outcome).__name__] = found.get(type(outcome).__name__, 0) + 1
    return found
