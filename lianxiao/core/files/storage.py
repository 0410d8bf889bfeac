"""Contents are kept under their own SHA-256 digest: the same content once, and never changed.

Goes through Django's default storage, so that several machines can share an object store.
"""

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage

from lianxiao.core.digests import CHUNK, digests_of_stream

_DIGEST = re.compile(r"[0-9a-f]{64}")


class ContentStorage(FileSystemStorage):
    """The file system, where a name appears only once its whole content is safely on the disk.

    A disk that fills up or a process that dies half-way leaves no half file under a digest.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: a second content of the same name is the same content."""
        return name

    def _save(self, name: str, content: "File[Any]") -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(prefix=".unfinished-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for piece in content.chunks(CHUNK):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).replace(path)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
        return name


def store(stream: BinaryIO) -> str:
    """Keeps the content of a seekable stream and returns its digest. Doing so again changes nothing."""
    stream.seek(0)
    digest = digests_of_stream(stream).sha256
    name = _path(digest)
    if not default_storage.exists(name):
        stream.seek(0)
        default_storage.save(name, File(stream))
    stream.seek(0)
    return digest


def open_stored(digest: str) -> "File[bytes]":
    """The content for reading. FileNotFoundError when it is not kept, ValueError when that is no digest."""
    return default_storage.open(_path(digest), "rb")


def is_intact(digest: str) -> bool:
    """Whether the content is there and still has the digest it is kept under."""
    try:
        with open_stored(digest) as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == digest
    except FileNotFoundError:
        return False


def _path(digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise ValueError("Not a SHA-256 digest")
    return f"{digest[:2]}/{digest[2:]}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
