"""Files that the platform keeps: the content in the store, and the row by which others point to it."""

import io
from typing import BinaryIO

from lianxiao.core import files
from lianxiao.core.digests import digests
from lianxiao.core.files.checking import FORMATS
from lianxiao.core.models import StoredFile


def keep_upload(checked: files.CheckedFile, stream: BinaryIO) -> StoredFile:
    """What `files.check_upload` let in. The same content is kept once, whoever brings it."""
    files.store(stream)
    stored, _new = StoredFile.objects.get_or_create(
        digest=checked.sha256,
        defaults={"sm3": checked.sm3, "size": checked.size, "media_type": checked.media_type},
    )
    return stored


def keep_made(content: bytes, form: str) -> StoredFile:
    """What the platform made itself; `form` is one of files.checking.FORMATS ("pdf")."""
    files.store(io.BytesIO(content))
    digest = digests(content)
    stored, _new = StoredFile.objects.get_or_create(
        digest=digest.sha256,
        defaults={"sm3": digest.sm3, "size": digest.size, "media_type": FORMATS[form].media_type},
    )
    return stored


def content_of(digest: str) -> bytes:
    with files.open_stored(digest) as content:
        return bytes(content.read())
