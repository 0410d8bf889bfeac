"""What two texts have in common, word for word: prints to find candidates by, passages to show.

Prints are winnowed (Schleimer, Wilkerson, Aiken 2003): of every run of `WINDOW` neighbouring grams the least
hash is kept, so that a shared run of at least GRAM + WINDOW - 1 signs always leaves a shared print, while a
text is known by about a third of its grams. Spaces, punctuation, width and case do not count.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

# Thirteen letters and figures in a row are seldom shared by chance: a Chinese sentence has some twenty.
GRAM = 13
WINDOW = 5


@dataclass(frozen=True, slots=True)
class Plain:
    """The signs of a text that count, and where in it each of them stands."""

    signs: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> "Span":
        return Span(self.places[start], self.places[end - 1] + 1)


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to, not including, `end`, as places in the text as it was written."""

    start: int
    end: int


def plain(text: str) -> Plain:
    signs: list[str] = []
    places: list[int] = []
    for place, written in enumerate(text):
        for sign in unicodedata.normalize("NFKC", written).lower():
            if sign.isalnum():
                signs.append(sign)
                places.append(place)
    return Plain("".join(signs), tuple(places))


def prints(texts: Iterable[str]) -> set[int]:
    """The prints of a document of several texts, as signed 64-bit numbers."""
    return {one for text in texts for one in _winnowed(_hashes(plain(text).signs))}


def shared(text: str, others: Sequence[str]) -> list[Span]:
    """The passages of `text` that stand word for word in any of the others, in their order, never overlapping."""
    known = {gram for other in others for gram in _grams(plain(other).signs)}
    own = plain(text)
    spans: list[tuple[int, int]] = []
    for start, gram in enumerate(_grams(own.signs)):
        if gram not in known:
            continue
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], start + GRAM)
        else:
            spans.append((start, start + GRAM))
    return [own.span(start, end) for start, end in spans]


def share(texts: Sequence[str], others: Sequence[str]) -> float:
    """How much of a document's signs stand in the other, from 0 to 1."""
    whole = common = 0
    for text in texts:
        own = plain(text)
        whole += len(own.signs)
        covered = {place for span in shared(text, others) for place in range(span.start, span.end)}
        common += sum(1 for place in own.places if place in covered)
    return common / whole if whole else 0.0


def pieces(text: str, spans: Sequence[Span]) -> list[tuple[str, bool]]:
    """The text cut where a passage begins or ends; True marks what is shared."""
    cut: list[tuple[str, bool]] = []
    at = 0
    for span in spans:
        cut += [(text[at : span.start], False), (text[span.start : span.end], True)]
        at = span.end
    cut.append((text[at:], False))
    return [(piece, mark) for piece, mark in cut if piece]


def _grams(signs: str) -> list[str]:
    return [signs[start : start + GRAM] for start in range(len(signs) - GRAM + 1)]


def _hashes(signs: str) -> list[int]:
    return [
        int.from_bytes(blake2b(gram.encode(), digest_size=8).digest(), "big", signed=True) for gram in _grams(signs)
    ]


def _winnowed(hashes: Sequence[int]) -> Iterable[int]:
    if len(hashes) < WINDOW:
        return [min(hashes)] if hashes else []
    return (min(hashes[start : start + WINDOW]) for start in range(len(hashes) - WINDOW + 1))
