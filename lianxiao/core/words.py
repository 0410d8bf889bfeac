"""Words for search: what goes into the index, what a query asks for, and pinyin for first-letter search.

The promise between `search_text` and `search_query`: whatever run of Chinese characters somebody copies out of
an indexed text finds that text. Word boundaries depend on context, so a query is cut into dictionary words and
single characters only, and the index holds all of those beside the words of the best reading.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import rjieba
from pypinyin import Style, lazy_pinyin, load_phrases_dict
from pypinyin.seg.simpleseg import seg

# pypinyin reads these names of Liaoning as the commoner words that are written the same.
load_phrases_dict({"朝阳": [["cháo"], ["yáng"]]})

_TERM = re.compile(r"[^\W_]+")


def search_text(text: str) -> str:
    """Terms parted by spaces, for to_tsvector('simple', …). Repetitions stay, since ranking counts them."""
    plain = _plain(text)
    best_reading = list(_terms(rjieba.cut_for_search(plain)))
    other_readings = dict.fromkeys(_terms(rjieba.cut_all(plain)))
    seen = set(best_reading)
    return " ".join(best_reading + [term for term in other_readings if term not in seen])


def search_query(text: str) -> str:
    """Terms parted by spaces, for plainto_tsquery('simple', …); empty when the text holds no word."""
    return " ".join(dict.fromkeys(_terms(rjieba.cut(_plain(text), hmm=False))))


def initials(text: str) -> str:
    """First letters in small letters, letters and digits kept: 辽宁大学 → lndx."""
    return _pinyin(text, Style.FIRST_LETTER)


def full_pinyin(text: str) -> str:
    """Pinyin without tones or spaces, ü as v as it is typed: 旅顺 → lvshun."""
    return _pinyin(text, Style.NORMAL)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _terms(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        yield from _TERM.findall(word)


def _pinyin(text: str, style: Style) -> str:
    return "".join(_read(part, style) for part in seg(_plain(text)))


@lru_cache(maxsize=2**16)  # few people share a name, but all names share their characters
def _read(part: str, style: Style) -> str:
    """Of a word that pypinyin knows, of a single character, or of signs that have no pinyin."""
    return "".join(_terms(lazy_pinyin(part, style=style)))
