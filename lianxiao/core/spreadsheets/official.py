"""A table as an official paper in Excel: title, sections, borders, ready to be printed on A4 across."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from lianxiao.core.spreadsheets.tables import sheet_name
from lianxiao.core.spreadsheets.templates import OPTIONS

PAPER_A4 = 9
HEADINGS_ROW = 2


@dataclass(frozen=True, slots=True)
class Section:
    """A heading across the table and the rows under it, which are counted anew in each section."""

    title: str
    rows: list[list[str]]


def write_official(
    title: str, subtitle: str, columns: Sequence[tuple[str, int]], sections: Sequence[Section], *, signed: str
) -> bytes:
    """`columns` are labels and widths in characters; a column of running numbers is put before them."""
    content = BytesIO()
    with Workbook(content, {**OPTIONS, "in_memory": True}) as book:
        sheet = book.add_worksheet(sheet_name(title))
        last = len(columns)
        sheet.set_column(0, 0, 6)
        for at, (_label, width) in enumerate(columns, start=1):
            sheet.set_column(at, at, width)
        looks = _formats(book)
        sheet.merge_range(0, 0, 0, last, title, looks["title"])
        sheet.merge_range(1, 0, 1, last, subtitle, looks["subtitle"])
        for at, label in enumerate(("序号", *(label for label, _width in columns))):
            sheet.write_string(HEADINGS_ROW, at, label, looks["heading"])
        row = HEADINGS_ROW + 1
        for section in sections:
            sheet.merge_range(row, 0, row, last, section.title, looks["section"])
            for number, texts in enumerate(section.rows, start=1):
                sheet.write_number(row + number, 0, number, looks["number"])
                for at, text in enumerate(texts, start=1):
                    sheet.write_string(row + number, at, text, looks["text"])
            row += len(section.rows) + 1
        sheet.merge_range(row + 1, 0, row + 1, last, signed, looks["signed"])
        sheet.freeze_panes(HEADINGS_ROW + 1, 0)
        sheet.set_landscape()
        sheet.set_paper(PAPER_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADINGS_ROW)
        sheet.set_footer("&C第 &P 页，共 &N 页")
    return content.getvalue()


def _formats(book: Workbook) -> dict[str, Format]:
    cell = {"border": 1, "text_wrap": True, "valign": "vcenter", "num_format": "@"}
    return {
        "title": book.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"}),
        "subtitle": book.add_format({"align": "center", "font_color": "#4B5563"}),
        "heading": book.add_format({**cell, "bold": True, "align": "center", "bg_color": "#F2F2F2"}),
        "section": book.add_format({**cell, "bold": True, "text_wrap": False}),
        "number": book.add_format({**cell, "align": "center", "num_format": "0"}),
        "text": book.add_format(cell),
        "signed": book.add_format({"align": "right"}),
    }
