"""Texts of a form: in two languages, cleaned as they arrive, counted as an office suite counts them."""

import re
from dataclasses import dataclass

from django.utils.translation import get_language

# One character, one word: ideographs, kana, hangul, full-width forms, and the marks that Chinese
# writing shares with Latin writing but sets at full width. assets/definitions.js carries the same list.
WIDE = (
    "\u1100-\u11ff\u2e80-\u2fff\u3001-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffef\U00020000-\U0003ffff“”‘’—…·"
)
# An apostrophe inside a Latin word belongs to the word: don’t is one.
_RUN = rf"(?:[^\s{WIDE}]|(?<=[A-Za-z])’(?=[A-Za-z]))+"
_WORD = re.compile(rf"{_RUN}|[{WIDE}]")
_TOKEN = re.compile(rf"{_RUN}|[{WIDE}]|\s+")
# Characters that PostgreSQL, XML or a reader's eye cannot take: controls, lone surrogates, zero width.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b\u2028\u2029\u2060\ufeff]")
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}


@dataclass(frozen=True)
class Text:
    """A text in Chinese and English; an absent English text falls back to the Chinese."""

    zh: str
    en: str = ""

    def within(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en or self.zh

    def __str__(self) -> str:
        return self.within(get_language() or "zh-hans")


def plain(value: object) -> str:
    """Whatever arrived, as text fit to store: line ends unified, unfit characters and outer space gone."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return _UNFIT.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(value: object) -> str:
    return re.sub(r"\s*\n\s*", " ", plain(value))


def narrow(value: object) -> str:
    """One line with full-width digits, letters and marks as half-width ones, for codes and figures."""
    return one_line(value).translate(_NARROW).strip()


def count_words(text: str) -> int:
    """字数 as WPS and Word count it: each Chinese character or mark, each run of anything else."""
    return sum(1 for _ in _WORD.finditer(text))


def tokens(text: str) -> list[str]:
    """The text cut at word boundaries; joined again it is the same text."""
    return _TOKEN.findall(text)
