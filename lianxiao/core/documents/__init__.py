"""Documents as PDF. Templates stand in `lianxiao/core/typst/`; each says at its top which data it shows."""

from lianxiao.core.documents.pdf import BrokenTemplate, count_pages, render_pdf
from lianxiao.core.documents.qr import qr_svg
from lianxiao.core.documents.scans import UnreadableScan, codes_on_pages

__all__ = ["BrokenTemplate", "UnreadableScan", "codes_on_pages", "count_pages", "qr_svg", "render_pdf"]
