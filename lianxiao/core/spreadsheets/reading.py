"""Uploaded tables, row by row: .xlsx, .xls and .et alike, merged cells filled, stray signs gone.

Every empty row, and the sample row of the template, is passed over. Rows keep the numbers that Excel shows.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, load_workbook

from lianxiao.core.refusals import Refused
from lianxiao.core.spreadsheets.tables import REASON, Field, Table, in_all_languages, samples, sheet_name

HEADER_WITHIN = 10  # rows
UNREADABLE = gettext_noop("The file cannot be read as a table. Save it again as .xlsx.")
# Letters and digits only: full-width brackets and commas belong to Chinese texts.
_WIDE = [code for first, last in ("０９", "ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1)]
_UNSEEN = (0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF)
_NARROW: dict[int, int | str | None] = {
    **{wide: wide - 0xFEE0 for wide in _WIDE},
    **dict.fromkeys((0x00A0, 0x3000), " "),
    **dict.fromkeys(_UNSEEN),
}


class UnreadableTable(Refused):
    """The file is no table of this kind; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """Where a foreign table has each field: the row of its headings, columns from nought, and texts for every row."""

    heading: int
    columns: Mapping[str, int]
    texts: Mapping[str, str]


class UploadedTable:
    """Yields the number of each row in the file, and its texts in the order of the table's fields.

    `expected_count` is about how many rows there are, for showing progress. Raises UnreadableTable, also half-way.
    """

    def __init__(
        self, stream: BinaryIO, table: Table, *, sheet: str | None = None, mapped: Mapped | None = None
    ) -> None:
        """Of the sheet with this name, else of the first; by the headings of the template unless it is mapped."""
        self.table = table
        self.mapped = mapped
        book = _opened(stream)
        try:
            self.sheet = book.get_sheet_by_index(0) if sheet is None else book.get_sheet_by_name(sheet)
        except (CalamineError, ValueError, IndexError) as error:
            raise UnreadableTable(_(UNREADABLE)) from error
        self.expected_count = int(self.sheet.total_height)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        rows = enumerate(_filled(self.sheet), start=1)
        fields = self.table.fields
        places = _places(rows, self.table) if self.mapped is None else _said_places(rows, self.table, self.mapped)
        always = {} if self.mapped is None else self.mapped.texts
        shown = samples(self.table)
        count = 0
        for number, row in rows:
            texts = [
                tidy(row[place], is_code=one.is_code, has_lines=one.has_lines) if 0 <= place < len(row) else ""
                for one, place in zip(fields, places, strict=True)
            ]
            if any(texts) and texts not in shown:
                count += 1
                if count > self.table.most_rows:
                    raise UnreadableTable(_too_many(self.table))
                if always:
                    texts = [text or always.get(one.key, "") for one, text in zip(fields, texts, strict=True)]
                yield number, texts


def rows_of(sheet: CalamineSheet, most: int) -> list[list[str]]:
    """The first rows as texts."""
    shown = zip(range(most), _filled(sheet), strict=False)
    return [[tidy(cell, is_code=False) for cell in row] for _number, row in shown]


def sheets_of(stream: BinaryIO) -> list[tuple[str, CalamineSheet]]:
    """Every sheet of a workbook with its name. Raises UnreadableTable."""
    book = _opened(stream)
    return [(str(name), book.get_sheet_by_name(name)) for name in book.sheet_names]


def sheet_of(stream: BinaryIO, table: Table) -> str | None:
    """The sheet of a workbook that a table is filled in on: by its name, or by the mark of the template above it."""
    book = _opened(stream)
    names = {sheet_name(said) for said in in_all_languages(table.title)}
    if (named := next((name for name in book.sheet_names if name in names), None)) is not None:
        return named
    for name in book.sheet_names:
        for _number, row in zip(range(HEADER_WITHIN), book.get_sheet_by_name(name).iter_rows(), strict=False):
            if any(_mark(tidy(cell, is_code=False), table) for cell in row):
                return str(name)
    return None


def _opened(stream: BinaryIO) -> CalamineWorkbook:
    stream.seek(0)
    try:
        return load_workbook(stream)
    except (CalamineError, ValueError, IndexError) as error:
        raise UnreadableTable(_(UNREADABLE)) from error


def tidy(cell: Any, *, is_code: bool, has_lines: bool = False) -> str:
    """A cell as text. A number beyond Excel's fifteen digits shows that it has lost some: 1.2e+17."""
    if type(cell) is str:
        text = cell if cell.isascii() else cell.translate(_NARROW)
    elif type(cell) is float:
        text = str(int(cell)) if cell.is_integer() and abs(cell) < 10**15 else f"{cell:.15g}"
    elif isinstance(cell, date | datetime):
        text = cell.isoformat()[:10]
    else:
        text = str(cell)
    if has_lines:
        return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
    if not is_code:
        return " ".join(text.split())
    return "".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())


def _filled(sheet: CalamineSheet) -> Iterator[Sequence[Any]]:
    """The rows; what stands in a merged cell stands in each of its cells."""
    left = (sheet.start or (0, 0))[1]
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, first), (bottom, last) in sheet.merged_cell_ranges or []:
        # A title across all columns is no value of theirs; only what spans rows repeats.
        for spanned in range(top, bottom + 1 if bottom > top else top):
            merged |= {(spanned, column): (top, first) for column in range(first, last + 1)}
    kept: dict[tuple[int, int], Any] = {}
    for number, row in enumerate(sheet.iter_rows()):
        if merged:
            for column in range(len(row)):
                at = (number, column + left)
                if (origin := merged.get(at)) is not None:
                    row[column] = kept.setdefault(origin, row[column])
        yield row


def _places(rows: Iterator[tuple[int, Sequence[Any]]], table: Table) -> list[int]:
    """In which column of the file each field stands; -1 for one that need not be there."""
    known = {label: one.key for one in table.fields for label in in_all_languages(one.label)}
    best: dict[str, int] = {}
    for number, row in rows:
        texts = [tidy(cell, is_code=False) for cell in row]
        _must_be_of_this_version(texts, table)
        found = {known[name]: place for place, name in enumerate(map(_heading, texts)) if name in known}
        best = found if len(found) > len(best) else best
        if all(one.key in found for one in table.fields if one.required):
            _must_know([_heading(text) for text in texts], known)
            return [found.get(one.key, -1) for one in table.fields]
        if number >= HEADER_WITHIN:
            break
    raise UnreadableTable(_missing([one for one in table.fields if one.required and one.key not in best]))


def _said_places(rows: Iterator[tuple[int, Sequence[Any]]], table: Table, mapped: Mapped) -> list[int]:
    """As a person said; the rows are left behind the headings."""
    next((number for number, _row in rows if number >= mapped.heading), None)
    return [mapped.columns.get(one.key, -1) for one in table.fields]


def _too_many(table: Table) -> str:
    if table.most_rows == 1:
        return _("“%(table)s” is filled in on one row. Leave the rows below it empty.") % {"table": table.title}
    return _("The table has more than %(most)s rows. Divide it.") % {"most": table.most_rows}


def _heading(text: str) -> str:
    return text.strip("*＊ ")


def _must_be_of_this_version(texts: list[str], table: Table) -> None:
    for text in texts:
        mark = _mark(text, table)
        if mark and int(mark.group(1)) != table.version:
            raise UnreadableTable(_("The file was made from another version of the template. Use the present one."))


def _mark(text: str, table: Table) -> re.Match[str] | None:
    return re.search(rf"\b{re.escape(table.name)}-(\d+)\b", text, re.ASCII)


def _must_know(headings: list[str], known: dict[str, str]) -> None:
    strange = [name for name in headings if name and name not in known and name not in in_all_languages(REASON)]
    if strange:
        message = _("The template has no column “%(names)s”. Take it out, or give it the heading of the template.")
        raise UnreadableTable(message % {"names": "”, “".join(strange)})
    if len({name for name in headings if name}) < len([name for name in headings if name]):
        raise UnreadableTable(_("Two columns have the same heading. Take one of them out."))


def _missing(fields: list[Field]) -> str:
    names = _(", ").join(str(one.label) for one in fields)
    return _("The first rows have no heading with these columns: %(names)s. Use the template.") % {"names": names}
