"""Pages of the walk say when a template names something that is not there, or fetches rows by itself."""

from collections.abc import Iterator

import pytest
from django.db.models import QuerySet
from django.template import engines
from django.template.base import Variable


class Unknown(str):
    """Stands where a variable was not found; remembers which."""

    __slots__ = ("names",)
    names: list[str]

    def __contains__(self, part: object) -> bool:
        return part == "%s"  # Django asks whether it wants the name

    def __mod__(self, name: object) -> str:
        self.names.append(str(name))
        return ""


@pytest.fixture
def unknown_variables() -> Iterator[list[str]]:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    before, unknown = engine.string_if_invalid, Unknown("unknown")
    unknown.names = []
    engine.string_if_invalid = unknown
    yield unknown.names
    engine.string_if_invalid = before


@pytest.fixture
def walked_into(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Variables by which templates went on from a row to others that nobody had fetched for this actor.

    What hangs on a row and is shown with it was prefetched by the query that asked who is looking.
    """
    found: list[str] = []
    look_up = Variable._resolve_lookup

    def watched(self: Variable, context: object) -> object:
        value = look_up(self, context)
        if isinstance(value, QuerySet) and value._hints.get("instance") is not None and value._result_cache is None:
            found.append(str(self.var))
        return value

    monkeypatch.setattr(Variable, "_resolve_lookup", watched)
    return found
