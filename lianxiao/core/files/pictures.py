"""Pictures: decoded for real, in bounded memory."""

import io
import struct
import zlib
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from lianxiao.core.files.refusal import RefusedFile

# A JPEG is decoded at an eighth of its size, a PNG in full: so much fits the memory of a web process.
JPEG_PIXELS = 80_000_000
PNG_PIXELS = 40_000_000

_BROKEN = (OSError, SyntaxError, ValueError, struct.error, zlib.error, UnidentifiedImageError, EOFError)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def read_jpeg(stream: BinaryIO) -> None:
    try:
        with Image.open(stream, formats=["JPEG"]) as picture:
            _check_pixels(picture, JPEG_PIXELS)
            picture.draft("RGB", (max(picture.width // 8, 1), max(picture.height // 8, 1)))
            picture.load()
    except _BOMB as error:
        raise _too_large(JPEG_PIXELS) from error
    except _BROKEN as error:
        raise _not_a_picture() from error


def read_png(stream: BinaryIO) -> None:
    try:
        with Image.open(stream, formats=["PNG"]) as picture:
            _check_pixels(picture, PNG_PIXELS)
            picture.verify()
        stream.seek(0)
        with Image.open(stream, formats=["PNG"]) as picture:
            picture.load()
    except _BOMB as error:
        raise _too_large(PNG_PIXELS) from error
    except _BROKEN as error:
        raise _not_a_picture() from error


def without_facts(content: bytes) -> bytes:
    """Without device, place, day and maker; turned as the device said it was held."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
        kind = picture.format or "PNG"
        upright = ImageOps.exif_transpose(picture)
    upright.info = {key: value for key, value in upright.info.items() if key == "transparency"}
    upright.save(out, kind, **({"quality": 95} if kind == "JPEG" else {}))
    return out.getvalue()


def _check_pixels(picture: Image.Image, limit: int) -> None:
    if picture.width * picture.height > limit:
        raise _too_large(limit)


def _too_large(limit: int) -> RefusedFile:
    message = _("The picture has more than %(limit)s million pixels. Save it smaller.")
    return RefusedFile(message % {"limit": limit // 1_000_000})


def _not_a_picture() -> RefusedFile:
    return RefusedFile(_("The picture is damaged and cannot be read. Save it again."))
