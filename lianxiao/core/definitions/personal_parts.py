"""The personal parts of an answer, by which a person is reached, known or paid: what one looks like, what is shown.

At rest such a part is "mask|number of a key|cipher text" (core/sealed_answers.py). The form engine opens nothing: it
shows the mask, and tells from the mask whether what is sealed was readable.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stdnum.cn import ric

from lianxiao.core.templatetags.lianxiao import masked_email, masked_identity, masked_phone

if TYPE_CHECKING:
    from lianxiao.core.definitions.fields.base import Field

# Exchanges one part: (key of the field, kind, text) → text.
Exchange = Callable[[str, str, str], str]
# (key of the field, kind, text)
Part = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """`looks` like one; `mask` is all that a page shows of it."""

    looks: re.Pattern[str]
    mask: Callable[[str], str]
    holds: Callable[[str], bool] = bool


def _adds_up(number: str) -> bool:
    """The check digit (GB 11643) of an identity card, or of a permanent resident's; other papers have none."""
    return len(number) != IDENTITY_DIGITS or ric.calc_check_digit(number) == number[-1].upper()


IDENTITY_DIGITS = 18
KINDS: Mapping[str, Kind] = {
    "phone": Kind(re.compile(r"\+?[0-9][0-9 ()-]{4,23}[0-9]"), masked_phone),
    "email": Kind(re.compile(r"[^@\s<>\"']{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"), masked_email),
    # An identity card, or a passport or permit, which has a letter.
    "identity": Kind(re.compile(r"[0-9]{17}[0-9Xx]|[A-Za-z]{1,3}[0-9]{6,9}[A-Za-z]?"), masked_identity, _adds_up),
    "account": Kind(re.compile(r"[0-9](?:[ -]?[0-9]){11,24}"), masked_identity),
}
LONGEST = 200  # characters
# Of what is no number and no address nothing is shown.
UNREADABLE = "****"
SEALED = re.compile(r"(?P<mask>[^|]*)\|(?P<key>[0-9]{1,18})\|(?P<cipher>[A-Za-z0-9+/]{40,}={0,2})")
_MASKED = re.compile(r"[^*|@]{0,4}\*{3,}([^*|@]{0,4}|@[^*|@]*)")


def is_sealed(text: str) -> bool:
    return SEALED.fullmatch(text) is not None


def mask(kind: str, text: str) -> str:
    """What is shown of a part, sealed, in the open, or kept as a mask only; empty stays empty."""
    if sealed := SEALED.fullmatch(text):
        return sealed["mask"]
    return text if not text or _MASKED.fullmatch(text) else mask_in_the_open(kind, text)


def mask_in_the_open(kind: str, text: str) -> str:
    """The mask must not hold the sign that parts what is stored."""
    return KINDS[kind].mask(text).replace("|", "*") if _is_readable(kind, text) else UNREADABLE


def is_one(kind: str, text: str) -> bool:
    """Whether it is a telephone number, a mail address, and so on; of a sealed one its mask tells."""
    if sealed := SEALED.fullmatch(text):
        return sealed["mask"] != UNREADABLE
    return _is_readable(kind, text)


def _is_readable(kind: str, text: str) -> bool:
    read = KINDS[kind]
    return len(text) <= LONGEST and read.looks.fullmatch(text) is not None and read.holds(text)


def parts_of(field: "Field[Any]", value: Any) -> list[Part]:
    """Every personal part of a value that is filled in."""
    found: list[Part] = []

    def note(key: str, kind: str, text: str) -> str:
        found.append((key, kind, text))
        return text

    field.exchanged(value, note)
    return found


def differ(field: "Field[Any]", old: Any, new: Any) -> bool:
    """Whether parts changed whose masks look alike; a sealed one and one in the open cannot be compared."""
    pairs = zip(parts_of(field, old), parts_of(field, new), strict=False)
    return any(one != other and is_sealed(one[2]) == is_sealed(other[2]) for one, other in pairs)
