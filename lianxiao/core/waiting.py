"""What waits for a person: one line of the workbench, counted like the list that it links to."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """`path` is the list filtered to exactly the `count` rows; `due` is when the first of them falls due."""

    kind: str
    label: str
    count: int
    path: str
    due: datetime | None = None
