"""A Word template in the layout of GB/T 9704-2012, made from lines of text: what ships, and officials then edit.

A4, margins 37/35/28/26 mm, 22 lines of 28 characters, page number outside below the text, imprint at its foot.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from lianxiao.core.papers.styles import FALLBACKS, FOUR, PLAIN, RED, STYLES, THREE, Part, Style, name_of

TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26  # mm
LINES, TEXT_HEIGHT, TEXT_WIDTH = 22, 225, 156  # mm
TWIPS_PER_MM = 1440 / 25.4
PITCH = TEXT_HEIGHT / LINES * TWIPS_PER_MM  # twips
ALIGN: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
# Of these, Word would set a line of 29 points too low; they are as high as their letters.
TALL = (Part.HEAD, Part.TITLE)


@dataclass(frozen=True, slots=True)
class Table:
    """A head and one row that repeats: `each` is the loop, such as "行 in 名单"; widths in mm."""

    columns: Sequence[str]
    cells: Sequence[str]
    each: str
    widths: Sequence[int]


Line = tuple[Part, str]


def build(lines: Sequence[Line | Table], *, title: str) -> bytes:
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = title, ""
    _page(document)
    for style in STYLES:
        _style(document, style)
    _fonts(document)
    for line in lines:
        if isinstance(line, Table):
            _table(document, line)
        else:
            part, text = line
            document.add_paragraph(text, style=name_of(part))
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _page(document: Document) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.footer_distance = Mm(BOTTOM - 7 - 5)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(PITCH)))
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(grid)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _page_number(footer: Any, align: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, right on odd pages and left on even ones, one character in."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(FOUR)
    for text in ("— ", "", " —"):
        run = paragraph.add_run(text)
        _font(run._r.get_or_add_rPr(), PLAIN)
        run.font.size = Pt(FOUR)
        if not text:
            for kind, code in (("begin", ""), ("", " PAGE "), ("end", "")):
                run._r.append(_field_char(kind) if kind else _field_code(code))


def _field_char(kind: str) -> Any:
    char = OxmlElement("w:fldChar")
    char.set(qn("w:fldCharType"), kind)
    return char


def _field_code(code: str) -> Any:
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = code
    return instruction


def _font(properties: Any, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for where in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(where), name)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def _style(document: Document, style: Style) -> None:
    made: Any = document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = document.styles["Normal"]
    made.quick_style = True
    _font(made.element.get_or_add_rPr(), style.font)
    made.font.size, made.font.bold = Pt(style.size), style.bold
    if style.red:
        made.font.color.rgb = RGBColor.from_string(RED)
    shape = made.paragraph_format
    shape.alignment = ALIGN[style.align]
    shape.first_line_indent = Pt(style.indent * style.size)
    shape.left_indent, shape.right_indent = Pt(style.left * style.size), Pt(style.right * style.size)
    shape.space_before, shape.space_after = Pt(style.before * PITCH / 20), Pt(0)
    shape.widow_control = False
    if style.part in (Part.CELL, Part.TABLE_HEAD, *TALL):
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        shape.line_spacing = Pt(PITCH / 20)
    shape.keep_with_next = style.part in (Part.HEADING, Part.SUBHEADING, Part.SIGNER)
    _lines_and_place(made.element.get_or_add_pPr(), style.part)


def _lines_and_place(properties: Any, part: Part) -> None:
    """The red rule 4 mm below the number; the imprint between black ones, put at the foot when a letter is made."""
    if part == Part.NUMBER:
        properties.insert_element_before(_borders(bottom=(RED, 16, 11)), *AFTER_BORDERS)
    if part in (Part.COPIES, Part.PRINTED):
        lower = {"bottom": ("000000", 8, 1)} if part == Part.PRINTED else {}
        properties.insert_element_before(
            _borders(top=("000000", 8 if part == Part.COPIES else 6, 1), **lower), *AFTER_BORDERS
        )
        edge = round(TEXT_WIDTH * TWIPS_PER_MM - FOUR * 20)
        tabs = parse_xml(f'<w:tabs {nsdecls("w")}><w:tab w:val="right" w:pos="{edge}"/></w:tabs>')
        properties.insert_element_before(tabs, "w:suppressAutoHyphens", "w:kinsoku", "w:spacing", "w:ind", "w:jc")


AFTER_BORDERS = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:spacing", "w:ind", "w:jc")


def _borders(**sides: tuple[str, int, int]) -> Any:
    drawn = "".join(
        f'<w:{side} w:val="single" w:sz="{width}" w:space="{space}" w:color="{colour}"/>'
        for side, (colour, width, space) in sides.items()
    )
    return parse_xml(f"<w:pBdr {nsdecls('w')}>{drawn}</w:pBdr>")


def _fonts(document: Document) -> None:
    """The plain text in 仿宋, and for each font what stands in where it is missing."""
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(THREE)
    _font(normal.element.get_or_add_rPr(), "仿宋_GB2312")
    table = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    declared = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    table._blob = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{declared}</w:fonts>'.encode()
    )


def _table(document: Document, table: Table) -> None:
    """Head, the loop's begin, the row, the loop's end: each a row of its own, as the template's rows repeat."""
    drawn = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    drawn.autofit = False
    for column, width in zip(drawn.columns, table.widths, strict=True):
        column.width = Mm(width)
    rows = [
        (table.columns, Part.TABLE_HEAD),
        ([f"{{%tr for {table.each} %}}"], Part.CELL),
        (table.cells, Part.CELL),
        (["{%tr endfor %}"], Part.CELL),
    ]
    for number, (texts, part) in enumerate(rows):
        row = drawn.add_row()
        for cell, text in zip(row.cells, [*texts, *[""] * (len(table.columns) - len(texts))], strict=True):
            cell.paragraphs[0].text = text
            cell.paragraphs[0].style = document.styles[name_of(part)]
        for cell, width in zip(row.cells, table.widths, strict=True):
            cell.width = Mm(width)
        if number == 0:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
