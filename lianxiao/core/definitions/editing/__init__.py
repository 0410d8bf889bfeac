"""Changes to a definition's JSON, as pure functions: each returns a new definition and leaves the given one alone.

A definition that is being made may have problems; `problems_of` tells each with the spot and the property it is
about. A spot names one thing of a definition: "section:basic", "field:title", "column:members.name",
"option:kind.a", "check:amounts", "form:".
"""

from lianxiao.core.definitions.editing.blanks import new_check, new_column, new_field, new_option, new_section
from lianxiao.core.definitions.editing.operations import add, change, duplicate, move, put_in_section, remove
from lianxiao.core.definitions.editing.problems import SpotProblem, problems_of
from lianxiao.core.definitions.editing.spots import NotThere, Raw, Spot, at, place_of

__all__ = [
    "NotThere",
    "Raw",
    "Spot",
    "SpotProblem",
    "add",
    "at",
    "change",
    "duplicate",
    "move",
    "new_check",
    "new_column",
    "new_field",
    "new_option",
    "new_section",
    "place_of",
    "problems_of",
    "put_in_section",
    "remove",
]
