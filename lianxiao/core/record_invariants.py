"""What must be true of the record itself: sealed rows are as they were, heads follow one another."""

from functools import partial

from lianxiao.core import seal_checks
from lianxiao.core.invariants import Invariant
from lianxiao.core.models import Log

INVARIANTS = [
    invariant
    for log in Log.values
    for invariant in (
        Invariant(f"record: {log}", "Sealed rows are as they were sealed.", partial(seal_checks.rows_altered, log)),
        Invariant(
            f"record: heads of {log}",
            "Heads are signed and say what the rows say.",
            partial(seal_checks.heads_broken, log),
        ),
        Invariant(
            f"record: all {log} sealed", "No row is left behind a seal.", partial(seal_checks.rows_forgotten, log)
        ),
    )
]
