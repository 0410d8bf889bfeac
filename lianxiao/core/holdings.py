"""What a person holds at an organisation, by kinds: what is handed over when he leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that is held. `title` gives nothing of the case away to who may not read it."""

    row: Any
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Holding:
    """A kind of thing, held by somebody in one of these roles.

    `rows` is everything of the kind at an organisation (None: at every one); `user` and `house` are the paths to the
    person and the organisation. `told` names the rows, as its own people read them or as others do. `give` puts a
    successor in the person's place; without it `stays` says what becomes of the things.
    """

    kind: str
    label: str | Promise
    roles: frozenset[str]
    rows: Callable[[int | None], "QuerySet[Any]"]
    user: str
    house: str
    told: Callable[["QuerySet[Any]", bool], list[Held]]
    give: Callable[..., None] | None = None
    stays: str | Promise = ""
