"""Organisations that a form may name: handed in by the caller, found by any name people use."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Organisation:
    id: int
    name: str
    name_en: str = ""
    short_name: str = ""
    university: bool = True


class Register:
    """Finds an organisation by its name in either language or its short name."""

    def __init__(self, organisations: Iterable[Organisation] = ()) -> None:
        self._all = tuple(organisations)
        self._by_name: dict[str, Organisation] = {}
        for one in self._all:
            for name in (one.name, one.name_en, one.short_name):
                if name:
                    self._by_name.setdefault(name.casefold(), one)

    def find(self, name: str) -> Organisation | None:
        return self._by_name.get(name.casefold())

    def suggestions(self, of: str) -> list[Organisation]:
        return [one for one in self._all if of == "any" or one.university]
