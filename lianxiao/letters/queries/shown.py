"""A letter on its page and as a draft's files: made from the template each time, kept nowhere."""

from django.utils import timezone

from lianxiao.core import papers
from lianxiao.core.files.checking import FORMATS
from lianxiao.core.kept_files import content_of
from lianxiao.core.papers import Paper
from lianxiao.letters.models import Letter
from lianxiao.letters.queries.files import name_of
from lianxiao.letters.queries.papers import NO_NUMBER, Stamp, make, template_content, values_of


def paper_of(letter: Letter) -> Paper:
    """What the Word file says, paragraph by paragraph."""
    if letter.word_id is not None:
        return papers.read(content_of(letter.word_id))
    return papers.read(papers.fill(template_content(letter.template), values_of(letter, _today())))


def drafted(letter: Letter, form: str) -> tuple[bytes, str, str]:
    """Content, name and media type."""
    made = make(letter, _today(), at=timezone.now())
    return (made.pdf if form == "pdf" else made.word), name_of(letter, form), FORMATS[form].media_type


def _today() -> Stamp:
    return Stamp(NO_NUMBER, timezone.localdate())
