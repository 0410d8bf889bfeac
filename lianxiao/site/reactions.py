"""What happens in one app when something happened in another: one table, read in one transaction."""

from collections.abc import Callable
from typing import Any

REACTIONS: dict[type, list[Callable[[Any], None]]] = {}
