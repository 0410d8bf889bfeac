"""Tables in the old binary format (.xls of Excel, .et of WPS): read by a parser that runs nothing, only in the worker.

They are kept for being imported and never handed out again, so that the gate looks at what they are, not at every byte.
"""

from typing import BinaryIO

from django.utils.translation import gettext as _

from lianxiao.core.files.refusal import RefusedFile

# Names of streams stand in the directory as UTF-16.
_TABLES = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_CODE = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "Macros"))
_LOCKED = "EncryptedPackage".encode("utf-16-le")


def read(stream: BinaryIO) -> None:
    content = stream.read()
    if _LOCKED in content:
        raise RefusedFile(_("The file is encrypted. Save it without a password."))
    if any(name in content for name in _CODE):
        raise RefusedFile(
            _("The file contains macros or embedded objects (for example formulas of an add-in). Save it as PDF.")
        )
    if not any(name in content for name in _TABLES):
        raise RefusedFile(_("The content of the file is not what its name says. Save it again in that format."))
