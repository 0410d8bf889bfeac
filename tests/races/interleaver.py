"""Two transactions in every order of their statements, on two real connections.

    for order in every_order(submit_a, submit_b, before=snapshot.put_back):
        assert kinds(order.outcomes) == {"Submission": 1, "LimitReached": 1}, order

Each call runs inside one transaction in a thread of its own. Before every statement that matches `gates`,
and before COMMIT, it stops until its turn comes. A transaction that waits for a lock is passed over until
the lock is free; PostgreSQL itself says who waits (pg_blocking_pids).
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event, Semaphore, Thread
from typing import Any

from django.db import connection, transaction

# Where two transactions can meet: rows that are locked, places that are taken or freed.
CRITICAL = r'FOR UPDATE|INSERT INTO "?calls_slot|DELETE FROM "calls_slot"'
PATIENCE = 60  # seconds until a run is given up


@dataclass(frozen=True)
class Order:
    """One run: which transaction was let go at each turn, and how the two ended."""

    turns: str
    outcomes: tuple[Any, Any]


class Player(Thread):
    """One transaction that stops at its gates."""

    def __init__(self, name: str, body: Callable[[], Any], gates: str) -> None:
        super().__init__(name=name, daemon=True)
        self.body, self.gates = body, re.compile(gates)
        self.outcome: Any = None
        self.turn, self.at_gate, self.done = Semaphore(0), Event(), Event()
        self.backend = 0

    def run(self) -> None:
        try:
            connection.ensure_connection()
            self.backend = connection.connection.info.backend_pid
            with connection.execute_wrapper(self.before_statement), transaction.atomic():
                result = self.body()
                self.stop_here()
            self.outcome = result
        except Exception as raised:  # the outcome is what the test looks at
            self.outcome = raised
        finally:
            connection.close()
            self.done.set()

    def before_statement(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.gates.search(sql):
            self.stop_here()
        return execute(sql, params, many, context)

    def stop_here(self) -> None:
        self.at_gate.set()
        self.turn.acquire()

    def go(self) -> None:
        self.at_gate.clear()
        self.turn.release()

    def has_settled(self) -> bool:
        """At a gate, over, or waiting for a lock; it is left alone for a moment before PostgreSQL is asked."""
        return self.done.is_set() or self.at_gate.wait(0.01) or self.done.is_set() or self.waits()

    def waits(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", [self.backend])
            return bool(cursor.fetchone()[0])


def every_order(
    first: Callable[[], Any],
    second: Callable[[], Any],
    *,
    before: Callable[[], None] = lambda: None,
    gates: str = CRITICAL,
) -> Iterator[Order]:
    """`before` restores the starting point. Orders are found by trying, as waits take some of them away."""
    chosen: list[int] = []
    while True:
        before()
        players = (Player("a", first, gates), Player("b", second, gates))
        turns = _play(players, chosen)
        yield Order("".join(name for name, _which, _of in turns), (players[0].outcome, players[1].outcome))
        while turns and turns[-1][1] == turns[-1][2] - 1:
            turns.pop()
        if not turns:
            return
        chosen = [which for _name, which, _of in turns]
        chosen[-1] += 1


def _play(players: tuple[Player, Player], chosen: list[int]) -> list[tuple[str, int, int]]:
    """[(who went, which of those ready, how many were ready)]"""
    turns: list[tuple[str, int, int]] = []
    for player in players:
        player.start()
    while not all(player.done.is_set() for player in players):
        _settle(players)
        ready = [player for player in players if player.at_gate.is_set()]
        if not ready:
            time.sleep(0.002)  # both wait: PostgreSQL ends the deadlock
            continue
        which = chosen[len(turns)] if len(turns) < len(chosen) else 0
        turns.append((ready[which].name, which, len(ready)))
        ready[which].go()
    for player in players:
        player.join(PATIENCE)
    return turns


def _settle(players: tuple[Player, Player]) -> None:
    end = time.monotonic() + PATIENCE
    while not all(player.has_settled() for player in players):
        if time.monotonic() > end:
            raise TimeoutError("a transaction neither stops nor waits")
