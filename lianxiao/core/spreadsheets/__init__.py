"""Tables as Excel files, written row by row so that a large one needs no more memory than a small one."""

from lianxiao.core.spreadsheets.columns import Column
from lianxiao.core.spreadsheets.writing import Counted, write_xlsx

__all__ = ["Column", "Counted", "write_xlsx"]
