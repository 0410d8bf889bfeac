"""Tables of whatever form: which row holds the headings, and which column is likely to be which field.

What is proposed here a person corrects; nothing is guessed at afterwards.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from lianxiao.core.spreadsheets.reading import HEADER_WITHIN, UnreadableTable, rows_of, sheets_of
from lianxiao.core.spreadsheets.tables import Field, Table, in_all_languages

SAMPLES = 3
MOST_COLUMNS = 200
LONGEST_SHOWN = 60
# How sure a match is: the field's own name, a name it is known by, such a name within a longer heading.
NAMED, KNOWN, WITHIN = 300, 200, 0
_IN_BRACKETS = re.compile(r"[（(\[【].*?[）)\]】]")
_STRAY = re.compile(r"[\s*＊:：·、/_-]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the file: `place` from nought, what stands above it, and in its first rows."""

    place: int
    text: str
    samples: tuple[str, ...]

    @property
    def letters(self) -> str:
        return str(xl_col_to_name(self.place))

    @property
    def in_words(self) -> str:
        said = f"{self.letters} · {self.text}" if self.text else self.letters
        sample = next((one for one in self.samples if one), "")
        return f"{said}（{sample[:20]}）" if sample else said


@dataclass(frozen=True, slots=True)
class Seen:
    """The sheet that looks most like the table; `row` is the one with the headings, as Excel numbers it."""

    sheet: str
    row: int
    headings: tuple[Heading, ...]


def look_at(stream: BinaryIO, table: Table) -> Seen:
    """Raises UnreadableTable."""
    best: tuple[tuple[int, int], Seen] | None = None
    for name, sheet in sheets_of(stream):
        rows = rows_of(sheet, HEADER_WITHIN + SAMPLES)
        for at, row in enumerate(rows[:HEADER_WITHIN]):
            worth = (len(proposed(row, table)), sum(1 for text in row if text))
            if worth[1] and (best is None or worth > best[0]):
                best = worth, Seen(name, at + 1, _headings(rows, at))
    if best is None:
        raise UnreadableTable(_("The table has no rows."))
    return best[1]


def _headings(rows: Sequence[Sequence[str]], at: int) -> tuple[Heading, ...]:
    below = rows[at + 1 : at + 1 + SAMPLES]
    width = min(max(len(row) for row in rows), MOST_COLUMNS)

    def cell(row: Sequence[str], place: int) -> str:
        return row[place][:LONGEST_SHOWN] if place < len(row) else ""

    found = [Heading(place, cell(rows[at], place), tuple(cell(row, place) for row in below)) for place in range(width)]
    return tuple(one for one in found if one.text or any(one.samples))


def proposed(headings: Sequence[str], table: Table) -> dict[str, int]:
    """Columns by the key of the field; each column is used once, the surest match first."""
    said = [(_plain(text), _plain(_IN_BRACKETS.sub("", text))) for text in headings[:MOST_COLUMNS]]
    sure = [
        (worth, -at, -place, one.key)
        for at, one in enumerate(table.fields)
        for place, words in enumerate(said)
        if (worth := _worth(one, words)) > 0
    ]
    found: dict[str, int] = {}
    for _sure, _at, place, key in sorted(sure, reverse=True):
        if key not in found and -place not in found.values():
            found[key] = -place
    return found


def _worth(one: Field, words: tuple[str, str]) -> int:
    whole, bare = words
    if not whole:
        return 0
    named = {_plain(said) for said in in_all_languages(one.label)}
    if whole in named or bare in named:
        return NAMED
    known = {_plain(name) for name in one.known_as}
    if whole in known or bare in known:
        return KNOWN
    return max((WITHIN + len(name) for name in known if name in whole), default=0)


def _plain(text: str) -> str:
    return _STRAY.sub("", text).casefold()


def kept(seen: Seen) -> dict[str, Any]:
    """As it is stored; `seen_again` reads it."""
    headings = [[one.place, one.text, list(one.samples)] for one in seen.headings]
    return {"sheet": seen.sheet, "row": seen.row, "headings": headings}


def seen_again(said: Mapping[str, Any]) -> Seen:
    headings = tuple(Heading(place, text, tuple(samples)) for place, text, samples in said["headings"])
    return Seen(said["sheet"], said["row"], headings)
