"""Numbers of people that must not stand open in anything published: identity, mobile phone, bank account.

Found however they are written: with spaces or hyphens between, in full-width digits, with invisible characters.
Masked ones (138****5678) are no numbers any more and pass.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum import luhn
from stdnum.cn import ric, uscc

from lianxiao.core.refusals import Refused


class PersonalKind(TextChoices):
    IDENTITY = "identity", gettext_lazy("identity number")
    PHONE = "phone", gettext_lazy("mobile phone number")
    ACCOUNT = "account", gettext_lazy("bank account")


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """`line` counts from 1; `shown` is masked, fit for a message and for the log."""

    kind: PersonalKind
    line: int
    shown: str


@dataclass(frozen=True, slots=True)
class Place:
    """A number with the label of the text that it stands in."""

    label: str
    number: PersonalNumber

    def __str__(self) -> str:
        return _("%(label)s, line %(line)d: %(kind)s %(shown)s") % {
            "label": self.label,
            "line": self.number.line,
            "kind": self.number.kind.label,
            "shown": self.number.shown,
        }


class UnmaskedNumbers(Refused):
    """Something that is to be published holds personal numbers; `places` says where (trust rule 8)."""

    def __init__(self, places: list[Place]) -> None:
        listed = _("; ").join(map(str, places))
        super().__init__(_("Mask these personal numbers before it is published: %(places)s.") % {"places": listed})
        self.places = places


# Groups of digits with a single space or hyphen between: one number written in groups, or several numbers.
_RUN = re.compile(r"(?<![0-9A-Za-z*])\+?[0-9]+(?:[ -][0-9]+)*[Xx]?(?![0-9A-Za-z*])")
_LONGEST = 25
_WORD_BEFORE = 20  # characters
_PHONE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
# A company's account has no check digit: only the word before it tells.
_SAID_TO_BE_ACCOUNT = re.compile(r"(?:账号|帐号|账户|帐户|卡号|account(?: (?:no\.?|number))?)\W{0,3}$", re.IGNORECASE)
_ACCOUNT_LENGTHS = range(12, 26)
_CARD_LENGTHS = range(16, 20)
_CARD_BEGINNINGS = ("3", "4", "5", "6", "9")


def find_personal_numbers(text: str) -> list[PersonalNumber]:
    """In the order in which they stand."""
    return [found for number, line in enumerate(text.splitlines(), 1) for found in _in_line(_plain(line), number)]


def refuse_personal_numbers(texts: Mapping[str, str]) -> None:
    """`texts` by their labels. Raises UnmaskedNumbers with every place at once."""
    places = [Place(label, number) for label, text in texts.items() for number in find_personal_numbers(text)]
    if places:
        raise UnmaskedNumbers(places)


def _plain(line: str) -> str:
    """Full-width digits as plain ones, every hyphen and space as one kind, nothing that cannot be seen."""
    kept = (char for char in unicodedata.normalize("NFKC", line) if unicodedata.category(char) not in ("Cf", "Cc"))
    return "".join({"Pd": "-", "Zs": " "}.get(unicodedata.category(char), char) for char in kept)


def _in_line(line: str, number: int) -> Iterator[PersonalNumber]:
    for run in _RUN.finditer(line):
        before = line[max(run.start() - _WORD_BEFORE, 0) : run.start()]
        groups = re.split("[ -]", run[0].lstrip("+").upper())
        first = 0
        while first < len(groups):
            taken, kind = _beginning(groups[first : first + _LONGEST], before)
            if kind:
                digits = "".join(groups[first : first + taken])
                yield PersonalNumber(kind, number, f"{digits[:3]}{'*' * (len(digits) - 5)}{digits[-2:]}")
            first += taken


def _beginning(groups: list[str], before: str) -> tuple[int, PersonalKind | None]:
    """How many of the groups make a number, and of which kind; (1, None) when the first begins none."""
    for taken in range(1, len(groups) + 1):
        digits = "".join(groups[:taken])
        if len(digits) > _LONGEST:
            break
        if kind := _kind(digits, before):
            return taken, kind
    return 1, None


def _kind(digits: str, before: str) -> PersonalKind | None:
    if len(digits) == 18 and ric.is_valid(digits):
        return PersonalKind.IDENTITY
    if _PHONE.fullmatch(digits):
        return PersonalKind.PHONE
    if not digits.isdigit():
        return None
    if _SAID_TO_BE_ACCOUNT.search(before) and len(digits) in _ACCOUNT_LENGTHS:
        return PersonalKind.ACCOUNT
    return PersonalKind.ACCOUNT if _is_card(digits) else None


def _is_card(digits: str) -> bool:
    """The card numbers of ISO/IEC 7812; a unified social credit code of digits alone is public."""
    if len(digits) not in _CARD_LENGTHS or not digits.startswith(_CARD_BEGINNINGS):
        return False
    return bool(luhn.is_valid(digits)) and not uscc.is_valid(digits)
