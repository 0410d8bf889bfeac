"""Files on their way out: always as an attachment, never shown as a page of ours."""

import io
from typing import IO

from django.http import FileResponse


def download(content: bytes | IO[bytes], name: str, media_type: str) -> FileResponse:
    """`name` may be Chinese; the type is the one that the content was checked to have."""
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    response = FileResponse(stream, as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
