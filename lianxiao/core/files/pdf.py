"""PDF files: read for real, and without anything that acts by itself or carries other files.

The bytes are searched rather than the objects that the file's own table lists: readers that repair a file also
find what the table leaves out.
"""

import logging
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from lianxiao.core.files.refusal import RefusedFile

MOST_UNPACKED = 100_000_000  # bytes of all object streams together
DEEPEST_PAGE = 50

# pypdf reports every flaw of a strange file as a warning; here a flaw matters only when reading fails.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_DEEDS = re.compile(rb"/(JavaScript|Launch|SubmitForm|ImportData|GoToE|RichMedia\w*|XFA)(?![A-Za-z0-9])")
_FILES = re.compile(rb"/(EmbeddedFiles?|FileAttachment)(?![A-Za-z0-9])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PLAIN_FLATE = re.compile(rb"/Filter\s*(\[\s*)?/FlateDecode\s*(\]|/|>|\s)")
BROKEN = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, AssertionError)


def read(stream: BinaryIO) -> None:
    data = stream.read()
    if b"%%EOF" not in data[-2048:]:
        raise _unreadable()
    stream.seek(0)
    _check_first_page(stream)
    _check_names(data)
    for packed in _object_streams(data):
        _check_names(packed)


def _check_first_page(stream: BinaryIO) -> None:
    """Reads from the table through the catalogue to a page: a bounded number of objects, however large the file."""
    try:
        reader = PdfReader(stream, strict=False)
        if reader.is_encrypted:
            raise _encrypted()
        node = reader.root_object["/Pages"].get_object()
        for _depth in range(DEEPEST_PAGE):
            if not isinstance(node, DictionaryObject) or "/Kids" not in node:
                break
            node = node["/Kids"][0].get_object()  # type: ignore[index]
    except (*BROKEN, RecursionError) as error:
        raise _unreadable() from error
    if not isinstance(node, DictionaryObject) or node.get("/Type") != "/Page":
        raise _unreadable()


def _check_names(data: bytes) -> None:
    plain = _unescaped(data)
    if _DEEDS.search(plain):
        raise RefusedFile(_("The PDF contains scripts or actions that run by themselves. Print it to a new PDF."))
    if _FILES.search(plain):
        raise RefusedFile(
            _("The PDF carries other files inside. Print it to a new PDF and upload the files one by one.")
        )


def _object_streams(data: bytes) -> Iterator[bytes]:
    """The packed objects (since PDF 1.5) of the whole file, unpacked one stream after the other."""
    unpacked, end = 0, 0
    for found in _STREAM.finditer(data):
        head = _unescaped(data[max(data.rfind(b"obj", end, found.start()), end) : found.start()])
        end = found.end()
        if b"/ObjStm" not in head or b"/Filter" not in head:
            continue
        if not _PLAIN_FLATE.search(head) or b"/Predictor" in head:
            raise _unreadable()
        try:
            content = zlib.decompressobj().decompress(memoryview(data)[end:], MOST_UNPACKED - unpacked + 1)
        except zlib.error as error:
            raise _unreadable() from error
        unpacked += len(content)
        if unpacked > MOST_UNPACKED:
            raise RefusedFile(_("The file is far larger unpacked than packed and is therefore not accepted."))
        yield content


def _unescaped(data: bytes) -> bytes:
    """Any letter of a name may be spelt as #xx."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data) if b"#" in data else data


def _encrypted() -> RefusedFile:
    return RefusedFile(_("The PDF is encrypted or restricted by a password. Save it without a password."))


def _unreadable() -> RefusedFile:
    return RefusedFile(_("The PDF is damaged and cannot be read. Print it to a new PDF."))
