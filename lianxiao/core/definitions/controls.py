"""What the templates need to draw an input: names, ids, values as typed, errors. No rule lives here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.html import format_html
from django.utils.safestring import SafeString

from lianxiao.core.definitions.organisations import Organisation


@dataclass(frozen=True)
class Place:
    """Where a control stands. `aria_label` is set where no visible label can be tied to the input."""

    name: str
    required: bool = False
    aria_label: str = ""
    has_help: bool = False
    errors: tuple[str, ...] = ()
    inner_errors: Mapping[tuple[int | None, str | None], tuple[str, ...]] = field(default_factory=dict)
    blank_rows: int | None = None

    @property
    def id(self) -> str:
        return f"id_{self.name}"

    @property
    def described_by(self) -> str:
        ids = ([f"{self.id}-help"] if self.has_help else []) + ([f"{self.id}-error"] if self.errors else [])
        return " ".join(ids)

    @property
    def aria(self) -> SafeString:
        """The attributes that every input needs, here because a template for them costs ten times as much."""
        attributes = [
            format_html(' {}="{}"', name, value)
            for name, value in (
                ("aria-label", self.aria_label),
                ("aria-required", "true" if self.required else ""),
                ("aria-describedby", self.described_by),
                ("aria-invalid", "true" if self.errors else ""),
            )
            if value
        ]
        return SafeString("".join(attributes))

    def part(self, column: str, *, row: int | None = None, label: str, required: bool = False) -> "Place":
        name = "-".join([self.name, *([] if row is None else [str(row)]), column])
        errors = self.inner_errors.get((row, column), ())
        return Place(name=name, required=required, aria_label=label, errors=errors)


@dataclass(frozen=True, kw_only=True)
class Control:
    template: ClassVar[str]
    at: Place


@dataclass(frozen=True, kw_only=True)
class LineControl(Control):
    template = "definitions/controls/line.html"
    value: str
    inputmode: str = "text"
    input_type: str = "text"
    unit: str = ""
    maxlength: int | None = None
    is_date: bool = False
    decimals: int | None = None


@dataclass(frozen=True, kw_only=True)
class LongControl(Control):
    template = "definitions/controls/long.html"
    value: str
    rows: int
    max_words: int | None
    words: int


@dataclass(frozen=True)
class Choosable:
    value: str
    label: str
    chosen: bool
    id: str


@dataclass(frozen=True, kw_only=True)
class SelectControl(Control):
    template = "definitions/controls/select.html"
    options: tuple[Choosable, ...]


@dataclass(frozen=True, kw_only=True)
class TicksControl(Control):
    """Radio buttons or check boxes; the hidden empty input tells "none chosen" from "not on the page"."""

    template = "definitions/controls/ticks.html"
    input_type: str
    options: tuple[Choosable, ...]


@dataclass(frozen=True, kw_only=True)
class PartsControl(Control):
    """Some named lines side by side: a person, a period."""

    template = "definitions/controls/parts.html"
    parts: tuple[tuple[str, LineControl], ...]


@dataclass(frozen=True, kw_only=True)
class OrganisationsControl(Control):
    template = "definitions/controls/organisations.html"
    names: tuple[str, ...]
    of: str
    multiple: bool


@dataclass(frozen=True, kw_only=True)
class FilesControl(Control):
    template = "definitions/controls/files.html"
    files: tuple[Mapping[str, object], ...]
    accept: str
    formats: str
    max_mb: int
    multiple: bool


@dataclass(frozen=True)
class Head:
    key: str
    label: str
    required: bool
    numeric: bool
    decimals: int
    help: str
    summed: bool


@dataclass(frozen=True)
class Cell:
    head: Head
    control: Control


@dataclass(frozen=True)
class Row:
    index: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class TableControl(Control):
    """`blank` is the row that the script copies; its index is -1 and its names carry __row__."""

    template = "definitions/controls/table.html"
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    blank: Row
    totals: tuple[tuple[Head, str], ...]
    max_rows: int


@dataclass(frozen=True, kw_only=True)
class SumControl(Control):
    template = "definitions/controls/sum.html"
    value: str
    unit: str
    of: str


@dataclass(frozen=True)
class FieldForm:
    """One field on a page. `only_if` says to people when the field applies; "" when it always does."""

    key: str
    type: str
    group: bool
    label: str
    help: str
    required: bool
    applies: bool
    only_if: str
    condition: str
    at: Place
    control: Control


@dataclass(frozen=True)
class SectionForm:
    key: str
    title: str
    help: str
    fields: tuple[FieldForm, ...]
    suggestions: tuple[tuple[str, tuple[Organisation, ...]], ...]
