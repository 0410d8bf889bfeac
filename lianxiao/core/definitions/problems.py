"""What can be wrong: with a definition (for its author), with an answer (for the person who fills it in)."""

from dataclasses import dataclass


class DefinitionError(ValueError):
    """The definition cannot be used; `problems` lists everything found, each as "path: what is wrong"."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Fault:
    """Something wrong in one field's value; `column` is a table column or a part (start, name)."""

    message: str
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class Problem:
    """A fault with its place in the form. `row` counts from 0; `label` says the place to people."""

    field_key: str
    row: int | None
    column: str | None
    message: str
    section_key: str = ""
    label: str = ""

    @property
    def anchor(self) -> str:
        """The id of the input that the problem is about."""
        return input_id(self.field_key, self.row, self.column)


def input_id(*parts: str | int | None) -> str:
    return "-".join(["id_" + str(parts[0]), *(str(part) for part in parts[1:] if part is not None)])
