"""Blind review (盲审): an application read without who stands behind it.

A known name is replaced by what its bearer is in the application, wherever it stands in a text; addresses by which one
is found on the net are left out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

LEFT_OUT = "…"
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[^\s，。；、）)]+", re.IGNORECASE)
# Columns of tables are of one type for all words; their heading says whether a person or an institution is named.
PERSON = re.compile(r"姓名|负责人|责任人|签字|签名|联系人|教师|导师|专家|成员", re.IGNORECASE)
INSTITUTION = re.compile(r"单位|高校|学校|机构|企业|公司|提供方|开课方", re.IGNORECASE)
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]\s*$")
SHORTEST, LONGEST = 2, 60


@dataclass(frozen=True)
class Veil:
    """Names, and what is read in their place."""

    names: Mapping[str, str]

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        longest_first = sorted(self.names, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if longest_first else None

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {name.casefold(): instead for name, instead in self.names.items()}

    def over(self, value: Any) -> Any:
        """Text, or answers of any shape, with every name replaced; keys, numbers and days stay."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {key: self.over(one) for key, one in value.items()}
        return [self.over(one) for one in value] if isinstance(value, list | tuple) else value

    def _text(self, text: str) -> str:
        text = ADDRESS.sub(LEFT_OUT, text)
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self._folded.get(found[0].casefold(), LEFT_OUT), text)

    def is_pierced_by(self, text: str) -> bool:
        """Whether a name or an address can be read there, also across spaces that a file puts between signs."""
        close = re.sub(r"\s+", "", text)
        names = [re.sub(r"\s+", "", name).casefold() for name in self.names]
        return bool(ADDRESS.search(text)) or any(name in close.casefold() for name in names)


def names_of(written: Iterable[str]) -> list[str]:
    """What can be a name, with and without what stands in brackets behind it; each once."""
    found: dict[str, None] = {}
    for text in written:
        for name in (text.strip(), _BRACKETS.sub("", text.strip()).strip()):
            if SHORTEST <= len(name) <= LONGEST and not any(sign.isdigit() for sign in name):
                found[name] = None
    return list(found)
