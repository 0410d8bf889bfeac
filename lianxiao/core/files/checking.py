"""The one gate for uploads: name, size, first bytes and a real reading of the content must agree."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO
from zipfile import is_zipfile

from django.utils.translation import gettext as _

from lianxiao.core.digests import digests_of_stream
from lianxiao.core.files import office, office_old, pdf, pictures
from lianxiao.core.files.names import clean_name, extension
from lianxiao.core.files.refusal import RefusedFile


@dataclass(frozen=True)
class CheckedFile:
    """What is known of a content that was let in; `name` is cleaned, digests are lower-case hexadecimal."""

    name: str
    media_type: str
    size: int
    sha256: str
    sm3: str


@dataclass(frozen=True)
class Format:
    media_type: str
    magic: bytes
    read: Callable[[BinaryIO], None]


def _office(package: office.Package) -> Format:
    return Format(package.media_type, b"PK\x03\x04", lambda stream: office.read(stream, package))


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "pdf": Format("application/pdf", b"%PDF-", pdf.read),
        "docx": _office(office.WORD),
        "xlsx": _office(office.EXCEL),
        "pptx": _office(office.POWERPOINT),
        "xls": Format("application/vnd.ms-excel", office.COMPOUND_FILE, office_old.read),
        "et": Format("application/x-et", office.COMPOUND_FILE, office_old.read),
        "jpg": Format("image/jpeg", b"\xff\xd8\xff", pictures.read_jpeg),
        "png": Format("image/png", b"\x89PNG\r\n\x1a\n", pictures.read_png),
    }
)


def check_upload(name: str, stream: BinaryIO, *, formats: Collection[str], max_bytes: int) -> CheckedFile:
    """Reads the whole of a seekable `stream` and leaves it at its start.

    `formats` are keys of FORMATS, `max_bytes` the size limit. Raises RefusedFile with a translated reason.
    """
    shown = clean_name(name)
    ending = extension(shown)
    if ending not in formats or ending not in FORMATS:
        allowed = _(", ").join(known for known in FORMATS if known in formats)
        raise RefusedFile(_("Files of this kind are not accepted. Accepted are: %(formats)s.") % {"formats": allowed})
    size = stream.seek(0, 2)
    stream.seek(0)
    if size == 0:
        raise RefusedFile(_("The file is empty."))
    if size > max_bytes:
        megabytes = f"{max_bytes / 1024 / 1024:g}"
        raise RefusedFile(_("The file is larger than %(limit)s MB.") % {"limit": megabytes})
    _read(stream, ending)
    stream.seek(0)
    found = digests_of_stream(stream)
    stream.seek(0)
    return CheckedFile(shown, FORMATS[ending].media_type, found.size, found.sha256, found.sm3)


def _read(stream: BinaryIO, ending: str) -> None:
    kind = FORMATS[ending]
    head = stream.read(1024)
    if ending in office.EMBEDDED and head.startswith(office.COMPOUND_FILE):
        raise RefusedFile(_("The file has a password or is in the old format (doc, xls, ppt). Save it anew without."))
    if not head.startswith(kind.magic):
        message = _("The content of the file is not what its name says (%(ending)s). Save it again in that format.")
        raise RefusedFile(message % {"ending": ending})
    if _is_something_else_too(stream, head, ending):
        raise RefusedFile(_("The file can be read as two different formats at once. Save it again in one format."))
    stream.seek(0)
    kind.read(stream)


def _is_something_else_too(stream: BinaryIO, head: bytes, ending: str) -> bool:
    """A file that is two things at once passes one program's checks and is opened by another.

    PDF readers accept a header within the first 1,024 bytes, unpackers look for a zip from the end.
    """
    if ending != "pdf" and b"%PDF-" in head:
        return True
    return FORMATS[ending].magic != b"PK\x03\x04" and is_zipfile(stream)
