"""A letter as Word and as PDF: the Word file is filled in, read again and typeset, so both say the same."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import override

from lianxiao.core import papers
from lianxiao.core.documents import qr_svg, render_pdf
from lianxiao.core.kept_files import content_of
from lianxiao.core.papers.fields import samples
from lianxiao.core.papers.styles import Part
from lianxiao.core.templatetags.lianxiao import day
from lianxiao.letters.models import Letter, TemplateVersion
from lianxiao.letters.queries.fields import fields_of
from lianxiao.letters.states import LetterState
from lianxiao.organisations.models import Organisation

# Official papers of the province are in Chinese, whatever language the reader's pages are in.
LANGUAGE = "zh-hans"
NO_NUMBER = "（编号待定）"


@dataclass(frozen=True, slots=True)
class Made:
    word: bytes
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Stamp:
    """What issuing adds to a letter."""

    number: str
    on: date
    code: str = ""


def template_content(version: TemplateVersion) -> bytes:
    return content_of(version.file_id)


def make(letter: Letter, stamp: Stamp, *, at: datetime | None = None) -> Made:
    """Both files. Raises papers.UnfilledTemplate."""
    word = papers.fill(template_content(letter.template), values_of(letter, stamp))
    drafted = letter.state in (LetterState.DRAFT, LetterState.CHECKED, LetterState.DISCARDED) and not stamp.code
    pdf = typeset(word, code=stamp.code, draft=drafted, demo=letter.is_demo, at=at)
    return Made(papers.at_the_foot(word), pdf)


def values_of(letter: Letter, stamp: Stamp) -> dict[str, Any]:
    """By the names of the template's fields; what a kind of letter knows and this one does not is empty."""
    with override(LANGUAGE):
        dated = day(stamp.on)
    empty = {name: [] if isinstance(sample, list) else "" for name, sample in samples(fields_of(letter.kind)).items()}
    return {
        **empty,
        **letter.facts,
        "发文机关": issuer_of(letter.office).name,
        "发文字号": stamp.number,
        "主送机关": letter.addressee,
        "补充说明": [line.strip() for line in letter.text.splitlines() if line.strip()],
        "成文日期": dated,
        "抄送机关": letter.copies,
        "印发机关": letter.office.name,
        "印发日期": dated,
    }


def issuer_of(office: Organisation) -> Organisation:
    """The department speaks; its office prints."""
    return office.parent or office


def typeset(
    word: bytes, *, code: str = "", draft: bool = False, demo: bool = False, at: datetime | None = None
) -> bytes:
    paper = papers.read(word)
    verify_at = f"{settings.SITE_URL}/verify/{code}/" if code else ""
    data: dict[str, Any] = {
        "language": LANGUAGE,
        "blocks": [asdict(block) for block in paper.blocks],
        "landscape": paper.landscape,
        "title": paper.text_of(Part.TITLE).replace("\n", ""),
        "signer": paper.text_of(Part.SIGNER).replace("\n", " "),
        "code": code,
        "qr": qr_svg(verify_at) if code else "",
        "draft": draft,
        "demo": demo,
    }
    return render_pdf("paper", data, at=at)


def trial(content: bytes, kind: str) -> Made:
    """A template filled in with samples, marked as a draft."""
    word = papers.fill(content, samples(fields_of(kind)))
    return Made(papers.at_the_foot(word), typeset(word, draft=True))
