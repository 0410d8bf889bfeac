"""Export of a table. No cell is ever a formula, whatever the texts begin with: they are written as text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rustpy_xlsxwriter import Format, write_worksheets

from lianxiao.core.spreadsheets.columns import AS, FORMATS, SHORT_TEXT, WIDTHS, Column, as_text
from lianxiao.core.spreadsheets.tables import sheet_name


def write_xlsx(
    columns: Sequence[Column], rows: Iterable[Sequence[object]], *, title: str, note: Sequence[tuple[str, str]]
) -> IO[bytes]:
    """An Excel file with the rows on the first sheet, and on the second what they are.

    `note` holds pairs of label and text: who exported, which filters. Title, time and the number of rows are
    added. Returns a temporary file at its start, which is gone once closed: hand it to a FileResponse.
    """
    file = NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115  the caller closes it when it has been sent
    try:
        _write(file.name, _told_apart(columns), Counted(rows), title, note)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


class Counted:
    """Counts the rows that went through: known only when the file is written."""

    def __init__(self, rows: Iterable[Sequence[object]]) -> None:
        self.rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[object]]:
        for row in self.rows:
            self.count += 1
            yield row


def _write(path: str, columns: Sequence[Column], counted: Counted, title: str, note: Sequence[tuple[str, str]]) -> None:
    about = _("About this table")
    name = _sheet_name(title, taken=about)
    write_worksheets(
        [(name, _records(columns, counted)), (about, _about(title, note, counted))],
        path,
        freeze_panes={"general": {"row": 1, "col": 0}},
        header_format={"general": _header()},
        autofilter={name: True},
        column_widths={
            name: {column.label: column.width or WIDTHS[column.kind] for column in columns},
            about: [24.0, 80.0],
        },
        column_formats={
            name: {column.label: _cells(column) for column in columns},
            about: [Format().set_num_format("@"), Format().set_num_format("@").set_text_wrap()],
        },
        ignore_errors={name: [column.label for column in columns if column.kind == "text"]},
        page_setup={name: {"landscape": True, "paper_size": 9, "fit_to_pages": (1, 0), "repeat_rows": 0}},
    )


def _records(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> Iterator[dict[str, object]]:
    """Rows as the writer takes them. Written for speed: a million cells pass here, nearly all of them short texts."""
    labels = [column.label for column in columns]
    texts = [place for place, column in enumerate(columns) if column.kind == "text"]
    others = [(column.label, place, AS[column.kind]) for place, column in enumerate(columns) if column.kind != "text"]
    texts_of = itemgetter(*texts, *texts[:1]) if texts else _none_of  # one more, as a single one would come bare
    empty = True
    for row in rows:
        empty = False
        record = dict(zip(labels, row, strict=True))
        if not _all_short(texts_of(row)):
            for place in texts:
                record[labels[place]] = as_text(row[place])
        for label, place, write in others:
            record[label] = write(row[place])
        yield record
    if empty:
        yield dict.fromkeys(labels)  # the header appears only together with a row


def _none_of(_row: Sequence[object]) -> Sequence[object]:
    return ()


def _all_short(texts: Sequence[Any]) -> bool:
    """Whether these are texts, all of them, and fit their cells even taken together."""
    try:
        return len("".join(texts)) <= SHORT_TEXT
    except TypeError:
        return False


def _about(title: str, note: Sequence[tuple[str, str]], rows: Counted) -> Iterator[dict[str, str]]:
    item, content = _("Particulars"), _("Content")
    moment = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    for label, text in [(_("Table"), title), (_("Exported at"), moment), *note, (_("Number of rows"), str(rows.count))]:
        yield {item: label, content: text}


def _told_apart(columns: Sequence[Column]) -> list[Column]:
    """The writer knows columns by their labels; a second of the same name is numbered."""
    seen: dict[str, int] = {}
    apart = []
    for column in columns:
        seen[column.label] = count = seen.get(column.label, 0) + 1
        apart.append(column if count == 1 else replace(column, label=f"{column.label} ({count})"))
    return apart


def _sheet_name(title: str, *, taken: str) -> str:
    name = sheet_name(title)
    return "1" if name.lower() in {"", taken.lower()} else name


def _header() -> Format:
    return (
        Format()
        .set_bold()
        .set_background_color("#E8EDF4")
        .set_border_bottom("thin")
        .set_border_color("#8A94A3")
        .set_align("center")
        .set_align("vcenter")
        .set_text_wrap()
    )


def _cells(column: Column) -> Format:
    made = Format().set_num_format(FORMATS[column.kind]).set_align("top")
    return made.set_text_wrap() if column.kind == "text" else made
