import io

import segno


def qr_svg(text: str, *, error: str = "q") -> str:
    """A QR code of `text` as SVG, for pages and for documents.

    Readable when a quarter of it is soiled; with `error="m"` a seventh, in larger squares for scanners.
    """
    drawn = io.BytesIO()
    segno.make(text, error=error, micro=False).save(drawn, kind="svg", border=0, omitsize=True, xmldecl=False)
    return drawn.getvalue().decode()
