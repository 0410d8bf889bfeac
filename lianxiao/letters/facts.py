"""What other apps may know of letters, and what they say when they draft one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lianxiao.letters.models import Letter


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter is about: `facts` by the names of the template's fields, frozen with the draft."""

    subject: str
    facts: Mapping[str, Any]
    addressee: str
    copies: str = ""


@dataclass(frozen=True, slots=True)
class LetterIssued:
    """The letter has its number and has left; `letter.case_kind` and `case_id` say which case it is about."""

    letter: Letter
