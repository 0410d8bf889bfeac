"""What a template may show: fields by their Chinese names, as officials type them between braces."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Field:
    """One text, or (`many`) paragraphs that a template repeats. `sample` fills a trial."""

    name: str
    sample: str | list[str]
    required: bool = False

    @property
    def many(self) -> bool:
        return isinstance(self.sample, list)


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows with columns of their own, repeated in a table."""

    name: str
    columns: tuple[str, ...]
    sample: list[dict[str, str]] = field(default_factory=list)
    required: bool = True


Fields = dict[str, "Field | Listing"]


def samples(fields: Fields) -> dict[str, object]:
    return {name: one.sample for name, one in fields.items()}
