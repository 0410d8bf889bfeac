"""Numbers of people at rest: encrypted under a key of each person, shown masked, found without being opened.

    user.phone = seal("13812345678", key)       stored as "138****5678|<key>|<cipher text>"
    str(user.phone)                             "138****5678"
    unseal(user.phone)                          "13812345678", while the key exists
    User.objects.filter(phone_index=blind("138 1234 5678"))

SM4-GCM (GB/T 32907) with the key's number as authenticated data; the index is HMAC-SM3. A column takes nothing
unsealed: the field refuses it, and `sealed_only` refuses it in the database.
"""

import os
import re
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.core.bulk import insert_alike
from lianxiao.core.models import PersonalKey
from lianxiao.core.refusals import Refused
from lianxiao.core.templatetags.lianxiao import masked_email, masked_identity, masked_phone

KEY_BYTES, NONCE_BYTES, TAG_BYTES = 16, 12, 16
SEPARATORS = re.compile(r"[\s\-()]+")
FORM = r"^[^|]*\|[0-9]+\|[A-Za-z0-9+/]+={0,2}$"


class KeyDestroyed(Refused):
    """The person's data was erased: what the key had sealed can never be read again."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """`mask` is all that a page shows; `cipher` is base64 of nonce, text and tag."""

    mask: str
    key_id: int
    cipher: str

    def __str__(self) -> str:
        return self.mask

    @property
    def stored(self) -> str:
        return f"{self.mask}|{self.key_id}|{self.cipher}"


if TYPE_CHECKING:
    # Only the type checker knows the parameters of Django's fields: what is set, what is read.
    _Text = models.CharField["Sealed | str", "Sealed | str"]
else:
    _Text = models.CharField


def sealed_from(stored: str) -> "Sealed | str":
    """Empty stays empty."""
    if not stored:
        return ""
    mask, key_id, cipher = stored.split("|")
    return Sealed(mask, int(key_id), cipher)


class SealedField(_Text):
    """Takes and gives a Sealed, or an empty text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 600)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *args: Any) -> Sealed | str | None:
        return value if value is None else sealed_from(value)

    def to_python(self, value: Any) -> Any:
        return sealed_from(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.stored
        if value in (None, ""):
            return value
        raise TypeError(f"{self.name} takes what is sealed, nothing in the open")


def sealed_only(column: str, name: str) -> models.CheckConstraint:
    """No shell stores such a number in the open."""
    return models.CheckConstraint(condition=Q(**{column: ""}) | Q(**{f"{column}__regex": FORM}), name=name)


# --- one person's key ------------------------------------------------------------------------------


def new_key() -> PersonalKey:
    name = next(iter(settings.PERSONAL_KEYS))
    return PersonalKey.objects.create(wrapped=_wrap(os.urandom(KEY_BYTES), name), wrapped_by=name)


def destroy(key: PersonalKey) -> None:
    """Nothing that it had sealed can be read from now on, in no copy of the database made after this."""
    key.wrapped, key.destroyed_at = None, timezone.now()
    key.save(update_fields=["wrapped", "destroyed_at"])


def rewrap() -> int:
    """Put every key under the current wrapping key; how many were under another."""
    current = next(iter(settings.PERSONAL_KEYS))
    stale = PersonalKey.objects.filter(wrapped__isnull=False).exclude(wrapped_by=current).order_by("id")
    count = 0
    for key in stale.select_for_update(of=("self",)):
        key.wrapped, key.wrapped_by = _wrap(_unwrap(key), current), current
        key.save(update_fields=["wrapped", "wrapped_by"])
        count += 1
    return count


def _wrap(data_key: bytes, name: str) -> bytes:
    return _encrypt(_derived(settings.PERSONAL_KEYS[name]), data_key, name.encode())


def _unwrap(key: PersonalKey) -> bytes:
    if key.wrapped is None:
        raise KeyDestroyed(_("This was erased and cannot be read any more."))
    return _decrypt(_derived(settings.PERSONAL_KEYS[key.wrapped_by]), bytes(key.wrapped), key.wrapped_by.encode())


@cache  # as many as there are wrapping keys, asked for with every number
def _derived(secret: str) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"lianxiao personal key " + secret.encode())
    return digest.finalize()[:KEY_BYTES]


# --- sealing ---------------------------------------------------------------------------------------


def seal(plain: str, key: PersonalKey, mask: Callable[[str], str] = masked_phone) -> "Sealed | str":
    """Empty stays empty. The mask must not hold the sign that parts what is stored."""
    return _sealed(plain, key.pk, _unwrap(key), mask) if plain else ""


def reserve_keys(count: int) -> Iterator[int]:
    """The numbers of as many keys that do not exist yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [PersonalKey._meta.db_table, count],
        )
        return iter([number for (number,) in cursor.fetchall()])


def seal_each(
    plain: Sequence[str], numbers: Iterator[int], mask: Callable[[str], str] = masked_phone
) -> tuple[list["Sealed | str"], dict[int, bytes]]:
    """What as many people have, each under a new key of a reserved number, and these keys for `keep_keys`.

    Empty stays empty and has no key. Asks the database nothing.
    """
    name = next(iter(settings.PERSONAL_KEYS))
    keys = {number: os.urandom(KEY_BYTES) for number in islice(numbers, sum(map(bool, plain)))}
    ready = iter(keys.items())
    sealed = [_sealed(text, *next(ready), mask) if text else "" for text in plain]
    return sealed, {number: _wrap(key, name) for number, key in keys.items()}


def keep_keys(wrapped: Mapping[int, bytes]) -> None:
    name = next(iter(settings.PERSONAL_KEYS))
    insert_alike(PersonalKey(wrapped_by=name), {"id": list(wrapped), "wrapped": list(wrapped.values())})


def _sealed(plain: str, key_id: int, key: bytes, mask: Callable[[str], str]) -> Sealed:
    cipher = _encrypt(key, plain.encode(), str(key_id).encode())
    return Sealed(mask(plain).replace("|", "*"), key_id, b64encode(cipher).decode())


class CaseSeal:
    """Seals the same text the same way each time, so that what was not edited stays equal: the nonce is its HMAC.

    It tells that two texts under one key are equal, and nothing else; each case has a key of its own.
    """

    def __init__(self, key: PersonalKey) -> None:
        self._key, self._id = _unwrap(key), key.pk

    def seal(self, plain: str, mask: str) -> str:
        mac = hmac.HMAC(self._key, hashes.SM3())
        mac.update(b"nonce " + plain.encode())
        cipher = _encrypt(self._key, plain.encode(), str(self._id).encode(), mac.finalize()[:NONCE_BYTES])
        return Sealed(mask, self._id, b64encode(cipher).decode()).stored

    def unseal(self, key_id: int, cipher: str) -> str | None:
        """None for what was not sealed here, whatever it looks like."""
        try:
            content = b64decode(cipher, validate=True)
            return _decrypt(self._key, content, str(self._id).encode()).decode() if key_id == self._id else None
        except (InvalidTag, ValueError):
            return None


def unseal(sealed: "Sealed | str") -> str:
    """The number in the open. Whoever calls this has put on record who reads it and why. Raises KeyDestroyed."""
    if not isinstance(sealed, Sealed):
        return sealed
    key = PersonalKey.objects.get(pk=sealed.key_id)
    return _decrypt(_unwrap(key), b64decode(sealed.cipher), str(key.pk).encode()).decode()


def blind(plain: str) -> str:
    """What an equal number is found by, however it is written; empty stays empty."""
    digits = SEPARATORS.sub("", unicodedata.normalize("NFKC", plain)).upper().removeprefix("+86")
    if not digits:
        return ""
    mac = hmac.HMAC(settings.PERSONAL_INDEX_KEY.encode(), hashes.SM3())
    mac.update(digits.encode())
    return mac.finalize().hex()


def mask_contact(text: str) -> str:
    """Of a telephone number or a mail address, whichever it is."""
    return masked_email(text) if "@" in text else masked_phone(text)


mask_number = masked_identity  # identity numbers and bank accounts


def _encrypt(key: bytes, text: bytes, about: bytes, nonce: bytes | None = None) -> bytes:
    nonce = nonce or os.urandom(NONCE_BYTES)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(about)
    return nonce + encryptor.update(text) + encryptor.finalize() + encryptor.tag


def _decrypt(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """Raises InvalidTag when the text, its key or its place was altered."""
    nonce, text, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES], sealed[-TAG_BYTES:]
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(about)
    return decryptor.update(text) + decryptor.finalize()


__all__ = [
    "CaseSeal",
    "InvalidTag",
    "KeyDestroyed",
    "Sealed",
    "SealedField",
    "blind",
    "destroy",
    "keep_keys",
    "mask_contact",
    "mask_number",
    "new_key",
    "reserve_keys",
    "rewrap",
    "seal",
    "seal_each",
    "sealed_only",
    "unseal",
]
