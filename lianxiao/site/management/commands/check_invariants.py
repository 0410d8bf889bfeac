"""Is everything still true? For the person who runs the platform, at any time and beside its work."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from lianxiao.calls import invariants as calls
from lianxiao.core import record_invariants as record
from lianxiao.core.invariants import Invariant
from lianxiao.filing import invariants as filing
from lianxiao.ledger import invariants as ledger
from lianxiao.letters import invariants as letters
from lianxiao.publishing import invariants as publishing
from lianxiao.review import invariants as review

INVARIANTS: list[Invariant] = [
    *calls.INVARIANTS,
    *publishing.INVARIANTS,
    *filing.INVARIANTS,
    *ledger.INVARIANTS,
    *letters.INVARIANTS,
    *review.INVARIANTS,
    *record.INVARIANTS,
]
SHOWN = 10


class Command(BaseCommand):
    help = "Checks what must be true of live data, reading only; exit code 1 when something is not."

    def handle(self, *args: object, **options: object) -> None:
        """One line for each: how many rows break it, how long it took, the first of them by name."""
        broken = 0
        with transaction.atomic(), connection.cursor() as cursor:
            # One picture of the data for all of them, and no way to change it.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            for invariant in INVARIANTS:
                broken += self.look(invariant)
        if broken:
            raise CommandError(f"{broken} of {len(INVARIANTS)} invariants do not hold.")
        self.stdout.write(f"All {len(INVARIANTS)} invariants hold.")

    def look(self, invariant: Invariant) -> bool:
        began = time.perf_counter()
        found = list(invariant.find())
        self.stdout.write(f"{len(found):>6}  {time.perf_counter() - began:7.3f} s  {invariant.name}")
        if found:
            self.stdout.write(f"        {invariant.says}")
        for row in found[:SHOWN]:
            self.stdout.write(f"        - {row}")
        if len(found) > SHOWN:
            self.stdout.write(f"        … and {len(found) - SHOWN} more")
        return bool(found)
