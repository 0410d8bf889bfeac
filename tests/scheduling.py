"""Which worker runs which test: one at a time to whoever is free, but a module with a set-up of its own to one worker.

Shared out test by test, such a module would have its dear set-up (a first start, the demo world) on every worker.
Those modules come first, so that the end of a run is made of short tests.
"""

from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parent.parent


class Sharing(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if has_set_up_of_its_own(file) else nodeid


@cache
def has_set_up_of_its_own(file: str) -> bool:
    text = (ROOT / file).read_text(encoding="utf-8")
    return 'scope="module"' in text or "standing_on(" in text
