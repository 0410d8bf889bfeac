"""Files that go with something of the ledger, checked and kept by their digest."""

from typing import Any, BinaryIO

from lianxiao.core import files
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.models import StoredFile

FORMATS = ("pdf", "docx", "xlsx", "pptx", "jpg", "png")
MAX_BYTES = 20 * 1024 * 1024


def taken(name: str, stream: BinaryIO, by: Actor) -> dict[str, Any]:
    """The columns of an AttachedFile. Raises files.RefusedFile with the reason."""
    checked = files.check_upload(name, stream, formats=FORMATS, max_bytes=MAX_BYTES)
    files.store(stream)
    stored, _new = StoredFile.objects.get_or_create(
        digest=checked.sha256,
        defaults={"sm3": checked.sm3, "size": checked.size, "media_type": checked.media_type},
    )
    return {
        "file": stored,
        "name": checked.name,
        "uploaded_by_id": by.person_id,
        "uploaded_at": database_now(),
    }
