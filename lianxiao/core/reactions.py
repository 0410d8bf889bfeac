"""How one app tells of what happened without knowing who cares: facts, answered in the same transaction.

A fact is a frozen dataclass in `<app>/facts.py`; who answers stands in one table, `site/reactions.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

Table = Mapping[type, Sequence[Callable[[Any], None]]]


def announce(fact: object) -> None:
    table: Table = import_string(settings.REACTIONS)
    for react in table[type(fact)]:
        react(fact)
