"""Files that go with something of the ledger, checked and kept by their digest."""

from typing import Any, BinaryIO

from lianxiao.core import files
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.kept_files import keep_upload

FORMATS = ("pdf", "docx", "xlsx", "pptx", "jpg", "png")
MAX_BYTES = 20 * 1024 * 1024


def taken(name: str, stream: BinaryIO, by: Actor) -> dict[str, Any]:
    """The columns of an AttachedFile. Raises files.RefusedFile with the reason."""
    checked = files.check_upload(name, stream, formats=FORMATS, max_bytes=MAX_BYTES)
    stored = keep_upload(checked, stream)
    return {
        "file": stored,
        "name": checked.name,
        "uploaded_by_id": by.person_id,
        "uploaded_at": database_now(),
    }
