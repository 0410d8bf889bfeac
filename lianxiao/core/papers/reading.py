"""A Word file as a row of paragraphs and tables: what the layout needs to know, and nothing else."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from lianxiao.core.papers.styles import Part, part_of


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or with `rows` a table: each row is a list of texts, the first `heads` rows are its head."""

    part: str
    runs: tuple[Run, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()
    heads: int = 0

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Paper:
    blocks: tuple[Block, ...]
    landscape: bool = False

    def text_of(self, part: Part) -> str:
        """The paragraphs of that part, one a line."""
        return "\n".join(block.text for block in self.blocks if block.part == part and block.text.strip())


@dataclass(slots=True)
class Place:
    """A paragraph with the number that Word's reader would give it, counted from the top; 0 in head or foot."""

    number: int
    paragraph: Paragraph
    in_table: bool = False
    row: Any = field(default=None)


def read(content: bytes) -> Paper:
    """From bytes that were checked. Empty paragraphs are spacing, which the layout gives by itself."""
    document = docx.Document(io.BytesIO(content))
    blocks = [block for item in document.iter_inner_content() if (block := _block(item)) is not None]
    section = document.sections[0]
    return Paper(tuple(blocks), landscape=bool((section.page_width or 0) > (section.page_height or 0)))


def _block(item: Paragraph | Table) -> Block | None:
    if isinstance(item, Table):
        return _table(item)
    if not item.text.strip():
        return None
    part = part_of(_style_name(item))
    return Block(part, tuple(Run(run.text, bool(run.bold)) for run in _runs(item) if run.text))


def _runs(paragraph: Paragraph) -> Iterator[Any]:
    for item in paragraph.iter_inner_content():
        if hasattr(item, "runs"):
            yield from item.runs
        else:
            yield item


def _table(table: Table) -> Block | None:
    """A head is what Word repeats on each page."""
    rows = tuple(tuple(cell.text.strip() for cell in row.cells) for row in table.rows)
    if not rows:
        return None
    heads = sum(row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows)
    widths = tuple(int(column.get(qn("w:w")) or 0) for column in table._tbl.tblGrid.findall(qn("w:gridCol")))
    return Block(Part.CELL, rows=rows, widths=_widths(table, widths), heads=heads)


def _widths(table: Table, grid: tuple[int, ...]) -> tuple[int, ...]:
    """Of the first row's cells where they say it, which is what Word goes by."""
    said = tuple(int(cell.width or 0) for cell in table.rows[0].cells)
    return said if all(said) else grid


def places(content: bytes) -> Iterator[Place]:
    """Every paragraph, those in tables and in heads and feet included."""
    document: Any = docx.Document(io.BytesIO(content))
    number = 0
    for item in document.iter_inner_content():
        if isinstance(item, Paragraph):
            number += 1
            yield Place(number, item)
        else:
            for place in _in_table(item):
                number += 1
                yield Place(number, place.paragraph, in_table=True, row=place.row)
    for section in document.sections:
        for around in (
            section.header,
            section.footer,
            section.even_page_header,
            section.even_page_footer,
            section.first_page_header,
            section.first_page_footer,
        ):
            if not around.is_linked_to_previous:
                yield from (Place(0, paragraph) for paragraph in around.paragraphs)


def _in_table(table: Table) -> Iterator[Place]:
    for row in table.rows:
        seen: set[Any] = set()
        for cell in row.cells:
            if cell._tc not in seen:
                seen.add(cell._tc)
                yield from _in_cell(cell, row)


def _in_cell(cell: _Cell, row: Any) -> Iterator[Place]:
    for item in cell.iter_inner_content():
        if isinstance(item, Paragraph):
            yield Place(0, item, in_table=True, row=row._tr)
        else:
            yield from _in_table(item)


def _style_name(paragraph: Paragraph) -> str:
    return str(paragraph.style.name or "") if paragraph.style else ""
