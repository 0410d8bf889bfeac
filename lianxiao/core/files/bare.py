"""A file without what it says beside its content: makers, companies, devices, places, thumbnails."""

import io
import re
from collections.abc import Callable
from fnmatch import fnmatch
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject

from lianxiao.core.files.names import extension
from lianxiao.core.files.pdf import BROKEN
from lianxiao.core.files.pictures import without_facts
from lianxiao.core.files.refusal import RefusedFile

NO_DAY = (1980, 1, 1, 0, 0, 0)
THUMBNAIL = "docProps/thumbnail"
_PACKAGE = b"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/"
# Properties of a package, emptied.
PROPERTIES = {
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="%s"/>' % _PACKAGE,
    "docProps/app.xml": b'<Properties xmlns="%sextended-properties"/>' % _OFFICE,
    "docProps/custom.xml": b'<Properties xmlns="%scustom-properties"/>' % _OFFICE,
}
# Who wrote a comment or a tracked change, who saved the file or holds it: in which parts, found how, written instead.
MAKERS = (
    ("_rels/.rels", re.compile(rb"<Relationship\b[^>]*thumbnail[^>]*/>"), rb""),
    ("word/*.xml", re.compile(rb'(\bw\d*:(?:author|initials|userId|providerId)=)"[^"]*"'), rb'\1""'),
    ("xl/workbook.xml", re.compile(rb'(\buserName=)"[^"]*"'), rb'\1""'),
    ("xl/comments*.xml", re.compile(rb"(<(?:\w+:)?author>)[^<]*"), rb"\1"),
    ("xl/persons/*.xml", re.compile(rb'(\b(?:displayName|userId|providerId)=)"[^"]*"'), rb'\1""'),
    ("ppt/*uthors.xml", re.compile(rb'(\b(?:name|initials|userId|providerId)=)"[^"]*"'), rb'\1""'),
)


def bare(name: str, stream: BinaryIO) -> bytes:
    """The same content; `name` says of which kind, and the file has passed `check_upload`.

    Raises RefusedFile for a kind that keeps its maker where it cannot be taken out (old office formats).
    """
    strip = STRIP.get(extension(name))
    stream.seek(0)
    if strip is None:
        raise RefusedFile(_("The facts about its makers cannot be taken out of a file of this kind."))
    try:
        return strip(stream.read())
    except (*BROKEN, RecursionError) as error:
        raise RefusedFile(_("The facts about its makers cannot be taken out of this file.")) from error


def _pdf(content: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content), strict=False))
    writer.metadata = None
    for part in (writer.root_object, *writer.pages):
        for key in ("/Metadata", "/PieceInfo", "/LastModified"):
            part.pop(key, None)
    for page in writer.pages:
        for note in page.get("/Annots", ArrayObject()):
            there = note.get_object()
            if isinstance(there, DictionaryObject):
                there.pop("/T", None)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _package(content: bytes) -> bytes:
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as there, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for entry in there.infolist():
            if not entry.filename.startswith(THUMBNAIL):
                made.writestr(ZipInfo(entry.filename, NO_DAY), _part(entry.filename, there.read(entry)), ZIP_DEFLATED)
    return out.getvalue()


def _part(name: str, content: bytes) -> bytes:
    if name in PROPERTIES:
        return PROPERTIES[name]
    # Pictures, and the workbook of a chart.
    if strip := STRIP.get(extension(name)):
        return strip(content)
    for where, maker, instead in MAKERS:
        if fnmatch(name, where):
            content = maker.sub(instead, content)
    return content


STRIP: dict[str, Callable[[bytes], bytes]] = {
    "pdf": _pdf,
    **dict.fromkeys(("docx", "xlsx", "pptx"), _package),
    **dict.fromkeys(("jpg", "png"), without_facts),
}
