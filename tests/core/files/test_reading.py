"""The words of a file are read as people see them, so that numbers of people are found before it is published."""

import io
from collections.abc import Iterator

import openpyxl
import pytest
from django.utils import translation
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from lianxiao.core.files import RefusedFile, words_in
from lianxiao.core.personal_numbers import UnmaskedNumbers, refuse_personal_numbers
from tests.core.files import made

PHONE = "13812345678"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def word_with(*paragraphs: str) -> bytes:
    body = "".join(f"<w:p>{one}</w:p>" for one in paragraphs)
    space = f'xmlns:w="{made.WORD_SPACE}"'
    return made.word(document=f'<?xml version="1.0"?><w:document {space}><w:body>{body}</w:body></w:document>')


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def sheet_with(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "名单"
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def pdf_with(*pages: str) -> bytes:
    writer = PdfWriter()
    for text in pages:
        page = writer.add_blank_page(595, 842)
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode())
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page[NameObject("/Contents")] = writer._add_object(content)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "places"),
    [
        ("a.docx", word_with(run("第一段"), run("电话138") + run("12345678")), ["a.docx, line 2"]),
        (
            "a.xlsx",
            sheet_with(["姓名", "电话"], ["甲", 13812345678], ["乙", PHONE]),
            ["a.xlsx, 名单, line 2", "a.xlsx, 名单, line 3"],
        ),
        ("a.pdf", pdf_with("nothing", f"call {PHONE}"), ["a.pdf, page 2, line 1"]),
        ("a.docx", word_with(run("138****5678")), []),
        ("a.xlsx", sheet_with([138, 12345678]), []),
        ("a.png", made.picture(), []),
    ],
    ids=["word", "sheet", "pdf", "masked", "two cells", "picture"],
)
def test_personal_numbers_in_a_file_are_found_with_their_place(name: str, content: bytes, places: list[str]) -> None:
    stream = io.BytesIO(content)
    try:
        refuse_personal_numbers(words_in(name, stream))
        found = []
    except UnmaskedNumbers as refusal:
        found = [str(place) for place in refusal.places]
    assert [one.split(":")[0] for one in found] == places
    assert stream.tell() == 0


def test_a_file_whose_text_cannot_be_read_is_refused() -> None:
    with pytest.raises(RefusedFile):
        words_in("a.xlsx", io.BytesIO(made.word()))
