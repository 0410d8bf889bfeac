"""Office files (ECMA-376 packages): unpacked while counting, every part read, nothing active and nothing outside."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, cast
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as DeflateError  # noqa: N812  zlib names its exception in small letters

from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from lianxiao.core.files.refusal import RefusedFile

MOST_UNPACKED = 200 * 1024 * 1024
MOST_ENTRIES = 2_000
HIGHEST_RATIO = 100
LONGEST_DIRECTORY = 1024 * 1024  # bytes; some 500 for each entry
LARGEST_INDEX = 4 * 1024 * 1024  # bytes of a part that is read into memory: content types, relationships
LONGEST_TOKEN = 8 * 1024 * 1024  # bytes of one tag with its attributes, which the parser has to hold at once
CHUNK = 64 * 1024

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument."
_CODED = re.compile(r"(^|/)(vbaproject|vbadata|activex)|macrosheets/|(^|/)oleobject", re.IGNORECASE)
_ACTIVE = re.compile(r"macroenabled|vbaproject|oleobject|activex|ms-excel\.(dialog|macro)sheet", re.IGNORECASE)
_ACTIVE_LINKS = {"oleObject", "vbaProject", "control", "activeXControlBinary", "aFChunk", "attachedToolbars"}
_HARMLESS_ADDRESS = re.compile(r"(https?|mailto|tel|ftp):|#|[^\\:]*$", re.IGNORECASE)
COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
_END_OF_DIRECTORY = struct.Struct("<4s4H2LH")


@dataclass(frozen=True)
class Package:
    """A kind of office file: its media type and the content type of its main part."""

    media_type: str
    main_type: str


def _package(kind: str, main: str) -> Package:
    return Package(f"{_MAIN}{kind}", f"{_MAIN}{main}.main+xml")


WORD = _package("wordprocessingml.document", "wordprocessingml.document")
EXCEL = _package("spreadsheetml.sheet", "spreadsheetml.sheet")
POWERPOINT = _package("presentationml.presentation", "presentationml.presentation")
# A chart keeps its figures in a workbook of its own; such a file is read like the one around it, one level deep.
EMBEDDED = {"docx": WORD, "xlsx": EXCEL, "pptx": POWERPOINT}


@dataclass
class _Allowance:
    """What may still be unpacked, by the file and all that is packed inside it."""

    size: int
    entries: int = MOST_ENTRIES

    def spend(self, size: int) -> None:
        self.size -= size
        if self.size < 0:
            raise RefusedFile(_("The file is far larger unpacked than packed and is therefore not accepted."))

    def list(self, entries: int) -> None:
        self.entries -= entries
        if self.entries < 0:
            raise _many_parts()


def read(stream: BinaryIO, package: Package) -> None:
    size = stream.seek(0, 2)
    _read_package(stream, package, _Allowance(min(MOST_UNPACKED, size * HIGHEST_RATIO)), outermost=True)


def _read_package(stream: BinaryIO, package: Package, allowance: _Allowance, *, outermost: bool) -> None:
    try:
        _check_directory(stream, stream.seek(0, 2))
        with ZipFile(stream) as archive:
            allowance.list(len(archive.infolist()))
            _check_entries(archive.infolist())
            _check_parts(archive, allowance, outermost=outermost)
            _check_main(archive, package)
    except (BadZipFile, DeflateError, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise _unreadable() from error
    except (expat.ExpatError, ParseError, KeyError, ValueError) as error:
        raise _unreadable() from error


def _check_directory(stream: BinaryIO, size: int) -> None:
    """The zip must end where the file ends, and say itself that it is small enough to be listed."""
    stream.seek(max(size - _END_OF_DIRECTORY.size, 0))
    tail = stream.read()
    if len(tail) < _END_OF_DIRECTORY.size:
        raise _unreadable()
    magic, _disk, _start, _here, _count, length, offset, _comment = _END_OF_DIRECTORY.unpack(tail)
    if magic != b"PK\x05\x06" or offset + length + _END_OF_DIRECTORY.size != size:
        raise _unreadable()
    if length > LONGEST_DIRECTORY:
        raise _many_parts()


def _check_entries(entries: list[ZipInfo]) -> None:
    if len({entry.filename.lower() for entry in entries}) != len(entries):
        raise _unreadable()
    for entry in entries:
        if entry.flag_bits & 1:
            raise RefusedFile(_("The file is encrypted. Save it without a password."))
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or _leads_outside(entry.filename):
            raise _unreadable()
        if _CODED.search(entry.filename):
            raise _active()
        if "externallinks/" in entry.filename.lower():
            raise _outside()


def _leads_outside(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _check_parts(archive: ZipFile, allowance: _Allowance, *, outermost: bool) -> None:
    for entry in archive.infolist():
        name = entry.filename.lower()
        inner = EMBEDDED.get(name.rpartition(".")[2]) if outermost and "/embeddings/" in name else None
        with archive.open(entry) as part, SpooledTemporaryFile(max_size=LARGEST_INDEX) as copy:
            for piece in _pieces(part, name, allowance, packed_allowed=inner is not None):
                if inner:
                    copy.write(piece)
            if inner:
                _read_package(cast(BinaryIO, copy), inner, allowance, outermost=False)
        if name.endswith(".rels"):
            _check_relationships(_parsed(archive, entry.filename))


def _pieces(part: IO[bytes], name: str, allowance: _Allowance, *, packed_allowed: bool) -> Iterator[bytes]:
    """Unpacks one part, counting its real size whatever the directory says, and reads it when it is XML."""
    parser = _refusing_parser() if name.endswith((".xml", ".rels")) else None
    size = 0
    for piece in iter(lambda: part.read(CHUNK), b""):
        if size == 0 and piece.startswith(COMPOUND_FILE):
            raise _active()
        if size == 0 and piece.startswith(b"PK\x03\x04") and not packed_allowed:
            raise _packed()
        size += len(piece)
        allowance.spend(len(piece))
        if parser:
            parser.Parse(piece, False)
            if size - parser.CurrentByteIndex > LONGEST_TOKEN:
                raise _unreadable()
        yield piece
    if parser:
        parser.Parse(b"", True)


def _refusing_parser() -> expat.XMLParserType:
    def refuse(*_args: object) -> None:
        raise _document_type()

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _parsed(archive: ZipFile, name: str) -> Element:
    if archive.getinfo(name).file_size > LARGEST_INDEX:
        raise _unreadable()
    root: Element = fromstring(archive.read(name), forbid_dtd=True)
    return root


def _check_relationships(root: Element) -> None:
    for link in root:
        kind = link.get("Type", "").rpartition("/")[2]
        if kind in _ACTIVE_LINKS:
            raise _active()
        if link.get("TargetMode") == "External":
            target = link.get("Target", "").strip()
            if kind != "hyperlink" or not _HARMLESS_ADDRESS.match(target):
                raise _outside()


def _check_main(archive: ZipFile, package: Package) -> None:
    """The package must say that it is what the name of the file says, and hold that part."""
    types = {}
    for item in _parsed(archive, "[Content_Types].xml"):
        kind = item.get("ContentType", "")
        if _ACTIVE.search(kind):
            raise _active()
        types[item.get("PartName", "").lstrip("/")] = kind
    for main in _main_parts(_parsed(archive, "_rels/.rels")):
        archive.getinfo(main)
        if types.get(main) == package.main_type:
            return
    raise RefusedFile(_("The content of the file is not what its name says. Save it again in that format."))


def _main_parts(root: Element) -> Iterator[str]:
    for link in root:
        if link.get("Type") in (f"{_OFFICE}/officeDocument", f"{_OFFICE_STRICT}/officeDocument"):
            yield link.get("Target", "").lstrip("/")


def _active() -> RefusedFile:
    return RefusedFile(
        _("The file contains macros or embedded objects (for example formulas of an add-in). Save it as PDF.")
    )


def _outside() -> RefusedFile:
    return RefusedFile(_("The file loads parts from elsewhere (linked files or templates). Embed them or save as PDF."))


def _many_parts() -> RefusedFile:
    return RefusedFile(_("The file is packed from more than %(limit)s parts.") % {"limit": MOST_ENTRIES})


def _packed() -> RefusedFile:
    return RefusedFile(_("The file contains another packed file. Take it out and upload it by itself."))


def _document_type() -> RefusedFile:
    return RefusedFile(_("The file contains XML definitions that office programs never write. Save it again."))


def _unreadable() -> RefusedFile:
    return RefusedFile(_("The file is damaged and cannot be read. Open and save it again."))
