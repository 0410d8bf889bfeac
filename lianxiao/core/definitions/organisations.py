"""Organisations that a form may name: handed in by the caller, found by any name people use."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Organisation:
    id: int
    name: str
    name_en: str = ""
    short_name: str = ""
    university: bool = True


class Register:
    """Finds an organisation by its name in either language or its short name; asked for once somebody looks."""

    def __init__(self, organisations: Iterable[Organisation] = ()) -> None:
        self._given = organisations

    @cached_property
    def _all(self) -> tuple[Organisation, ...]:
        return tuple(self._given)

    @cached_property
    def _by_name(self) -> dict[str, Organisation]:
        known: dict[str, Organisation] = {}
        for one in self._all:
            for name in (one.name, one.name_en, one.short_name):
                if name:
                    known.setdefault(name.casefold(), one)
        return known

    def find(self, name: str) -> Organisation | None:
        return self._by_name.get(name.casefold())

    def suggestions(self, of: str) -> list[Organisation]:
        return [one for one in self._all if of == "any" or one.university]
