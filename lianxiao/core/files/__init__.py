"""Uploaded files: what is let in (trust rule 9), under which name, and where contents are kept.

No models and no rights here: who may read a file is decided by the row that points to its digest.
"""

from lianxiao.core.files.bare import bare
from lianxiao.core.files.checking import CheckedFile, check_upload
from lianxiao.core.files.names import clean_name
from lianxiao.core.files.reading import words_in
from lianxiao.core.files.refusal import RefusedFile
from lianxiao.core.files.storage import is_intact, open_stored, store

__all__ = [
    "CheckedFile",
    "RefusedFile",
    "bare",
    "check_upload",
    "clean_name",
    "is_intact",
    "open_stored",
    "store",
    "words_in",
]
