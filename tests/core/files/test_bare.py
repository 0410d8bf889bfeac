"""Files leave without what they say about their makers, and with everything else."""

import io
import zipfile

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from PIL import Image
from pypdf import PdfReader, PdfWriter

from lianxiao.core.files import RefusedFile, bare, words_in
from tests.core.files import made

MAKER = "辽宁大学赵某某"
CAMERA = "Camera of Zhao"  # EXIF knows ASCII only


def everything_in(content: bytes) -> bytes:
    """Also what is packed."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(everything_in(archive.read(name)) for name in archive.namelist())


def a_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_metadata({"/Author": MAKER, "/Company": MAKER, "/Title": MAKER})
    return made.pdf(writer)


def a_word_file() -> bytes:
    document = Document()
    document.add_paragraph("合作基础")
    document.core_properties.author = document.core_properties.last_modified_by = MAKER
    document.add_comment(document.paragraphs[0].runs[0], "请核对", author=MAKER, initials="赵")
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def a_workbook() -> bytes:
    book = Workbook()
    book.properties.creator = MAKER
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "仪器名称"
    sheet["A1"].comment = Comment("请核对", MAKER)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def a_photograph() -> bytes:
    picture, facts, content = Image.new("RGB", (40, 30), "red"), Image.Exif(), io.BytesIO()
    facts[315] = CAMERA  # Artist
    facts[274] = 6  # held upright
    picture.save(content, "JPEG", exif=facts)
    return content.getvalue()


FILES = {
    "合作协议.pdf": a_pdf(),
    "合作方案.docx": a_word_file(),
    "设备清单.xlsx": a_workbook(),
    "照片.jpeg": a_photograph(),
}


def names_maker(content: bytes) -> bool:
    """As bytes, and as the readers of the formats have it."""
    whole = everything_in(content)
    if content.startswith(b"%PDF"):
        return any(MAKER in str(value) for value in (PdfReader(io.BytesIO(content)).metadata or {}).values())
    if content.startswith(b"\xff\xd8"):
        with Image.open(io.BytesIO(content)) as picture:
            return CAMERA in str(dict(picture.getexif()))
    return MAKER.encode() in whole


@pytest.mark.parametrize("name", FILES)
def test_no_file_says_any_more_who_made_it(name: str) -> None:
    assert names_maker(FILES[name])
    assert not names_maker(bare(name, io.BytesIO(FILES[name])))


@pytest.mark.parametrize("name", ["合作方案.docx", "设备清单.xlsx", "合作协议.pdf"])
def test_its_words_are_the_same(name: str) -> None:
    plain = io.BytesIO(bare(name, io.BytesIO(FILES[name])))
    assert words_in(name, plain) == words_in(name, io.BytesIO(FILES[name]))


def test_comments_stay_without_their_writers() -> None:
    book = load_workbook(io.BytesIO(bare("设备清单.xlsx", io.BytesIO(FILES["设备清单.xlsx"]))))
    comment = book.worksheets[0]["A1"].comment
    assert comment is not None
    assert (comment.text, comment.author) == ("请核对", "None")  # as openpyxl reads an empty one
    document = Document(io.BytesIO(bare("合作方案.docx", io.BytesIO(FILES["合作方案.docx"]))))
    assert [(one.text, one.author) for one in document.comments] == [("请核对", "")]


def test_a_photograph_stays_as_it_was_held() -> None:
    with Image.open(io.BytesIO(bare("照片.jpeg", io.BytesIO(FILES["照片.jpeg"])))) as picture:
        assert (picture.size, dict(picture.getexif())) == ((30, 40), {})


def test_an_old_format_is_refused() -> None:
    with pytest.raises(RefusedFile):
        bare("旧表.xls", io.BytesIO(b"\xd0\xcf\x11\xe0"))
