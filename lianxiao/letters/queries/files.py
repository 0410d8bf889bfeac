"""The files of an issued letter, as they are handed out."""

from lianxiao.core.files import clean_name
from lianxiao.core.files.checking import FORMATS
from lianxiao.core.kept_files import content_of
from lianxiao.letters.models import Letter
from lianxiao.letters.states import LetterState

FORMS = ("pdf", "docx")


def kept(letter: Letter, form: str) -> tuple[bytes, str, str]:
    """Content, name and media type; `form` is one of FORMS. Void letters say so in their name."""
    file = letter.pdf_id if form == "pdf" else letter.word_id
    assert file is not None, "issued letters have both files"
    return content_of(file), name_of(letter, form), FORMATS[form].media_type


def name_of(letter: Letter, form: str) -> str:
    void = "（作废）" if letter.state == LetterState.WITHDRAWN else ""
    return clean_name(f"{letter.number or '草稿'}{void} {letter.get_kind_display()} {letter.subject[:60]}.{form}")
