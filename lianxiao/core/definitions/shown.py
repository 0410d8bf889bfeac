"""An answer for reading: the same structure for a page, a PDF, a sheet and the difference view.

`kind` survives dataclasses.asdict, so that a typesetter can tell the structures apart.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ShownText:
    text: str = ""
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class ShownList:
    items: tuple[str, ...] = ()
    kind: Literal["list"] = "list"

    @property
    def text(self) -> str:
        return "\n".join(self.items)


@dataclass(frozen=True)
class ShownColumn:
    key: str
    label: str
    numeric: bool


@dataclass(frozen=True)
class ShownTable:
    """`totals` has one text per column ("" where none is wanted), or nothing when no column is summed."""

    columns: tuple[ShownColumn, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    totals: tuple[str, ...] = ()
    kind: Literal["table"] = "table"

    @property
    def labelled_rows(self) -> list[list[tuple[ShownColumn, str]]]:
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]

    @property
    def labelled_totals(self) -> list[tuple[ShownColumn, str]]:
        return list(zip(self.columns, self.totals, strict=True))

    @property
    def text(self) -> str:
        return "\n".join(" | ".join(row) for row in (*self.rows, *((self.totals,) if self.totals else ())))


@dataclass(frozen=True)
class ShownFile:
    name: str
    size: int
    url: str


@dataclass(frozen=True)
class ShownFiles:
    files: tuple[ShownFile, ...] = ()
    kind: Literal["files"] = "files"

    @property
    def text(self) -> str:
        return "\n".join(file.name for file in self.files)


Shown = ShownText | ShownList | ShownTable | ShownFiles


@dataclass(frozen=True)
class ShownField:
    key: str
    type: str
    label: str
    empty: bool
    content: Shown


@dataclass(frozen=True)
class ShownSection:
    key: str
    title: str
    fields: tuple[ShownField, ...]
