import io
from collections.abc import Iterator

import pytest
from django.utils import translation
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from lianxiao.core.digests import digests
from lianxiao.core.files import CheckedFile, RefusedFile, check_upload
from tests.core.files import made


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


ALL = ["pdf", "docx", "xlsx", "pptx", "jpg", "png"]
MEGABYTE = 1024 * 1024


def check(name: str, content: bytes, max_bytes: int = 20 * MEGABYTE) -> CheckedFile:
    return check_upload(name, io.BytesIO(content), formats=ALL, max_bytes=max_bytes)


def reason(name: str, content: bytes, max_bytes: int = 20 * MEGABYTE) -> str:
    with pytest.raises(RefusedFile) as refusal:
        check(name, content, max_bytes)
    return str(refusal.value)


DAMAGED = "The file is damaged and cannot be read. Open and save it again."
DAMAGED_PDF = "The PDF is damaged and cannot be read. Print it to a new PDF."
DAMAGED_PICTURE = "The picture is damaged and cannot be read. Save it again."
TOO_PACKED = "The file is far larger unpacked than packed and is therefore not accepted."
ACTIVE = "The file contains macros or embedded objects (for example formulas of an add-in). Save it as PDF."
OUTSIDE = "The file loads parts from elsewhere (linked files or templates). Embed them or save as PDF."
OTHER_FORMAT = "The content of the file is not what its name says. Save it again in that format."
TWO_FORMATS = "The file can be read as two different formats at once. Save it again in one format."
DEFINITIONS = "The file contains XML definitions that office programs never write. Save it again."
SCRIPTS = "The PDF contains scripts or actions that run by themselves. Print it to a new PDF."
PDF_FILES = "The PDF carries other files inside. Print it to a new PDF and upload the files one by one."
MANY_PARTS = "The file is packed from more than 2000 parts."


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("方案.pdf", made.pdf(), "application/pdf"),
        ("方案.docx", made.word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("清单.XLSX", made.excel(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("汇报.pptx", made.slides(), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("照片.jpeg", made.picture("JPEG"), "image/jpeg"),
        ("照片.png", made.picture(), "image/png"),
        ("二维码.png", made.qr_code(), "image/png"),
    ],
)
def test_good_files_are_let_in_with_type_size_and_digests(name: str, content: bytes, media_type: str) -> None:
    known = digests(content)
    assert check(name, content) == CheckedFile(name, media_type, known.size, known.sha256, known.sm3)


def test_the_stream_is_left_at_its_start_so_that_it_can_be_stored() -> None:
    stream = io.BytesIO(made.pdf())
    check_upload("a.pdf", stream, formats=["pdf"], max_bytes=MEGABYTE)
    assert stream.tell() == 0


def test_only_the_formats_asked_for_are_accepted() -> None:
    with pytest.raises(RefusedFile) as refusal:
        check_upload("a.docx", io.BytesIO(made.word()), formats=["jpg", "pdf"], max_bytes=MEGABYTE)
    assert str(refusal.value) == "Files of this kind are not accepted. Accepted are: pdf, jpg."


@pytest.mark.parametrize("name", ["page.html", "run.exe", "picture.svg", "list.txt", "old.doc", "none", "a.docm"])
def test_kinds_outside_the_list_are_refused(name: str) -> None:
    kinds = "pdf, docx, xlsx, pptx, jpg, png"
    assert reason(name, b"anything") == f"Files of this kind are not accepted. Accepted are: {kinds}."


def test_a_kind_the_gate_cannot_read_is_refused_even_when_asked_for() -> None:
    with pytest.raises(RefusedFile):
        check_upload("a.txt", io.BytesIO(b"text"), formats=["txt"], max_bytes=MEGABYTE)


def test_empty_and_oversized_files_are_refused() -> None:
    content = made.pdf()
    assert reason("a.pdf", b"") == "The file is empty."
    assert reason("a.pdf", content, len(content) - 1).startswith("The file is larger than ")
    assert check("a.pdf", content, len(content)).size == len(content)


@pytest.mark.parametrize("ending", ["pdf", "jpg", "png", "docx", "xlsx", "pptx"])
def test_a_page_of_html_is_refused_under_every_name(ending: str) -> None:
    message = "The content of the file is not what its name says (%s). Save it again in that format."
    assert reason(f"a.{ending}", b"<html><script>alert(1)</script></html>") == message % ending


def test_one_office_file_under_the_name_of_another_is_refused() -> None:
    assert reason("a.xlsx", made.word()) == OTHER_FORMAT
    assert reason("a.docx", made.excel()) == OTHER_FORMAT
    assert reason("a.docx", made.packed({"readme": "a plain zip"})) == DAMAGED


def test_a_file_with_a_password_or_of_the_old_format_is_refused_with_what_to_do() -> None:
    message = "The file has a password or is in the old format (doc, xls, ppt). Save it anew without."
    assert reason("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)) == message
    locked = bytearray(made.word())
    locked[6] |= 1  # the first part as it says itself
    locked[locked.index(b"PK\x01\x02") + 8] |= 1  # and as the directory says
    assert reason("a.docx", bytes(locked)) == "The file is encrypted. Save it without a password."


def test_two_formats_in_one_file_are_refused() -> None:
    assert reason("a.pdf", made.pdf() + made.word()) in {TWO_FORMATS, DAMAGED_PDF}
    assert reason("a.png", made.picture() + made.packed({"a": "b"})) == TWO_FORMATS
    assert reason("a.jpg", made.picture("JPEG") + made.packed({"a": "b"})) == TWO_FORMATS
    hidden = made.packed({"a.txt": made.pdf()} | made.word_parts(), method=0)
    assert reason("a.docx", hidden) == TWO_FORMATS
    assert reason("a.docx", made.word() + b"MZ appended") == DAMAGED


def test_the_reason_is_given_in_the_language_of_the_reader() -> None:
    with translation.override("zh-hans"):
        assert reason("a.pdf", b"") == "文件是空的。"


# --- packed files ---------------------------------------------------------------------------------


def test_a_bomb_is_refused_by_its_ratio() -> None:
    assert reason("a.docx", made.word(**{"word/media/a.dat": bytes(30 * MEGABYTE)})) == TOO_PACKED


def test_a_bomb_is_refused_by_its_size_even_when_its_ratio_is_modest() -> None:
    noise = Image.effect_noise((1700, 1700), 100).tobytes()
    content = made.word(**{"word/media/n.dat": noise, "word/media/a.dat": bytes(201 * MEGABYTE)})
    assert len(content) * 100 > 200 * MEGABYTE
    assert reason("a.docx", content) == TOO_PACKED


def test_a_bomb_that_lies_about_its_size_is_counted_while_it_unpacks() -> None:
    size = 30 * MEGABYTE
    content = made.word(**{"word/media/a.dat": bytes(size)})
    lying = content.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != content
    assert reason("a.docx", lying) in {TOO_PACKED, DAMAGED}


def test_too_many_parts_are_refused() -> None:
    assert reason("a.docx", made.word(**{f"word/{n}.xml": "<a/>" for n in range(2_000)})) == MANY_PARTS


def test_a_directory_of_endless_names_is_refused_before_it_is_read() -> None:
    assert reason("a.docx", made.word(**{f"word/{'x' * 1_000}{n}.xml": "<a/>" for n in range(1_200)})) == MANY_PARTS


def test_parts_packed_inside_an_inner_file_count_as_well() -> None:
    inner = made.packed(made.word_parts() | {f"word/{n}.xml": "<a/>" for n in range(1_000)})
    content = made.word(**{f"word/embeddings/{n}.docx": inner for n in range(2)})
    assert reason("a.docx", content) == MANY_PARTS


def test_a_document_of_the_shape_of_billion_laughs_is_refused_in_any_encoding() -> None:
    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    assert reason("a.docx", made.word(document=laughs)) == DEFINITIONS
    assert reason("a.docx", made.word(document=laughs.encode("utf-16"))) == DEFINITIONS
    assert reason("a.docx", made.word(types=laughs)) == DEFINITIONS
    assert reason("a.docx", made.word(links=laughs)) == DEFINITIONS


def test_an_endless_tag_does_not_fill_the_memory() -> None:
    noise = Image.effect_noise((500, 500), 100).tobytes()
    content = made.word(**{"word/media/n.dat": noise, "word/a.xml": b'<a b="' + b"x" * 20 * MEGABYTE + b'"/>'})
    assert reason("a.docx", content) == DAMAGED


def test_parts_that_are_not_well_formed_are_refused() -> None:
    assert reason("a.docx", made.word(document="<a><b></a>")) == DAMAGED
    assert reason("a.docx", made.word(document="")) == DAMAGED


@pytest.mark.parametrize(
    "path",
    [
        "word/vbaProject.bin",
        "word/VBAPROJECT.BIN",
        "word/activeX/activeX1.xml",
        "word/embeddings/oleObject1.bin",
        "xl/macrosheets/sheet1.xml",
    ],
)
def test_macros_and_embedded_objects_are_refused_by_name(path: str) -> None:
    assert reason("a.docx", made.word(**{path: "<a/>"})) == ACTIVE


def test_macros_under_another_name_are_refused_by_their_first_bytes_type_or_relation() -> None:
    compound_file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
    assert reason("a.docx", made.word(**{"word/media/image1.png": compound_file})) == ACTIVE
    macro_type = "application/vnd.ms-word.document.macroEnabled.main+xml"
    assert reason("a.docx", made.word(types=made.types(macro_type))) == ACTIVE
    assert reason("a.docx", made.word(links=made.links(made.link("oleObject", "media/a.dat")))) == ACTIVE


def test_links_for_people_stay_and_links_that_load_something_are_refused() -> None:
    page = made.link("hyperlink", "https://www.lnu.edu.cn/", "External")
    mail = made.link("hyperlink", "mailto:office@example.edu.cn", "External")
    assert check("a.docx", made.word(links=made.links(page, mail))).name == "a.docx"
    for kind, target in [
        ("attachedTemplate", "https://example.org/a.dotm"),
        ("image", "https://example.org/pixel.png"),
        ("hyperlink", "file:///c:/windows/a.exe"),
        ("hyperlink", "\\\\server\\share"),
        ("hyperlink", "javascript:alert(1)"),
    ]:
        assert reason("a.docx", made.word(links=made.links(made.link(kind, target, "External")))) == OUTSIDE
    assert reason("a.docx", made.word(**{"xl/externalLinks/externalLink1.xml": "<a/>"})) == OUTSIDE


def test_the_workbook_behind_a_chart_is_let_in_and_read_like_the_file_around_it() -> None:
    path = "word/embeddings/Microsoft_Excel_Sheet1.xlsx"
    assert check("a.docx", made.word(**{path: made.excel()})).name == "a.docx"
    with_macros = made.packed(made.word_parts() | {"word/vbaProject.bin": b"x"})
    assert reason("a.docx", made.word(**{"word/embeddings/a.docx": with_macros})) == ACTIVE
    nested = made.word(**{path: made.excel()})
    packed = "The file contains another packed file. Take it out and upload it by itself."
    assert reason("a.docx", made.word(**{"word/embeddings/a.docx": nested})) == packed
    assert reason("a.docx", made.word(**{"word/media/a.png": made.packed({"a": "b"})})) == packed


def test_paths_that_lead_outside_and_doubled_names_are_refused() -> None:
    assert reason("a.docx", made.word(**{"../../etc/passwd": "x"})) == DAMAGED
    assert reason("a.docx", made.word(**{"/word/a.xml": "<a/>"})) == DAMAGED
    assert reason("a.docx", made.word(**{"WORD/document.xml": "<a/>"})) == DAMAGED


def test_a_truncated_package_is_refused() -> None:
    assert reason("a.docx", made.word()[:-30]) == DAMAGED


# --- PDF ------------------------------------------------------------------------------------------


SCRIPT = b"<</S /JavaScript /JS (app.alert(1))>>"


def test_a_pdf_with_a_script_or_a_deed_is_refused_even_when_its_table_leaves_it_out() -> None:
    assert reason("a.pdf", made.pdf_with_loose_object(SCRIPT)) == SCRIPTS
    assert reason("a.pdf", made.pdf_with_loose_object(SCRIPT.replace(b"/Java", b"/J#61va"))) == SCRIPTS
    assert reason("a.pdf", made.pdf_with_loose_object(b"<</S /Launch /F (cmd.exe)>>")) == SCRIPTS
    assert check("a.pdf", made.pdf_with_loose_object(b"<</Title (JavaScript in teaching)>>")).name == "a.pdf"


def test_a_script_inside_a_packed_object_is_found() -> None:
    assert reason("a.pdf", made.pdf_with_packed_object(b"7 0 " + SCRIPT)) == SCRIPTS
    assert reason("a.pdf", made.pdf_with_packed_object(b"7 0 " + SCRIPT, b"/Obj#53tm")) == SCRIPTS
    assert check("a.pdf", made.pdf_with_packed_object(b"7 0 <</S /GoTo>>")).name == "a.pdf"


@pytest.mark.parametrize(
    "packing",
    [b"/Filter [/ASCIIHexDecode /FlateDecode]", b"/Filter /FlateDecode /DecodeParms <</Predictor 12>>"],
)
def test_objects_packed_in_a_way_that_cannot_be_searched_are_refused(packing: bytes) -> None:
    assert reason("a.pdf", made.pdf_with_packed_object(b"7 0 <<>>", packing=packing)) == DAMAGED_PDF
    assert check("a.pdf", made.pdf_with_packed_object(b"7 0 <<>>")).name == "a.pdf"


def test_an_action_that_starts_a_program_on_opening_is_refused_and_a_first_view_is_not() -> None:
    def opening(kind: str) -> bytes:
        writer = PdfWriter()
        action = {NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("cmd.exe")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
        return made.pdf(writer)

    assert reason("a.pdf", opening("/Launch")) == SCRIPTS
    assert check("a.pdf", opening("/GoTo")).media_type == "application/pdf"


def test_a_pdf_that_carries_files_is_refused() -> None:
    writer = PdfWriter()
    writer.add_attachment("a.exe", b"MZ")
    assert reason("a.pdf", made.pdf(writer)) == PDF_FILES


def test_an_encrypted_pdf_is_refused_with_what_to_do() -> None:
    writer = PdfWriter()
    writer.encrypt("", "owner", algorithm="RC4-128")
    message = "The PDF is encrypted or restricted by a password. Save it without a password."
    assert reason("a.pdf", made.pdf(writer)) == message


def test_a_packed_object_bomb_is_refused() -> None:
    assert reason("a.pdf", made.pdf_with_packed_object(bytes(110 * MEGABYTE))) == TOO_PACKED


def test_what_only_begins_like_a_pdf_is_refused() -> None:
    assert reason("a.pdf", b"%PDF-1.7\n<script>alert(1)</script>") == DAMAGED_PDF
    assert reason("a.pdf", b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF") == DAMAGED_PDF
    assert reason("a.pdf", made.pdf()[:200]) == DAMAGED_PDF
    assert reason("a.pdf", made.pdf() + b"appended" * 1_000) == DAMAGED_PDF
    without_page = made.pdf().replace(b"/Type /Page\n", b"/Type /Font\n")
    assert without_page != made.pdf()
    assert reason("a.pdf", without_page) == DAMAGED_PDF
    empty = io.BytesIO()
    PdfWriter().write(empty)
    assert reason("a.pdf", empty.getvalue()) == DAMAGED_PDF


# --- pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG")])
def test_a_picture_cut_short_is_refused(name: str, kind: str) -> None:
    assert reason(name, made.picture(kind, (400, 400))[:5_000]) == DAMAGED_PICTURE


@pytest.mark.parametrize("height", [4_000, 20_000])
def test_a_picture_bomb_is_refused_before_it_is_decoded(height: int) -> None:
    made_large = io.BytesIO()
    Image.new("1", (20_000, height)).save(made_large, "PNG")
    message = "The picture has more than 40 million pixels. Save it smaller."
    assert reason("a.png", made_large.getvalue()) == message


@pytest.mark.parametrize("size", [(1, 1), (3, 900)])
def test_the_smallest_pictures_are_let_in(size: tuple[int, int]) -> None:
    assert check("a.jpg", made.picture("JPEG", size)).media_type == "image/jpeg"
    assert check("a.png", made.picture("PNG", size)).media_type == "image/png"


def test_a_picture_of_one_kind_under_the_name_of_the_other_is_refused() -> None:
    message = "The content of the file is not what its name says (png). Save it again in that format."
    assert reason("a.png", made.picture("JPEG")) == message
