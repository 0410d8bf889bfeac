"""The text of an official document as it is kept: one paragraph a line, headings known by their numbers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# 一、 and 1. begin a heading of the first level, （一） and (1) one of the second (GB/T 9704-2012, 7.3.3).
_FIRST = re.compile(r"[一二三四五六七八九十]+、|\d{1,2}\. ")
_SECOND = re.compile(r"（[一二三四五六七八九十]+）|\(\d{1,2}\) ")
# A longer line that begins with a number is a paragraph that happens to be numbered.
_HEADING_LENGTH = {"zh": 40, "en": 90}
_SENTENCE_ENDS = ("。", "；", ".", ";")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`kind` is "heading1", "heading2" or "paragraph"."""

    kind: str
    text: str


def paragraphs(text: str) -> list[Paragraph]:
    return [Paragraph(_kind(line), line) for line in map(str.strip, text.splitlines()) if line]


def _kind(line: str) -> str:
    short = len(line) <= _HEADING_LENGTH["zh" if line[0] > "\u2fff" else "en"]
    if not short or line.endswith(_SENTENCE_ENDS):
        return "paragraph"
    if _FIRST.match(line):
        return "heading1"
    return "heading2" if _SECOND.match(line) else "paragraph"


def joined(body: Iterable[Mapping[str, Any]], language: str) -> str:
    """The paragraphs of a shipped document, [{"kind", "text": {"zh", "en"}}], as one text."""
    return "\n".join(str(paragraph["text"][language]) for paragraph in body)
