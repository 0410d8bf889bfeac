"""Files built in the test: good ones as programs write them, and ready-made parts for bad ones."""

import io
import zipfile
import zlib

import openpyxl
import segno
from PIL import Image
from pypdf import PdfWriter

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WORD_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def types(main_type: str = WORD_TYPE, more: str = "") -> str:
    main = f'<Override PartName="/word/document.xml" ContentType="{main_type}"/>'
    return f'<?xml version="1.0"?><Types xmlns="{TYPES}">{main}{more}</Types>'


def links(*items: str) -> str:
    return f'<?xml version="1.0"?><Relationships xmlns="{LINKS}">{"".join(items)}</Relationships>'


def link(kind: str, target: str, mode: str = "") -> str:
    external = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"{external}/>'


def word_parts(text: str = "校际合作方案") -> dict[str, str | bytes]:
    body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    return {
        "[Content_Types].xml": types(),
        "_rels/.rels": links(link("officeDocument", "word/document.xml")),
        "word/document.xml": f'<?xml version="1.0"?><w:document xmlns:w="{WORD_SPACE}">{body}</w:document>',
    }


def packed(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def word(**changes: str | bytes) -> bytes:
    """A Word file, with parts added or replaced: `document` and `links` by short name, others by their path."""
    short = {"document": "word/document.xml", "links": "word/_rels/document.xml.rels", "types": "[Content_Types].xml"}
    return packed(word_parts() | {short.get(name, name): content for name, content in changes.items()})


def excel() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "仪器名称"  # type: ignore[index]
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def slides() -> bytes:
    main_type = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    main = f'<Override PartName="/ppt/presentation.xml" ContentType="{main_type}"/>'
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}">{main}</Types>',
            "_rels/.rels": links(link("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": "<presentation/>",
        }
    )


def pdf(writer: PdfWriter | None = None) -> bytes:
    writer = writer or PdfWriter()
    writer.add_blank_page(595, 842)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def pdf_with_loose_object(content: bytes) -> bytes:
    """A PDF with one more object, number 99, that its table does not list."""
    front, back = pdf().rsplit(b"xref\n0 ", 1)
    front += b"99 0 obj " + content + b" endobj\n"
    table, _place = back.split(b"startxref\n")
    return front + b"xref\n0 " + table + b"startxref\n%d\n%%%%EOF\n" % len(front)


def pdf_with_packed_object(content: bytes, kind: bytes = b"/ObjStm", packing: bytes = b"/Filter /FlateDecode") -> bytes:
    packed_content = zlib.compress(content)
    head = b"<</Type %s /N 1 /First 4 %s /Length %d>>" % (kind, packing, len(packed_content))
    return pdf_with_loose_object(head + b"\nstream\n" + packed_content + b"\nendstream")


def picture(kind: str = "PNG", size: tuple[int, int] = (64, 48)) -> bytes:
    made = io.BytesIO()
    Image.effect_noise(size, 50).convert("RGB").save(made, kind)
    return made.getvalue()


def qr_code() -> bytes:
    made = io.BytesIO()
    segno.make("https://example.org/verify/1").save(made, kind="png")
    return made.getvalue()
