"""The template that people fill in, and the file of bad rows, which has the same form and can be uploaded again."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lianxiao.core.spreadsheets.checking import Row
from lianxiao.core.spreadsheets.tables import REASON, Field, Table, sheet_name

LONGEST_LIST = 255  # characters that Excel takes for a drop-down list
FIRST = 2  # rows above the data: the version, the headings
# Nothing that somebody typed is ever a formula or a link.
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_template(table: Table) -> bytes:
    """With a sample row, which may stay: it is not imported."""
    return write_rows(table, [[str(one.sample) for one in table.fields]])


def write_rows(table: Table, rows: Iterable[Sequence[str]]) -> bytes:
    """The template with these rows."""
    content = BytesIO()
    with Workbook(content, {**OPTIONS, "in_memory": True}) as book:
        sheet = _sheet(book, table)
        example = book.add_format({"italic": True, "font_color": "#6B7280", "num_format": "@"})
        for at, texts in enumerate(rows, start=FIRST):
            for column, text in enumerate(texts):
                sheet.write_string(at, column, text, example)
        _explain(book, table)
    return content.getvalue()


def write_book(sheets: Iterable[tuple[Table, Sequence[Sequence[str]]]]) -> bytes:
    """A workbook with a sheet for each table and these rows in it; a sample row where there are none."""
    content, sheets = BytesIO(), list(sheets)
    with Workbook(content, {**OPTIONS, "in_memory": True}) as book:
        plain = book.add_format({"num_format": "@"})
        example = book.add_format({"italic": True, "font_color": "#6B7280", "num_format": "@"})
        for table, rows in sheets:
            sheet = _sheet(book, table)
            for at, texts in enumerate(rows or [[str(one.sample) for one in table.fields]], start=FIRST):
                for column, text in enumerate(texts):
                    sheet.write_string(at, column, text, plain if rows else example)
        _explain(book, *(table for table, _rows in sheets))
    return content.getvalue()


def write_error_book(sheets: Iterable[tuple[Table, Sequence[Row]]]) -> bytes:
    """The workbook as it was uploaded, all rows of it, and in the last column of each sheet what is wrong."""
    content, sheets = BytesIO(), list(sheets)
    with Workbook(content, {**OPTIONS, "in_memory": True}) as book:
        for table, rows in sheets:
            _mark_errors(book, _sheet(book, table), table, rows)
        _explain(book, *(table for table, _rows in sheets))
    return content.getvalue()


def write_errors(table: Table, rows: Iterable[Row]) -> bytes:
    """The rows as they were typed, and in the last column what is wrong with each."""
    content = BytesIO()
    with Workbook(content, {**OPTIONS, "in_memory": True}) as book:
        _mark_errors(book, _sheet(book, table), table, rows)
        _explain(book, table)
    return content.getvalue()


def _mark_errors(book: Workbook, sheet: Worksheet, table: Table, rows: Iterable[Row]) -> None:
    last = len(table.fields)
    red = book.add_format({"font_color": "#B42318", "text_wrap": True, "valign": "top"})
    wrong = book.add_format({"num_format": "@", "bg_color": "#FDE7E9"})
    sheet.set_column(last, last, 60)
    sheet.write_string(1, last, str(REASON), _head(book))
    labels = {one.key: str(one.label) for one in table.fields}
    for at, row in enumerate(rows, start=FIRST):
        for column, (one, text) in enumerate(zip(table.fields, row.texts, strict=True)):
            sheet.write_string(at, column, text, wrong if one.key in row.problems else None)
        sheet.write_string(at, last, "\n".join(f"{labels[key]}: {said}" for key, said in row.problems.items()), red)


def _sheet(book: Workbook, table: Table) -> Worksheet:
    sheet = book.add_worksheet(sheet_name(str(table.title)))
    text = book.add_format({"num_format": "@"})
    head, star = _head(book), book.add_format({"bold": True, "font_color": "#C00000"})
    black = book.add_format({"bold": True})
    version = _("%(title)s · version of the template: %(mark)s · columns with a red * must be filled in")
    sheet.write_string(0, 0, version % {"title": table.title, "mark": table.mark}, book.add_format({"italic": True}))
    for column, one in enumerate(table.fields):
        sheet.set_column(column, column, max(14, min(one.longest, 28)), text)
        if one.required:
            sheet.write_rich_string(1, column, star, "*", black, str(one.label), head)
        else:
            sheet.write_string(1, column, str(one.label), head)
        names = [str(label) for label in one.choices.values()]
        if names and len(",".join(names)) <= LONGEST_LIST:
            sheet.data_validation(FIRST, column, FIRST + table.most_rows, column, {"validate": "list", "source": names})
    sheet.freeze_panes(FIRST, 0)
    return sheet


def _explain(book: Workbook, *tables: Table) -> None:
    sheet = book.add_worksheet(_("How to fill it in"))
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    heads = (_("Column"), _("Required"), _("What to write"), _("Example"))
    for column, (text, width) in enumerate(zip(heads, (18, 10, 70, 28), strict=True)):
        sheet.set_column(column, column, width, wrap)
        sheet.write_string(0, column, text, _head(book))
    fields = [one for table in tables for one in table.fields]
    for at, one in enumerate(fields, start=1):
        needed = _("yes") if one.required else _("no")
        for column, text in enumerate((str(one.label), needed, _about(one), str(one.sample))):
            sheet.write_string(at, column, text, wrap)
    below = len(fields) + 2
    for at, text in enumerate(_rules(tables), start=below):
        sheet.merge_range(at, 0, at, len(heads) - 1, text, wrap)


def _about(one: Field) -> str:
    names = _(", ").join(map(str, one.choices.values()))
    return str(one.help) or (_("One of these: %(names)s.") % {"names": names} if names else "")


def _rules(tables: Sequence[Table]) -> list[str]:
    rows = _("The sample row may stay: it is not imported. At most %(most)s rows.")
    if len(tables) == 1:
        said = [rows % {"most": tables[0].most_rows}]
    else:
        said = [f"{table.title}: {rows % {'most': table.most_rows}}" for table in tables]
        said.append(_("A sheet without rows, or one that is taken out, leaves what stands in the platform as it is."))
    return [
        *said,
        _("Nothing is written before you confirm, and then all rows or none."),
        _("Saved as .xlsx, .xls or .et. Do not rename the columns."),
    ]


def _head(book: Workbook) -> Format:
    return book.add_format(
        {
            "bold": True,
            "bg_color": "#E8EDF4",
            "bottom": 1,
            "bottom_color": "#8A94A3",
            "align": "center",
            "valign": "vcenter",
        }
    )
