"""Fields of written text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lianxiao.core.definitions.controls import Control, LineControl, LongControl, Place
from lianxiao.core.definitions.fields.base import Field
from lianxiao.core.definitions.problems import Fault
from lianxiao.core.definitions.shown import Shown, ShownText
from lianxiao.core.definitions.sources import Source
from lianxiao.core.definitions.texts import count_words, one_line, plain


@dataclass(frozen=True, kw_only=True)
class ShortText(Field[str]):
    type = "short_text"
    in_columns = True
    max_length: int = 200  # characters

    @classmethod
    def own(cls, source: Source) -> dict[str, Any]:
        return {"max_length": source.count("max_length", 200, least=1)}

    def clean(self, raw: object) -> str:
        return one_line(raw)

    def faults(self, value: str, *, final: bool) -> Iterator[Fault]:
        if final and len(value) > self.max_length:
            yield Fault(
                _("Shorten this to %(limit)d characters; it has %(count)d.")
                % {"limit": self.max_length, "count": len(value)}
            )

    def show(self, value: str) -> Shown:
        return ShownText(value)

    def control(self, value: str, at: Place) -> Control:
        # No maxlength attribute: a browser would cut a pasted text without a word.
        return LineControl(at=at, value=value)


@dataclass(frozen=True, kw_only=True)
class PersonName(ShortText):
    """A person's name as a table column."""

    type = "person_name"


@dataclass(frozen=True, kw_only=True)
class LongText(Field[str]):
    type = "long_text"
    in_columns = True
    max_words: int | None = None  # 字数, see count_words

    @classmethod
    def own(cls, source: Source) -> dict[str, Any]:
        return {"max_words": source.count("max_words", 0, least=1) or None}

    def clean(self, raw: object) -> str:
        return plain(raw)

    def faults(self, value: str, *, final: bool) -> Iterator[Fault]:
        if final and self.max_words is not None and (count := count_words(value)) > self.max_words:
            yield Fault(
                _("Shorten this to %(limit)d words; it has %(count)d.") % {"limit": self.max_words, "count": count}
            )

    def show(self, value: str) -> Shown:
        return ShownText(value)

    def control(self, value: str, at: Place) -> Control:
        rows = min(16, max(3, (self.max_words or 400) // 70))
        words = count_words(value)
        return LongControl(at=at, value=value, rows=rows, max_words=self.max_words, words=words)
