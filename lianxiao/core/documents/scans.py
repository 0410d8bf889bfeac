"""Which codes stand on the pages of a scan: PDF as scanners make it, or one picture a page."""

from collections.abc import Iterator
from typing import BinaryIO

import pypdfium2
import zxingcpp
from PIL import Image, ImageOps

POINTS_PER_INCH = 72
# First as office scanners deliver it; finer when nothing was found, which takes twice as long.
RESOLUTIONS = (200, 300)  # dots per inch
QR = zxingcpp.barcode_formats_from_str("QRCode")
MOST_PIXELS = 40_000_000
MOST_PAGES = 300


class UnreadableScan(Exception):
    """The file cannot be opened as pages."""


def codes_on_pages(stream: BinaryIO, media_type: str) -> Iterator[list[str]]:
    """The texts of the QR codes on each page, in the order of the pages; nothing for a page without any.

    One page at a time is in memory, however long the scan is. Raises UnreadableScan.
    """
    stream.seek(0)
    if media_type == "application/pdf":
        yield from _pages_of_pdf(stream.read())
    else:
        yield _codes(_picture(stream))


def _pages_of_pdf(content: bytes) -> Iterator[list[str]]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadableScan from error
    with document:
        for number in range(min(len(document), MOST_PAGES)):
            yield _codes_of_page(document, number)


def _codes_of_page(document: pypdfium2.PdfDocument, number: int) -> list[str]:
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return []
    for dots in RESOLUTIONS:
        scale = dots / POINTS_PER_INCH
        width, height = page.get_size()
        scale = min(scale, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
        picture = page.render(scale=scale, grayscale=True).to_pil()
        if found := _codes(picture):
            return found
    return []


def _picture(stream: BinaryIO) -> Image.Image:
    """As a camera meant it to be seen; a large one at half its size, which loses no code on a whole page."""
    try:
        picture = ImageOps.exif_transpose(Image.open(stream)).convert("L")
    except (OSError, ValueError, SyntaxError) as error:
        raise UnreadableScan from error
    while picture.width * picture.height > MOST_PIXELS:
        picture = picture.reduce(2)
    return picture


def _codes(picture: Image.Image) -> list[str]:
    return [one.text for one in zxingcpp.read_barcodes(picture, formats=QR)]
