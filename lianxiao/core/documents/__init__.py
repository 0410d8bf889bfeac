"""Documents as PDF. Templates stand in `lianxiao/core/typst/`; each says at its top which data it shows."""

from lianxiao.core.documents.pdf import BrokenTemplate, count_pages, render_pdf
from lianxiao.core.documents.qr import qr_svg

__all__ = ["BrokenTemplate", "count_pages", "qr_svg", "render_pdf"]
