"""The words of an uploaded file, so that what must not be published can be looked for in them.

A picture, and a page that was scanned, has no words that a program could read; people look at those.
"""

from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError
from zipfile import ZipFile

from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from pypdf import PdfReader
from python_calamine import CalamineError, CalamineWorkbook

from lianxiao.core.files.names import extension
from lianxiao.core.files.pdf import BROKEN
from lianxiao.core.files.refusal import RefusedFile

MOST_PAGES = 200
MOST_CHARACTERS = 5_000_000
WORD_PARTS = ("word/document*.xml", "word/header*.xml", "word/footer*.xml", "word/*notes.xml", "word/comments.xml")
SLIDE_PARTS = ("ppt/slides/*.xml", "ppt/notesSlides/*.xml", "ppt/comments/*.xml")

Words = Iterator[tuple[str, str]]


def words_in(name: str, stream: BinaryIO) -> dict[str, str]:
    """By the place in the file, as people would name it: pages, sheets. The file has passed `check_upload`.

    Reads a seekable `stream` and leaves it at its start; of a very long file the beginning. Raises RefusedFile.
    """
    read = READERS.get(extension(name))
    try:
        found = _collected(name, read(stream)) if read else {}
    except (*BROKEN, RecursionError, CalamineError, ParseError) as error:
        raise RefusedFile(_("The text of the file cannot be read. Save it again in that format.")) from error
    stream.seek(0)
    return found


def _collected(name: str, words_by_place: Words) -> dict[str, str]:
    found: dict[str, str] = {}
    left = MOST_CHARACTERS
    for place, words in words_by_place:
        label = _("%(file)s, %(place)s") % {"file": name, "place": place} if place else name
        found[label] = f"{found[label]}\n{words}" if label in found else words
        left -= len(words)
        if left < 0:
            break
    return found


def _pdf(stream: BinaryIO) -> Words:
    stream.seek(0)
    reader = PdfReader(stream, strict=False)
    for number, page in enumerate(reader.pages[:MOST_PAGES], 1):
        yield _("page %(number)d") % {"number": number}, page.extract_text()


def _word(stream: BinaryIO) -> Words:
    yield "", "\n".join(_paragraphs(stream, WORD_PARTS))


def _slides(stream: BinaryIO) -> Words:
    yield "", "\n".join(_paragraphs(stream, SLIDE_PARTS))


def _paragraphs(stream: BinaryIO, parts: tuple[str, ...]) -> Iterator[str]:
    """A number that is set in several runs, as after a correction, stands in one paragraph."""
    stream.seek(0)
    with ZipFile(stream) as archive:
        for name in archive.namelist():
            if any(fnmatch(name, part) for part in parts):
                with archive.open(name) as content:
                    for _event, element in iterparse(content):
                        if _local(element) == "p":
                            yield "".join(one.text or "" for one in element.iter() if _local(one) == "t")
                            element.clear()


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _sheets(stream: BinaryIO) -> Words:
    """A line a row; whole numbers as they are read, not as the file keeps them (1.38E10)."""
    stream.seek(0)
    book = CalamineWorkbook.from_filelike(stream)
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).iter_rows()
        yield name, "\n".join(" | ".join(map(_cell, row)) for row in rows)


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


READERS: dict[str, Callable[[BinaryIO], Words]] = {"pdf": _pdf, "docx": _word, "xlsx": _sheets, "pptx": _slides}
