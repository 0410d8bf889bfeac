"""Pages of the walk say when a template names something that is not there."""

from collections.abc import Iterator

import pytest
from django.template import engines


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
